import type { Part } from "../formats/part.ts";
import type { Finding } from "../model/finding.ts";
import { counted } from "../model/words.ts";
import type { Comparison } from "../pairs/compare.ts";
import { unavailability } from "../project/domains.ts";
import type { Domain } from "../project/project.ts";
import { type RiskChange, riskChanges } from "../risk/changes.ts";
import { changeInWords, scoreInWords } from "../risk/inWords.ts";
import type { ServiceRisk } from "../risk/risk.ts";
import type { Exposure } from "../rollout/exposure.ts";
import type { Place } from "../text/span.ts";
import { type Declared, declaredIn } from "./declared.ts";
import type { Facts } from "./facts.ts";
import type { Silenced } from "./silencing.ts";
import { type Waved, wavedIn } from "./waved.ts";

/** What a change of an estate does (spec CLI.md, `review`). */
export interface Review {
  /** Findings that the change brings, or makes more severe. */
  readonly worse: readonly Finding[];
  /** Findings that were there before: now that more is written of the estate, they are known. */
  readonly known: readonly Finding[];
  /** As they were before. */
  readonly mended: readonly Finding[];
  readonly services: readonly ServiceReview[];
  readonly rollouts: readonly RolloutReview[];
  readonly pairs: readonly PairReview[];
  /** What the change says is accepted: silences and differences that are meant. */
  readonly waved: readonly Waved[];
  /** What it declares otherwise: how many VMs are needed, which are kept apart. */
  readonly declared: readonly Declared[];
}

/** A service whose numbers change; a side is missing where it is new, gone or counts no VM. */
export interface ServiceReview extends RiskChange {
  /** As it was before, had one known what is written now. */
  readonly known: ServiceRisk | undefined;
  /** Points of the score that the change adds, at the worse end; undefined without a score on both sides. */
  readonly points: number | undefined;
  /** What alone takes it down now and did not before, had one known it, and the other way round. */
  readonly gained: readonly Domain[];
  readonly shed: readonly Domain[];
}

export interface RolloutReview {
  readonly name: string;
  /** Where it stands now, else where it stood. */
  readonly at: Place;
  readonly before: Exposure | undefined;
  readonly after: Exposure | undefined;
}

export interface PairReview {
  readonly between: readonly [string, string];
  readonly at: Place;
  /** How many differences there are that should not be. */
  readonly drift: readonly [number, number];
  /** What both stand on now and did not before, and the other way round. */
  readonly lost: readonly Domain[];
  readonly won: readonly Domain[];
}

/** An estate that was looked at. */
export interface Looked {
  readonly parts: readonly Part[];
  readonly facts: Facts;
  readonly findings: readonly Finding[];
  readonly silenced: readonly Silenced[];
}

/** `informed` is the estate as it was before, had one known what is written now. */
export function reviewed(before: Looked, informed: Looked, after: Looked): Review {
  const news = newcomers(all(before), after.findings);
  const foreseen = counts(newcomers(all(before), informed.findings));
  const [known, worse] = parted(news, (finding) => take(foreseen, finding));
  return {
    worse,
    known,
    mended: newcomers(all(after), before.findings),
    services: servicesOf(before, informed, after),
    rollouts: rolloutsOf(before, after),
    pairs: pairsOf(before, after),
    waved: wavedIn(before, after),
    declared: declaredIn(before.facts.project, after.facts.project),
  };
}

/** What is silenced is still there. */
function all({ findings, silenced }: Looked): readonly Finding[] {
  return [...findings, ...silenced.map(({ finding }) => finding)];
}

/** A finding stays the same while its rule and what it is about do, wherever it moves. */
function identity({ rule, subject, message }: Finding): string {
  return `${rule} ${subject === undefined ? message : `${subject.kind} ${subject.name}`}`;
}

const RANK = { error: 3, warning: 2, info: 1 } as const;

interface Count {
  left: number;
  rank: number;
}

function counts(findings: readonly Finding[]): Map<string, Count> {
  const found = new Map<string, Count>();
  for (const finding of findings) {
    const key = identity(finding);
    const known = found.get(key) ?? { left: 0, rank: 0 };
    found.set(key, { left: known.left + 1, rank: Math.max(known.rank, RANK[finding.severity]) });
  }
  return found;
}

function take(pool: Map<string, Count>, finding: Finding): boolean {
  const known = pool.get(identity(finding));
  if (known === undefined || known.left === 0 || RANK[finding.severity] > known.rank) return false;
  known.left--;
  return true;
}

/** What is found there and not here, or is more severe there. */
function newcomers(here: readonly Finding[], there: readonly Finding[]): readonly Finding[] {
  const pool = counts(here);
  return there.filter((finding) => !take(pool, finding));
}

function parted<T>(items: readonly T[], test: (item: T) => boolean): readonly [readonly T[], readonly T[]] {
  const [yes, no]: [T[], T[]] = [[], []];
  for (const item of items) (test(item) ? yes : no).push(item);
  return [yes, no];
}

