import { diskIn } from "../project/domains.ts";
import type { Need, Project, Vm } from "../project/project.ts";
import { needInRole } from "../project/roles.ts";
import { tellsAsMuch } from "./score.ts";
import type { Spot } from "./spots.ts";
import type { Placement } from "./structure.ts";

/** What a VM would stand on in another place. */

/** A storage or network that a VM would have in a place. */
interface NeedThere {
  readonly need: Need;
  /** A disk inside the host that it leaves, where the place has nothing instead. */
  readonly gone: boolean;
  /** The place does not say what it has: what the VM has now is taken to stay. */
  readonly assumed: boolean;
}

/**
 * The storage and network that a VM would have in a place. What it names itself (a datastore or a VLAN
 * for each team) goes with it inside its environment; a service that is at home in one environment is
 * not asked to leave it for that either. Elsewhere it is called by its role there; without one, and where the
 * VM inherits, the place decides. Where the place does not say, nothing is known to change.
 */
export function needsAt(project: Project, vm: Vm, spot: Spot, atHome = false): readonly NeedThere[] {
  const there = (spot.host ?? spot.cluster)?.needs;
  const stays = atHome || spot.environment === vm.environment;
  const own = ownNeeds(vm);
  const network = vm.needs.get("network");
  const now = [...vm.storage, ...(network === undefined ? [] : [network])];
  const fated = now.map((need): NeedThere => {
    const inHost = diskIn(vm.host, need) !== undefined;
    if (stays && !inHost && own.includes(need)) return { need, gone: false, assumed: false };
    const { kind } = need;
    const named = (kind === "storage" || kind === "network") && vm.entry[kind] !== undefined;
    const isFirst = need === vm.needs.get(kind);
    const role = named && isFirst ? needInRole(project, vm.environment, spot.environment, need) : undefined;
    const given = role ?? (isFirst ? there?.get(kind) : undefined);
    if (given !== undefined) return { need: given, gone: false, assumed: false };
    return { need, gone: inHost, assumed: !inHost };
  });
  const gained = (["storage", "network"] as const).flatMap((kind): NeedThere[] => {
    const given = vm.needs.has(kind) ? undefined : there?.get(kind);
    return given === undefined ? [] : [{ need: given, gone: false, assumed: false }];
  });
  return [...fated, ...gained];
}

/** The VM as it would be in a place, with the storage and network that it would have there. */
export function placementAt(project: Project, vm: Vm, spot: Spot): Placement {
  return {
    host: spot.host,
    cluster: spot.cluster,
    pinned: vm.pinned,
    needs: needsAt(project, vm, spot).flatMap(({ need, gone }) => (gone ? [] : [need])),
  };
}

/** The platform that a VM would run on in a place, where that is known and another one: it is built there anew, not moved. */
export function otherPlatform(vm: Vm, spot: Spot): string | undefined {
  const [here, there] = [platformOf(vm), platformOf(spot)];
  return here === undefined || here === there ? undefined : there;
}

function platformOf({ host, cluster }: Pick<Vm, "host" | "cluster">): string | undefined {
  const hosts = host === undefined ? (cluster?.hosts ?? []) : [host];
  const [platform, second] = new Set(hosts.map((each) => each.platform));
  return second === undefined ? platform : undefined;
}

/** Whether the outage can be told for a VM in that place: not where less is known of it than of its own. */
export function isComparable(project: Project, vm: Vm, spot: Spot): boolean {
  return needsAt(project, vm, spot).every(({ assumed }) => !assumed) && tellsAsMuch(spot, vm);
}

/** What a VM says of its storage and network, beyond what its place gives it anyway. */
export function ownNeeds(vm: Vm): readonly Need[] {
  const here = (vm.host ?? vm.cluster)?.needs;
  const network = vm.entry.network === undefined ? undefined : vm.needs.get("network");
  const inherited = vm.entry.storage === undefined ? vm.needs.get("storage") : undefined;
  const told = [
    ...vm.storage.filter((need) => need !== inherited),
    ...(network === undefined ? [] : [network]),
  ];
  return told.filter((need) => need !== vm.needs.get(need.kind) || !sameDomains(need, here?.get(need.kind)));
}

/** What a VM repeats of its place is no choice of its own. */
function sameDomains(a: Need, b: Need | undefined): boolean {
  return (
    b !== undefined &&
    a.domains.length === b.domains.length &&
    a.domains.every((domain) => b.domains.includes(domain))
  );
}
