/** Builds and firmware versions in order, as far as their text tells: numbers by value, words by letter. */

/** One build, or all between two; each bound as written. */
export type VersionRange =
  | { readonly exact: string }
  | {
      /** Inclusive. */
      readonly from?: string;
      /** Exclusive. */
      readonly before?: string;
    };

/** `3.5.0-103908`, `>=7.0.0 <7.0.3`, `<HPD8`. */
export function parseRange(text: string): VersionRange | undefined {
  const words = text.split(/\s+/).filter((word) => word !== "");
  const [only, second] = words;
  if (only === undefined) return undefined;
  if (second === undefined && !/^[<>=]/.test(only)) return { exact: only };
  const bounds = words.map((word) => /^(>=|<)(\S+)$/.exec(word));
  if (bounds.includes(null)) return undefined;
  const of = (sign: string) => bounds.flatMap((bound) => (bound?.[1] === sign ? (bound[2] ?? []) : []));
  const [[from, ...moreFrom], [before, ...moreBefore]] = [of(">="), of("<")];
  if (moreFrom.length > 0 || moreBefore.length > 0) return undefined;
  return { ...(from === undefined ? {} : { from }), ...(before === undefined ? {} : { before }) };
}

/** The same as it is written. */
export function rangeText(range: VersionRange): string {
  if ("exact" in range) return range.exact;
  return [
    ...(range.from === undefined ? [] : [`>=${range.from}`]),
    ...(range.before === undefined ? [] : [`<${range.before}`]),
  ].join(" ");
}

export type Verdict = "yes" | "no" | "unknown";

/** Whether a version is in a range; unknown where what is written of it does not decide. */
export function inRange(version: string, range: VersionRange): Verdict {
  if ("exact" in range) {
    if (version === range.exact) return "yes";
    // `KB5009624` in `6.3.9600-KB5009624`; `7.0.3` says too little of `7.0.3-18644231`.
    if (version.endsWith(`-${range.exact}`)) return "yes";
    const [mine, theirs] = [tokens(version), tokens(range.exact)];
    return mine.length < theirs.length && mine.every((token, index) => token === theirs[index])
      ? "unknown"
      : "no";
  }
  const low = range.from === undefined ? "after" : compare(version, range.from);
  const high = range.before === undefined ? "before" : compare(version, range.before);
  if (low === "before" || high === "after" || high === "equal") return "no";
  return low === "unknown" || high === "unknown" ? "unknown" : "yes";
}

/** The strictest answer over several ranges: one that holds, else one that may. */
export function inRanges(version: string, ranges: readonly VersionRange[]): Verdict {
  const verdicts = ranges.map((range) => inRange(version, range));
  if (verdicts.includes("yes")) return "yes";
  return verdicts.includes("unknown") ? "unknown" : "no";
}

/** Builds by their numbers from left to right, words by the alphabet: for sorting, lowest first. */
export function byBuild(a: string, b: string): number {
  const [left, right] = [a.split(/[^0-9A-Za-z]+/), b.split(/[^0-9A-Za-z]+/)];
  for (let at = 0; at < Math.max(left.length, right.length); at++) {
    const [x = "", y = ""] = [left[at], right[at]];
    if (x === y) continue;
    const numbers = /^\d+$/.test(x) && /^\d+$/.test(y);
    if (!numbers) return x < y ? -1 : 1;
    if (Number(x) !== Number(y)) return Number(x) - Number(y);
  }
  return 0;
}

type Order = "before" | "equal" | "after" | "unknown";

function compare(version: string, bound: string): Order {
  const [mine, theirs] = [tokens(version), tokens(bound)];
  for (let index = 0; index < Math.max(mine.length, theirs.length); index++) {
    const [a, b] = [mine[index], theirs[index]];
    // Too little is written of the version to tell; a longer version comes after its own beginning.
    if (a === undefined) return "unknown";
    if (b === undefined) return "after";
    if (typeof a !== typeof b) return "unknown";
    if (typeof a === "number" && typeof b === "number" && a !== b) return a < b ? "before" : "after";
    if (typeof a === "string" && a !== b) return "unknown";
  }
  return "equal";
}

function tokens(text: string): readonly (number | string)[] {
  return (text.match(/\d+|[a-z]+/gi) ?? []).map((token) =>
    /^\d/.test(token) ? Number(token) : token.toLowerCase(),
  );
}
