import type { Finding } from "../model/finding.ts";
import { formatDay, formatShare } from "../model/values.ts";
import { counted, listed } from "../model/words.ts";
import { figures } from "../risk/inWords.ts";
import type { ServiceRisk } from "../risk/risk.ts";
import type { Declared } from "../rules/declared.ts";
import {
  type PairReview,
  pointsInWords,
  type Review,
  type RolloutReview,
  type ServiceReview,
  summaryOf,
} from "../rules/reviewed.ts";
import type { Waved } from "../rules/waved.ts";
import { basketName } from "../rules/wording.ts";
import type { Place } from "../text/span.ts";

/** What a change does, as a list to read: the worst first. */
export interface ReviewView {
  /** One line without its full stop. */
  readonly summary: string;
  readonly groups: readonly { readonly title: string; readonly items: readonly ReviewItemView[] }[];
}

export interface ReviewItemView {
  readonly title: string;
  /** What is said beside the title. */
  readonly note: string | undefined;
  /** What is said below it, one by one. */
  readonly details: readonly string[];
  readonly tone: "error" | "warning" | "info" | "worse" | "better" | "plain";
  readonly at: Place | undefined;
  /** The place is one in the texts before the change. */
  readonly inBase: boolean;
}

export function reviewGroups(review: Review): ReviewView {
  const { worse, known, mended, services, rollouts, pairs, waved, declared } = review;
  const groups = [
    { title: "Made worse", items: worse.map((finding) => findingItem(finding, false)) },
    { title: "Known only now", items: known.map((finding) => findingItem(finding, false)) },
    { title: "Waved through", items: waved.map(wavedItem) },
    { title: "Declared otherwise", items: declared.map(declaredItem) },
    { title: "Services", items: services.map(serviceItem) },
    { title: "Rollouts", items: rollouts.map(rolloutItem) },
    { title: "Pairs", items: pairs.map(pairItem) },
    { title: "Mended", items: mended.map((finding) => findingItem(finding, true)) },
  ];
  return {
    summary: summaryOf(review),
    groups: groups.filter(({ items }) => items.length > 0),
  };
}

function findingItem({ rule, severity, message, at }: Finding, inBase: boolean): ReviewItemView {
  return { title: message, note: rule, details: [], tone: inBase ? "better" : severity, at, inBase };
}

function wavedItem({ what, about, by, reason, until, owner, at, holds }: Waved): ReviewItemView {
  const title = about === "" ? what : `${what} (${about})`;
  const day = until === undefined ? "for good" : `until ${formatDay(until)}`;
  const [first = "nothing that is found", ...more] = holds;
  const held = `holds back: ${first}${more.length === 0 ? "" : ` And ${more.length} more.`}`;
  return {
    title: `${title}: ${reason === "" ? "no reason given" : reason}`,
    note: undefined,
    details: [day, `${owner ?? "nobody"} answers for it`, ...(by === "pair" ? [] : [held])],
    tone: "warning",
    at,
    inBase: false,
  };
}

function declaredItem({ what, message, weaker, at }: Declared): ReviewItemView {
  return { title: message, note: what, details: [], tone: weaker ? "warning" : "plain", at, inBase: false };
}

function serviceItem(each: ServiceReview): ReviewItemView {
  const { name, service, before, after, points, trend, gained, shed } = each;
  const told = (risk: ServiceRisk | undefined) => (risk === undefined ? "nothing" : figures(risk.minutes));
  const details = [
    ...(gained.length === 0 ? [] : [`now falls with ${listed(gained.map(basketName), 3)}`]),
    ...(shed.length === 0 ? [] : [`no longer falls with ${listed(shed.map(basketName), 3)}`]),
  ];
  return {
    title: `${name}: ${told(before)} → ${told(after)} min/year${pointsInWords(points)}`,
    note: service.tier === undefined ? undefined : `tier ${service.tier}`,
    details,
    tone: trend === "same" ? "plain" : trend,
    at: service.entry.name.at,
    inBase: after === undefined,
  };
}

function rolloutItem({ name, at, before, after }: RolloutReview): ReviewItemView {
  const told = (exposure: RolloutReview["before"]) =>
    exposure === undefined ? "none" : formatShare(exposure.mixed);
  const up = (after?.mixed ?? 0) > (before?.mixed ?? 0);
  return {
    title: `${name}: exposure ${told(before)} → ${told(after)}`,
    note: undefined,
    details: [],
    tone: up ? "worse" : "better",
    at,
    inBase: after === undefined,
  };
}

function pairItem({ between, at, drift, lost, won }: PairReview): ReviewItemView {
  const details = [
    ...(drift[0] === drift[1] ? [] : [`${drift[0]} → ${counted(drift[1], "difference")} that should not be`]),
    ...(lost.length === 0 ? [] : [`now both on ${listed(lost.map(basketName), 3)}`]),
    ...(won.length === 0 ? [] : [`no longer both on ${listed(won.map(basketName), 3)}`]),
  ];
  const isWorse = lost.length > 0 || drift[1] > drift[0];
  return {
    title: between.join("–"),
    note: undefined,
    details,
    tone: isWorse ? "worse" : "better",
    at,
    inBase: false,
  };
}
