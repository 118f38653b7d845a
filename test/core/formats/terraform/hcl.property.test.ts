import fc from "fast-check";
import { describe, expect, test } from "vitest";
import "../../../support/seed.ts";
import { parseHcl } from "../../../../src/core/formats/terraform/hcl.ts";
import { readTerraform, readTerraformFile } from "../../../../src/core/formats/terraform/read.ts";

/** Random trees, how they are written, and what they are read as. */
interface Written {
  readonly text: string;
  readonly tree: unknown;
}

const word = fc
  .stringMatching(/^[a-z_][a-z0-9_-]{0,6}$/)
  .filter((text) => !/^(?:true|false|null|for|if|in)$/.test(text));

/** Any text but half surrogate pairs, which no file holds. */
const anyText = fc.string({ unit: "binary", maxLength: 12 });

function quoted(text: string): string {
  const escaped = text
    .replace(/[\\"]/g, (sign) => `\\${sign}`)
    .replace(/\n/g, "\\n")
    .replace(/\r/g, "\\r")
    .replace(/\t/g, "\\t")
    .replace(/[$%](?=\{)/g, (sign) => sign + sign);
  return `"${escaped}"`;
}

const literal = (text: string, value: unknown): Written => ({ text, tree: { kind: "literal", value } });

const { expression } = fc.letrec<{ expression: Written; leaf: Written }>((tie) => ({
  leaf: fc.oneof(
    fc.integer({ min: -1000, max: 1_000_000 }).map((number) => literal(String(number), number)),
    fc.boolean().map((flag) => literal(String(flag), flag)),
    fc.constant(literal("null", null)),
    // A dollar before a brace is doubled; one that stands before such a pair would be taken for its first half.
    anyText.filter((text) => !/[$%]{2}/.test(text)).map((text) => literal(quoted(text), text)),
    word.map((name) => ({ text: name, tree: { kind: "name", name } })),
  ),
  expression: fc.oneof(
    { maxDepth: 4, depthSize: "small" },
    tie("leaf"),
    fc.array(tie("expression"), { maxLength: 4 }).map((items) => ({
      text: `[${items.map(({ text }) => text).join(", ")}]`,
      tree: { kind: "list", items: items.map(({ tree }) => tree) },
    })),
    fc.array(fc.tuple(word, tie("expression")), { maxLength: 3 }).map((entries) => ({
      text: `{${entries.map(([key, { text }]) => `\n${key} = ${text}`).join("")}\n}`,
      tree: {
        kind: "object",
        entries: entries.map(([key, { tree }]) => ({ key: { kind: "literal", value: key }, value: tree })),
      },
    })),
    fc.tuple(word, word).map(([of, name]) => ({
      text: `${of}.${name}`,
      tree: { kind: "attribute", of: { kind: "name", name: of }, name },
    })),
    fc.tuple(word, tie("expression")).map(([of, index]) => ({
      text: `${of}[${index.text}]`,
      tree: { kind: "index", of: { kind: "name", name: of }, index: index.tree },
    })),
    fc.tuple(word, fc.array(tie("expression"), { maxLength: 3 })).map(([name, args]) => ({
      text: `${name}(${args.map(({ text }) => text).join(",\n")})`,
      tree: { kind: "call", name, args: args.map(({ tree }) => tree), spread: false },
    })),
    fc
      .tuple(
        fc.constantFrom("+", "-", "*", "/", "%", "==", "!=", "<", ">=", "&&", "||"),
        tie("expression"),
        tie("expression"),
      )
      .map(([operator, left, right]) => ({
        text: `((${left.text}) ${operator} (${right.text}))`,
        tree: { kind: "binary", operator, left: left.tree, right: right.tree },
      })),
    fc.tuple(tie("expression"), tie("expression"), tie("expression")).map(([test, yes, no]) => ({
      text: `((${test.text}) ? (${yes.text}) : (${no.text}))`,
      tree: { kind: "conditional", test: test.tree, yes: yes.tree, no: no.tree },
    })),
    fc.tuple(word, tie("expression"), tie("expression")).map(([name, of, value]) => ({
      text: `[for ${name} in ${of.text} : ${value.text}]`,
      tree: {
        kind: "for",
        names: [name],
        of: of.tree,
        key: undefined,
        value: value.tree,
        test: undefined,
        grouped: false,
      },
    })),
    tie("expression").map((inner) => ({
      text: `"a\${ ${inner.text} }b"`,
      tree: { kind: "template", parts: ["a", inner.tree, "b"] },
    })),
  ),
}));

const { body } = fc.letrec<{ body: Written }>((tie) => ({
  body: fc
    .tuple(
      fc.uniqueArray(fc.tuple(word, expression), { maxLength: 3, selector: ([name]) => name }),
      fc.oneof(
        { maxDepth: 3, depthSize: "small" },
        fc.constant([] as readonly (readonly [string, string, Written])[]),
        fc.array(
          fc.tuple(
            word,
            anyText.filter((text) => !/[$%]/.test(text)),
            tie("body"),
          ),
          { maxLength: 2 },
        ),
      ),
    )
    .map(([attributes, blocks]) => ({
      text: [
        ...attributes.map(([name, { text }]) => `${name} = ${text} # ${name}\n`),
        ...blocks.map(([type, label, inner]) => `${type} ${quoted(label)} {\n${inner.text}}\n`),
      ].join(""),
      tree: {
        attributes: attributes.map(([name, { tree }]) => ({ name, value: tree })),
        blocks: blocks.map(([type, label, inner]) => ({ type, labels: [label], body: inner.tree })),
      },
    })),
}));

function bare(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(bare);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => !["start", "end", "head"].includes(key))
      .map(([key, inner]) => [key, bare(inner)]),
  );
}

/** Pieces of which broken files are made. */
const piece = fc.constantFrom(
  'resource "vsphere_virtual_machine" "a" {\n',
  'data "vsphere_host" "h" {\n',
  "}\n",
  "  count = 3\n",
  "  for_each = toset([",
  '  name = "a-${',
  "count.index",
  'each.value["k"]',
  "vsphere_virtual_machine.a[*].id",
  "local.x",
  "locals {\n x = local.x\n",
  "[for a in b : ",
  "{",
  "]",
  "(",
  ")",
  '"',
  "<<EOT\n",
  "EOT\n",
  "/*",
  "# baskets-ignore",
  "\\",
  "\n",
  "? :",
  "...",
  "🐈",
);

describe("HCL", () => {
  test("what is written is read again", () => {
    fc.assert(
      fc.property(body, ({ text, tree }) => {
        const file = parseHcl(text);
        expect(file.problems).toEqual([]);
        expect(bare(file.body)).toEqual(tree);
      }),
      { numRuns: 400 },
    );
  });

  test("any text is read without an exception, with every place within it", () => {
    const texts = fc.oneof(
      anyText,
      fc.array(fc.oneof(piece, anyText), { maxLength: 30 }).map((all) => all.join("")),
    );
    fc.assert(
      fc.property(texts, (text) => {
        const part = readTerraformFile({ path: "a/main.tf", text });
        if (part === undefined) throw new Error("A .tf file is always read.");
        for (const { start, end } of [...part.syntax.problems, ...part.syntax.comments]) {
          expect(start).toBeGreaterThanOrEqual(0);
          expect(end).toBeGreaterThanOrEqual(start);
          expect(end).toBeLessThanOrEqual(Math.max(1, text.length));
        }
        const starts = part.syntax.comments.map(({ start }) => start);
        expect(starts).toEqual([...new Set(starts)].sort((a, b) => a - b));
        readTerraform([part]);
      }),
      { numRuns: 1500 },
    );
  });

  test("cutting a file off anywhere loses nothing before the block that is cut", () => {
    const whole = [1, 2, 3]
      .map(
        (number) =>
          `resource "vsphere_virtual_machine" "vm${number}" {\n  name = "vm-\${${number}}"\n  disk {\n    size = [1, { a = <<E\nx\nE\n }]\n  }\n}\n`,
      )
      .join("\n");
    const ends = [...whole.matchAll(/^\}\n/gm)].map(({ index }) => index + 1);
    for (let cut = 0; cut <= whole.length; cut++) {
      const closed = ends.filter((end) => end <= cut).length;
      const { blocks } = parseHcl(whole.slice(0, cut)).body;
      expect(blocks.slice(0, closed).map(({ labels }) => labels[1])).toEqual(
        ["vm1", "vm2", "vm3"].slice(0, closed),
      );
    }
  });
});
