import type { UpdateStep } from "../../model/play.ts";
import { entryOf } from "../../syntax/tree.ts";
import { hostUpdateIn, isHostPackage } from "./command.ts";
import { argument, commandOf, keyword, literalOf, type Task } from "./tasks.ts";
import { evaluate, isTemplate, type Variables } from "./template.ts";

/**
 * The steps that make a play an update of its hosts: what restarts them, upgrades all packages, the
 * kernel or the hypervisor, or upgrades hosts by a module or role made for it. Decided by what a step
 * does, never by its title, so that a play that installs or configures something is none.
 * Steps that run elsewhere (`delegate_to: localhost`), once for all, or in check mode are left out.
 */
export function updateSteps(
  tasks: readonly Task[],
  variablesOf: (task: Task) => Variables,
): readonly UpdateStep[] {
  const found = tasks.flatMap((task): readonly Found[] => {
    const what = whatItUpdates(task, variablesOf);
    return what === undefined || sparesTheHost(task, what) ? [] : [{ task, what }];
  });
  // Where one can look into a role or a file, what it does is said instead of what its name says.
  const lookedInto = new Set<Task>();
  for (const { task, what } of found) {
    if (what.byName) continue;
    for (let above = task.from; above !== undefined; above = above.from) lookedInto.add(above);
  }
  return found
    .filter(({ task, what }) => !(what.byName && lookedInto.has(task)))
    .map(({ task, what }) => {
      const throttle = literalOf(keyword(task, "throttle")?.value);
      const limited = typeof throttle === "number" && throttle > 0 ? { throttle } : {};
      return {
        at: { file: task.file, start: task.at.start, end: task.at.end },
        what: what.says,
        with: task.written,
        ...limited,
      };
    });
}

interface Found {
  readonly task: Task;
  readonly what: Update;
}

interface Update {
  readonly says: string;
  /** Talks to a manager about the host: `delegate_to: localhost` is how that is done. */
  readonly remote?: true;
  /** Told from the name of a role or a file alone. */
  readonly byName?: true;
}

function whatItUpdates(task: Task, variablesOf: (task: Task) => Variables): Update | undefined {
  if (COMMANDS.has(task.module)) {
    const says = hostUpdateIn(commandOf(task) ?? "");
    return says === undefined ? undefined : { says };
  }
  if (task.module === "role") return byName(task.written, true);
  if (ROLE_MODULES.has(task.module)) return byName(argument(task, "name") ?? "", true);
  if (FILE_MODULES.has(task.module)) {
    const name = task.args?.kind === "scalar" ? task.args.text : (argument(task, "file") ?? "");
    return byName(name.replace(/\.ya?ml$/, ""), false);
  }
  if (PACKAGES.has(task.module)) return packageUpdate(task, variablesOf);
  return MODULES.get(task.module)?.((key) => argument(task, key));
}

const COMMANDS: ReadonlySet<string> = new Set([
  "command",
  "shell",
  "raw",
  "win_command",
  "win_shell",
  "win_powershell",
  "expect",
]);
const ROLE_MODULES: ReadonlySet<string> = new Set(["import_role", "include_role"]);
const FILE_MODULES: ReadonlySet<string> = new Set(["import_tasks", "include_tasks", "include"]);
const PACKAGES: ReadonlySet<string> = new Set([
  ...["apt", "dnf", "dnf5", "yum", "package", "zypper", "pacman", "apk", "pkgng", "win_chocolatey"],
]);

type ByArguments = (argument: (key: string) => string | undefined) => Update | undefined;

