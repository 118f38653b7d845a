import fc from "fast-check";
import type { Plain } from "../../../src/core/syntax/edit.ts";
import type { Node } from "../../../src/core/syntax/tree.ts";

/** Ways to write the same values: what real files differ in. */
export interface Style {
  readonly step: number;
  readonly indentless: boolean;
  readonly eol: string;
  readonly comments: boolean;
  readonly finalLineEnd: boolean;
  readonly padded: boolean;
  readonly multiline: boolean;
  readonly blankLines: boolean;
  /** Which flow, quotes and comments to choose at each place, in turn. */
  readonly choices: readonly number[];
}

export const style: fc.Arbitrary<Style> = fc.record({
  step: fc.constantFrom(2, 4, 3),
  indentless: fc.boolean(),
  eol: fc.constantFrom("\n", "\r\n", "\r"),
  comments: fc.boolean(),
  finalLineEnd: fc.boolean(),
  padded: fc.boolean(),
  multiline: fc.boolean(),
  blankLines: fc.boolean(),
  choices: fc.array(fc.nat(11), { minLength: 1, maxLength: 20 }),
});

export const key: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom("name", "host", "on", "8.10", "__proto__", "a b", "it's", "constructor", "x-y", "12"),
  fc.string({ minLength: 1, maxLength: 6 }).filter((text) => text !== "<<"),
);

export const text: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(
    "esx-01",
    "8.10",
    "on",
    "null",
    "2008-08-12",
    "64GiB",
    "25%",
    "a: b",
    "# x",
    "",
    "[a",
    "é ü",
    "a, b",
  ),
  fc.constantFrom(
    "two\nlines",
    "two\nlines\n",
    "- a",
    "{b}",
    '"',
    "'",
    "a #b",
    "x:",
    "\u2028",
    " y ",
    "\ttab",
    "~",
  ),
  fc.string({ maxLength: 10, unit: "binary" }),
);

export const { plain } = fc.letrec<{ plain: Plain; map: Plain; list: Plain }>((tie) => ({
  plain: fc.oneof({ depthSize: "small" }, text, tie("map"), tie("list")),
  map: map(tie("plain")),
  list: fc.array(tie("plain"), { maxLength: 4 }),
}));

export function map(value: fc.Arbitrary<Plain>): fc.Arbitrary<{ readonly [key: string]: Plain }> {
  return fc
    .uniqueArray(fc.tuple(key, value), { maxLength: 4, selector: ([name]) => name })
    .map((entries) => Object.fromEntries(entries));
}

