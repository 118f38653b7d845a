import { duration, instant, name, nameOrNames, text } from "./scalars.ts";
import {
  type Located,
  listOf,
  oneOf,
  optional,
  record,
  required,
  type Shape,
  scalar,
  type Told,
} from "./shape.ts";
import type { Duration, Instant } from "./values.ts";
import { parseRange, type VersionRange } from "./versions.ts";

/** An entry of the catalogue of known bad releases (spec RULES.md): one description for its reader and its JSON Schema. */

/** What no longer works. */
export const BREAKS = ["running", "restart", "power-on", "resume", "migrate", "login", "update"] as const;
export type BrokenThing = (typeof BREAKS)[number];

/** A known bad release as plain values. */
export interface KnownIssue {
  readonly id: string;
  /** A clause: what goes wrong. */
  readonly title: string;
  readonly url: readonly string[];
  /** Names or globs; none = whatever the platform. */
  readonly platform: readonly string[];
  readonly builds: readonly VersionRange[];
  readonly step: { readonly from: readonly VersionRange[]; readonly to: readonly VersionRange[] } | undefined;
  readonly firmware:
    | { readonly part: readonly string[]; readonly versions: readonly VersionRange[] }
    | undefined;
  readonly model: readonly string[];
  /** Operating systems of guests. */
  readonly os: readonly string[];
  /** What updates itself, as `autoUpdates` names it. */
  readonly selfUpdate: readonly string[];
  /** Undefined: at once. */
  readonly trigger: Trigger | undefined;
  readonly breaks: readonly BrokenThing[];
  readonly fixedIn: readonly string[];
  readonly workaround: string | undefined;
  readonly caughtBy: string | undefined;
  /** A condition that no manifest tells: whether it holds is unknown. */
  readonly onlyIf: string | undefined;
}

export type Trigger =
  | { readonly kind: "date"; readonly on: Instant }
  | { readonly kind: "uptime" | "powerOn" | "sinceInstall"; readonly limit: Duration };

const range: Shape<Located<VersionRange>> = scalar({
  expects: 'a build, or a range of builds (">=7.0.0 <7.0.3")',
  schema: { type: "string" },
  parse: parseRange,
});

const ranges = listOf(range);

export const knownIssueShape = record("a known bad release", {
  id: required(name, "Never changed."),
  title: required(text, "What goes wrong: a clause."),
  url: required(nameOrNames, "Where that is told."),
  platform: optional(nameOrNames, "Names or globs; default any."),
  builds: optional(ranges, "Exact builds, or ranges."),
  step: optional(
    record("a step", {
      from: required(ranges, "The build before."),
      to: required(ranges, "The build after."),
    }),
    "An update from one build to another that fails.",
  ),
  firmware: optional(
    record("firmware", {
      part: required(nameOrNames, "Names or globs of the part."),
      versions: optional(ranges, "Default any."),
    }),
    "Firmware of a host's part.",
  ),
  model: optional(nameOrNames, "Names or globs of hardware models."),
  os: optional(nameOrNames, "Names or globs of guests' operating systems."),
  selfUpdate: optional(nameOrNames, "Names or globs of what updates itself (an environment's autoUpdates)."),
  trigger: optional(
    record("a trigger", {
      date: optional(instant, "It goes off on this day."),
      uptime: optional(duration, "Counted from a host's booted."),
      powerOn: optional(duration, "Counted from a host's inService."),
      age: optional(duration, "Counted from a host's installed."),
    }),
    "When it goes off; default at once.",
  ),
  breaks: required(listOf(oneOf(BREAKS)), "What no longer works."),
  fixedIn: optional(nameOrNames, "Builds or versions without it."),
  workaround: optional(text, "What helps until then."),
  caughtBy: optional(text, "What would have found it."),
  onlyIf: optional(text, "A condition that no manifest tells: then it is unknown."),
});

export function plainIssue(told: Told<typeof knownIssueShape>): KnownIssue {
  const values = <T>(list: readonly Located<T>[] | undefined): readonly T[] =>
    (list ?? []).map(({ value }) => value);
  const { date, uptime, powerOn, age } = told.trigger ?? {};
  const limits = [
    ["uptime", uptime],
    ["powerOn", powerOn],
    ["sinceInstall", age],
  ] as const;
  const [limit] = limits.flatMap(([kind, each]): Trigger[] =>
    each === undefined ? [] : [{ kind, limit: each.value }],
  );
  return {
    id: told.id.value,
    title: told.title.value,
    url: values(told.url),
    platform: values(told.platform),
    builds: values(told.builds),
    step: told.step && { from: values(told.step.from), to: values(told.step.to) },
    firmware: told.firmware && { part: values(told.firmware.part), versions: values(told.firmware.versions) },
    model: values(told.model),
    os: values(told.os),
    selfUpdate: values(told.selfUpdate),
    trigger: date === undefined ? limit : { kind: "date", on: date.value },
    breaks: values(told.breaks),
    fixedIn: values(told.fixedIn),
    workaround: told.workaround?.value,
    caughtBy: told.caughtBy?.value,
    onlyIf: told.onlyIf?.value,
  };
}
