import { MAX_LENGTH } from "../syntax/guards.ts";

/**
 * Which files are looked at, in the editor and on the command line alike: by their names and places alone.
 * What one of them is, its content decides later. Small on purpose: the editor asks this before any engine runs.
 */

/** Bytes: in larger files there are more characters than are ever read, or no manifest that a person reviews. */
export const LARGEST_FILE = MAX_LENGTH;

/** Folders that are never entered: other people's files, tools' own, virtual environments. */
export const SKIPPED_FOLDERS: readonly string[] = ["node_modules", ".git", ".terraform", "venv", ".venv"];

/** A folder with this file in it is a Python virtual environment, whatever its name (PEP 405): it is not entered either. */
export const VIRTUAL_ENVIRONMENT_MARK = "pyvenv.cfg";

const YAML_ENDINGS: readonly string[] = ["yaml", "yml"];

/** Of inventories in Ansible's INI form, besides names without an ending. */
const INI_ENDINGS: readonly string[] = ["ini", "cfg", "inventory", "hosts"];

/** What inventories are called, alone or with something before or behind: `hosts-prod`, `lab_inventory`. */
const INVENTORY_WORDS: readonly string[] = ["inventory", "inventories", "hosts"];

/** Folders of inventories, alone or with something behind: `inventory.d`. */
const INVENTORY_FOLDERS: readonly string[] = ["inventory", "inventories"];

/** Inventories without an ending in Ansible's sample directory layout. */
const ENVIRONMENTS: readonly string[] = ["production", "staging", "development", "testing"];

/** Of Terraform and OpenTofu. */
const HCL_ENDINGS: readonly string[] = ["tf", "tofu", "tfvars"];

/**
 * JSON is read where its name says that it may list nodes or what runs on them, as written by `kubectl get -o json`, may
 * be an image or a policy of vSphere Lifecycle Manager, or a state or plan of Terraform: most JSON in a workspace is a tool's own, by the thousands.
 */
const JSON_WORDS: readonly string[] = [
  ...["nodes", "kubernetes", "k8s", "openshift", "kubevirt", "kubectl"],
  ...["vlcm", "esxi", "esx", "vsphere", "image", "remediation"],
  ...["terraform", "tofu", "tfplan", "tfstate"],
];

/** Proxmox VE's other files end like an inventory in INI form. */
const COROSYNC = "corosync";

/** Folders of variables lie beside an inventory or a playbook and hold no hosts. */
const VARIABLES: readonly string[] = ["group_vars", "host_vars"];

/**
 * Whether a file is looked at: YAML, what may be an inventory of Ansible or hold variables of its hosts, what may be a file
 * of Proxmox VE, Terraform's, and JSON that may be ours.
 * @param path with `/`, relative to where the work is done: the workspace folder, the working directory
 */
export function isCandidate(path: string): boolean {
  const name = nameOf(path);
  // Lock files of editors: links to nowhere.
  if (name.startsWith(".#")) return false;
  if (hasEnding(path))
    return isYamlName(path) || mayBeIniName(path) || isHclName(path) || saysJson(path) || saysCorosync(path);
  return saysInventory(path) || ENVIRONMENTS.includes(name.toLowerCase()) || holdsVariables(path);
}

/** The same as a glob of VS Code, for searches: it may match more, never less. */
export const CANDIDATE_GLOB = `**/{${[
  ...[...YAML_ENDINGS, ...INI_ENDINGS, ...HCL_ENDINGS].map((ending) => `*.${anyCase(ending)}`),
  `*${anyCase(COROSYNC)}*.${anyCase("conf")}`,
  ...JSON_WORDS.map((word) => `*${anyCase(word)}*.${anyCase("json")}`),
  ...INVENTORY_WORDS.flatMap((word) => [`${anyCase(word)}*`, `*[_-]${anyCase(word)}`]),
  ...INVENTORY_FOLDERS.map((folder) => `${anyCase(folder)}*/**`),
  ...ENVIRONMENTS.map(anyCase),
  ...VARIABLES.map((folder) => `${folder}/**`),
].join(",")}}`;

/** The names that say by themselves that a file holds manifests, as a glob of VS Code, whose search knows no braces in braces. */
export const MANIFEST_GLOB = `**/{${["*.estate", "*.rollout", "baskets.policy"]
  .flatMap((stem) => YAML_ENDINGS.map((ending) => `${stem}.${ending}`))
  .join(",")}}`;

