import { type DomainEntry, HOST_KINDS, type HostDomains, VM_KINDS, type VmEntry } from "../model/estate.ts";
import { domainKind, releaseOf, vendorOf } from "../model/kinds.ts";
import type { Policy } from "../model/policy.ts";
import type { NeedsByKind, NeedTold } from "../model/scalars.ts";
import type { Located } from "../model/shape.ts";
import { HOUR, YEAR } from "../model/values.ts";
import type { Place } from "../text/span.ts";
import { bind, type Linking, type NameIndex } from "./names.ts";
import type { Cluster, Domain, Host, Need, Needs, RunsOn, ServedBy } from "./project.ts";

/** A domain while the project is being linked; to everyone else it is a `Domain`. */
export interface DomainDraft extends Domain {
  name: string;
  facts: DomainEntry | undefined;
  at: Place;
  within: readonly Need[];
  servedBy: ServedBy | undefined;
  runsOn: RunsOn | undefined;
  annualFailures: number;
  repair: number;
}

/** All failure domains met so far, and what hosts and clusters are called. */
export interface DomainRegistry {
  readonly linking: Linking;
  readonly policy: Policy;
  readonly byId: Map<string, DomainDraft>;
  readonly hosts: NameIndex<Host>;
  readonly clusters: NameIndex<Cluster>;
}

/** The domain of a kind and name, made when it is first named. Hosts and clusters must exist. */
export function domainNamed(
  registry: DomainRegistry,
  kind: string,
  name: Located<string>,
  from: string | undefined,
): Domain | undefined {
  if (kind === "host") return bind(registry.linking, registry.hosts, name, from)?.domain;
  if (kind === "cluster") return bind(registry.linking, registry.clusters, name, from)?.domain;
  return (
    registry.byId.get(`${kind}:${name.value}`) ??
    addDomain(registry.byId, registry.policy, kind, name.value, name.value, name.at)
  );
}

export function addDomain(
  byId: Map<string, DomainDraft>,
  policy: Policy,
  kind: string,
  key: string,
  name: string,
  at: Place,
  item: { readonly host?: Host; readonly cluster?: Cluster } = {},
): DomainDraft {
  const figures = policy.failures.get(kind) ?? {
    annual: domainKind(kind)?.annualFailures ?? 0,
    repair: domainKind(kind)?.repair ?? HOUR,
  };
  const domain: DomainDraft = {
    id: `${kind}:${key}`,
    kind,
    name,
    facts: undefined,
    at,
    within: [],
    servedBy: undefined,
    runsOn: undefined,
    host: item.host,
    cluster: item.cluster,
    annualFailures: figures.annual,
    repair: figures.repair,
  };
  byId.set(domain.id, domain);
  return domain;
}

/** Unavailability of a basic event: q = λR / (1 + λR), R in years of 8,760 h (spec RISK.md, "Services"). */
export function unavailability(domain: Domain): number {
  const load = (domain.annualFailures * domain.repair) / YEAR;
  return load / (1 + load);
}

/** What goes wrong on a date (spec MANIFESTS.md, last bullet of "When is something down?"). */
export type Breaks = "running" | "restart";

/** What the date or the limit of a domain breaks; the end of support breaks nothing unless somebody says that it does. */
export function breaksOf({ facts }: Domain): Breaks | undefined {
  const breaks = facts?.breaks?.value ?? (facts?.reason?.value === "support" ? "nothing" : "restart");
  return breaks === "nothing" ? undefined : breaks;
}

/** Kinds that only control what runs never take it down; of a cluster only its own event counts (spec MANIFESTS.md). */
export function carries(domain: Domain): boolean {
  return domain.cluster === undefined && domainKind(domain.kind)?.reach !== "control";
}

/** The disk inside this host that a VM with such a need is tied to, however deep; none where another could stand in. */
export function diskIn(host: Host | undefined, need: Need): Domain | undefined {
  if (host === undefined || need.anyOf) return undefined;
  return need.domains.find((domain) => hostOf(domain) === host);
}

/** The host that a domain is part of, if it is within one and no other could stand in. */
export function hostOf(domain: Domain): Host | undefined {
  const within = new Set([domain]);
  // A set iterates over what is added meanwhile: this goes as deep as it reaches.
  for (const each of within) {
    if (each.host !== undefined) return each.host;
    for (const need of each.within) {
      if (!need.anyOf) for (const outer of need.domains) if (carries(outer)) within.add(outer);
    }
  }
  return undefined;
}