function servicesOf(before: Looked, informed: Looked, after: Looked): readonly ServiceReview[] {
  const then = new Map(riskChanges(before.facts, after.facts).map((change) => [change.name, change]));
  const [known, now] = [fatalIn(informed), fatalIn(after)];
  return riskChanges(informed.facts, after.facts).flatMap((change): ServiceReview[] => {
    const whole = then.get(change.name);
    const appears = (whole?.before === undefined) !== (whole?.after === undefined);
    const [old, fresh] = [known(change.name), now(change.name)];
    // What a service stands on that comes or goes altogether is no news of its own.
    const gained = appears ? [] : newIn(fresh, old);
    const shed = appears ? [] : newIn(old, fresh);
    const isSame = !isTold(change) && (whole === undefined || !isTold(whole)) && !appears;
    if (whole === undefined || (isSame && gained.length === 0 && shed.length === 0)) return [];
    const [from, to] = [change.before?.score?.high, change.after?.score?.high];
    return [
      {
        ...change,
        trend: isTold(change) ? change.trend : "same",
        before: whole.before,
        known: change.before,
        points: from === undefined || to === undefined ? undefined : to - from,
        gained,
        shed,
      },
    ];
  });
}

/** Whether a digit that is shown changes, of the outage or of the score: else it is the same to whoever reads it. */
function isTold({ trend, before, after }: RiskChange): boolean {
  if (trend === "same" || before === undefined || after === undefined) return false;
  return changeInWords(before, after) !== undefined || scoreInWords(before) !== scoreInWords(after);
}

/** By the name of a service: what alone takes it down. */
function fatalIn({ facts: { project, failure } }: Looked): (name: string) => ReadonlySet<Domain> {
  const services = new Map(project.services.map((service) => [service.name, service]));
  return (name) => {
    const service = services.get(name);
    return (service && failure.ofService(service)) ?? new Set();
  };
}

function newIn(here: ReadonlySet<Domain>, there: ReadonlySet<Domain>): readonly Domain[] {
  const known = new Set([...there].map(({ id }) => id));
  return [...here].filter(({ id }) => !known.has(id)).sort((a, b) => unavailability(b) - unavailability(a));
}

function rolloutsOf(before: Looked, after: Looked): readonly RolloutReview[] {
  const exposures = ({ facts }: Looked) =>
    new Map(
      facts.plans.map((plan) => [plan.source.name, { at: plan.source.at, exposure: facts.exposure(plan) }]),
    );
  const [then, now] = [exposures(before), exposures(after)];
  return [...new Set([...then.keys(), ...now.keys()])].flatMap((name) => {
    const [was, is] = [then.get(name), now.get(name)];
    const at = is?.at ?? was?.at;
    if (at === undefined || was?.exposure.mixed === is?.exposure.mixed) return [];
    return [{ name, at, before: was?.exposure, after: is?.exposure }];
  });
}

function pairsOf(before: Looked, after: Looked): readonly PairReview[] {
  const compared = ({ facts }: Looked) =>
    new Map(
      facts.comparisons().map(({ pair, comparison }) => {
        const between = pair.sides.map(({ name }) => name) as [string, string];
        return [between.join("\n"), { between, at: pair.at, comparison }] as const;
      }),
    );
  const then = compared(before);
  return [...compared(after)].flatMap(([key, { between, at, comparison }]): PairReview[] => {
    const was = then.get(key)?.comparison;
    const drift: [number, number] = [was?.drift.length ?? 0, comparison.drift.length];
    const [old, fresh] = [shared(was), shared(comparison)];
    const lost = [...fresh.values()].filter(({ id }) => !old.has(id));
    const won = [...old.values()].filter(({ id }) => !fresh.has(id));
    return drift[0] === drift[1] && lost.length === 0 && won.length === 0
      ? []
      : [{ between, at, drift, lost, won }];
  });
}

function shared(comparison: Comparison | undefined): ReadonlyMap<string, Domain> {
  const domains = (comparison?.fates ?? []).flatMap((fate) => fate.shared);
  return new Map(domains.map((domain) => [domain.id, domain]));
}

/** `1 finding made worse, 1 mended, 1 service down for longer` */
export function summaryOf({ worse, known, mended, services, waved, declared }: Review): string {
  const trend = (which: ServiceReview["trend"]) => services.filter((each) => each.trend === which).length;
  const [up, down] = [trend("worse"), trend("better")];
  return [
    `${counted(worse.length, "finding")} made worse`,
    ...(known.length === 0 ? [] : [`${known.length} known only now`]),
    `${mended.length} mended`,
    ...(up === 0 ? [] : [`${counted(up, "service")} down for longer`]),
    ...(down === 0 ? [] : [`${counted(down, "service")} down for less time`]),
    ...(waved.length === 0 ? [] : [`${waved.length} waved through`]),
    ...(declared.length === 0 ? [] : [`${declared.length} declared otherwise`]),
  ].join(", ");
}

/** ` (+35)`, ` (−8)`; nothing where the score stays. */
export function pointsInWords(points: number | undefined): string {
  if (points === undefined || points === 0) return "";
  return ` (${points > 0 ? "+" : "−"}${Math.abs(points)})`;
}
