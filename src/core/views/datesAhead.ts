import type { Part } from "../formats/part.ts";
import { formatDay, type Instant } from "../model/values.ts";
import { counted } from "../model/words.ts";
import { breaksOf } from "../project/domains.ts";
import type { Facts } from "../rules/facts.ts";
import { fuseGroups } from "../rules/fuses.ts";
import { basketName } from "../rules/wording.ts";
import type { Place } from "../text/span.ts";

/** A day that is coming, today at the earliest, on which something of the estate ends, breaks or begins. */
export interface DateAhead {
  readonly key: string;
  /** `2008-08-12` */
  readonly day: string;
  readonly what: string;
  readonly tone: "error" | "warning" | "none";
  readonly at: Place | undefined;
}

/** In the order of their days. What has passed is no date ahead: where it broke something it is a finding. */
export function datesAhead(facts: Facts, parts: readonly Part[]): readonly DateAhead[] {
  const { asOf } = facts.project;
  return [
    ...ended(facts),
    ...broken(facts),
    ...fuses(facts),
    ...rollouts(facts),
    ...accepted(facts),
    ...silences(parts),
  ]
    .filter(({ on }) => formatDay(on) >= formatDay(asOf))
    .sort((a, b) => a.on - b.on)
    .map(({ on, what, breaks, at }, index) => ({
      key: `${index} ${formatDay(on)}`,
      day: formatDay(on),
      what,
      tone: breaks ? (on <= asOf ? "error" : "warning") : "none",
      at,
    }));
}

interface Dated {
  readonly on: Instant;
  readonly what: string;
  readonly breaks: boolean;
  readonly at: Place | undefined;
}

function* ended({ project }: Facts): Iterable<Dated> {
  for (const domain of project.domains.values()) {
    const expires = domain.facts?.expires;
    if (expires === undefined) continue;
    const what = domain.facts?.reason?.value ?? "what it needs";
    const words = what === "defect" ? "a defect" : what === "evaluation" ? "an evaluation" : what;
    yield {
      on: expires.value,
      what: `${basketName(domain)}: ${words} ends`,
      breaks: breaksOf(domain) !== undefined,
      at: expires.at,
    };
  }
}

/** Days that the catalogue knows of builds that run here. */
function* broken({ project, ground }: Facts): Iterable<Dated> {
  const seen = new Map<
    string,
    { readonly fact: ReturnType<typeof ground.datesOf>[number]; hosts: number; at: Place }
  >();
  for (const host of project.hosts) {
    if (host.platform === undefined || host.build === undefined) continue;
    for (const fact of ground.datesOf(host.platform, host.build)) {
      // What the estate writes itself is told by its entry.
      if (fact.at !== undefined) continue;
      const key = `${fact.name} ${fact.on}`;
      const known = seen.get(key);
      if (known === undefined) seen.set(key, { fact, hosts: 1, at: host.entry.name.at });
      else known.hosts++;
    }
  }
  for (const { fact, hosts, at } of seen.values())
    yield {
      on: fact.on,
      what: `${fact.name} on ${counted(hosts, "host")}${fact.why === undefined ? "" : `: ${fact.why}`}`,
      breaks: true,
      at,
    };
}

/** The first host of each limit. */
function* fuses(facts: Facts): Iterable<Dated> {
  for (const { what, hosts, breaks } of fuseGroups(facts)) {
    const [first] = hosts.filter(({ at }) => at !== undefined).sort((a, b) => (a.at ?? 0) - (b.at ?? 0));
    if (first?.at === undefined) continue;
    const more = hosts.length === 1 ? "" : `, the first of ${hosts.length}`;
    yield {
      on: first.at,
      what: `${what}: its limit on ${first.host.name}${more}`,
      breaks,
      at: first.host.entry.name.at,
    };
  }
}

function* rollouts({ plans, ground }: Facts): Iterable<Dated> {
  for (const { source } of plans) {
    const { platform, to } = source.document.update;
    for (const { on, name, why, at } of ground.datesOf(platform.value, to.value)) {
      // What the estate writes itself is told by its entry.
      if (at !== undefined) continue;
      const what = `${name}${why === undefined ? "" : `: ${why}`} (installed by rollout ${source.name})`;
      yield { on, what, breaks: true, at: to.at };
    }
    const { start, holdback, paused } = source.document;
    const about = `rollout ${source.name}`;
    if (start !== undefined)
      yield { on: start.value, what: `start of ${about}`, breaks: false, at: start.at };
    const held = holdback?.until;
    if (held !== undefined)
      yield { on: held.value, what: `end of the holdback of ${about}`, breaks: false, at: held.at };
    const pause = paused?.until;
    if (pause !== undefined)
      yield { on: pause.value, what: `end of the pause of ${about}`, breaks: false, at: pause.at };
  }
}

/** What is accepted until a day. */
function* accepted({ project }: Facts): Iterable<Dated> {
  for (const { entry, sides } of project.pairs) {
    for (const { until, field } of entry.accepted ?? []) {
      if (until === undefined) continue;
      const between = sides.map(({ name }) => name).join(" – ");
      yield {
        on: until.value,
        what: `${between}: ${field.value} is accepted no longer`,
        breaks: false,
        at: until.at,
      };
    }
  }
}

/** Silences that end: of comments and of policies, which are no part of the project. */
function silences(parts: readonly Part[]): readonly Dated[] {
  return parts.flatMap((part) => [
    ...part.silences.flatMap(({ rule, until, at }): Dated[] =>
      until === undefined ? [] : [{ on: until, what: `the silence of ${rule} ends`, breaks: false, at }],
    ),
    ...part.native.policies.flatMap((policy) =>
      (policy.silence ?? []).flatMap(({ rule, until }): Dated[] =>
        until === undefined
          ? []
          : [{ on: until.value, what: `the silence of ${rule.value} ends`, breaks: false, at: until.at }],
      ),
    ),
  ]);
}