/** What an environment, cluster or host stands on: its parent's needs with its own laid over them, the nearest value winning. */
export function inheritHost(
  registry: DomainRegistry,
  parent: Needs,
  told: HostDomains,
  from: string | undefined,
): Needs {
  const firmware = firmwareNeed(registry, told);
  const own = HOST_KINDS.flatMap((kind) =>
    told[kind] === undefined ? [] : needOf(registry, kind, told[kind], from),
  );
  return overlay(parent, firmware === undefined ? own : [...own, firmware]);
}

/** The same for a VM, which has no kinds of its own that take hosts down (its `power` is whether it is switched on). */
export function inheritVm(
  registry: DomainRegistry,
  parent: Needs,
  told: VmEntry,
  from: string | undefined,
): Needs {
  const own: Need[] = [];
  for (const kind of VM_KINDS) {
    const need = told[kind];
    if (need !== undefined) own.push(needOf(registry, kind, need, from));
  }
  return overlay(parent, own);
}

function overlay(parent: Needs, own: readonly Need[]): Needs {
  if (own.length === 0) return parent;
  const needs = new Map(parent);
  for (const need of own) needs.set(need.kind, need);
  return needs;
}

export function needOf(
  registry: DomainRegistry,
  kind: string,
  told: NeedTold,
  from: string | undefined,
): Need {
  const [only, second] = told.names;
  if (only !== undefined && second === undefined) {
    const domain = domainNamed(registry, kind, only, from);
    return { kind, anyOf: false, domains: domain === undefined ? [] : [domain], at: told.at };
  }
  const domains = told.names.flatMap((name) => domainNamed(registry, kind, name, from) ?? []);
  return { kind, anyOf: told.anyOf && domains.length > 1, domains: [...new Set(domains)], at: told.at };
}

export function needsOf(
  registry: DomainRegistry,
  told: NeedsByKind | undefined,
  from: string | undefined,
): readonly Need[] {
  return (told ?? [])
    .map(({ key, value }) => needOf(registry, key.value, value, from))
    .filter((need) => need.domains.length > 0);
}

function firmwareNeed(registry: DomainRegistry, told: HostDomains): Need | undefined {
  const [first] = told.firmware ?? [];
  if (told.firmware === undefined || first === undefined) return undefined;
  const names = told.firmware.map(({ part, version, at }) => ({
    value: `${part.value} ${version.value}`,
    at,
  }));
  return needOf(registry, "firmware", { anyOf: false, names, at: first.at }, undefined);
}

/** Adds the kinds that follow from others: `release` from platform and build, `vendor` from platform unless it is given. */
export function derive(registry: DomainRegistry, needs: Needs): Needs {
  const platform = onlyName(needs, "platform");
  const build = onlyName(needs, "build");
  const release = platform && build && releaseOf(platform.value, build.value);
  const vendor = needs.has("vendor") ? undefined : platform && vendorOf(platform.value);
  if (!release && !vendor) return needs;
  const all = new Map(needs);
  if (release && build)
    all.set(
      "release",
      needOf(
        registry,
        "release",
        { anyOf: false, names: [{ value: release, at: build.at }], at: build.at },
        undefined,
      ),
    );
  if (vendor && platform)
    all.set(
      "vendor",
      needOf(
        registry,
        "vendor",
        { anyOf: false, names: [{ value: vendor, at: platform.at }], at: platform.at },
        undefined,
      ),
    );
  return all;
}

/** All names of a kind that are needed together, as one text; undefined where any one of several would do. */
export function allNames(needs: Needs, kind: string): string | undefined {
  const need = needs.get(kind);
  const names = need?.domains.map(({ name }) => name) ?? [];
  return names.length === 0 || (names.length > 1 && need?.anyOf === true) ? undefined : names.join(", ");
}

/** The name of a kind where exactly one is given. */
export function onlyName(needs: Needs, kind: string): Located<string> | undefined {
  const need = needs.get(kind);
  const [domain, second] = need?.domains ?? [];
  return need === undefined || domain === undefined || second !== undefined
    ? undefined
    : { value: domain.name, at: need.at };
}
