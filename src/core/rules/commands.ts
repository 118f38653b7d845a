import type { Cluster, Vm } from "../project/project.ts";
import type { Spot } from "../risk/spots.ts";
import { valueUnder } from "../syntax/tree.ts";

/**
 * What a person does on the platform where the manifest only says what was seen (spec MANIFESTS.md, `takenAt`): a command
 * for the clipboard. It is text; nothing here runs it. Names are quoted by the rules of the shell that it is for.
 * Undefined where the platform is not known, or has no command for it.
 */

/** Moves a VM to a host, running as it is. */
export function moveCommand(vm: Vm, spot: Spot): string | undefined {
  const { host } = spot;
  if (host === undefined || spot.environment !== vm.environment) return undefined;
  switch (platformOf(vm.host?.platform, host.platform)) {
    case "vsphere":
      return `Move-VM -VM (Get-VM -Name ${powerShell(vm.name)}) -Destination (Get-VMHost -Name ${powerShell(host.name)})`;
    case "hyperv":
      return host.cluster === undefined
        ? undefined
        : `Move-ClusterVirtualMachineRole -Cluster ${powerShell(host.cluster.name)} -Name ${powerShell(vm.name)} -Node ${powerShell(host.name)} -MigrationType Live`;
    case "proxmox":
      return proxmoxMove(vm, host.name);
    default:
      return undefined;
  }
}

/** Declares VMs apart in their cluster. */
export function keepApartCommand(cluster: Cluster, vms: readonly Vm[]): string | undefined {
  const names = vms.map(({ name }) => name);
  const [first] = names;
  if (first === undefined) return undefined;
  switch (platformOf(...cluster.allHosts.map(({ platform }) => platform))) {
    case "vsphere":
      return `New-DrsRule -Cluster (Get-Cluster -Name ${powerShell(cluster.name)}) -Name ${powerShell(`keep apart ${first}`)} -KeepTogether $false -VM (Get-VM -Name ${names.map(powerShell).join(", ")})`;
    case "hyperv":
      return names
        .map(
          (name) =>
            `(Get-ClusterGroup -Cluster ${powerShell(cluster.name)} -Name ${powerShell(name)}).AntiAffinityClassNames = ${powerShell(`keep apart ${first}`)}`,
        )
        .join("\n");
    case "proxmox": {
      const ids = vms.map(proxmoxId);
      const known = ids.filter((id) => id?.kind === "qemu").map((id) => `vm:${id?.number}`);
      return known.length < vms.length
        ? undefined
        : `ha-manager rules add resource-affinity ${shell(`apart-${first}`.replace(/[^\w-]/g, "-"))} --affinity negative --resources ${shell(known.join(","))}`;
    }
    default:
      return undefined;
  }
}

type Platform = "vsphere" | "hyperv" | "proxmox";

const PLATFORMS: ReadonlyMap<string, Platform> = new Map([
  ["VMware ESX", "vsphere"],
  ["VMware ESXi", "vsphere"],
  ["Hyper-V", "hyperv"],
  ["Proxmox VE", "proxmox"],
]);

/** Undefined where they differ or one is not known. */
function platformOf(...names: readonly (string | undefined)[]): Platform | undefined {
  const [first] = names;
  return first !== undefined && names.every((name) => name === first) ? PLATFORMS.get(first) : undefined;
}

function proxmoxMove(vm: Vm, host: string): string | undefined {
  const id = proxmoxId(vm);
  if (id === undefined) return undefined;
  if (id.kind === "lxc") return `pct migrate ${id.number} ${shell(host)} --restart`;
  return `qm migrate ${id.number} ${shell(host)} --online`;
}

/** The number by which Proxmox knows a VM, from what the import wrote as its source: `proxmox qemu/100`. */
function proxmoxId(vm: Vm): { readonly kind: "qemu" | "lxc"; readonly number: string } | undefined {
  const source = valueUnder(vm.entry.node, "x-source");
  const [, kind, number] = (source?.kind === "scalar" && /\b(qemu|lxc)\/(\d+)$/.exec(source.text)) || [];
  return number === undefined ? undefined : { kind: kind === "lxc" ? "lxc" : "qemu", number };
}

/** PowerShell, single quotes: nothing in them is expanded; its parser takes typographic quotes for the same character. */
function powerShell(name: string): string {
  return `'${name.replace(/['\u2018\u2019\u201a\u201b]/g, "$&$&")}'`;
}

/** POSIX shells; what could be taken for an option is none behind quotes alone, but no host is called so. */
function shell(name: string): string {
  return /^[\w][\w.,:-]*$/.test(name) ? name : `'${name.replaceAll("'", "'\\''")}'`;
}
