import { type MapNode, type Node, valueUnder } from "../../syntax/tree.ts";
import { folderOf, joined, upwards } from "../paths.ts";
import type { Library } from "./library.ts";
import { variablesOf } from "./playbook.ts";
import { type Around, argument, keyword, type Role, readRole, type Task, tasksIn, tasksOf } from "./tasks.ts";
import { isParameter, type RoleVariables } from "./taskVariables.ts";

/** The tasks of a play with those of the roles and task files that it runs. */
export interface Steps {
  /** In the order in which they run; what brings others in stands before them. Handlers last. */
  readonly tasks: readonly Task[];
  /** Of roles that Ansible knows before anything runs: the keywords of the play see it. */
  readonly set: readonly RoleVariables[];
}

/** What was found of roles, kept from play to play. */
export interface KnownRoles {
  readonly byFolder: Map<string, Role>;
  /** Folders by who asks for which name. */
  readonly folders: Map<string, string | undefined>;
}

export function newRoles(): KnownRoles {
  return { byFolder: new Map(), folders: new Map() };
}

/**
 * Opens roles (`roles`, `import_role`, `include_role`, what they depend on) and task files (`import_tasks`,
 * `include_tasks`) that lie in the workspace and are named without a template. Of a role's handlers those
 * are taken that a task of the play notifies by name. What is not found stays the one task that it is.
 * Source: Ansible's guide "Roles", `RoleDefinition` and `IncludedFile`.
 */
export function stepsOf(play: MapNode, file: string, library: Library, known: KnownRoles): Steps {
  const walk: Walk = { playbook: file, library, tasks: [], known, roles: new Set(), set: [], ran: new Set() };
  for (const task of tasksOf(play, file)) take(walk, task, []);
  takeHandlers(walk, play);
  return { tasks: walk.tasks, set: walk.set };
}

interface Walk {
  readonly playbook: string;
  readonly library: Library;
  readonly tasks: Task[];
  readonly known: KnownRoles;
  /** Those that this play runs. */
  readonly roles: Set<Role>;
  readonly set: RoleVariables[];
  /** Folders of roles without parameters that ran already: Ansible runs them once in a play. */
  readonly ran: Set<string>;
}

/** Nobody nests deeper or writes more, and what names itself in a circle ends. */
const DEEPEST = 20;
const MOST_TASKS = 5000;

function take(walk: Walk, task: Task, open: readonly string[]): void {
  walk.tasks.push(task);
  if (open.length >= DEEPEST || walk.tasks.length >= MOST_TASKS) return;
  const { library } = walk;
  const role = roleOf(walk, task);
  if (role !== undefined) {
    if (task.module !== "include_role" && !comesByInclude(task)) {
      const [own] = task.scopes;
      const given = variablesOf(own === undefined ? undefined : valueUnder(own, "vars"));
      walk.set.push({ defaults: role.defaults, vars: new Map([...role.vars, ...given]) });
    }
    if (task.module === "role" && isPlain(task)) {
      if (walk.ran.has(role.folder)) return;
      walk.ran.add(role.folder);
    }
    for (const needed of dependencies(library, role, task)) {
      if (walk.tasks.length < MOST_TASKS && !open.includes(role.folder))
        take(walk, needed, [...open, role.folder]);
    }
    const from = isRoleModule(task) ? argument(task, "tasks_from") : undefined;
    const file = library.yaml(role.folder, `tasks/${withoutEnding(from ?? "main")}`);
    if (file !== undefined) takeFile(walk, file, { ...inside(task), file, role }, open);
    return;
  }
  const file = taskFileOf(walk, task);
  if (file !== undefined)
    takeFile(walk, file, { ...inside(task), file, ...(task.role ? { role: task.role } : {}) }, open);
}

function takeFile(walk: Walk, file: string, around: Around, open: readonly string[]): void {
  if (open.includes(file)) return;
  for (const task of tasksIn(walk.library.rootOf(file), around)) {
    if (walk.tasks.length >= MOST_TASKS) return;
    take(walk, task, [...open, file]);
  }
}

/** What is included when Ansible runs does not inherit the keywords of the task that includes it, but those in its `apply`. */
function inside(task: Task): Omit<Around, "file"> {
  const common = { from: task, onFailure: task.onFailure };
  if (!task.module.startsWith("include")) return { ...common, scopes: task.scopes };
  const apply = task.args?.kind === "map" ? valueUnder(task.args, "apply") : undefined;
  return { ...common, scopes: [...(apply?.kind === "map" ? [apply] : []), ...task.scopes.slice(1)] };
}

function comesByInclude(task: Task): boolean {
  for (let above = task.from; above !== undefined; above = above.from) {
    if (above.module.startsWith("include")) return true;
  }
  return false;
}

function isRoleModule(task: Task): boolean {
  return task.module === "import_role" || task.module === "include_role";
}

/** An entry of `roles` without variables of its own. */
function isPlain({ scopes: [own] }: Task): boolean {
  return own === undefined || !own.entries.some(({ key }) => key.text === "vars" || isParameter(key.text));
}

function roleOf(walk: Walk, task: Task): Role | undefined {
  const name =
    task.module === "role" ? task.written : isRoleModule(task) ? argument(task, "name") : undefined;
  const folder = name === undefined ? undefined : roleFolder(walk, name, task);
  if (folder === undefined) return undefined;
  const role = walk.known.byFolder.get(folder) ?? readRoleIn(walk.library, folder);
  walk.known.byFolder.set(folder, role);
  walk.roles.add(role);
  return role;
}

