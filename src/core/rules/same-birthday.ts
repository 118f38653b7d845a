import type { Finding } from "../model/finding.ts";
import { DAY, formatDay, formatDuration, type Instant } from "../model/values.ts";
import { breaksOf } from "../project/domains.ts";
import type { Domain, Host, Project, Service } from "../project/project.ts";
import { type Burn, burnsOf } from "../risk/ended.ts";
import { evaluate } from "../risk/evaluate.ts";
import type { Facts } from "./facts.ts";
import type { Rule } from "./rule.ts";
import { basketName, listed } from "./wording.ts";

export const sameBirthday: Rule = {
  id: "same-birthday",
  group: "placement",
  severity: "warning",
  title: "Parts of a redundant set whose limits run out together",
  why: "Some faults count: power-on hours of a disk, days since the last boot, time since an installation. Two machines that were unpacked, booted or installed on one day reach the limit on one day, and then the second is gone before the first is repaired. What was bought as two is one.",
  remedy:
    "Let the parts differ in age: replace or restart one of them well before its day, or give one the firmware or build that does not count. There is no quick fix: the dates say what was done, and no edit may claim more.",
  silentWhen:
    "Only where a `domains` entry has a `fuse` and the hosts tell the date that it counts from, while the day lies ahead. Hosts count as one set when all of them together take down a service that each of them alone does not. Those that run out further apart than the domain takes to repair (at least a day) are told apart.",
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
    const { project } = facts;
    for (const domain of project.domains.values()) {
      if (domain.facts?.fuse === undefined || breaksOf(domain) === undefined) continue;
      for (const group of birthdays(domain, project)) {
        const services = takenTogether(
          group.map(({ host }) => host),
          facts,
        );
        if (services.length > 0) yield findingOf(domain, group, services);
      }
    }
  },
};

interface Birthday {
  readonly host: Host;
  readonly burn: Burn;
}

/** Hosts on the domain that reach the same limit within the time that one takes to repair, two at least. */
function birthdays(domain: Domain, { hosts, asOf }: Project): readonly (readonly Birthday[])[] {
  const all = hosts
    .filter((host) => !host.maintenance && standsOn(host, domain))
    .flatMap((host) => burnsOf(domain, host).map((burn) => ({ host, burn })))
    .filter(({ burn }) => burn.at > asOf)
    .sort((a, b) => a.burn.counted.localeCompare(b.burn.counted) || a.burn.at - b.burn.at);
  const groups: Birthday[][] = [];
  let first: Birthday | undefined;
  for (const each of all) {
    const together =
      first !== undefined &&
      first.burn.counted === each.burn.counted &&
      each.burn.at - first.burn.at <= Math.max(DAY, domain.repair);
    if (together) groups[groups.length - 1]?.push(each);
    else groups.push([each]);
    if (!together) first = each;
  }
  return groups.filter((group) => group.length > 1);
}

function standsOn(host: Host, domain: Domain): boolean {
  return host.domain === domain || host.needs.get(domain.kind)?.domains.includes(domain) === true;
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

function findingOf(domain: Domain, group: readonly Birthday[], services: readonly Service[]): Finding {
  const [first, second = first] = group as readonly [Birthday, ...Birthday[]];
  const { counted, limit, at } = first.burn;
  const days = [...new Set(group.map(({ burn }) => formatDay(burn.since.value)))];
  const since = days.length === 1 ? `on ${days[0]}` : `between ${days[0]} and ${days[days.length - 1]}`;
  const hosts = listed(group.map(({ host }) => host.name));
  return {
    rule: "same-birthday",
    severity: "warning",
    message: `${hosts} stand on ${basketName(domain)} and were ${counted} ${since}: its limit of ${formatDuration(limit)} runs out for ${group.length === 2 ? "both" : "all of them"} on ${day(at)}, and together they take ${listed(services.map(({ name }) => `“${name}”`))}, which no one of them takes alone. Replace or restart one of them well before.`,
    at: second.burn.since.at,
    subject: { kind: "domain", name: domain.name },
    related: [
      ...group
        .filter((each) => each !== second)
        .map(({ host, burn }) => ({
          at: burn.since.at,
          message: `${host.name}: on ${day(burn.at)}.`,
        })),
      { at: domain.at, message: `This is ${basketName(domain)}.` },
    ],
  };
}

function day(instant: Instant): string {
  return formatDay(instant);
}
