import type { Pairing } from "../pairs/compare.ts";
import { pairingOf } from "../pairs/compare.ts";
import { sideName } from "../pairs/normal.ts";
import type { Environment, Project } from "../project/project.ts";
import { notThere } from "./call.ts";

/** One side of a `diff` as it was asked for: an environment, or all of an estate (a file, another revision). */
export interface DiffSide {
  /** As it was written. */
  readonly label: string;
  readonly project: Project;
  /** Missing for all of them. */
  readonly environment?: string;
}

/** Two environments and what they are called where both have one name. */
export interface Labelled {
  readonly project: Project;
  readonly pairing: Pairing;
  readonly labels: readonly [string, string];
}

/** What is compared with what, and the environments of only one side. */
export interface Diff {
  readonly pairings: readonly Labelled[];
  readonly only: readonly { readonly side: string; readonly environments: readonly string[] }[];
}

/** `problem` is a sentence without its full stop. */
export function diffOf(a: DiffSide, b: DiffSide): Diff | { readonly problem: string } {
  const [one, other] = [environmentsOf(a, b), environmentsOf(b, a)];
  if ("problem" in one) return one;
  if ("problem" in other) return other;
  const [first, second] = [one.environments[0], other.environments[0]];
  const single = one.environments.length === 1 && other.environments.length === 1;
  // Two files with one environment each are compared whatever those are called.
  if (single && first !== undefined && second !== undefined)
    return { pairings: [labelled(a, b, first, second)], only: [] };
  const there = new Map(other.environments.map((each) => [each.name, each]));
  const here = new Set(one.environments.map(({ name }) => name));
  const pairings = one.environments.flatMap((each) => {
    const match = there.get(each.name);
    return match === undefined ? [] : [labelled(a, b, each, match)];
  });
  const alone = [
    { side: a.label, environments: one.environments.filter(({ name }) => !there.has(name)) },
    { side: b.label, environments: other.environments.filter(({ name }) => !here.has(name)) },
  ];
  return {
    pairings,
    only: alone
      .filter(({ environments }) => environments.length > 0)
      .map(({ side, environments }) => ({ side, environments: environments.map(({ name }) => name) })),
  };
}

/** An estate that is compared with one environment gives the one of that name, or the only one that it has. */
function environmentsOf(
  side: DiffSide,
  other: DiffSide,
): { readonly environments: readonly Environment[] } | { readonly problem: string } {
  const { environments } = side.project;
  const names = environments.map(({ name }) => name);
  if (side.environment !== undefined) {
    const found = environments.find(({ name }) => name === side.environment);
    if (found !== undefined) return { environments: [found] };
    return { problem: `${notThere("environment", side.environment, names)} in ${side.label}` };
  }
  if (environments.length === 0) return { problem: `${side.label} holds no estate` };
  if (other.environment === undefined || environments.length === 1) return { environments };
  const same = environments.find(({ name }) => name === other.environment);
  if (same !== undefined) return { environments: [same] };
  return { problem: `${notThere("environment", other.environment, names)} in ${side.label}` };
}

function labelled(a: DiffSide, b: DiffSide, one: Environment, other: Environment): Labelled {
  const entry = pairingOf(a.project, one.name, other.name)?.entry;
  const twice = one.name === other.name;
  return {
    project: a.project,
    pairing: entry === undefined ? { sides: [one, other] } : { sides: [one, other], entry },
    labels: twice ? [labelOf(a, one), labelOf(b, other)] : [sideName(one), sideName(other)],
  };
}

/** `east@HEAD` as it was written, `east of old.yaml` for one of several. */
function labelOf({ label, environment }: DiffSide, side: Environment): string {
  return environment === undefined ? `${sideName(side)} of ${label}` : label;
}
