import type { Finding } from "../model/finding.ts";
import { formatDay, type Instant } from "../model/values.ts";
import { breaksOf } from "../project/domains.ts";
import type { Domain, Environment, Needs, Project, Vm } from "../project/project.ts";
import type { Place } from "../text/span.ts";
import type { Rule } from "./rule.ts";
import { basketName, listed } from "./wording.ts";

export const expiresTogether: Rule = {
  id: "expires-together",
  group: "time",
  severity: "warning",
  title: "Dates that both sides of a pair, or all of a redundant set, reach on one day",
  why: "Two licences, certificates or evaluations that end on one day are one date for both: the second side fails with the first, and there is nothing left to learn from it. They were bought together, so nobody sees it.",
  remedy:
    "Renew one of them on another day, so that the first warns of the second. There is no quick fix: a date says what is, and changing it in the file changes nothing.",
  silentWhen:
    "Days that are past or beyond the policy's `rollout.horizon` (400 days by default), and dates that break nothing (`breaks: nothing`, the end of support). One domain under both sides is not two that end together: that is shared fate.",
  bad: `apiVersion: baskets/v1
kind: Estate
environments:
  - name: east
    licence: key-east
  - name: west
    licence: key-west
pairs:
  - between: [east, west]
hosts:
  - name: esx-e1
    environment: east
  - name: esx-w1
    environment: west
domains:
  - kind: licence
    name: key-east
    expires: 2009-01-31
  - kind: licence
    name: key-west
    expires: 2009-01-31
`,
  good: `apiVersion: baskets/v1
kind: Estate
environments:
  - name: east
    licence: key-east
  - name: west
    licence: key-west
pairs:
  - between: [east, west]
hosts:
  - name: esx-e1
    environment: east
  - name: esx-w1
    environment: west
domains:
  - kind: licence
    name: key-east
    expires: 2009-01-31
  - kind: licence
    name: key-west
    expires: 2009-03-31
`,
  *check({ project }) {
    for (const dated of daysAhead(project)) {
      const hit = [...pairsHit(dated, project), ...setsHit(dated, project)];
      if (hit.length > 0) yield findingOf(dated, hit);
    }
  },
};

interface Dated {
  readonly domain: Domain;
  readonly expires: Instant;
  readonly at: Place;
}

/** Domains that end on one day ahead and break something then, two at least, in estate order. */
function daysAhead({ domains, asOf, policy }: Project): readonly (readonly Dated[])[] {
  const byDay = new Map<string, Dated[]>();
  for (const domain of domains.values()) {
    const expires = domain.facts?.expires;
    if (expires === undefined || breaksOf(domain) === undefined) continue;
    if (expires.value <= asOf || expires.value > asOf + policy.rollout.horizon) continue;
    const day = formatDay(expires.value);
    const dated = { domain, expires: expires.value, at: expires.at };
    byDay.set(day, [...(byDay.get(day) ?? []), dated]);
  }
  return [...byDay.values()].filter((group) => group.length > 1);
}

/** What loses all of itself on that day through several domains, in words, with these domains. */
interface Hit {
  readonly what: string;
  readonly by: readonly Dated[];
}

function pairsHit(dated: readonly Dated[], { pairs }: Project): readonly Hit[] {
  return pairs.flatMap(({ sides: [first, second] }): Hit[] => {
    const [here, there] = [underEnvironment(first), underEnvironment(second)];
    const onlyHere = dated.filter(({ domain }) => here.has(domain) && !there.has(domain));
    const onlyThere = dated.filter(({ domain }) => there.has(domain) && !here.has(domain));
    const kinds = new Set(onlyThere.map(({ domain }) => domain.kind));
    const by = [...onlyHere, ...onlyThere].filter(
      ({ domain }) => kinds.has(domain.kind) && onlyHere.some((each) => each.domain.kind === domain.kind),
    );
    return by.length === 0 ? [] : [{ what: `both sides of the pair ${first.name}–${second.name}`, by }];
  });
}

function setsHit(dated: readonly Dated[], { services }: Project): readonly Hit[] {
  return services.flatMap((service): Hit[] => {
    const { placed, needs } = service;
    if (placed.length <= needs) return [];
    const leaves = (given: readonly Dated[]) =>
      placed.filter((vm) => !given.some(({ domain }) => underVm(vm).has(domain))).length;
    const by = dated.filter(({ domain }) => placed.some((vm) => underVm(vm).has(domain)));
    if (leaves(by) >= needs || by.some((each) => leaves([each]) < needs)) return [];
    return [{ what: `“${service.name}”, which has ${placed.length} VMs and needs ${needs}`, by }];
  });
}

function underEnvironment({ needs, hosts, vms }: Environment): ReadonlySet<Domain> {
  const all = [needs, ...hosts.map((host) => host.needs), ...vms.map((vm) => vm.needs)];
  return new Set([...all.flatMap(domainsOf), ...hosts.map((host) => host.domain)]);
}

function underVm({ needs, storage, host }: Vm): ReadonlySet<Domain> {
  return new Set([
    ...domainsOf(needs),
    ...storage.flatMap(({ domains }) => domains),
    ...(host === undefined ? [] : [host.domain, ...domainsOf(host.needs)]),
  ]);
}

/** Without what another could stand in for. */
function domainsOf(needs: Needs): readonly Domain[] {
  return [...needs.values()].flatMap(({ anyOf, domains }) => (anyOf ? [] : domains));
}

function findingOf(dated: readonly Dated[], hit: readonly Hit[]): Finding {
  const by = dated.filter((each) => hit.some((one) => one.by.includes(each)));
  const second = by[1] as Dated;
  const names = by.map(({ domain }) => basketName(domain));
  return {
    rule: "expires-together",
    severity: "warning",
    message: `${listed(names)} end on one day, ${formatDay(second.expires)}, and with them ${listed(
      hit.map(({ what }) => what),
      4,
    )}. Renew one of them on another day.`,
    at: second.at,
    subject: { kind: "domain", name: second.domain.name },
    related: by
      .filter((each) => each !== second)
      .map(({ domain, at, expires }) => ({
        at,
        message: `${basketName(domain)} ends on ${formatDay(expires)} too.`,
      })),
  };
}
