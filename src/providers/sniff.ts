/** What a text seems to be, before anything is parsed. Too much is harmless (the engine looks closer), too little is a miss. */
export type Sniffed = "native" | "playbook" | "inventory" | "variables";

/** The file names that are ours by convention, as a glob. */
export const OUR_NAMES =
  "**/{*.estate.yaml,*.estate.yml,*.rollout.yaml,*.rollout.yml,baskets.policy.yaml,baskets.policy.yml}";

/** The files that may be ours by what stands in them, as a glob. */
export const CANDIDATES =
  "**/{*.yaml,*.yml,*.ini,hosts,inventory,*.inventory,inventory/**,inventories/**,group_vars/**,host_vars/**}";

/** So much of a text decides; what is ours says so near its top. */
export const SNIFFED_CHARACTERS = 65_536;

const OUR_NAME = /(^|\/)([^/]+\.(estate|rollout)|baskets\.policy)\.ya?ml$/;
const YAML_NAME = /\.ya?ml$/;
const VARIABLES_FOLDER = /(^|\/)(group|host)_vars\//;
const INVENTORY_NAME = /(^|\/)(hosts|inventory)(\.(ini|ya?ml))?$|\.inventory$|(^|\/)inventor(y|ies)\//;

const OUR_VERSION = /(?:^|[\s{,])["']?apiVersion["']?[ \t]*:[ \t]*["']?baskets\//;
/**
 * A play: an item at the left margin with `hosts`, or another playbook. The lines between are told apart by their
 * first character, so that no text makes this slow.
 */
const PLAY =
  /^-[ \t]+(?:hosts|(?:ansible\.builtin\.)?import_playbook)[ \t]*:|^-[ \t][^\n]*\n(?:(?:[ \t][^\n]*|#[^\n]*|\r?)\n)*?[ \t]{1,8}hosts[ \t]*:/m;
const YAML_INVENTORY =
  /^[\w.-]+[ \t]*:[ \t]*\r?\n(?:[ \t]*(?:#[^\n]*)?\r?\n)*[ \t]+(hosts|children)[ \t]*:[ \t]*(#[^\n]*)?\r?$/m;
const INI_GROUP = /^\[[\w.-]+(:(children|vars))?\][ \t]*([#;].*)?\r?$/m;
const INI_INVENTORY = /^\[[\w.-]+:(children|vars)\]|^[^\n=#;[\]]+[ \t]ansible_\w+=/m;

/**
 * What a file seems to be by its name and its text; undefined: not ours.
 * @param path with `/`; only its last folders count
 * @param text the whole text or its first `SNIFFED_CHARACTERS`
 */
export function sniff(path: string, text: string): Sniffed | undefined {
  if (OUR_NAME.test(path)) return "native";
  const start = text.slice(0, SNIFFED_CHARACTERS);
  if (OUR_VERSION.test(start)) return "native";
  if (VARIABLES_FOLDER.test(path)) return "variables";
  const yaml = YAML_NAME.test(path) || path.startsWith("untitled:");
  if (yaml && PLAY.test(start)) return "playbook";
  if (yaml && (YAML_INVENTORY.test(start) || (INVENTORY_NAME.test(path) && /^\s*all[ \t]*:/m.test(start))))
    return "inventory";
  if (!yaml && INVENTORY_NAME.test(path) && (INI_GROUP.test(start) || !/\.\w+$/.test(path)))
    return "inventory";
  if (path.endsWith(".ini") && INI_INVENTORY.test(start)) return "inventory";
  return undefined;
}

/** Whether something is worth starting the engine for: an inventory alone says nothing that could be reviewed. */
export function wakes(sniffed: Sniffed | undefined): boolean {
  return sniffed === "native" || sniffed === "playbook";
}
