import { describe, expect, test } from "vitest";
import { parseHcl } from "../../../../src/core/formats/terraform/hcl.ts";
import type { Expression } from "../../../../src/core/formats/terraform/hclTree.ts";

/** A tree without its places. */
function bare(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(bare);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => key !== "start" && key !== "end")
      .map(([key, inner]) => [key, bare(inner)]),
  );
}

function readValue(expression: string): Expression {
  const file = parseHcl(`x = ${expression}\n`);
  expect(file.problems).toEqual([]);
  const value = file.body.attributes[0]?.value;
  if (value === undefined) throw new Error(`No value in ${expression}`);
  return value;
}

const name = (word: string) => ({ kind: "name", name: word });
const literal = (value: unknown) => ({ kind: "literal", value });

describe("an expression", () => {
  test.each<[string, unknown]>([
    ["12", literal(12)],
    ["-1.5e3", literal(-1500)],
    ["true", literal(true)],
    ["null", literal(null)],
    [`"a\\n\\"b\\" \\u00e9 $\${x} %%{y}"`, literal(`a\n"b" é \${x} %{y}`)],
    ['""', literal("")],
    ['[1, "a", [],]', { kind: "list", items: [literal(1), literal("a"), { kind: "list", items: [] }] }],
    [
      '{ a = 1, "b": 2\n (var.c) = 3 }',
      {
        kind: "object",
        entries: [
          { key: literal("a"), value: literal(1) },
          { key: literal("b"), value: literal(2) },
          { key: { kind: "attribute", of: name("var"), name: "c" }, value: literal(3) },
        ],
      },
    ],
    [
      "a.b[0].c",
      {
        kind: "attribute",
        of: { kind: "index", of: { kind: "attribute", of: name("a"), name: "b" }, index: literal(0) },
        name: "c",
      },
    ],
    ["a.0", { kind: "index", of: name("a"), index: literal(0) }],
    ["a[*].b.c", { kind: "splat", of: name("a"), steps: [{ name: "b" }, { name: "c" }] }],
    [
      "a.*.b[0]",
      { kind: "index", of: { kind: "splat", of: name("a"), steps: [{ name: "b" }] }, index: literal(0) },
    ],
    ["f(1, xs...)", { kind: "call", name: "f", args: [literal(1), name("xs")], spread: true }],
    ["a ? b : c", { kind: "conditional", test: name("a"), yes: name("b"), no: name("c") }],
    [
      "1 + 2 * 3 == 7 && !x",
      {
        kind: "binary",
        operator: "&&",
        left: {
          kind: "binary",
          operator: "==",
          left: {
            kind: "binary",
            operator: "+",
            left: literal(1),
            right: { kind: "binary", operator: "*", left: literal(2), right: literal(3) },
          },
          right: literal(7),
        },
        right: { kind: "unary", operator: "!", of: name("x") },
      },
    ],
    [
      "[for k, v in m : v if k]",
      {
        kind: "for",
        names: ["k", "v"],
        of: name("m"),
        key: undefined,
        value: name("v"),
        test: name("k"),
        grouped: false,
      },
    ],
    [
      "{for v in m : v => 1...}",
      {
        kind: "for",
        names: ["v"],
        of: name("m"),
        key: name("v"),
        value: literal(1),
        test: undefined,
        grouped: true,
      },
    ],
    [
      `"vm:\${a.b}-x"`,
      { kind: "template", parts: ["vm:", { kind: "attribute", of: name("a"), name: "b" }, "-x"] },
    ],
    [`"\${a["k"]}"`, { kind: "template", parts: [{ kind: "index", of: name("a"), index: literal("k") }] }],
    ["(a)", name("a")],
    ['"%{ if a }b%{ endif }"', { kind: "opaque" }],
  ])("%s", (text, tree) => {
    expect(bare(readValue(text))).toEqual(tree);
  });

  test("a heredoc ends at its word, and <<- takes the common indentation away", () => {
    expect(readValue(`<<EOT\n  a\n b \${c} d\nEOT`)).toMatchObject({ kind: "template" });
    expect(bare(readValue("<<EOT\n a\\n\nEOT"))).toEqual(literal(" a\\n\n"));
    expect(bare(readValue("<<-EOT\n    a\n\n      b\n    EOT"))).toEqual(literal("a\n\n  b\n"));
  });

  test("spans cover what a person would point at", () => {
    const text = 'resource "t" "n" {\n  a = "é𝒳" # why\n  b = x.y[0]\n}\n';
    const { body, comments } = parseHcl(text);
    const [block] = body.blocks;
    const said = (span: { start: number; end: number } | undefined) =>
      span && text.slice(span.start, span.end);
    expect(said(block?.head)).toBe('resource "t" "n"');
    expect(said(block)).toBe(text.trim());
    expect(block?.body.attributes.map(({ value }) => said(value))).toEqual(['"é𝒳"', "x.y[0]"]);
    expect(comments.map((comment) => [said(comment), comment.text])).toEqual([["# why", "why"]]);
  });

  test("comments of all kinds are kept, also within lists", () => {
    const { comments, problems } = parseHcl("x = [ # one\n 1, // two\n /* three\n */ 2]\n/* four");
    expect(comments.map(({ text }) => text)).toEqual(["one", "two", "three", "four"]);
    expect(problems.map(({ message }) => message)).toEqual([
      "This comment is not closed: write */ where it ends.",
    ]);
  });

  test("line ends of Windows are line ends", () => {
    const { body, problems } = parseHcl("a = 1\r\nb {\r\n  c = <<E\r\nx\r\nE\r\n}\r\n# d\r\n");
    expect(problems).toEqual([]);
    expect(bare(body.blocks[0]?.body.attributes[0]?.value)).toEqual(literal("x\r\n"));
  });
});

