import { DOMAIN_KINDS } from "./kinds.ts";
import type { FreezeTold, PolicyDocument } from "./policyManifest.ts";
import type { Located } from "./shape.ts";
import { DAY, type Duration, HOUR } from "./values.ts";

/** The policy in force: every value given, defaults of spec MANIFESTS.md "Policy" where nobody said otherwise. */
export interface Policy {
  readonly profile: "relaxed" | "standard" | "strict";
  readonly severity: ReadonlyMap<string, "error" | "warning" | "info" | "off">;
  /** Kind of failure domain → failures a year and time to repair. */
  readonly failures: ReadonlyMap<string, { readonly annual: number; readonly repair: Duration }>;
  /** Tier 1 to 4 → share of time that a service is meant to be up. */
  readonly availability: ReadonlyMap<number, number>;
  readonly weight: ReadonlyMap<number, number>;
  readonly overcommit: { readonly cpu: number; readonly memory: number };
  readonly rollout: {
    /** Share of the targets. */
    readonly firstStage: number;
    readonly growth: number;
    readonly soak: {
      readonly afterFirst: Duration;
      readonly afterSecond: Duration;
      readonly beforeLast: Duration;
    };
    readonly updateTime: Duration;
    readonly notice: Duration;
    readonly latentMean: Duration;
    readonly horizon: Duration;
    readonly classes: { readonly prompt: number; readonly latent: number; readonly timeBomb: number };
  };
  readonly young: Duration;
  readonly expiryWarning: Duration;
  readonly estateBasket: number;
  readonly consolidation: number;
  readonly snapshotAge: Duration;
  readonly timeZone: string;
  /** Times without changes, as written. */
  readonly freezes: readonly FreezeTold[];
  /** Further files of known bad releases, as written. */
  readonly catalogues: readonly Located<string>[];
  /** Format → our key → what the team calls it there: a column, attribute, variable. */
  readonly map: ReadonlyMap<string, ReadonlyMap<string, string>>;
}

export const DEFAULT_POLICY: Policy = {
  profile: "standard",
  severity: new Map(),
  failures: new Map(
    DOMAIN_KINDS.map((row) => [row.kind, { annual: row.annualFailures, repair: row.repair }]),
  ),
  availability: new Map([
    [1, 0.9999],
    [2, 0.999],
    [3, 0.995],
    [4, 0.99],
  ]),
  weight: new Map([
    [1, 8],
    [2, 4],
    [3, 2],
    [4, 1],
  ]),
  overcommit: { cpu: 4, memory: 1 },
  rollout: {
    firstStage: 0.05,
    growth: 5,
    soak: { afterFirst: 24 * HOUR, afterSecond: 72 * HOUR, beforeLast: 7 * DAY },
    updateTime: HOUR,
    notice: 4 * HOUR,
    latentMean: 3 * DAY,
    horizon: 400 * DAY,
    classes: { prompt: 1, latent: 1, timeBomb: 1 },
  },
  young: 30 * DAY,
  expiryWarning: 90 * DAY,
  estateBasket: 0.8,
  consolidation: 0.25,
  snapshotAge: 30 * DAY,
  timeZone: "UTC",
  freezes: [],
  catalogues: [],
  map: new Map(),
};

/** Whether figures for kinds of failure domain are the team's own; else all numbers rest on our estimates. */
export function hasOwnFigures(policy: Policy): boolean {
  return [...policy.failures].some(([kind, { annual, repair }]) => {
    const ours = DEFAULT_POLICY.failures.get(kind);
    return ours?.annual !== annual || ours.repair !== repair;
  });
}

/** Whether the times to watch an update are the team's own: only then they are asked of a tool that was not made for days of waiting. */
export function hasOwnSoak({ rollout: { soak } }: Policy): boolean {
  const ours = DEFAULT_POLICY.rollout.soak;
  return (
    soak.afterFirst !== ours.afterFirst ||
    soak.afterSecond !== ours.afterSecond ||
    soak.beforeLast !== ours.beforeLast
  );
}

/** Lays policy documents over each other, later ones winning key by key. */
export function policyFrom(documents: readonly Partial<PolicyDocument>[]): Policy {
  return documents.reduce(overlay, DEFAULT_POLICY);
}

function overlay(base: Policy, told: Partial<PolicyDocument>): Policy {
  const { rollout, overcommit } = told;
  const soak = rollout?.soak;
  const classes = rollout?.classes;
  return {
    profile: told.profile?.value ?? base.profile,
    severity: merge(
      base.severity,
      told.severity,
      (key) => key,
      (level) => level.value,
    ),
    failures: merge(
      base.failures,
      told.failures,
      (key) => key,
      (figure, before) => ({
        annual: figure.annual?.value ?? before?.annual ?? 0,
        repair: figure.repair?.value ?? before?.repair ?? 0,
      }),
    ),
    availability: merge(base.availability, told.availability, Number, (part) => part.value),
    weight: merge(base.weight, told.weight, Number, (weight) => weight.value),
    overcommit: {
      cpu: overcommit?.cpu?.value ?? base.overcommit.cpu,
      memory: overcommit?.memory?.value ?? base.overcommit.memory,
    },
    rollout: {
      firstStage: rollout?.firstStage?.value ?? base.rollout.firstStage,
      growth: rollout?.growth?.value ?? base.rollout.growth,
      soak: {
        afterFirst: soak?.afterFirst?.value ?? base.rollout.soak.afterFirst,
        afterSecond: soak?.afterSecond?.value ?? base.rollout.soak.afterSecond,
        beforeLast: soak?.beforeLast?.value ?? base.rollout.soak.beforeLast,
      },
      updateTime: rollout?.updateTime?.value ?? base.rollout.updateTime,
      notice: rollout?.notice?.value ?? base.rollout.notice,
      latentMean: rollout?.latentMean?.value ?? base.rollout.latentMean,
      horizon: rollout?.horizon?.value ?? base.rollout.horizon,
      classes: {
        prompt: classes?.prompt?.value ?? base.rollout.classes.prompt,
        latent: classes?.latent?.value ?? base.rollout.classes.latent,
        timeBomb: classes?.timeBomb?.value ?? base.rollout.classes.timeBomb,
      },
    },
    young: told.young?.value ?? base.young,
    expiryWarning: told.expiry?.warning?.value ?? base.expiryWarning,
    estateBasket: told.estateBasket?.value ?? base.estateBasket,
    consolidation: told.consolidation?.value ?? base.consolidation,
    snapshotAge: told.snapshotAge?.value ?? base.snapshotAge,
    timeZone: told.timeZone?.value ?? base.timeZone,
    freezes: told.freezes ?? base.freezes,
    catalogues: told.catalogues ?? base.catalogues,
    map: merge(
      base.map,
      told.map,
      (format) => format,
      (keys, before) =>
        new Map([...(before ?? []), ...keys.map(({ key, value }) => [key.value, value.value] as const)]),
    ),
  };
}

function merge<K, T, V>(
  base: ReadonlyMap<K, V>,
  told: readonly { readonly key: { readonly value: string }; readonly value: T }[] | undefined,
  toKey: (text: string) => K,
  toValue: (value: T, before: V | undefined) => V,
): ReadonlyMap<K, V> {
  if (told === undefined) return base;
  const merged = new Map(base);
  for (const { key, value } of told)
    merged.set(toKey(key.value), toValue(value, merged.get(toKey(key.value))));
  return merged;
}
