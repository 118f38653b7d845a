import type { Finding } from "../model/finding.ts";
import { formatDuration } from "../model/values.ts";
import { isReplicaLate } from "../pairs/compare.ts";
import type { Environment, Project, Vm } from "../project/project.ts";
import type { Rule } from "./rule.ts";
import { finding } from "./stages.ts";
import { listed } from "./wording.ts";

const replicated = (last: string) => `apiVersion: baskets/v1
kind: Estate
environments:
  - name: east
hosts:
  - name: esx-e1
    environment: east
vms:
  - name: erp-1
    host: esx-e1
    replica: {last: ${last}, every: 24h}
`;

export const staleReplica: Rule = {
  id: "stale-replica",
  group: "pair",
  severity: "warning",
  title: "A replica that is older than its interval",
  why: "The other side can only start what it has been given. A replication that stopped is noticed on the day on which it is needed, and then everything since its last run is gone.",
  remedy:
    "Find out why the replication stopped. There is no quick fix: no edit may claim that something was replicated.",
  silentWhen:
    "Only VMs with `replica: {last: …, every: …}` are looked at. Those of one environment are said once.",
  bad: replicated("2008-08-01T02:00Z"),
  good: replicated("2008-08-10T02:00Z"),
  *check({ project }) {
    for (const environment of project.environments) {
      const late = environment.vms.filter((vm) => isReplicaLate(vm, project.asOf));
      if (late.length > 0) yield findingOf(project, environment, late);
    }
  },
};

function findingOf({ asOf }: Project, environment: Environment, late: readonly Vm[]): Finding {
  const age = (vm: Vm) => asOf - (vm.entry.replica?.last?.value ?? asOf);
  const [oldest, ...others] = [...late].sort((a, b) => age(b) - age(a)) as [Vm, ...Vm[]];
  const every = formatDuration(oldest.entry.replica?.every?.value ?? 0);
  const ago = `${formatDuration(hours(age(oldest)))} old and should be at most ${every}`;
  const names = listed(others.map(({ name }) => name));
  const [that, are] = others.length === 1 ? ["That", "is"] : ["Those", "are"];
  const more = others.length === 0 ? "" : ` ${that} of ${names} ${are} too old as well.`;
  return finding({
    rule: "stale-replica",
    severity: "warning",
    message: `The replica of ${oldest.name} is ${ago}: what was written since would be lost with this side.${more}`,
    at: placeOf(oldest),
    subject: { kind: "environment", name: environment.name },
    related: others.map((vm) => ({
      at: placeOf(vm),
      message: `The replica of ${vm.name} is ${formatDuration(hours(age(vm)))} old.`,
    })),
  });
}

function placeOf({ entry }: Vm) {
  return entry.replica?.last?.at ?? entry.name.at;
}

const HOUR = 3_600_000;

/** Whole hours: nobody asks for the minutes of a replica that is days late. */
function hours(age: number): number {
  return age < HOUR ? age : Math.floor(age / HOUR) * HOUR;
}
