import { recogniseIni } from "../core/formats/ansible/recognise.ts";

/** What a text seems to be, before anything is parsed. Too much is harmless (the engine looks closer), too little is a miss. */
export type Sniffed = "native" | "playbook" | "inventory";

/** The file names that are ours by convention, as a glob. */
export const OUR_NAMES =
  "**/{*.estate.yaml,*.estate.yml,*.rollout.yaml,*.rollout.yml,baskets.policy.yaml,baskets.policy.yml}";

/** The files that may be ours by what stands in them, as a glob. */
export const CANDIDATES =
  "**/{*.yaml,*.yml,*.ini,*.cfg,*.inventory,*.hosts,hosts*,inventor*,*-hosts,*_hosts,*-inventory,*_inventory,inventor*/**}";

/** So much of a text decides; what is ours says so near its top. */
export const SNIFFED_CHARACTERS = 65_536;

const OUR_NAME = /(^|\/)([^/]+\.(estate|rollout)|baskets\.policy)\.ya?ml$/;
const YAML_NAME = /\.ya?ml$/;
const INVENTORY_NAME = /(?:^|[/_.-])(?:inventor(?:y|ies)|hosts)(?:[/_.-]|$)/i;
/** Variables that lie beside an inventory. */
const VARIABLES = /(?:^|\/)(?:group|host)_vars\//i;

const OUR_VERSION = /(?:^|[\s{,])["']?apiVersion["']?[ \t]*:[ \t]*["']?baskets\//;
/**
 * A play: an item at the left margin with `hosts`, or another playbook. The lines between are told apart by their
 * first character, so that no text makes this slow.
 */
const PLAY =
  /^-[ \t]+(?:hosts|(?:ansible\.builtin\.)?import_playbook)[ \t]*:|^-[ \t][^\n]*\n(?:(?:[ \t][^\n]*|#[^\n]*|\r?)\n)*?[ \t]{1,8}hosts[ \t]*:/m;
const YAML_GROUP =
  /^[\w.-]+[ \t]*:[ \t]*\r?\n(?:[ \t]*(?:#[^\n]*)?\r?\n)*[ \t]+(?:hosts|children)[ \t]*:[ \t]*(?:#[^\n]*)?\r?$/m;

/**
 * What a file seems to be by its name and its text; undefined: not ours.
 * @param path with `/`; only its last folders count
 * @param text the whole text or its first `SNIFFED_CHARACTERS`
 */
export function sniff(path: string, text: string): Sniffed | undefined {
  if (OUR_NAME.test(path)) return "native";
  const start = text.slice(0, SNIFFED_CHARACTERS);
  if (OUR_VERSION.test(start)) return "native";
  if (!YAML_NAME.test(path) && !path.startsWith("untitled:"))
    return recogniseIni(path, start) ? "inventory" : undefined;
  if (PLAY.test(start)) return "playbook";
  // Inventories that a plugin makes, too: that they are there is why hosts are not known.
  return YAML_GROUP.test(start) || (INVENTORY_NAME.test(path) && !VARIABLES.test(path))
    ? "inventory"
    : undefined;
}

/** Whether something is worth starting the engine for: an inventory alone says nothing that could be reviewed. */
export function wakes(sniffed: Sniffed | undefined): boolean {
  return sniffed === "native" || sniffed === "playbook";
}
