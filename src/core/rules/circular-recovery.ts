import type { Finding } from "../model/finding.ts";
import type { Domain, RunsOn, Vm } from "../project/project.ts";
import type { Rule } from "./rule.ts";
import { basketName, listed, standing } from "./wording.ts";

export const circularRecovery: Rule = {
  id: "circular-recovery",
  group: "placement",
  severity: "warning",
  severityBy:
    "warning; information for a manager whose VMs stand in clusters that restart them, since that restart does without it",
  title: "A manager, DNS, directory, licence server or backup that runs on what it must start",
  why: "A name server, a directory or a licence server on hosts that need it to start is no trouble for years: something is always still running. After a power failure nothing is, and then each waits for the other. The same holds for a manager on the hosts that it manages, and for a backup server that would have to restore itself.",
  remedy:
    "Place enough of its VMs on hosts that do without it (another environment, a small management cluster), or give those hosts a second one of its kind that stands elsewhere (`dns: {anyOf: [dns-a, dns-b]}`). Where it has to stay, write down and rehearse how it is started by hand. There is no quick fix: where it belongs is a decision.",
  silentWhen:
    "Only where `runsOn` says what it is, and only when too few of its VMs stand outside for it to run. Of domains that need each other in a longer circle nothing is said.",
  bad: `apiVersion: baskets/v1
kind: Estate
hosts:
  - name: esx-01
    dns: ns-east
  - name: esx-02
    dns: ns-east
services:
  - name: names
    needs: 1
vms:
  - name: ns-1
    service: names
    host: esx-01
  - name: ns-2
    service: names
    host: esx-02
domains:
  - kind: dns
    name: ns-east
    runsOn: {service: names}
`,
  good: `apiVersion: baskets/v1
kind: Estate
hosts:
  - name: esx-01
    dns: ns-east
  - name: mgmt-01   # starts without it
services:
  - name: names
    needs: 1
vms:
  - name: ns-1
    service: names
    host: esx-01
  - name: ns-2
    service: names
    host: mgmt-01
domains:
  - kind: dns
    name: ns-east
    runsOn: {service: names}
`,
  *check({ project }) {
    for (const domain of project.domains.values()) {
      const { runsOn, facts } = domain;
      const starts = STARTS.get(domain.kind);
      if (runsOn === undefined || facts === undefined || starts === undefined) continue;
      const inside = runsOn.vms.filter((vm) => needsIt(vm, domain));
      if (inside.length === 0 || runsOn.vms.length - inside.length >= runsOn.needs) continue;
      yield findingOf(domain, runsOn, inside, starts, facts.name.at);
    }
  },
};

/** By kind: what the hosts have to do with it, after "hosts that". */
const STARTS: ReadonlyMap<string, string> = new Map([
  ["manager", "it manages"],
  ["dns", "resolve names through it"],
  ["identity", "log in through it"],
  ["licence", "are licensed by it"],
  ["backup", "are restored from it"],
]);

/** Where another of its kind can stand in, it is not needed to start. */
function needsIt(vm: Vm, domain: Domain): boolean {
  const need = vm.needs.get(domain.kind);
  return need !== undefined && !need.anyOf && need.domains.includes(domain);
}

/** `its only VM`, `both of its VMs`, `all 3 of its VMs` */
function allOf(count: number): string {
  if (count === 1) return "its only VM";
  return count === 2 ? "both of its VMs" : `all ${count} of its VMs`;
}

function findingOf(
  domain: Domain,
  { vms, needs }: RunsOn,
  inside: readonly Vm[],
  starts: string,
  at: Finding["at"],
): Finding {
  const restarts =
    domain.kind === "manager" && inside.every((vm) => !vm.pinned && (vm.cluster?.tolerance ?? 0) > 0);
  const who =
    inside.length === vms.length
      ? `${allOf(vms.length)} (${listed(inside.map(({ name }) => name))}) ${vms.length === 1 ? "stands" : "stand"}`
      : `${inside.length} of its ${vms.length} VMs (${listed(inside.map(({ name }) => name))}) stand`;
  const too = inside.length === vms.length ? "" : ` The others are too few: ${needs} must run.`;
  const after = restarts
    ? "Its cluster restarts it without it; if that fails too, nobody can start it from there."
    : "Once all of it is down, each waits for the other.";
  return {
    rule: "circular-recovery",
    severity: restarts ? "info" : "warning",
    message: `The ${basketName(domain)} runs on what it must start: ${who} on hosts that ${starts}.${too} ${after} Place enough of it on hosts that do without it, or keep a way to start it by hand.`,
    at,
    subject: { kind: "domain", name: domain.name },
    related: inside.map((vm) => ({
      at: vm.entry.host?.at ?? vm.entry.cluster?.at ?? vm.entry.name.at,
      message: `${vm.name} stands ${standing(vm)}.`,
    })),
  };
}
