import type { Part } from "../formats/part.ts";
import type { Finding, Fix, Severity } from "../model/finding.ts";
import { globMatches } from "../model/glob.ts";
import { nearest } from "../model/nearest.ts";
import type { PolicyDocument } from "../model/policyManifest.ts";
import { shorten } from "../model/shape.ts";
import { isCovered, type SilenceComment } from "../model/silence.ts";
import { formatDay, type Instant } from "../model/values.ts";
import { removeItem } from "../syntax/edit.ts";
import { valueUnder } from "../syntax/tree.ts";
import type { Edit } from "../text/edit.ts";
import type { Place } from "../text/span.ts";

type SilenceEntry = NonNullable<PolicyDocument["silence"]>[number];

/** A finding that somebody accepted. */
export interface Silenced {
  readonly finding: Finding;
  readonly reason: string;
  /** Exclusive; null = for good. */
  readonly until: Instant | null;
}

/** One accepted kind of finding, from a comment or from a policy. */
interface Silence {
  readonly rule: string;
  readonly reason: string;
  readonly until: Instant | undefined;
  readonly badUntil: string | undefined;
  readonly at: Place;
  readonly covers: (finding: Finding) => boolean;
  /** The name or glob of what it is for, where a policy gives one. */
  readonly object: string | undefined;
  /** How a reason is written where it stands. */
  readonly reasonLike: string;
  /** Edits that take it out; none where that cannot be done safely. */
  readonly removal: () => readonly Edit[] | undefined;
}

/** The ids of all rules, and of those that are off. */
export interface RuleNames {
  readonly ids: ReadonlySet<string>;
  readonly off: ReadonlySet<string>;
}

export interface Sorted {
  readonly spoken: readonly Finding[];
  readonly silenced: readonly Silenced[];
}

/** Syntax errors cannot be silenced (what is not read is not checked), nor can the rules about silences. */
const ALWAYS_SPOKEN = ["syntax", "silence-without-reason", "silence-lapsed", "silence-unused"];

/**
 * Takes out what comments and policies silence, and adds what is wrong with the silences themselves:
 * one without a reason, one that has lapsed, one that silences nothing (spec MANIFESTS.md, "Policy").
 */
export function applySilences(
  findings: readonly Finding[],
  parts: readonly Part[],
  policies: readonly Partial<PolicyDocument>[],
  rules: RuleNames,
  asOf: Instant,
): Sorted {
  const silences = [...parts.flatMap(inComments), ...policies.flatMap((policy) => inPolicy(policy, parts))];
  const used = new Set<Silence>();
  const silenced: Silenced[] = [];
  const spoken = findings.filter((finding) => {
    if (ALWAYS_SPOKEN.includes(finding.rule)) return true;
    const holding = silences.filter((silence) => silence.rule === finding.rule && silence.covers(finding));
    for (const silence of holding) used.add(silence);
    const valid = holding.find(
      (silence) => silence.reason !== "" && silence.badUntil === undefined && !lapsed(silence, asOf),
    );
    if (valid !== undefined) silenced.push({ finding, reason: valid.reason, until: valid.until ?? null });
    return valid === undefined;
  });
  const about = silences.flatMap((silence) => problemOf(silence, used.has(silence), findings, rules, asOf));
  return { spoken: [...spoken, ...about], silenced };
}

function lapsed(silence: Silence, asOf: Instant): boolean {
  return silence.until !== undefined && silence.until <= asOf;
}

function inComments(part: Part): readonly Silence[] {
  return part.silences.map((comment) => ({
    ...comment,
    covers: ({ at }) => isCovered(comment, at),
    object: undefined,
    reasonLike: `baskets-ignore ${comment.rule}: reason`,
    removal: () => [withoutComment(part.text, comment)],
  }));
}

/** A comment on a line of its own goes with its line, another with the space before it. */
function withoutComment(text: string, { at, alone }: SilenceComment): Edit {
  const lineStart = Math.max(text.lastIndexOf("\n", at.start - 1), text.lastIndexOf("\r", at.start - 1)) + 1;
  if (!alone)
    return { start: at.start - trailingSpace(text.slice(lineStart, at.start)), end: at.end, text: "" };
  const lineEnd = text.startsWith("\r\n", at.end) ? at.end + 2 : Math.min(at.end + 1, text.length);
  return { start: lineStart, end: lineEnd, text: "" };
}

