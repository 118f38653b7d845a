import { hasOwnFigures, type Policy } from "../model/policy.ts";
import { grouped } from "../model/words.ts";
import type { ServiceRisk } from "./risk.ts";
import { bandOf, type Range, targetMinutes } from "./score.ts";

/** How people are told numbers of risk: no more digits than the model deserves. */

/** `64`, `1,200`, `0.4`, `under 0.1`: two digits that mean something. */
export function figure(value: number): string {
  if (value === 0) return "0";
  if (value < 0.095) return "under 0.1";
  return grouped(Number(value.toPrecision(2)));
}

/** `64`, `1 to 64` */
export function figures({ low, high }: Range): string {
  const [least, most] = [figure(low), figure(high)];
  return least === most ? least : `${least} to ${most}`;
}

/** `~64 min/year`, `under 0.1 min/year` */
export function minutesInWords(minutes: Range): string {
  const told = figures(minutes);
  return `${/^[1-9]/.test(told) || /^0\./.test(told) ? "~" : ""}${told} min/year`;
}

/** `~90 min/year (est., target 53)`; `est.` until the policy has the team's own figures. */
export function outageInWords({ minutes }: ServiceRisk, tier: number | undefined, policy: Policy): string {
  const target = targetMinutes(tier, policy);
  const notes = [
    ...(hasOwnFigures(policy) ? [] : ["est."]),
    ...(target === undefined ? [] : [`target ${figure(target)}`]),
  ];
  return notes.length === 0 ? minutesInWords(minutes) : `${minutesInWords(minutes)} (${notes.join(", ")})`;
}

/** `Risk 62`; the ends of the scale in words, which say more than 0 and 100. */
export function scoreInWords({ score }: ServiceRisk): string | undefined {
  if (score === undefined) return undefined;
  const { low, high } = score;
  if (low !== high) return `Risk ${low} to ${high}`;
  if (low === 0) return "within target";
  return low === 100 ? "beyond 10 × target" : `Risk ${low}`;
}

/** `high`; from which to which where the score is not exact. */
export function bandInWords({ low, high }: Range): string {
  const [least, most] = [bandOf(low), bandOf(high)];
  return least === most ? least : `${least} to ${most}`;
}

/** `64 → 3 min/year`; undefined where no digit that is shown changes. */
export function changeInWords(before: ServiceRisk, after: ServiceRisk): string | undefined {
  const [from, to] = [figures(before.minutes), figures(after.minutes)];
  return from === to ? undefined : `${from} → ${to} min/year`;
}
