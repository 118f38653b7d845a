import { countOf, formatDuration, parseShare } from "../model/values.ts";
import type { Plain } from "../syntax/edit.ts";
import type { StageSpec } from "./plan.ts";

/** A stage as it is written into a manifest: its keys in the order of the specification. */
export function plainStage(spec: StageSpec): Plain {
  const entries: readonly (readonly [string, Plain | undefined])[] = [
    ["name", spec.name],
    ["environments", spec.environments],
    ["clusters", spec.clusters],
    ["hosts", spec.hosts],
    ["share", spec.share === undefined ? undefined : shareText(spec.share)],
    ["concurrency", spec.concurrency],
    ["soak", spec.soak === undefined || spec.soak === 0 ? undefined : formatDuration(spec.soak)],
    ["gates", spec.gates],
  ];
  return Object.fromEntries(
    entries.flatMap(([key, value]) => (value === undefined ? [] : [[key, value] as const])),
  );
}

/** `12.5%` for 0.125. */
export function shareText(share: number): string {
  return `${Number((share * 100).toFixed(6))}%`;
}

/** The roundest share that, rounded up, is exactly `count` of `total`; undefined where no short one is. */
export function shareFor(count: number, total: number): number | undefined {
  for (const digits of [0, 1, 2, 3]) {
    const unit = 10 ** digits;
    const share = parseShare(`${Math.floor((count / total) * 100 * unit) / unit}%`);
    if (share !== undefined && countOf({ kind: "share", share }, total) === count) return share;
  }
  return undefined;
}

/** A name that no stage has yet: the wish, else with a number. */
export function freeName(wish: string, taken: readonly string[]): string {
  let name = wish;
  for (let number = 2; taken.includes(name); number++) name = `${wish}-${number}`;
  return name;
}