function trailingSpace(text: string): number {
  return text.length - text.trimEnd().length;
}

function inPolicy(policy: Partial<PolicyDocument>, parts: readonly Part[]): readonly Silence[] {
  return (policy.silence ?? []).map((entry) => ({
    rule: entry.rule.value,
    reason: entry.reason?.value.trim() ?? "",
    until: entry.until?.value,
    // The reader has said already what it could not read as a date.
    badUntil: entry.until === undefined && valueUnder(entry.node, "until") !== undefined ? "" : undefined,
    at: entry.rule.at,
    covers: ({ subject }) =>
      entry.object === undefined || (subject !== undefined && globMatches(entry.object.value, subject.name)),
    object: entry.object?.value,
    reasonLike: "reason: lab only",
    removal: () => removalOf(entry, policy, parts),
  }));
}

function removalOf(
  entry: SilenceEntry,
  policy: Partial<PolicyDocument>,
  parts: readonly Part[],
): readonly Edit[] | undefined {
  const part = parts.find(({ path }) => path === entry.at.file);
  const list = policy.node && valueUnder(policy.node, "silence");
  return part && list?.kind === "list"
    ? removeItem(part.syntax, list, list.items.indexOf(entry.node))
    : undefined;
}

function problemOf(
  silence: Silence,
  used: boolean,
  findings: readonly Finding[],
  { ids, off }: RuleNames,
  asOf: Instant,
): readonly Finding[] {
  const finding = (rule: string, severity: Severity, message: string): Finding => ({
    rule,
    severity,
    message,
    at: silence.at,
    fixes: () => removal(silence),
  });
  if (!ids.has(silence.rule)) {
    return [
      finding(
        "silence-unused",
        "info",
        silence.rule === ""
          ? "This silences nothing: name the rule, as in “baskets-ignore single-basket: reason”."
          : `There is no rule called “${silence.rule}”: this silences nothing.${meantRule(silence.rule, ids)}`,
      ),
    ];
  }
  if (silence.badUntil !== undefined) {
    const message = `“${shorten(silence.badUntil)}” is not a date: this silence holds nothing back until it ends on a day, as in “until 2030-01-31”.`;
    return silence.badUntil === "" ? [] : [finding("shape", "error", message)];
  }
  if (silence.reason === "") {
    return [
      finding(
        "silence-without-reason",
        "warning",
        `“${silence.rule}” is to be silent here, but nobody says why: the finding stays until a reason is given, as in “${silence.reasonLike}”.`,
      ),
    ];
  }
  if (silence.until !== undefined && lapsed(silence, asOf)) {
    return [
      finding(
        "silence-lapsed",
        "warning",
        `“${silence.rule}” was accepted here until ${formatDay(silence.until)}: that day has passed, so the finding is back. Mend it, or accept it anew with a date.`,
      ),
    ];
  }
  if (used) return [];
  if (!off.has(silence.rule)) return [finding("silence-unused", "info", unusedMessage(silence, findings))];
  const message = `The rule “${silence.rule}” is off, so nothing is found by it: this silence does nothing until the rule is on.`;
  // Who turns the rule on again may want it back.
  const fixes = removal(silence).map(({ title, edits }) => ({ title, edits }));
  return [{ ...finding("silence-unused", "info", message), fixes: () => fixes }];
}

function unusedMessage({ rule, object }: Silence, findings: readonly Finding[]): string {
  const others = findings.flatMap((finding) => (finding.rule === rule ? (finding.subject?.name ?? []) : []));
  if (object === undefined || others.length === 0)
    return `Nothing here is found by “${rule}” any more: this silence can go.`;
  const names = [...new Set(others)].slice(0, 3).map((name) => `“${name}”`);
  return `What “${rule}” finds is not about “${object}” but about ${names.join(", ")}${new Set(others).size > 3 ? " and more" : ""}: this silence is for nothing.`;
}

function meantRule(rule: string, ruleIds: ReadonlySet<string>): string {
  const [meant] = nearest(rule, ruleIds);
  return meant === undefined ? "" : ` Did you mean “${meant}”?`;
}

function removal({ removal: make, at }: Silence): readonly Fix[] {
  const edits = make();
  return edits === undefined
    ? []
    : [
        {
          title: "Remove this silence",
          edits: edits.map((edit) => ({ ...edit, file: at.file })),
          preferred: true,
        },
      ];
}
