import { type Node, type SyntaxFile, valueUnder } from "../../syntax/tree.ts";
import { hasEnding, isYamlName, mayBeIniName, saysInventory } from "../candidates.ts";
import { inventoryLines, sectionOf, words } from "./ini.ts";

/**
 * How Ansible would read a file, told before anything is parsed, which is dear: most YAML is nobody's inventory or
 * playbook. Undefined where it cannot be one; without an ending it is INI where it reads as that, else YAML.
 */
export function ansibleSyntax(path: string, text: string): "yaml" | "ini" | undefined {
  if (!isYamlName(path)) {
    if (recogniseIni(path, text)) return "ini";
    if (hasEnding(path)) return undefined;
  }
  return WORDS.test(text) ? "yaml" : undefined;
}

const WORDS =
  /^(?:-\s+|\s+)?["']?(?:hosts|import_playbook|ansible\.builtin\.import_playbook|children|plugin)["']?\s*:/m;

/** What an Ansible file is, told from its content; undefined for YAML that is not Ansible's, which is never claimed. */
export function recogniseYaml(path: string, syntax: SyntaxFile): "playbook" | "inventory" | undefined {
  const root = syntax.documents[0]?.root;
  if (root?.kind === "list") return isPlaybook(root.items) ? "playbook" : undefined;
  if (root?.kind !== "map" || root.entries.length === 0) return undefined;
  const plugin = valueUnder(root, "plugin");
  if (plugin?.kind === "scalar") return isPlugin(plugin.text, path) ? "inventory" : undefined;
  const named = saysInventory(path);
  const groups = root.entries.map(({ key, value }) => isGroup(value, named || key.text === "all"));
  const all = groups.every((group) => group !== "no");
  return all && groups.includes("yes") ? "inventory" : undefined;
}

/**
 * Whether a text is an inventory in Ansible's INI form. Named as one, it must hold nothing but sections and
 * hosts. Sections of groups of groups or of variables and `ansible_…` values are further proof: with
 * them some lines may be wrong, and the name may be any. A script is none, whatever it writes.
 */
export function recogniseIni(path: string, text: string): boolean {
  if (!mayBeIniName(path) || text.startsWith("#!")) return false;
  const proof = PROOF.test(text);
  const named = saysInventory(path);
  if (!proof && !named) return false;
  let vars = false;
  let right = 0;
  let wrong = 0;
  let sections = 0;
  for (const line of inventoryLines(text)) {
    const section = sectionOf(line.text);
    if (section !== undefined) {
      sections += 1;
      vars = section.kind === "vars";
    } else if (vars ? line.text.indexOf("=") > 0 : isHostLine(line.text)) right += 1;
    else wrong += 1;
  }
  const most = proof ? (right + sections) / (named ? 1 : 10) : 0;
  return wrong <= most && (sections > 0 || right > 1 || (proof && right > 0));
}

const PROOF = /^[ \t]*\[[^:\]\s]+:(?:children|vars)\]|\sansible_(?:host|connection|user|port)=/m;

function isPlaybook(items: readonly Node[]): boolean {
  let plays = 0;
  for (const item of items) {
    if (item.kind !== "map") return false;
    const keys = new Set(item.entries.map((entry) => entry.key.text));
    const imports = keys.has("import_playbook") || keys.has("ansible.builtin.import_playbook");
    if (imports || (keys.has("hosts") && [...keys].some((key) => PLAY_KEYS.has(key)))) plays += 1;
    else if (!keys.has("hosts")) return false;
  }
  return plays > 0;
}

const PLAY_KEYS: ReadonlySet<string> = new Set([
  ...[
    "tasks",
    "roles",
    "pre_tasks",
    "post_tasks",
    "handlers",
    "gather_facts",
    "become",
    "serial",
    "vars_files",
  ],
  ...["any_errors_fatal", "max_fail_percentage", "strategy", "remote_user", "connection", "vars_prompt"],
]);

/** A map with `hosts` or `children` is a group; an empty one may be. */
function isGroup(node: Node | undefined, lenient: boolean): "yes" | "maybe" | "no" {
  if (node === undefined || (node.kind === "scalar" && node.isNull)) return "maybe";
  if (node.kind !== "map") return "no";
  if (node.entries.length === 0) return "maybe";
  let members = 0;
  for (const { key, value } of node.entries) {
    if (key.text !== "hosts" && key.text !== "children") {
      if (key.text !== "vars" && !lenient) return "no";
    } else if (
      value === undefined ||
      value.kind === "map" ||
      (value.kind === "scalar" && (value.isNull || lenient))
    ) {
      members += 1;
    } else if (!lenient) return "no";
    else members += 1;
  }
  return members > 0 ? "yes" : valueUnder(node, "vars") === undefined ? "no" : "maybe";
}

function isPlugin(plugin: string, path: string): boolean {
  return /^[a-z]\w*\.[a-z]\w*\.[a-z]\w*$/.test(plugin) || saysInventory(path);
}

function isHostLine(line: string): boolean {
  const [host, ...rest] = words(line) ?? [];
  return (
    host !== undefined &&
    !host.includes("=") &&
    !line.startsWith("[") &&
    rest.every((word) => word.indexOf("=") > 0)
  );
}
