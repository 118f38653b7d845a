import { hasOwnFigures } from "../model/policy.ts";
import { counted, listed } from "../model/words.ts";
import type { Service } from "../project/project.ts";
import { bandInWords, outageInWords, scoreInWords } from "../risk/inWords.ts";
import type { ServiceRisk } from "../risk/risk.ts";
import { kindsKnown } from "../risk/score.ts";
import type { Facts } from "../rules/facts.ts";
import { helpFor } from "../rules/promise.ts";
import { type ReceiptLine, receiptOf } from "../rules/receipt.ts";
import { standing } from "../rules/wording.ts";
import { causeOf } from "./causes.ts";
import { blocks, bold, bullets, facets, plain } from "./markdown.ts";

/** A service: how long it is down a year, where that comes from, what would help, and what it is made of. */
export function serviceCard(facts: Facts, service: Service): string {
  const { project, risk } = facts;
  const { tier, users, entry, placed, vms } = service;
  const needed = service.needsWritten
    ? `, of which ${service.needs} must run`
    : "; how many must run is not written, so all count";
  return blocks([
    facets([
      bold(`service ${service.name}`),
      tier === undefined ? "tier not known" : `tier ${tier}`,
      users === undefined ? undefined : counted(users, "user"),
      entry.owner === undefined ? undefined : plain(entry.owner.value),
    ]),
    riskOfService(facts, service),
    ...failuresOfService(facts, service),
    placed.length === 0
      ? `${counted(vms.length, "VM")}, none of them on and at a known place.`
      : `${counted(placed.length, "VM")}${placed.length > 1 ? needed : ""}:`,
    bullets(placed.map((vm) => plain(`${vm.name} ${standing(vm)}`))),
    service.dependsOn.length === 0
      ? undefined
      : `Cannot run without ${plain(listed(service.dependsOn.map((edge) => edge.service.name)))}.`,
    risk().of(service) === undefined || hasOwnFigures(project.policy)
      ? undefined
      : "The figures behind it are our own estimates; a policy sets yours.",
  ]);
}

/** `~64 min/year (est., target 53) · Risk 54 of 100, high · 7 of 10 kinds of basket known` */
function riskOfService({ project, risk }: Facts, service: Service): string | undefined {
  const found = risk().of(service);
  if (found === undefined) return undefined;
  const { known, of } = kindsKnown(service);
  const score = scoreInWords(found);
  return facets([
    bold(outageInWords(found, service.tier, project.policy)),
    score === undefined ? "no tier, no score" : scoreWithBand(score, found),
    `${known} of ${of} kinds of basket known`,
  ]);
}

function scoreWithBand(words: string, { score }: ServiceRisk): string {
  if (score === undefined || !words.startsWith("Risk")) return words;
  return `${words} of 100, ${bandInWords(score)}`;
}

function failuresOfService(facts: Facts, service: Service): readonly (string | undefined)[] {
  const cause = causeOf(service, facts);
  if (cause.kind === "unplaced") return [];
  if (cause.kind === "down")
    return ["It is down on the day looked at: something it stands on has passed its date."];
  const { singles, pairs, others, complete } = receiptOf(service, facts);
  const help = helpFor(service, facts);
  return [
    singles.length === 0
      ? "No single failure takes it down."
      : "One failure is enough, with its share of the outage:",
    bullets(singles.map(shareLine)),
    pairs.length === 0 ? undefined : "Two failures together take it down:",
    bullets(pairs.map(shareLine), 4),
    others === undefined ? undefined : `Three or more at once: ${others}.`,
    complete ? undefined : "There are more combinations than were looked at.",
    help.length === 0 ? undefined : "What would help most:",
    bullets(help.map(({ title }) => plain(title))),
  ];
}

/** `37 % storage san-east` */
function shareLine({ names, share }: ReceiptLine): string {
  return `${share === undefined ? "" : `${share} `}${plain(names)}`;
}
