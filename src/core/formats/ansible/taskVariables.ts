import { valueUnder } from "../../syntax/tree.ts";
import { variablesOf } from "./playbook.ts";
import type { Role, Task } from "./tasks.ts";
import type { Literal, Variables } from "./template.ts";

/** What the files of a role set, and what its entry in the play does. */
export type RoleVariables = Pick<Role, "defaults" | "vars">;

/** What keywords of the play see of its roles: defaults below its own variables, `vars` above them. */
export function withRoles(own: Variables, roles: readonly RoleVariables[]): Variables {
  const all = new Map<string, Literal | undefined>();
  for (const { defaults } of roles) for (const [name, value] of defaults) all.set(name, value);
  for (const [name, value] of own) all.set(name, value);
  for (const { vars } of roles) for (const [name, value] of vars) all.set(name, value);
  return all;
}

/** The variables of a task, as far as files say them: `known` are those of the inventory. */
export function variablesAt(
  task: Task,
  own: Variables,
  roles: readonly RoleVariables[],
  known: Variables,
): Variables {
  const below = task.role === undefined ? roles : [...roles, task.role];
  const all = new Map<string, Literal | undefined>();
  const add = (variables: Variables) => {
    for (const [name, value] of variables) all.set(name, value);
  };
  for (const { defaults } of below) add(defaults);
  add(known);
  add(own);
  for (const { vars } of below) add(vars);
  const chain: Task[] = [];
  for (let at: Task | undefined = task; at !== undefined; at = at.from) chain.unshift(at);
  for (const { scopes, module } of chain) {
    // The last scope is the play, whose variables are in already.
    for (const scope of scopes.slice(0, -1).reverse()) add(variablesOf(valueUnder(scope, "vars")));
    const [entry] = scopes;
    if (module !== "role" || entry === undefined) continue;
    add(variablesOf({ ...entry, entries: entry.entries.filter(({ key }) => isParameter(key.text)) }));
  }
  return all;
}

/** What stands in an entry of `roles` and is no keyword is a variable for the role. */
export function isParameter(key: string): boolean {
  return !ROLE_KEYS.has(key) && !key.startsWith("become");
}

const ROLE_KEYS: ReadonlySet<string> = new Set([
  ...[
    "any_errors_fatal",
    "check_mode",
    "collections",
    "connection",
    "debugger",
    "delegate_facts",
    "delegate_to",
  ],
  ...[
    "diff",
    "environment",
    "ignore_errors",
    "ignore_unreachable",
    "module_defaults",
    "name",
    "no_log",
    "port",
  ],
  ...["remote_user", "role", "run_once", "tags", "throttle", "timeout", "vars", "when"],
]);
