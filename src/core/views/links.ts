import type { Part } from "../formats/part.ts";
import { type Node, valueUnder } from "../syntax/tree.ts";
import type { Place, Span } from "../text/span.ts";

/** A rule's id in a text: in a silencing comment, in a policy's severities and silences. */
export interface RuleLink {
  readonly rule: string;
  readonly at: Place;
}

export function ruleLinks(part: Part, isRule: (id: string) => boolean): readonly RuleLink[] {
  const place = ({ start, end }: Span): Place => ({ file: part.path, start, end });
  const inComments = part.silences.map(({ rule, at }): RuleLink => {
    const start = at.start + part.text.slice(at.start, at.end).indexOf(rule, "#".length);
    return { rule, at: place({ start, end: start + rule.length }) };
  });
  const inPolicies = part.native.policies.flatMap(({ node, silence }) => {
    const severity = valueUnder(node, "severity");
    return [
      ...keysOf(severity).map(({ text, start, end }) => ({ rule: text, at: place({ start, end }) })),
      ...(silence ?? []).map(({ rule }) => ({ rule: rule.value, at: rule.at })),
    ];
  });
  return [...inComments, ...inPolicies].filter(({ rule }) => isRule(rule));
}

function keysOf(node: Node | undefined) {
  return node?.kind === "map" ? node.entries.map(({ key }) => key) : [];
}