/** A tree of texts as YAML in a given style. Independent of the renderer under test. */
export function write(value: Plain, how: Style): string {
  let turn = 0;
  const choose = (of: number) => (how.choices[turn++ % how.choices.length] as number) % of;
  const lines = block(value, "", false);
  // The blank lines at the end of a kept block scalar each have their line end.
  const ended = how.finalLineEnd || lines.at(-1) === "";
  return lines.join(how.eol) + (ended ? how.eol : "");

  function block(node: Plain, indent: string, inList: boolean): string[] {
    if (typeof node !== "object" || size(node) === 0) return [indent + flow(node, indent)];
    const lines: string[] = [];
    const children: [string, Plain][] = Array.isArray(node)
      ? node.map((item): [string, Plain] => ["-", item])
      : Object.entries(node).map(([name, item]) => [`${scalar(name, true)}:`, item]);
    for (const [head, child] of children) {
      if (how.comments && choose(4) === 0 && !(inList && lines.length === 0))
        lines.push(`${indent}# above ${turn}`);
      const comment = how.comments && choose(3) === 0 ? ` # behind ${turn}` : "";
      if (how.blankLines && lines.length > 0 && lines.at(-1) !== "" && choose(3) !== 0) lines.push("");
      const literal = typeof child === "string" ? /^\w[\w\n]*?\w?(\n*)$/.exec(child) : null;
      if (literal !== null && String(child).includes("\n") && choose(2) === 0) {
        const ends = literal[1] ?? "";
        const chomp = ends === "" ? "-" : ends === "\n" ? "" : "+";
        const inner = String(child)
          .slice(0, ends === "" ? undefined : -1)
          .split("\n");
        lines.push(
          `${indent}${head} |${chomp}${comment}`,
          ...inner.map((l) => (l === "" ? l : `${indent}   ${l}`)),
        );
        continue;
      }
      if (typeof child !== "object" || size(child) === 0 || choose(4) === 0) {
        const written = flow(child, indent);
        lines.push(`${indent}${head} ${written}${comment}`);
        continue;
      }
      if (head === "-" && !Array.isArray(child) && choose(3) !== 0) {
        const [first = "", ...rest] = block(child, `${indent}  `, true);
        lines.push(`${indent}- ${first.trimStart()}`, ...rest);
        continue;
      }
      const step = head !== "-" && Array.isArray(child) && how.indentless ? 0 : how.step;
      lines.push(`${indent}${head}${comment}`, ...block(child, indent + " ".repeat(step), false));
    }
    return lines;
  }

  function flow(node: Plain, indent: string): string {
    if (typeof node !== "object") return scalar(String(node), false);
    const parts = Array.isArray(node)
      ? node.map((item) => flow(item, `${indent}  `))
      : Object.entries(node).map(([name, item]) => `${scalar(name, true)}: ${flow(item, `${indent}  `)}`);
    const [open, close] = Array.isArray(node) ? "[]" : "{}";
    if (parts.length === 0) return `${open}${close}`;
    if (how.multiline && choose(3) === 0) {
      const deeper = `${how.eol}${indent}    `;
      const note = () => (how.comments && choose(2) === 0 ? ` # in ${turn}` : "");
      const last = choose(2) === 0 ? "," : "";
      const lines = parts.map((part, i) => `${deeper}${part}${i < parts.length - 1 ? "," : last}${note()}`);
      return `${open}${lines.join("")}${how.eol}${indent}  ${close}`;
    }
    const pad = how.padded ? " " : "";
    return `${open}${pad}${parts.join(", ")}${pad}${close}`;
  }

  function scalar(content: string, isKey: boolean): string {
    const choice = choose(3);
    if (choice === 0 && /^[a-z][a-z0-9.-]*$/i.test(content)) return content;
    if (choice === 1 && !isKey && /^\d[\d.]*$/.test(content)) return content;
    if (choice === 1 && !/[^\P{Cc}]|\p{Cs}|[\u2028\u2029\ufeff\ufffe\uffff]/u.test(content)) {
      return `'${content.replaceAll("'", "''")}'`;
    }
    return JSON.stringify(content).replace(
      /[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]/g,
      (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`,
    );
  }
}

function size(node: object): number {
  return Object.keys(node).length;
}

/** The values of a tree, maps as lists of pairs: keys like `__proto__` and the order of keys count. */
export function values(node: Node | undefined): unknown {
  if (node === undefined) return undefined;
  if (node.kind === "scalar") return node.text;
  if (node.kind === "list") return { list: node.items.map(values) };
  return { map: node.entries.map(({ key: { text: name }, value }) => [name, values(value)]) };
}

/** The same for a value that was written. */
export function valuesOf(value: Plain): unknown {
  if (typeof value !== "object") return String(value);
  if (Array.isArray(value)) return { list: value.map(valuesOf) };
  return { map: Object.entries(value).map(([name, item]) => [name, valuesOf(item)]) };
}

/** Every map and list of a tree that is written in place. */
export function collections(node: Node | undefined): Exclude<Node, { kind: "scalar" }>[] {
  if (node === undefined || node.kind === "scalar") return [];
  const children =
    node.kind === "list" ? node.items : node.entries.flatMap(({ value }) => (value ? [value] : []));
  return [node, ...children.flatMap(collections)];
}