function readRoleIn(library: Library, folder: string): Role {
  const set = (part: string) => {
    const file = library.yaml(folder, `${part}/main`);
    return variablesOf(file === undefined ? undefined : library.rootOf(file));
  };
  return { folder, defaults: set("defaults"), vars: set("vars") };
}

/**
 * Beside the playbook, beside the role that names it, in `roles` of the folders above (where `roles_path` of an
 * `ansible.cfg` mostly points), else a path from the playbook.
 */
function roleFolder(walk: Walk, name: string, task: Task): string | undefined {
  if (name.includes("{") || name === "") return undefined;
  const home = folderOf(walk.playbook);
  const beside = task.role === undefined ? [] : [folderOf(task.role.folder)];
  const key = [home, ...beside, name].join("\n");
  if (!walk.known.folders.has(key)) walk.known.folders.set(key, findRole(walk.library, name, home, beside));
  return walk.known.folders.get(key);
}

function findRole(
  library: Library,
  name: string,
  home: string,
  beside: readonly string[],
): string | undefined {
  const homes = upwards(home).map((folder) => joined(folder, "roles") ?? "");
  const folders = [...homes.slice(0, 1), ...beside, ...homes.slice(1), home];
  return folders
    .map((folder) => joined(folder, name))
    .find(
      (folder) =>
        folder !== undefined && PARTS.some((part) => library.yaml(folder, `${part}/main`) !== undefined),
    );
}

const PARTS = ["tasks", "handlers", "defaults", "meta"];

/** The roles that a role needs first, as if they stood before it. */
function dependencies(library: Library, role: Role, task: Task): readonly Task[] {
  const file = library.yaml(role.folder, "meta/main");
  const root = file === undefined ? undefined : library.rootOf(file);
  const needed = root?.kind === "map" ? valueUnder(root, "dependencies") : undefined;
  if (file === undefined || needed?.kind !== "list") return [];
  return needed.items.flatMap((item) => readRole(item, { ...inside(task), file, role }));
}

/** The file of a task that brings in others: of its role first, then beside the file that it stands in, then beside the playbook. */
function taskFileOf({ playbook, library }: Walk, task: Task): string | undefined {
  if (!FILE_MODULES.has(task.module)) return undefined;
  const written =
    task.args?.kind === "scalar" ? task.args.text.trim().split(/\s+(?=\w+=)/, 1)[0] : argument(task, "file");
  const name = written
    ?.replace(/\{\{\s*playbook_dir\s*\}\}\//, `${BESIDE_PLAYBOOK}/`)
    .replace(/\{\{\s*role_path\s*\}\}\//, `${IN_ROLE}/`);
  if (name === undefined || name === "" || name.includes("{")) return undefined;
  const home = folderOf(playbook);
  const role = task.role?.folder;
  const [first = "", ...rest] = name.split("/");
  if (first === BESIDE_PLAYBOOK) return existing(library, [joined(home, rest.join("/"))]);
  if (first === IN_ROLE)
    return role === undefined ? undefined : existing(library, [joined(role, rest.join("/"))]);
  const part = role !== undefined && folderOf(task.file).endsWith("/handlers") ? "handlers" : "tasks";
  return existing(library, [
    ...(role === undefined ? [] : [joined(joined(role, part) ?? "", name)]),
    joined(folderOf(task.file), name),
    joined(home, name),
    joined(joined(home, "tasks") ?? "", name),
  ]);
}

const FILE_MODULES: ReadonlySet<string> = new Set(["import_tasks", "include_tasks", "include"]);
const BESIDE_PLAYBOOK = "playbook dir";
const IN_ROLE = "role path";

function existing(library: Library, paths: readonly (string | undefined)[]): string | undefined {
  return paths.find((path) => path !== undefined && library.has(path));
}

function withoutEnding(name: string): string {
  return name.replace(/\.ya?ml$/, "");
}

/** A role's handler runs when it is notified, by its name or by what it listens to. */
function takeHandlers(walk: Walk, play: MapNode): void {
  let open = [...walk.roles].flatMap((role) => {
    const file = walk.library.yaml(role.folder, "handlers/main");
    const root = file === undefined ? undefined : walk.library.rootOf(file);
    const from = walk.tasks.find((task) => task.role === role)?.from;
    const around = { scopes: [play], role, ...(from ? { from } : {}) };
    return file === undefined ? [] : [...tasksIn(root, { ...around, file })];
  });
  const notified = new Set<string>();
  for (let seen = 0; seen < walk.tasks.length && open.length > 0; ) {
    for (; seen < walk.tasks.length; seen++) {
      const task = walk.tasks[seen];
      for (const name of task === undefined ? [] : textsOf(keyword(task, "notify")?.value)) {
        notified.add(name.slice(name.lastIndexOf(" : ") + 1).replace(/^: /, ""));
      }
    }
    const wanted = open.filter((task) => calledAs(task).some((name) => notified.has(name)));
    open = open.filter((task) => !wanted.includes(task));
    for (const task of wanted) take(walk, task, []);
  }
}

function calledAs(task: Task): readonly string[] {
  const [own] = task.scopes;
  return own === undefined ? [] : ["name", "listen"].flatMap((key) => textsOf(valueUnder(own, key)));
}

function textsOf(node: Node | undefined): readonly string[] {
  if (node?.kind === "list") return node.items.flatMap((item) => (item.kind === "scalar" ? [item.text] : []));
  return node?.kind === "scalar" ? [node.text] : [];
}
