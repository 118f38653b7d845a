import { DOMAIN_KINDS } from "../model/kinds.ts";
import type { Policy } from "../model/policy.ts";
import type { Service, Vm } from "../project/project.ts";

/** A number that lies between two; both are the same where it is known exactly. */
export interface Range {
  readonly low: number;
  readonly high: number;
}

export function rangeOf({ low, high }: Range, each: (value: number) => number): Range {
  return { low: each(low), high: each(high) };
}

/** Of a year of 8,760 hours. */
const MINUTES_A_YEAR = 525_600;

/** Outage in minutes a year of what is down with this probability. */
export function minutesPerYear(unavailability: number): number {
  return unavailability * MINUTES_A_YEAR;
}

/** Outage in minutes a year that the availability target of a tier allows; undefined without a tier. */
export function targetMinutes(tier: number | undefined, policy: Policy): number | undefined {
  const allowed = allowance(tier, policy);
  return allowed === undefined ? undefined : minutesPerYear(allowed);
}

/**
 * 0 to 100, higher is worse: `50 + 50·log10(Q / (1 − target of its tier))`, clamped and rounded (spec RISK.md,
 * "Services"). 50 is exactly on target. Undefined without a tier.
 */
export function scoreOf(
  unavailability: number,
  tier: number | undefined,
  policy: Policy,
): number | undefined {
  const allowed = allowance(tier, policy);
  if (allowed === undefined) return undefined;
  // Whatever is down at all misses a target of 100 %.
  const ratio = allowed > 0 ? unavailability / allowed : unavailability > 0 ? Number.POSITIVE_INFINITY : 0;
  return Math.round(Math.min(100, Math.max(0, 50 + 50 * Math.log10(ratio))));
}

export type Band = "low" | "moderate" | "high" | "critical";

export function bandOf(score: number): Band {
  if (score < 25) return "low";
  if (score < 50) return "moderate";
  return score < 75 ? "high" : "critical";
}

function allowance(tier: number | undefined, policy: Policy): number | undefined {
  const target = tier === undefined ? undefined : policy.availability.get(tier);
  return target === undefined ? undefined : 1 - target;
}

/** Kinds of failure domain that take something down and that a person can tell; the others follow from these. */
const TELLABLE = DOMAIN_KINDS.filter(
  ({ kind, reach }) => reach !== "control" && !["host", "cluster", "release"].includes(kind),
);

/** Of how many kinds of failure domain it is known, for every VM of a service that counts, on which one it stands. */
export function kindsKnown({ placed }: Service): { readonly known: number; readonly of: number } {
  const told = (vm: Vm, kind: string) =>
    vm.needs.has(kind) || (kind === "storage" && vm.storage.length > 0) || tells(vm, kind);
  const known = TELLABLE.filter(({ kind }) => placed.every((vm) => told(vm, kind)));
  return { known: known.length, of: TELLABLE.length };
}

/** A host, or a cluster whose scheduler decides. */
type Standing = Pick<Vm, "host" | "cluster">;

/**
 * Whether a place says of all kinds of which the other one does on what its machines stand. Where it says less,
 * what goes there only seems to stand on less, and no number can be promised.
 */
export function tellsAsMuch(there: Standing, here: Standing): boolean {
  return TELLABLE.every(({ kind, reach }) => reach !== "hosts" || tells(there, kind) || !tells(here, kind));
}

function tells({ host, cluster }: Standing, kind: string): boolean {
  if (host !== undefined) return host.needs.has(kind);
  const hosts = cluster?.hosts ?? [];
  return hosts.length > 0 && hosts.every((each) => each.needs.has(kind));
}
