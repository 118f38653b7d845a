import type { Finding } from "../model/finding.ts";
import type { Facts } from "../rules/facts.ts";
import type { Span } from "../text/span.ts";
import { mentions } from "./mentions.ts";
import type { Subject } from "./subject.ts";

/** A name in a text and what kind of thing it names; `unresolved` where nothing is called so. */
export interface NameToken extends Span {
  readonly kind: Subject["kind"] | "unresolved";
  readonly isDefinition: boolean;
}

/** The names in a file, in the order of the text, none over another. */
export function tokensOf(facts: Facts, findings: readonly Finding[], file: string): readonly NameToken[] {
  const tokens = new Map<number, NameToken>();
  for (const { at, subject, isDefinition } of mentions(facts)) {
    if (at.file !== file || at.end === at.start) continue;
    const known = tokens.get(at.start);
    if (known === undefined || isDefinition)
      tokens.set(at.start, {
        start: at.start,
        end: at.end,
        kind: subject.kind,
        isDefinition: isDefinition === true,
      });
  }
  for (const { rule, at } of findings)
    if (rule === "unknown-reference" && at.file === file)
      tokens.set(at.start, { start: at.start, end: at.end, kind: "unresolved", isDefinition: false });
  let end = 0;
  return [...tokens.values()]
    .sort((a, b) => a.start - b.start)
    .filter((token) => {
      const isFree = token.start >= end;
      if (isFree) end = token.end;
      return isFree;
    });
}
