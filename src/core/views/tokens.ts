import type { Finding } from "../model/finding.ts";
import type { Facts } from "../rules/facts.ts";
import { type Node, type SyntaxFile, valueUnder } from "../syntax/tree.ts";
import type { Span } from "../text/span.ts";
import { mentions } from "./mentions.ts";
import type { Subject } from "./subject.ts";

const DAY = /^\d{4}-\d{2}-\d{2}(?:[T ][\d:.]+)?\s*(?:Z|[+-]\d{2}:?\d{2})?$/;
const AMOUNT = /^\d+(?:\.\d+)?\s?(?:[smhdwy]|[KMGTP]?i?B|%)$/;

/** A name in a text and what kind of thing it names, `unresolved` where nothing is called so; or an amount or a day. */
export interface NameToken extends Span {
  readonly kind: Subject["kind"] | "unresolved" | "amount" | "day";
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
  const syntax = facts.project.files.get(file);
  for (const token of syntax === undefined ? [] : valuesIn(syntax))
    if (!tokens.has(token.start)) tokens.set(token.start, token);
  let end = 0;
  return [...tokens.values()]
    .sort((a, b) => a.start - b.start)
    .filter((token) => {
      const isFree = token.start >= end;
      if (isFree) end = token.end;
      return isFree;
    });
}

/** Durations, sizes, shares and days, as they are written; quoted ones are texts. */
function* valuesIn(syntax: SyntaxFile): Iterable<NameToken> {
  const pending = syntax.documents.flatMap(({ root }) =>
    root !== undefined && isManifest(root) ? [root] : [],
  );
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (node.shared) continue;
    if (node.kind === "list") pending.push(...node.items);
    else if (node.kind === "map") pending.push(...node.entries.flatMap(({ value }) => value ?? []));
    else if (node.style === "plain") {
      const kind = DAY.test(node.text) ? "day" : AMOUNT.test(node.text) ? "amount" : undefined;
      if (kind !== undefined) yield { start: node.start, end: node.end, kind, isDefinition: false };
    }
  }
}

function isManifest(root: Node): boolean {
  return root.kind === "map" && valueUnder(root, "apiVersion") !== undefined;
}
