/** Answers of a small Proxmox VE cluster, as `pvesh get … --output-format json` prints them: two VMs that a rule keeps apart stand on one node. */
export function pveshAnswers(nodes: readonly string[] = ["pve1", "pve2", "pve3"]): string {
  const [first = "pve1"] = nodes;
  const guest = (vmid: number, name: string, node: string) => ({
    ...{ id: `qemu/${vmid}`, type: "qemu", vmid, name, node, status: "running", template: 0 },
    ...{ maxcpu: 2, maxmem: 4294967296, maxdisk: 34359738368 },
  });
  const resources = [
    ...nodes.map((node) => ({
      ...{ id: `node/${node}`, type: "node", node, status: "online", maxcpu: 16, maxmem: 68719476736 },
    })),
    guest(100, "dns-1", first),
    guest(101, "dns-2", first),
    guest(102, "wiki", nodes[1] ?? first),
  ];
  const status = [
    { id: "cluster", type: "cluster", name: "lab", nodes: nodes.length, quorate: 1, version: 3 },
    ...nodes.map((name, at) => ({ id: `node/${name}`, type: "node", name, nodeid: at + 1, online: 1 })),
  ];
  const ha = [100, 101, 102].map((vmid) => ({ sid: `vm:${vmid}`, type: "vm", state: "started" }));
  const rules = [
    { rule: "dns-apart", type: "resource-affinity", affinity: "negative", resources: "vm:100,vm:101" },
  ];
  return [resources, status, ha, rules].map((answer) => JSON.stringify(answer)).join("\n");
}
