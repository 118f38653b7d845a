import type { Rule } from "../rules/rule.ts";
import { howToSilence } from "./howToSilence.ts";
import { ruleSection } from "./rulesMarkdown.ts";
import { styleOf, wrap } from "./style.ts";

/** All rules as a table: id, group, severity, title. */
export function rulesText(
  rules: readonly Rule[],
  options: { readonly colour: boolean; readonly width: number },
): string {
  const style = styleOf(options.colour);
  const idWidth = widest(rules.map((rule) => rule.id));
  const groupWidth = widest(rules.map((rule) => rule.group));
  const levelWidth = widest(rules.map((rule) => rule.severity));
  const indent = idWidth + groupWidth + levelWidth + 6;
  const lines = rules.flatMap((rule) => {
    const [first = "", ...rest] = wrap(rule.title, Math.max(options.width, indent + 30), indent, indent);
    const level = rule.severity.padEnd(levelWidth);
    const painted = rule.severity === "off" ? style.faint(level) : style[rule.severity](level);
    return [
      `${style.strong(rule.id.padEnd(idWidth))}  ${rule.group.padEnd(groupWidth)}  ${painted}  ${first}`,
      ...rest.map((line) => " ".repeat(indent) + line),
    ];
  });
  return `${lines.join("\n")}\n`;
}

/** The same as JSON: `{version, rules: [{id, group, severity, severityBy, title, fixes}]}`. */
export function rulesJson(rules: readonly Rule[]): string {
  const list = rules.map((rule) => ({
    id: rule.id,
    group: rule.group,
    severity: rule.severity,
    severityBy: rule.severityBy ?? null,
    title: rule.title,
    fixes: rule.fixed !== undefined,
  }));
  return `${JSON.stringify({ version: 1, rules: list }, null, 2)}\n`;
}

/** A rule in words for a terminal, without colour; ends in a line break. */
export function ruleText(rule: Rule, width: number): string {
  return `${sectionsOf(rule)
    .map(({ title, parts }, index) => {
      const body = parts.map((part) =>
        part.kind === "words" ? wrapped(part.text, width) : indented(part.text),
      );
      return index === 0 ? [title, ...body].join("\n\n") : [title, ...body].join("\n");
    })
    .join("\n\n")}\n`;
}

/** A rule in words as Markdown, its heading of the given level; ends in a line break. */
export function ruleMarkdown(rule: Rule, level = 2): string {
  return `${ruleSection(rule, level).join("\n").trimEnd()}\n`;
}

interface Section {
  readonly title: string;
  readonly parts: readonly { readonly kind: "words" | "code"; readonly text: string }[];
}

function sectionsOf(rule: Rule): readonly Section[] {
  const words = (title: string, ...texts: readonly string[]): Section => ({
    title,
    parts: texts.map((text) => ({ kind: "words", text })),
  });
  const code = (title: string, text: string): Section => ({ title, parts: [{ kind: "code", text }] });
  return [
    words(rule.id, `${rule.title}.`, `Group: ${rule.group}. Severity: ${severityInWords(rule)}.`),
    words("Why", rule.why),
    code("Bad", rule.bad),
    code("Good", rule.good),
    words("How to mend", rule.remedy),
    ...(rule.fixed === undefined ? [] : [code("The bad example after the quick fix", rule.fixed)]),
    ...(rule.silentWhen === undefined ? [] : [words("When it stays silent", rule.silentWhen)]),
    silencing(rule),
  ];
}

function severityInWords(rule: Rule): string {
  if (rule.severityBy !== undefined) return rule.severityBy.replace(/\.$/, "");
  return rule.severity === "off" ? "off unless the policy gives it one" : rule.severity;
}

function silencing(rule: Rule): Section {
  const parts = howToSilence(rule).flatMap(({ words, code }): Section["parts"] =>
    code === undefined
      ? [{ kind: "words", text: `${words}.` }]
      : [
          { kind: "words", text: `${words}:` },
          { kind: "code", text: code },
        ],
  );
  return { title: "How to silence", parts };
}

function widest(words: readonly string[]): number {
  return words.reduce((most, word) => Math.max(most, word.length), 0);
}

/** Markdown for a terminal: paragraphs are wrapped, items and lines of code stay lines of their own. */
function wrapped(markdown: string, width: number): string {
  const paragraphs = markdown.trim().split(/\n\s*\n/);
  return paragraphs
    .flatMap((paragraph) => {
      const items = paragraph.split(/\n(?=\s*(?:[-*]|\d+\.)\s)/);
      return items.map((item) => {
        const indent = /^\s*(?:[-*]|\d+\.)\s/.test(item) ? 4 : 2;
        const lines = wrap(item.replace(/\s+/g, " ").trim(), width, 2, indent);
        return lines.map((line, index) => " ".repeat(index === 0 ? 2 : indent) + line).join("\n");
      });
    })
    .join("\n");
}

function indented(code: string): string {
  return code
    .replace(/\n+$/, "")
    .split("\n")
    .map((line) => (line === "" ? "" : `    ${line}`))
    .join("\n");
}