/** What a module does to a host, told from its arguments. */
const MODULES: ReadonlyMap<string, ByArguments> = new Map<string, ByArguments>([
  ["reboot", () => ({ says: "restarts the host" })],
  ["win_reboot", () => ({ says: "restarts the host" })],
  [
    "win_updates",
    (argument) =>
      ONLY_LOOKS.has(argument("state") ?? "installed") ? undefined : { says: "installs Windows updates" },
  ],
  [
    "vmware_host_powerstate",
    (argument) =>
      argument("state") === "reboot-host" ? { says: "restarts the host", remote: true } : undefined,
  ],
  [
    "ovirt_host",
    (argument) => {
      const state = argument("state") ?? "";
      if (state === "upgraded") return { says: "upgrades the host", remote: true };
      return state === "restarted" ? { says: "restarts the host", remote: true } : undefined;
    },
  ],
  ["ntnx_lcm_upgrades_v2", () => ({ says: "upgrades through Nutanix LCM", remote: true })],
  ["ntnx_lcm_upgrade_v2", () => ({ says: "upgrades through Nutanix LCM", remote: true })],
  ["rpm_ostree_upgrade", () => ({ says: "upgrades the host's image" })],
  ["idrac_firmware", () => ({ says: "updates the host's firmware", remote: true })],
]);

const ONLY_LOOKS: ReadonlySet<string> = new Set(["searched", "downloaded"]);

/** Roles and task files that are named for what they upgrade. A bare `upgrade` is enough for a role, not for a file. */
function byName(written: string, role: boolean): Update | undefined {
  const parts = written.toLowerCase().split(/[/.]/).filter(Boolean);
  const named =
    parts.some((part) => HOST_UPGRADE.test(part.replace(/-/g, "_"))) || (role && parts.includes("upgrade"));
  return named
    ? {
        says: role
          ? "runs a role that upgrades or restarts the host"
          : "includes tasks that upgrade or restart the host",
        byName: true,
      }
    : undefined;
}

const HOST_UPGRADE =
  /^(?:reboot|reboot_host|system_upgrade|os_upgrade|host_upgrade|node_upgrade|kernel_upgrade|cluster_upgrade|package_upgrade|packages_upgrade|dist_upgrade|full_upgrade|proxmox_upgrade|pve_upgrade|esxi_upgrade|hypervisor_upgrade|rolling_upgrade|rolling_update|system_update|os_update|os_updates|kernel_update|host_update|esxi_update|proxmox_update|pve_update|os_patching|esxi_patching|host_patching|upgrade_(?:system|os|host|hosts|node|nodes|kernel|packages|proxmox|pve|esxi|hypervisor|hypervisors|cluster))$/;

function packageUpdate(task: Task, variablesOf: (task: Task) => Variables): Update | undefined {
  if (isTrue(argument(task, "download_only"))) return undefined;
  const upgrade = argument(task, "upgrade");
  if (upgrade !== undefined && isWanted(upgrade, variablesOf(task))) return { says: "upgrades all packages" };
  const state = argument(task, "state");
  if (state === "dist-upgrade") return { says: "upgrades all packages" };
  if (state !== "latest") return undefined;
  const names = (argument(task, "name") ?? argument(task, "pkg") ?? "").split(",").map((name) => name.trim());
  if (names.includes("*")) return { says: "upgrades all packages" };
  const host = names.find(isHostPackage);
  return host === undefined ? undefined : { says: `updates ${host} to the latest version` };
}

/** `upgrade` of a package module: everything but no; a template that cannot be read was written to upgrade. */
function isWanted(upgrade: string, variables: Variables): boolean {
  const given = evaluate(upgrade, variables);
  const value = given.known ? String(given.value).toLowerCase() : "yes";
  return !["no", "false", "none", "off", "", "0"].includes(value);
}

function isTrue(text: string | undefined): boolean {
  return text !== undefined && /^(?:yes|true|on|1)$/i.test(text);
}

function sparesTheHost(task: Task, update: Update): boolean {
  if (onlyOnce(task)) return true;
  if (literalOf(keyword(task, "check_mode")?.value) === true) return true;
  if (update.remote === true) return false;
  const own = task.scopes[0];
  if (own !== undefined && entryOf(own, "local_action") !== undefined) return true;
  const elsewhere = keyword(task, "delegate_to")?.value;
  return (
    elsewhere?.kind === "scalar" &&
    !isTemplate(elsewhere.text) &&
    /^(?:localhost|127\.0\.0\.1)$/.test(elsewhere.text)
  );
}

/** What is included for one host runs on that host alone. */
function onlyOnce(task: Task): boolean {
  for (let at: Task | undefined = task; at !== undefined; at = at.from) {
    if (literalOf(keyword(at, "run_once")?.value) === true) return true;
  }
  return false;
}
