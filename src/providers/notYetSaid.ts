import type { Position } from "../core/text/lines.ts";

interface Ours {
  readonly rule: string;
  readonly open: boolean;
  readonly range: { readonly start: Position };
}

/** What another extension says. */
export interface Theirs {
  readonly source: string | undefined;
  readonly tags: readonly number[] | undefined;
  readonly start: Position;
}

/** `DiagnosticTag.Unnecessary`: an anchor that nothing uses, for one, which is no fault in what is read. */
const UNNECESSARY = 1;

/**
 * Findings without what a YAML extension beside ours says of the syntax already, so that nothing is said twice: on the
 * same line (of what it finds unnecessary, at the same place), or, of what is not closed, there or below, where it noticed.
 */
export function notYetSaid<T extends Ours>(findings: readonly T[], others: readonly Theirs[]): readonly T[] {
  const yaml = others.filter(({ source }) => source === "YAML");
  const faults = yaml
    .filter(({ tags }) => tags?.includes(UNNECESSARY) !== true)
    .map(({ start }) => start.line);
  const [lines, last] = [new Set(faults), Math.max(-1, ...faults)];
  const places = new Set(yaml.map(({ start }) => keyOf(start)));
  return findings.filter(({ rule, open, range: { start } }) => {
    if (rule !== "syntax") return true;
    if (open && last >= start.line) return false;
    return !lines.has(start.line) && !places.has(keyOf(start));
  });
}

function keyOf({ line, column }: Position): string {
  return `${line}:${column}`;
}
