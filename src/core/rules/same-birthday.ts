import type { Finding } from "../model/finding.ts";
import type { Located } from "../model/shape.ts";
import { formatDay, formatDuration, type Instant } from "../model/values.ts";
import type { Host, Service } from "../project/project.ts";
import { evaluate } from "../risk/evaluate.ts";
import type { Facts } from "./facts.ts";
import { FUSES, type FuseGroup, fuseGroups } from "./fuses.ts";
import type { Rule } from "./rule.ts";
import { listed } from "./wording.ts";

export const sameBirthday: Rule = {
  id: "same-birthday",
  group: "placement",
  severity: "warning",
  title: "Parts of a redundant set whose limits run out together",
  why: "Some faults count: power-on hours of a disk, days since the last boot, time since an installation. Two machines that were unpacked, booted or installed on one day reach the limit on one day, and then the second is gone before the first is repaired. What was bought as two is one.",
  remedy:
    "Let the parts differ in age: replace or restart one of them well before its day, or give one the firmware or build that does not count. There is no quick fix: the dates say what was done, and no edit may claim more.",
  silentWhen:
    "Only where a `domains` entry has a `fuse`, or the catalogue knows a limit, and the hosts tell the date that it counts from, while the day lies ahead. Hosts count as one set when all of them together take down a service that each of them alone does not. Those that run out further apart than the domain takes to repair (at least a day) are told apart.",
  bad: `apiVersion: baskets/v1
kind: Estate
hosts:
  - name: esx-01
    firmware: [{part: disk, version: HPD6}]
    inService: 2006-03-01
  - name: esx-02
    firmware: [{part: disk, version: HPD6}]
    inService: 2006-03-01
services:
  - name: erp
    tier: 1
    needs: 1
vms:
  - name: erp-1
    service: erp
    host: esx-01
  - name: erp-2
    service: erp
    host: esx-02
domains:
  - kind: firmware
    name: disk HPD6
    fuse: {powerOn: 40000h}
    breaks: running
`,
  good: `apiVersion: baskets/v1
kind: Estate
hosts:
  - name: esx-01
    firmware: [{part: disk, version: HPD6}]
    inService: 2006-03-01
  - name: esx-02
    firmware: [{part: disk, version: HPD6}]
    inService: 2007-01-15
services:
  - name: erp
    tier: 1
    needs: 1
vms:
  - name: erp-1
    service: erp
    host: esx-01
  - name: erp-2
    service: erp
    host: esx-02
domains:
  - kind: firmware
    name: disk HPD6
    fuse: {powerOn: 40000h}
    breaks: running
`,
  *check(facts) {
    for (const fuse of fuseGroups(facts)) {
      if (!fuse.breaks || !fuse.certain) continue;
      for (const group of birthdays(fuse, facts.project.asOf)) {
        const services = takenTogether(
          group.map(({ host }) => host),
          facts,
        );
        if (services.length > 0) yield findingOf(fuse, group, services);
      }
    }
  },
};

interface Birthday {
  readonly host: Host;
  readonly since: Located<Instant>;
  readonly at: Instant;
}

/** Hosts that reach the limit within the time that one takes to repair, two at least, with the day ahead. */
function birthdays({ hosts, apart }: FuseGroup, asOf: Instant): readonly (readonly Birthday[])[] {
  const all = hosts
    .flatMap(({ host, since, at }): Birthday[] =>
      since === undefined || at === undefined || at <= asOf ? [] : [{ host, since, at }],
    )
    .sort((a, b) => a.at - b.at);
  const groups: Birthday[][] = [];
  let first: Birthday | undefined;
  for (const each of all) {
    const together = first !== undefined && each.at - first.at <= apart;
    if (together) groups[groups.length - 1]?.push(each);
    else groups.push([each]);
    if (!together) first = each;
  }
  return groups.filter((group) => group.length > 1);
}

/** Services that go with all of these hosts and with none of them alone. */
function takenTogether(hosts: readonly Host[], { project, structure, failure }: Facts): readonly Service[] {
  const before = evaluate(structure, () => false);
  const after = evaluate(structure, () => false, new Set(hosts));
  return project.services.filter((service) => {
    const gate = structure.serviceGate.get(service);
    if (gate === undefined || after[gate] !== 1 || before[gate] === 1) return false;
    const alone = failure.ofService(service);
    return !hosts.some((host) => alone?.has(host.domain) === true);
  });
}

function findingOf(fuse: FuseGroup, group: readonly Birthday[], services: readonly Service[]): Finding {
  const [first, second = first] = group as readonly [Birthday, ...Birthday[]];
  const { what, domain, counts, limit } = fuse;
  const days = [...new Set(group.map(({ since }) => formatDay(since.value)))];
  const since = days.length === 1 ? `on ${days[0]}` : `between ${days[0]} and ${days[days.length - 1]}`;
  const hosts = listed(group.map(({ host }) => host.name));
  return {
    rule: "same-birthday",
    severity: "warning",
    message: `${hosts} stand on ${what} and were ${FUSES[counts].was} ${since}: its limit of ${formatDuration(limit)} runs out for ${group.length === 2 ? "both" : "all of them"} on ${formatDay(first.at)}, and together they take ${listed(services.map(({ name }) => `“${name}”`))}, which no one of them takes alone. Replace or restart one of them well before.`,
    at: second.since.at,
    subject: { kind: "domain", name: domain?.name ?? what },
    related: [
      ...group
        .filter((each) => each !== second)
        .map(({ host, since: date, at }) => ({
          at: date.at,
          message: `${host.name}: on ${formatDay(at)}.`,
        })),
      ...(domain === undefined ? [] : [{ at: domain.at, message: `This is ${what}.` }]),
    ],
  };
}
