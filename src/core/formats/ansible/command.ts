/**
 * The simple commands of a shell line, each as its words: split at `;`, `&`, `|`, brackets and line
 * ends, quotes taken off, and what only starts another command (`sudo`, `nohup`, `sh -c`) left out.
 * A guess at what runs, not a shell: text that another command is given can look like a command.
 */
export function commandsIn(line: string): readonly (readonly string[])[] {
  return line
    .slice(0, LONGEST)
    .split(/[;&|()\n`]/)
    .map((part) => withoutWrappers(part.replace(/["']/g, " ").split(/\s+/).filter(Boolean)))
    .filter((words) => words.length > 0);
}

/** What a shell line does to a whole host, in the third person; undefined where it updates nothing of the host. */
export function hostUpdateIn(line: string): string | undefined {
  for (const [program = "", ...rest] of commandsIn(line)) {
    const what = updateBy(program.slice(program.lastIndexOf("/") + 1), rest);
    if (what !== undefined) return what;
  }
  return undefined;
}

const LONGEST = 20_000;

const WRAPPERS: ReadonlySet<string> = new Set([
  ...[
    "sudo",
    "doas",
    "nohup",
    "exec",
    "env",
    "time",
    "nice",
    "ionice",
    "setsid",
    "sh",
    "bash",
    "dash",
    "zsh",
  ],
  ...["then", "else", "do", "if", "while", "!", "{"],
]);

function withoutWrappers(words: readonly string[]): readonly string[] {
  let at = 0;
  let wrapped = false;
  for (; at < words.length; at++) {
    const word = words[at] ?? "";
    const name = word.slice(word.lastIndexOf("/") + 1);
    const option = wrapped && word.startsWith("-");
    if (!WRAPPERS.has(name) && !option && !/^[A-Za-z_]\w*=/.test(word)) break;
    wrapped ||= WRAPPERS.has(name);
  }
  return words.slice(at);
}

const RESTARTS = "restarts the host";
const UPGRADES = "upgrades all packages";

function updateBy(program: string, args: readonly string[]): string | undefined {
  const has = (...any: readonly string[]): boolean => any.some((arg) => args.includes(arg));
  const plain = args.filter((arg) => !arg.startsWith("-"));
  switch (program) {
    case "reboot":
    case "Restart-Computer":
      return RESTARTS;
    case "shutdown":
      return has("-r", "-fr", "-rf", "--reboot", "/r") ? RESTARTS : undefined;
    case "systemctl":
      return has("reboot", "kexec") ? RESTARTS : undefined;
    case "init":
    case "telinit":
      return plain[0] === "6" ? RESTARTS : undefined;
    case "apt-get":
    case "apt":
    case "aptitude":
      if (has("-s", "--simulate", "--just-print", "--dry-run", "--download-only", "-d")) return undefined;
      return has("dist-upgrade", "full-upgrade", "upgrade", "safe-upgrade") ? UPGRADES : undefined;
    case "dnf":
    case "dnf5":
    case "yum":
    case "microdnf":
      if (has("--assumeno", "--downloadonly")) return undefined;
      return isUpdate(plain[0], ["update", "upgrade", "distro-sync"]) ? packages(plain.slice(1)) : undefined;
    case "zypper":
      return has("dup", "dist-upgrade", "patch") || (has("up", "update") && plain.length === 1)
        ? UPGRADES
        : undefined;
    case "pacman":
      return args.some((arg) => /^-S[a-z]*u[a-z]*$/.test(arg)) ? UPGRADES : undefined;
    case "apk":
      return plain[0] === "upgrade" && plain.length === 1 ? UPGRADES : undefined;
    case "rpm-ostree":
      return isUpdate(plain[0], ["upgrade", "update", "rebase", "deploy"])
        ? "upgrades the host's image"
        : undefined;
    case "transactional-update":
      return has("up", "dup", "patch") || args.length === 0 ? UPGRADES : undefined;
    case "pveupgrade":
      return "upgrades Proxmox VE";
    case "do-release-upgrade":
      return "upgrades the host to another release";
    case "esxcli":
      return esxcli(plain);
    case "xe":
      return isUpdate(plain[0], [
        "patch-apply",
        "patch-pool-apply",
        "update-apply",
        "update-pool-apply",
        "pool-update-apply",
        "pool-update-pool-apply",
      ])
        ? "applies a hypervisor patch"
        : undefined;
    default:
      return undefined;
  }
}

function esxcli(words: readonly string[]): string | undefined {
  const [area, what, verb] = words;
  if (area === "software" && isUpdate(verb, ["update", "install", "apply"])) {
    return isUpdate(what, ["vib", "profile", "component"]) ? "updates the ESXi image of the host" : undefined;
  }
  return area === "system" && what === "shutdown" && verb === "reboot" ? RESTARTS : undefined;
}

/** A package manager told to update: everything, or named packages that make the host. */
function packages(names: readonly string[]): string | undefined {
  if (names.length === 0) return UPGRADES;
  const host = names.find(isHostPackage);
  return host === undefined ? undefined : `updates ${host}`;
}

function isUpdate(word: string | undefined, words: readonly string[]): boolean {
  return word !== undefined && words.includes(word);
}

/** Whether a package is the kernel or a hypervisor, which a host runs on, and not a tool or library beside it. */
export function isHostPackage(name: string): boolean {
  return HOST_PACKAGE.test(name) && !BESIDE.test(name);
}

const HOST_PACKAGE =
  /^(?:pve-|proxmox-|qemu|libvirt|xen|kernel|linux-image|linux-generic|linux-virtual|ovirt-host|vdsm|hyper-v)/;
const BESIDE =
  /(?:-dev|-devel|-headers|-doc|-docs|-utils|-tools|-client|-clients|-img|-guest-agent|-common|-backup-client|-widget-toolkit)(?:[-=*].*)?$/;
