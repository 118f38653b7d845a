import { at, list, text } from "../snapshot/fields.ts";
import type { DomainSeen } from "../snapshot/observed.ts";
import type { Row } from "../snapshot/rows.ts";

/** What a path on a host says of the storage that it lies on. */

export interface Standing {
  readonly domains: ReadonlyMap<string, DomainSeen>;
  readonly nameOf: (path: string, host: string | undefined) => string | undefined;
}

/** @param isServed whether the hosts of the cluster are its storage (Storage Spaces Direct) */
export function standingOn(
  clusterOf: (host: string | undefined) => string | undefined,
  isServed: boolean,
): Standing {
  const domains = new Map<string, DomainSeen>();
  const nameOf = (path: string, host: string | undefined) => {
    const volume = /^[a-z]:[\\/]+clusterstorage[\\/]+([^\\/]+)/i.exec(path)?.[1];
    if (volume !== undefined) {
      const cluster = clusterOf(host);
      // Every cluster has a Volume1 of its own.
      const name = cluster === undefined ? volume : `${cluster}/${volume}`;
      if (isServed && cluster !== undefined)
        domains.set(name, { kind: "storage", name, servedBy: { cluster } });
      return name;
    }
    const share = /^\\\\(?![?.]\\)([^\\/]+)[\\/]+([^\\/]+)/.exec(path);
    if (share !== null) return `\\\\${share[1]}\\${share[2]}`;
    const drive = /^([a-z]):[\\/]/i.exec(path)?.[1]?.toUpperCase();
    if (drive === undefined || host === undefined) return undefined;
    const name = `${host}/${drive}:`;
    domains.set(name, { kind: "storage", name, within: { host } });
    return name;
  };
  return { domains, nameOf };
}

/** The paths of a VM's disks; of an export that does not go so deep none. */
export function diskPaths({ value }: Row): readonly string[] {
  return list(at(value, "HardDrives")).flatMap((drive) => text(at(drive, "Path")) ?? []);
}

/** `Switch`, `Switch.110` with its VLAN, as the other formats write it. */
export function networksOf({ value }: Row): readonly string[] {
  return list(at(value, "NetworkAdapters")).flatMap((adapter) => {
    const name = text(at(adapter, "SwitchName"));
    const vlan = text(at(adapter, "VlanSetting", "AccessVlanId"));
    if (name === undefined) return [];
    return [vlan === undefined || vlan === "0" ? name : `${name}.${vlan}`];
  });
}
