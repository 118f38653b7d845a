import type { ClusterImage } from "../../model/image.ts";
import { parseYaml } from "../../syntax/parse.ts";
import { type MapNode, type Node, type SyntaxFile, valueUnder } from "../../syntax/tree.ts";
import type { Place, SourceFile, Span } from "../../text/span.ts";
import { baseImageIn, candidatesIn, isPolicy, mayBeVlcm } from "./recognise.ts";

/** A file of vSphere Lifecycle Manager, read by itself. */
export interface VlcmFile {
  readonly kind: "vlcm";
  readonly file: string;
  readonly syntax: SyntaxFile;
  readonly images: readonly ClusterImage[];
  readonly policies: readonly ApplyPolicy[];
}

/** How an image is put on the hosts of a cluster. */
export interface ApplyPolicy {
  /** Where hosts are updated several at a time. */
  readonly parallel: Parallel | undefined;
  /** How often a host that failed is tried again before the update ends; undefined where nothing is written. */
  readonly retries: number | undefined;
}

export interface Parallel {
  readonly at: Place;
  /** Hosts at a time; undefined where nothing limits them. */
  readonly most: number | undefined;
}

/** An image or an apply policy, as the API answers it and the client exports it; undefined for every other text. */
export function readVlcm({ path, text }: SourceFile): VlcmFile | undefined {
  if (!mayBeVlcm(path, text)) return undefined;
  const syntax = parseYaml(text);
  const maps = candidatesIn(syntax);
  const images = maps.flatMap((map) => imageIn(path, map) ?? []);
  const [root, ...below] = maps;
  const said = root !== undefined && isPolicy(root) ? [root] : below.filter(isPolicy);
  const policies = said.map((map) => policyIn(path, map));
  return images.length + policies.length === 0
    ? undefined
    : { kind: "vlcm", file: path, syntax, images, policies };
}

function imageIn(file: string, map: MapNode): ClusterImage | undefined {
  const base = baseImageIn(map);
  const version = base && valueUnder(base, "version");
  if (version?.kind !== "scalar" || version.isNull) return undefined;
  const build = buildOf(version.text);
  if (build === undefined) return undefined;
  return { platform: "VMware ESXi", build, written: version.text, at: placeOf(file, version) };
}

/**
 * `8.0.2-0.0.22380479` → `8.0.2-22380479`: between the version and the number of the build stand the update's and the
 * patch's own numbers, which ESXi does not show. Undefined for what has another form.
 */
export function buildOf(version: string): string | undefined {
  const [, release, number] = /^(\d+(?:\.\d+){2})-(?:\d+\.){1,3}(\d{5,12})$/.exec(version) ?? [];
  return release === undefined || number === undefined ? undefined : `${release}-${number}`;
}

function policyIn(file: string, map: MapNode): ApplyPolicy {
  // From version 9.1 on some of it stands one deeper.
  const software = valueUnder(map, "software_policy_spec");
  const parallel =
    parallelIn(file, map) ?? (software?.kind === "map" ? parallelIn(file, software) : undefined);
  return { parallel, retries: retriesIn(map) };
}

function parallelIn(file: string, map: MapNode): Parallel | undefined {
  const action = valueUnder(map, "parallel_remediation_action");
  const enabled = action?.kind === "map" ? valueUnder(action, "enabled") : undefined;
  if (action?.kind !== "map" || enabled?.kind !== "scalar" || enabled.text !== "true") return undefined;
  const most = valueUnder(action, "max_hosts");
  // Written as something else, 0 too, nobody can tell what it comes to.
  const limit = most === undefined || isNull(most) ? undefined : (wholeIn(most) ?? 0);
  const entry = map.entries.find(({ key }) => key.text === "parallel_remediation_action");
  return { at: placeOf(file, entry?.key ?? action), most: limit };
}

function retriesIn(map: MapNode): number | undefined {
  const failure = valueUnder(map, "failure_action");
  const action = failure?.kind === "map" ? valueUnder(failure, "action") : undefined;
  if (failure?.kind !== "map" || action?.kind !== "scalar") return undefined;
  if (action.text === "FAIL") return 0;
  return action.text === "RETRY" ? wholeIn(valueUnder(failure, "retry_count")) : undefined;
}

function wholeIn(node: Node | undefined): number | undefined {
  return node?.kind === "scalar" && /^\d{1,6}$/.test(node.text) ? Number(node.text) : undefined;
}

function isNull(node: Node): boolean {
  return node.kind === "scalar" && node.isNull;
}

function placeOf(file: string, { start, end }: Span): Place {
  return { file, start, end };
}