export function isManifestName(path: string): boolean {
  return /(?:\.estate|\.rollout|(?:^|\/)baskets\.policy)\.ya?ml$/.test(path);
}

/** Whether a file claims to hold manifests: by its name, or by an `apiVersion: baskets/…` line that even broken YAML shows. */
export function looksNative(path: string, text: string): boolean {
  return (
    isManifestName(path) ||
    /^[ \t]*["']?apiVersion["']?[ \t]*:[ \t]*["']?baskets\//m.test(text) ||
    /^\s*\{[^\n]{0,200}\bapiVersion["']?\s*:\s*["']?baskets\//.test(text)
  );
}

/** Whether a text may hold known bad releases, which only a policy that names the file makes ours: each entry has these keys. */
export function looksLikeCatalogue(path: string, text: string): boolean {
  return isYamlName(path) && /^id[ \t]*:/m.test(text) && /^(?:url|title|breaks)[ \t]*:/m.test(text);
}

export function isYamlName(path: string): boolean {
  return YAML_ENDINGS.includes(endingOf(path));
}

/** Whether a file is written in the language of Terraform, by its name. */
export function isHclName(path: string): boolean {
  return hasEnding(path) && HCL_ENDINGS.includes(endingOf(path));
}

export function isJsonName(path: string): boolean {
  return endingOf(path) === "json" && hasEnding(path);
}

/** `nodes.json`, `east-nodes.json`, `esxi.image.json`: one of the words by itself. */
function saysJson(path: string): boolean {
  return isJsonName(path) && JSON_WORDS.some((word) => wordsOf(path).includes(word));
}

/** `corosync.conf`, `east.corosync.conf` */
function saysCorosync(path: string): boolean {
  return endingOf(path) === "conf" && wordsOf(path).includes(COROSYNC);
}

function wordsOf(path: string): readonly string[] {
  return nameOf(path).toLowerCase().split(/[-_.]/);
}

/** Whether something else may name this file and read it: tasks or variables, in YAML. */
export function mayBePointedAt(path: string): boolean {
  return isYamlName(path) || (holdsVariables(path) && !hasEnding(path));
}

/** Whether a file lies in a folder of variables, however deep. */
function holdsVariables(path: string): boolean {
  const [, ...folders] = path.split("/").reverse();
  return folders.some((folder) => VARIABLES.includes(folder)) && !nameOf(path).endsWith("~");
}

/** Whether Ansible would read a file of this name in its INI form. */
export function mayBeIniName(path: string): boolean {
  return !hasEnding(path) || INI_ENDINGS.includes(endingOf(path));
}

export function hasEnding(path: string): boolean {
  return nameOf(path).includes(".");
}

/** Whether a path says "inventory": its name, or a folder above it. */
export function saysInventory(path: string): boolean {
  const parts = path.toLowerCase().split("/");
  const stem = (parts.pop() ?? "").replace(/\.(?:ya?ml|ini|cfg)$/, "");
  if (INVENTORY_WORDS.some((word) => begins(stem, word) || /[-_.]/.test(before(stem, word)))) return true;
  return (
    parts.some((folder) => INVENTORY_FOLDERS.some((word) => begins(folder, word))) &&
    !parts.some((folder) => VARIABLES.includes(folder))
  );
}

/** `hosts`, `hosts-prod`, `hosts.prod`, but not `hostsfile`. */
function begins(name: string, word: string): boolean {
  return name.startsWith(word) && /^$|^[-_.]/.test(name.slice(word.length));
}

/** The character before a word that a name ends in; empty where it does not. */
function before(name: string, word: string): string {
  return name.endsWith(word) ? name.charAt(name.length - word.length - 1) : "";
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

function endingOf(path: string): string {
  const name = nameOf(path);
  return name.slice(name.lastIndexOf(".") + 1).toLowerCase();
}

/** A glob for a word in capitals or not: `[hH][oO][sS][tT][sS]`. */
function anyCase(word: string): string {
  return word.replace(/[a-z]/g, (letter) => `[${letter}${letter.toUpperCase()}]`);
}