describe("what cannot be read", () => {
  const next = 'resource "t" "next" {\n  a = 1\n}\n';
  const names = (text: string) => parseHcl(text).body.blocks.map(({ labels }) => labels.join("."));

  test.each([
    'resource "t" "a" {\n  b = [1,\n',
    'resource "t" "a" {\n  b = {\n    c = 1\n',
    'resource "t" "a" {\n  b = "open\n}\n',
    'resource "t" "a" {\n  b = f(1\n}\n',
    `resource "t" "a" {\n  b = "\${x\n}\n`,
    'resource "t" "a" {\n  b {\n    c = 1\n',
    'resource "t" "a" {\n  ???\n}\n',
    'resource "t" "a" {\n  b = = 1\n}\n',
    'resource "t" "a" {\n}\n}\n',
    'resource "t" "a" \n',
    "}}}}\n",
  ])("%j does not lose the block behind it", (text) => {
    const { problems } = parseHcl(text + next);
    expect(problems.length).toBeGreaterThan(0);
    expect(names(text + next)).toContain("t.next");
  });

  test("a broken value costs its attribute and no other", () => {
    const { body, problems } = parseHcl("a = 1\nb = [1 2]\nc = 3\n");
    expect(body.attributes.map(({ name: word, value }) => [word, value.kind])).toEqual([
      ["a", "literal"],
      ["b", "opaque"],
      ["c", "literal"],
    ]);
    expect(problems.map(({ message }) => message)).toEqual([
      "The value of “b” cannot be read from here on: it is left out.",
    ]);
  });

  test("depth has an end, and what stands behind it is read", () => {
    const deep = `x = ${"[`.repeat(50_000)}${`]".repeat(50_000)}\ny = 1\n`;
    expect(parseHcl(deep).body.attributes.map(({ name: word }) => word)).toEqual(["x", "y"]);
    const blocks = `${"b {\n".repeat(50_000)}${"}\n".repeat(50_000)}`;
    expect(parseHcl(`${blocks}y = 1\n`).body.attributes.map(({ name: word }) => word)).toEqual(["y"]);
  });
});
