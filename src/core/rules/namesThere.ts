import type { Matched } from "../pairs/match.ts";
import type { Environment, Vm } from "../project/project.ts";

/**
 * How a team names the other half of a VM: `erp-1` is `erp-w1` there. Learnt from the halves that are there; where
 * none shows it, a VM has the same name on both sides, as the format has it (spec MANIFESTS.md, `counterpart`).
 */
export type NameThere = (vm: Vm, taken: ReadonlySet<string>) => string;

/** `matched` as seen from the environment whose VMs are to be named in the other. */
export function namesThere(
  matched: readonly Pick<Matched, "here" | "there">[],
  there: Environment,
): NameThere {
  const habit = habitOf(matched);
  const names = new Set(there.vms.map(({ name }) => name));
  return (vm, promised) => {
    const isTaken = (name: string) => names.has(name) || promised.has(name);
    const told = vm.entry.counterpart?.value.replace(`${there.name}/`, "");
    const usual = habit === undefined ? undefined : renamed(vm.name, habit);
    const first = [told, usual, vm.name].find((name) => name !== undefined && !isTaken(name));
    if (first !== undefined) return first;
    for (let next = 2; ; next++) {
      const name = `${vm.name}-${next}`;
      if (!isTaken(name)) return name;
    }
  };
}

/** What stands on one side instead of what on the other: at the start of a name, or before the number at its end. */
interface Habit {
  readonly where: "start" | "number";
  readonly from: string;
  readonly to: string;
}

/** A single case is chance: two or more that agree, and most of those that show any. */
const LEAST = 2;

function habitOf(matched: readonly Pick<Matched, "here" | "there">[]): Habit | undefined {
  const counts = new Map<string, { readonly habit: Habit; count: number }>();
  let seen = 0;
  for (const { here, there } of matched) {
    const habit = habitIn(here.name, there.name);
    if (habit === undefined) continue;
    seen++;
    const key = JSON.stringify(habit);
    const known = counts.get(key);
    if (known === undefined) counts.set(key, { habit, count: 1 });
    else known.count++;
  }
  const best = [...counts.values()].reduce<{ readonly habit: Habit; readonly count: number } | undefined>(
    (most, each) => (most === undefined || each.count > most.count ? each : most),
    undefined,
  );
  return best === undefined || best.count < LEAST || best.count * 2 <= seen ? undefined : best.habit;
}

/** The longest start and end that both names have cut off; a difference in numbers shows nothing. */
function habitIn(one: string, other: string): Habit | undefined {
  if (one === other) return undefined;
  const most = Math.min(one.length, other.length);
  let start = 0;
  while (start < most && one[start] === other[start]) start++;
  let end = 0;
  while (end < most - start && one[one.length - 1 - end] === other[other.length - 1 - end]) end++;
  const [from, to] = [one.slice(start, one.length - end), other.slice(start, other.length - end)];
  if (/\d/.test(from + to)) return undefined;
  if (start === 0) return { where: "start", from, to };
  const rest = one.slice(one.length - end);
  return /^\d*$/.test(rest) ? { where: "number", from, to } : undefined;
}

function renamed(name: string, { where, from, to }: Habit): string | undefined {
  if (where === "start") return name.startsWith(from) ? to + name.slice(from.length) : undefined;
  const [number = ""] = /\d*$/.exec(name) ?? [];
  const stem = name.slice(0, name.length - number.length);
  return stem.endsWith(from) ? stem.slice(0, stem.length - from.length) + to + number : undefined;
}
