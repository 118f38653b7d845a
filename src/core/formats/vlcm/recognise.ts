import { type MapNode, type SyntaxFile, valueUnder } from "../../syntax/tree.ts";

/** Characters: an image with all of its components is some 10 kB. */
const LARGEST = 4 * 1024 * 1024;

const IMAGE = /"base_image"\s*:\s*\{/;
const POLICY =
  /"(?:parallel_remediation_action|pre_remediation_power_action|evacuate_offline_vms|enforce_hcl_validation|enforce_quick_patch)"\s*:/;

/** Whether a text may be an image or an apply policy of vSphere Lifecycle Manager: told before it is parsed. */
export function mayBeVlcm(path: string, text: string): boolean {
  return /\.json$/i.test(path) && text.length <= LARGEST && (IMAGE.test(text) || POLICY.test(text));
}

/**
 * The maps in which an image or a policy may stand: the file itself, and one below, as in what the API answers
 * (`software` of a draft, `value`, `software_policy_spec`).
 */
export function candidatesIn({ documents }: SyntaxFile): readonly MapNode[] {
  const root = documents[0]?.root;
  if (root?.kind !== "map" || documents.length > 1) return [];
  return [root, ...root.entries.flatMap(({ value }) => (value?.kind === "map" ? [value] : []))];
}

/** What stands beside `base_image` in an image (vSphere Automation API, `Esx.Settings.SoftwareSpec`). */
const BESIDE = [
  "add_on",
  "components",
  "hardware_support",
  "solutions",
  "removed_components",
  "alternative_images",
];

/** The base image of a specification of an image. */
export function baseImageIn(map: MapNode): MapNode | undefined {
  const base = valueUnder(map, "base_image");
  const isImage = BESIDE.some((key) => map.entries.some((entry) => entry.key.text === key));
  return base?.kind === "map" && isImage ? base : undefined;
}

/** Keys of an apply policy (vSphere Automation API, `Esx.Settings.Clusters.Policies.Apply.ConfiguredPolicySpec`). */
const POLICY_KEYS: ReadonlySet<string> = new Set([
  "failure_action",
  "pre_remediation_power_action",
  "enable_quick_boot",
  "disable_dpm",
  "disable_hac",
  "evacuate_offline_vms",
  "enforce_hcl_validation",
  "enforce_quick_patch",
  "parallel_remediation_action",
  "config_manager_policy_spec",
  "software_policy_spec",
  "live_patch_action",
  "skip_reserved_vibs_caching",
]);

/** Two of its keys, of which one is no word that another tool would use. */
export function isPolicy(map: MapNode): boolean {
  const known = map.entries.filter(({ key }) => POLICY_KEYS.has(key.text));
  return known.length > 1 && known.some(({ key }) => key.text !== "failure_action");
}
