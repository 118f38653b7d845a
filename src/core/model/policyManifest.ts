import { header } from "./estate.ts";
import { amount, duration, hours, instant, kindName, name, names, share, text, timeZone } from "./scalars.ts";
import {
  type Located,
  listOf,
  mapOf,
  oneOf,
  optional,
  record,
  required,
  type Shape,
  scalar,
  type Told,
} from "./shape.ts";

/** The Policy document (spec MANIFESTS.md, "Policy"): one description for its reader and its JSON Schema. */

const level = oneOf(["error", "warning", "info", "off"]);

/** `99.99%` → 0.9999. Unlike a share it may have as many decimals as the target needs. */
const availability: Shape<Located<number>> = scalar({
  expects: "an availability (99.9%)",
  schema: { type: "string", pattern: "^\\d+(\\.\\d+)?\\s?%$" },
  parse: (value) => {
    const match = /^(\d{1,3}(?:\.\d{1,9})?)\s?%$/.exec(value);
    const part = match === null ? Number.NaN : Number(match[1]) / 100;
    return part > 0 && part < 1 ? part : undefined;
  },
});

const tier = scalar({
  expects: "a tier, 1 to 4",
  schema: { enum: ["1", "2", "3", "4"] },
  parse: (value) => (/^[1-4]$/.test(value) ? value : undefined),
});

const weekday = oneOf(["mon", "tue", "wed", "thu", "fri", "sat", "sun"]);

const freeze = record("a freeze", {
  name: optional(name, "What it is called."),
  from: optional(instant, "Its first instant."),
  until: optional(instant, "Exclusive."),
  weekdays: optional(listOf(weekday), "Days on which it begins."),
  hours: optional(hours, "18:00-06:00, in the policy's time zone."),
  environments: optional(names, "Only these; default all."),
});

const silence = record("a silence", {
  rule: required(name, "The rule's id."),
  object: optional(name, "Name or glob of what the finding is about; default all."),
  reason: optional(text, "Required: why this is accepted."),
  until: optional(instant, "Exclusive; default for good."),
  owner: optional(name, "Who accepted it."),
});

/** The keys that a policy file and the setting `baskets.policy` share. */
export const policyFields = {
  profile: optional(
    oneOf(["relaxed", "standard", "strict"]),
    "relaxed: errors and warnings only; strict: also what is usually not asked; default standard.",
  ),
  severity: optional(mapOf(level), "Rule id → error, warning, info or off."),
  failures: optional(
    mapOf(
      record("a failure figure", {
        annual: optional(amount, "Failures a year."),
        repair: optional(duration, "Time to repair."),
      }),
      kindName,
    ),
    "The team's own figures by kind of failure domain.",
  ),
  availability: optional(mapOf(availability, tier), "Target by tier."),
  weight: optional(mapOf(amount, tier), "Weight by tier."),
  overcommit: optional(
    record("overcommit", {
      cpu: optional(amount, "Virtual CPUs a core; default 4."),
      memory: optional(amount, "Default 1."),
    }),
    "How far the capacity of hosts is promised.",
  ),
  rollout: optional(
    record("rollout limits", {
      firstStage: optional(share, "The largest first stage; default 5%."),
      growth: optional(amount, "A stage is at most so many times the one before; default 5."),
      soak: optional(
        record("soaks", {
          afterFirst: optional(duration, "Default 24h."),
          afterSecond: optional(duration, "Default 72h."),
          beforeLast: optional(duration, "Default 7d."),
        }),
        "The least time to watch; the largest that applies.",
      ),
      updateTime: optional(duration, "One wave; default 1h."),
      notice: optional(duration, "Until a person notices; default 4h."),
      latentMean: optional(duration, "Mean time until a latent defect appears; default 3d."),
      horizon: optional(duration, "How far ahead a dated fault may lie; default 400d."),
      classes: optional(
        record("weights of the classes of defect", {
          prompt: optional(amount, "Default 1."),
          latent: optional(amount, "Default 1."),
          timeBomb: optional(amount, "Default 1."),
        }),
        "Weights of the three classes of defect.",
      ),
    }),
    "What a rollout must keep to.",
  ),
  young: optional(duration, "A build is young so long after its first installation; default 30d."),
  expiry: optional(
    record("expiry", { warning: optional(duration, "Warn so long ahead; default 90d.") }),
    "Dates ahead.",
  ),
  estateBasket: optional(share, "Of an environment's services; default 80%."),
  consolidation: optional(share, "Of a tier's VMs or of all users on one host; default 25%."),
  snapshotAge: optional(duration, "How old an imported snapshot may be; default 30d."),
  timeZone: optional(timeZone, "For freezes and for what is shown; default UTC."),
  freezes: optional(listOf(freeze), "Times without changes."),
  silence: optional(listOf(silence), "Findings that are accepted."),
  catalogues: optional(names, "Further files of known bad releases."),
  map: optional(mapOf(mapOf(name)), "Foreign facts: {ansible: {cluster: vcenter_cluster, site: dc}}."),
} as const;

export const policyShape = record("a Policy", {
  ...header,
  kind: required(oneOf(["Policy"]), "Policy"),
  metadata: optional(
    record("metadata", {
      name: optional(name, "What this policy is called."),
      owner: optional(name, "Who keeps it."),
    }),
    "About this document.",
  ),
  ...policyFields,
});

export type PolicyDocument = Told<typeof policyShape>;

export type FreezeTold = NonNullable<PolicyDocument["freezes"]>[number];
