import { hasOwnFigures } from "../model/policy.ts";
import { counted } from "../model/words.ts";
import type { Service } from "../project/project.ts";
import { bandInWords, figure, figures, scoreInWords } from "../risk/inWords.ts";
import { largestFirst } from "../risk/oneFailure.ts";
import { type Band, bandOf, kindsKnown, targetMinutes } from "../risk/score.ts";
import type { Facts } from "../rules/facts.ts";
import { type Help, helpFor } from "../rules/promise.ts";
import { type Receipt, receiptOf } from "../rules/receipt.ts";
import { basketName } from "../rules/wording.ts";
import { whatWasRead } from "./counts.ts";
import type { Reported } from "./reported.ts";

/** What `baskets score` tells, before it becomes text or Markdown. */

/** Up to so many failures together are listed. */
export type Order = 1 | 2 | 3;

/** A row of the table; cells are empty where there is nothing to say. */
export interface ScoreRow {
  readonly service: string;
  readonly tier: string;
  readonly risk: string;
  readonly minutes: string;
  readonly target: string;
  readonly cause: string;
  readonly known: string;
}

/** What is told of a service that is looked at closely. */
export interface ScoreDetail {
  readonly service: Service;
  readonly row: ScoreRow;
  readonly receipt: Receipt;
  /** Sets of three, where they were asked for and could be counted. */
  readonly triples: readonly string[] | undefined;
  readonly help: readonly Help[];
}

/** So many of the worst are looked at closely. */
const CLOSELY = 10;

/** Those on or over their target, the worst first; of a service that was asked for, always. */
export function detailsOf(
  services: readonly Service[],
  asked: boolean,
  order: Order,
  facts: Facts,
): readonly ScoreDetail[] {
  const { risk } = facts;
  const chosen = asked
    ? services
    : worstFirst(services, facts)
        .filter((service) => (risk().of(service)?.score?.high ?? 0) >= 50)
        .slice(0, CLOSELY);
  return chosen
    .filter((service) => risk().of(service) !== undefined)
    .map((service) => ({
      service,
      row: rowOf(service, facts),
      receipt: receiptOf(service, facts),
      triples: order === 3 ? triplesOf(service, facts) : undefined,
      help: helpFor(service, facts),
    }));
}

function triplesOf(service: Service, { risk }: Facts): readonly string[] | undefined {
  return risk()
    .cutSets(service, 3)
    ?.filter((set) => set.length === 3)
    .map((set) => set.map(({ kind, name }) => `${kind} ${name}`).join(" with "));
}

/** By score, then by outage; those without either last, in estate order. */
export function worstFirst(services: readonly Service[], { risk }: Facts): readonly Service[] {
  const rank = (service: Service) => {
    const found = risk().of(service);
    return { score: found?.score?.high ?? -1, minutes: found?.minutes.high ?? -1 };
  };
  return services
    .map((service) => ({ service, ...rank(service) }))
    .sort((a, b) => b.score - a.score || b.minutes - a.minutes)
    .map(({ service }) => service);
}

export function rowOf(service: Service, facts: Facts): ScoreRow {
  const { project, risk } = facts;
  const { tier, name } = service;
  const found = risk().of(service);
  const target = targetMinutes(tier, project.policy);
  const base = {
    service: name,
    tier: tier === undefined ? "" : String(tier),
    target: target === undefined ? "" : figure(target),
  };
  if (found === undefined)
    return {
      ...base,
      risk: "not known",
      minutes: "",
      cause: "no VM of it is on and at a known place",
      known: "",
    };
  const score = scoreInWords(found);
  const { known, of } = kindsKnown(service);
  return {
    ...base,
    risk:
      score === undefined || found.score === undefined
        ? "no tier"
        : score.startsWith("Risk")
          ? `${score.slice("Risk ".length)} ${bandInWords(found.score)}`
          : score,
    minutes: figures(found.minutes),
    cause: causeOf(service, facts),
    known: `${known}/${of}`,
  };
}

/** The largest single cause; what is down already says so. */
function causeOf(service: Service, { failure }: Facts): string {
  const fatal = failure.ofService(service);
  if (fatal === undefined) return "down already";
  const [first, ...others] = largestFirst(fatal);
  if (first === undefined) return "no single failure";
  return others.length === 0 ? basketName(first) : `${basketName(first)} (and ${others.length} more)`;
}

/** What the minutes rest on, in a sentence. */
export function figuresNote({ project }: Facts): string {
  return hasOwnFigures(project.policy)
    ? "Minutes a year by the policy's figures."
    : "Minutes a year by our own estimates of how often things fail; a policy sets yours (docs/risk.md).";
}

/** The one line that ends it: `12 services: 1 critical, 2 high, 8 low, 1 without a score; read … as of …`. */
export function scoreCounts(reported: Reported, services: readonly Service[], day: string): string {
  const { risk } = reported.facts;
  const bands = new Map<Band | "without a score", number>();
  for (const service of services) {
    const score = risk().of(service)?.score;
    const band = score === undefined ? "without a score" : bandOf(score.high);
    bands.set(band, (bands.get(band) ?? 0) + 1);
  }
  const parts = (["critical", "high", "moderate", "low", "without a score"] as const).flatMap((band) => {
    const count = bands.get(band);
    return count === undefined ? [] : [`${count} ${band}`];
  });
  const told = parts.length === 0 ? "" : `: ${parts.join(", ")}`;
  return `${counted(services.length, "service")}${told}; read ${whatWasRead(reported)} as of ${day}`;
}
