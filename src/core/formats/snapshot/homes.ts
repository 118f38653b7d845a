import type { MapNode } from "../../syntax/tree.ts";
import { environmentOf, itemsIn } from "./known.ts";
import type { ClusterSeen, HostSeen, Observed, ReadOptions, VmSeen } from "./observed.ts";

/**
 * Where a format does not name its environment, it is called as the manifest is. What the manifest has already, in an
 * environment of another name, stays there: else each host would be there twice.
 */
export function inItsHome(
  format: { readonly spans?: boolean; readonly read: (options: ReadOptions) => Observed },
  called: string,
  { root, adds }: Manifest,
): Observed {
  const environment = (adds && root !== undefined ? impliedIn(root) : undefined) ?? called;
  const seen = format.read({ environment });
  if (root === undefined || seen.environments.some(({ name }) => name !== environment)) return seen;
  const hosts = homesIn(root, "hosts");
  const vms = homesIn(root, "vms");
  if (format.spans === true) return spread(seen, environment, hosts, vms);
  const [home, second] = seen.hosts.length > 0 ? matches(seen.hosts, hosts) : matches(seen.vms, vms);
  if (home !== undefined && second === undefined)
    return home === environment ? seen : format.read({ environment: home });
  const taken = new Set([...hosts.values(), ...vms.values()]);
  return adds && home === undefined && taken.has(environment) && environment === called
    ? format.read({ environment: freeName(environment, taken) })
    : seen;
}

interface Manifest {
  /** The Estate that is to be brought up to date or added to. */
  readonly root: MapNode | undefined;
  /** Whether it is added to alone: what has other hosts than what is there is another place then, and no later state. */
  readonly adds: boolean;
}

/** The only environment, where hosts or clusters say none: beside a second one nobody would know where they belong. */
function impliedIn(root: MapNode): string | undefined {
  const silent = (["hosts", "clusters"] as const)
    .flatMap((section) => itemsIn(root, section))
    .find(({ item }) => item.environment === undefined);
  return silent === undefined ? undefined : environmentOf(root, silent.item);
}

/** `lab`, `lab-2` */
function freeName(environment: string, taken: ReadonlySet<string | undefined>): string {
  for (let number = 2; ; number++)
    if (!taken.has(`${environment}-${number}`)) return `${environment}-${number}`;
}

/** The environment of each name that only one has. */
type Homes = ReadonlyMap<string, string | undefined>;

function homesIn(root: MapNode, section: "hosts" | "vms"): Homes {
  const homes = new Map<string, string | undefined>();
  for (const { item } of itemsIn(root, section)) {
    const name = String(item.name);
    homes.set(name, homes.has(name) ? undefined : environmentOf(root, item));
  }
  return homes;
}

/** The environments that have at least half of the items: a name or two may be the same by chance. */
function matches(items: readonly { readonly name: string }[], homes: Homes): ReadonlySet<string> {
  const found = items.flatMap(({ name }) => homes.get(name) ?? []);
  return new Set(found.length * 2 < items.length ? [] : found);
}

/** Each host by its name, and VMs and clusters where their hosts are. */
function spread(seen: Observed, environment: string, hosts: Homes, vms: Homes): Observed {
  const near = new Map<string | undefined, string>();
  for (const { name, cluster } of seen.hosts) {
    const home = hosts.get(name);
    if (home !== undefined && cluster !== undefined) near.set(cluster, home);
  }
  const hostHomes = new Map(
    seen.hosts.map((host) => [host.name, hosts.get(host.name) ?? near.get(host.cluster) ?? environment]),
  );
  const placedHosts = seen.hosts.map(
    (host): HostSeen => ({ ...host, environment: hostHomes.get(host.name) ?? environment }),
  );
  const placedVms = seen.vms.map((vm): VmSeen => {
    const home = vm.host === undefined ? (vms.get(vm.name) ?? near.get(vm.cluster)) : hostHomes.get(vm.host);
    return { ...vm, environment: home ?? environment };
  });
  const members = [...placedHosts, ...placedVms];
  const clusters = seen.clusters.flatMap(({ source, ...cluster }): readonly ClusterSeen[] => {
    const homes = new Set(
      members.flatMap((member) => (member.cluster === cluster.name ? [member.environment] : [])),
    );
    const [home = environment, second] = homes;
    if (second !== undefined) return [...homes].map((each) => ({ ...cluster, environment: each }));
    return [{ ...cluster, environment: home, ...(source === undefined ? {} : { source }) }];
  });
  const names = new Set([...clusters, ...members].map((item) => item.environment));
  return {
    ...seen,
    environments: [...names].map((name) => ({ name })),
    clusters,
    hosts: placedHosts,
    vms: placedVms,
  };
}
