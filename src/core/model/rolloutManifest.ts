import { header } from "./estate.ts";
import {
  clock,
  countOrShare,
  duration,
  flag,
  instant,
  name,
  nameOrNames,
  share,
  timeZone,
  whole,
} from "./scalars.ts";
import { listOf, oneOf, optional, record, required, type Told } from "./shape.ts";

/** The Rollout document (spec MANIFESTS.md, "Rollout"): one description for its reader and its JSON Schema. */

const update = record("an update", {
  platform: required(name, "The hypervisor product that is updated."),
  to: required(name, "The exact build; `latest` or a channel is a moving target."),
  from: optional(name, "Default: what the targets run."),
  source: optional(name, "The depot or mirror it comes from."),
  released: optional(instant, "When the maker released it."),
  checksum: optional(name, "Ties what was tested to what is installed."),
  oneWay: optional(flag, "true: a VM that moved to the new build cannot move back."),
  unit: optional(oneOf(["host", "cluster"]), "cluster: the tool updates whole clusters; default host."),
  duration: optional(duration, "One wave; default the policy's updateTime."),
  after: optional(nameOrNames, "Other rollouts that must have ended."),
});

const selector = {
  environments: optional(nameOrNames, "Names or globs."),
  clusters: optional(nameOrNames, "Names or globs."),
  hosts: optional(nameOrNames, "Names or globs."),
} as const;

const targets = record("targets", { ...selector, builds: optional(nameOrNames, "Names or globs.") });

const window = record("a window", {
  days: optional(
    listOf(oneOf(["mon", "tue", "wed", "thu", "fri", "sat", "sun"])),
    "Days on which an opening begins; default all.",
  ),
  from: required(clock, "When it opens."),
  until: required(clock, "When it closes; before `from`: on the next day."),
  timeZone: optional(timeZone, "IANA name; default UTC."),
});

const stage = record("a stage", {
  name: optional(name, "What it is called."),
  ...selector,
  share: optional(share, "Of the targets that are not held back, rounded up, from what is left."),
  concurrency: optional(whole(1), "Hosts at the same time; default the whole stage."),
  soak: optional(duration, "Watch before the next stage starts; default 0."),
  gates: optional(nameOrNames, "What is checked before the next stage starts."),
});

const rollback = record("a way back", {
  to: optional(name, "The build to return to."),
  tested: optional(instant, "When going back was last tried."),
});

export const rolloutShape = record("a Rollout", {
  ...header,
  kind: required(oneOf(["Rollout"]), "Rollout"),
  metadata: optional(
    record("metadata", {
      name: optional(name, "What this rollout is called."),
      owner: optional(name, "Who runs it."),
    }),
    "About this document.",
  ),
  update: required(update, "What is installed."),
  targets: optional(targets, "Which hosts; none given = all of the platform."),
  start: optional(instant, "When the first stage starts."),
  window: optional(window, "A wave starts only if it also ends inside an opening."),
  stages: optional(listOf(stage), "In order; none = everything at once."),
  verify: optional(
    record("a verification", {
      clockForward: optional(
        duration,
        "The update was run with the clock this far ahead of the rollout's start.",
      ),
    }),
    "What was verified before.",
  ),
  halt: optional(
    record("a halt", { failures: required(countOrShare, "Hosts that may fail before it stops by itself.") }),
    "What stops the rollout by itself.",
  ),
  rollback: optional(rollback, "The way back."),
  holdback: optional(
    record("a holdback", {
      ...selector,
      share: optional(share, "From the end, in estate order."),
      until: optional(instant, "When the held-back hosts join."),
    }),
    "Targets that deliberately stay on the old build.",
  ),
  paused: optional(
    record("a pause", {
      since: optional(instant, "Since when."),
      until: optional(instant, "Until when."),
    }),
    "The rollout stands still.",
  ),
});

export type RolloutDocument = Told<typeof rolloutShape>;
export type StageEntry = Told<typeof stage>;
