import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Block, readBlocks } from "../../../../src/core/formats/proxmox-config/blocks.ts";
import { readConfig } from "../../../../src/core/formats/proxmox-config/config.ts";
import { readSections } from "../../../../src/core/formats/proxmox-config/sections.ts";
import { isSet, itemsOf, valueIn } from "../../../../src/core/formats/proxmox-config/words.ts";
import { contains } from "../../../../src/core/text/span.ts";

const STORAGE = `# kept by hand
dir: local
\tpath /var/lib/vz
\tcontent iso,vztmpl

zfspool: fast
\tpool rpool/data # the second pool
\tdisable
`;

describe("sections", () => {
  test("have a type, a name and settings, each with its place", () => {
    const { sections, ignored, comments } = readSections(STORAGE);
    const [local, fast] = sections;
    expect([local?.type.text, local?.name.text, fast?.type.text, fast?.name.text]).toEqual([
      ...["dir", "local"],
      ...["zfspool", "fast"],
    ]);
    const content = local && valueIn(local.settings, "content");
    expect(STORAGE.slice(content?.start, content?.end)).toBe("iso,vztmpl");
    expect(ignored).toEqual([]);
    expect(comments.map(({ text }) => text)).toEqual(["kept by hand"]);
  });

  test("a # behind a value belongs to it, as Proxmox VE reads it", () => {
    const [, fast] = readSections(STORAGE).sections;
    expect(fast && valueIn(fast.settings, "pool")?.text).toBe("rpool/data # the second pool");
  });

  test.each([
    ["disable", true],
    ["disable 1", true],
    ["disable yes", true],
    ["disable 0", false],
    ["shared 1", false],
  ])("the flag in %s", (line, expected) => {
    const [section] = readSections(`dir: a\n\t${line}\n`).sections;
    expect(section && isSet(section.settings, "disable")).toBe(expected);
  });

  test("the first of two values counts", () => {
    const [section] = readSections("dir: a\n\tpath /a\n\tpath /b\n").sections;
    expect(section && valueIn(section.settings, "path")?.text).toBe("/a");
  });

  test("a section without an empty line above it is read, and said", () => {
    const { sections, ignored } = readSections("dir: a\n\tpath /a\ndir: b\n\tpath /b\n");
    expect(sections.map(({ settings }) => settings.length)).toEqual([1, 1]);
    expect(ignored.map(({ message }) => message.slice(0, 13))).toEqual(["No empty line"]);
  });

  test("what is neither is said", () => {
    const { ignored } = readSections("dir: a\npath /a\n\tcontent iso\n\n\tshared 1\n");
    expect(ignored.map(({ start, end }) => [start, end])).toEqual([
      [7, 14],
      [30, 38],
    ]);
  });

  test("items of a list are found by comma, semicolon and space, each once", () => {
    const [section] = readSections("a: b\n\tnodes n1,n2;n3  n1\n").sections;
    expect(
      itemsOf(section && valueIn(section.settings, "nodes")).map(({ text, start }) => [text, start]),
    ).toEqual([
      ["n1", 12],
      ["n2", 15],
      ["n3", 18],
    ]);
  });
});

describe("blocks", () => {
  test("nest, and say what is not closed", () => {
    const text = "quorum {\n  provider: corosync_votequorum\n  device {\n    votes: 1  # one\n  }\n";
    const { blocks, ignored } = readBlocks(text);
    const [quorum] = blocks;
    expect(quorum?.blocks[0] && valueIn(quorum.blocks[0].settings, "votes")?.text).toBe("1");
    expect(ignored.map(({ start, message }) => [start, message])).toEqual([
      [0, "The block “quorum” is not closed: write a } behind it."],
    ]);
  });
});

const word = fc.stringMatching(/^[a-z][a-z\d_]{0,8}$/);
const value = fc.stringMatching(/^[a-z\d/:,.-]{1,12}( [a-z\d]{1,4})?$/);
const space = fc.constantFrom("\t", "  ", " \t");
const lineEnd = fc.constantFrom("\n", "\r\n");
const settings = fc.uniqueArray(fc.record({ key: word, value: fc.option(value, { nil: undefined }) }), {
  selector: ({ key }) => key,
  maxLength: 5,
});

test("what is printed as sections is read as the same", () => {
  const section = fc.record({ type: word, name: value.map((text) => text.replace(/ .*/, "")), settings });
  fc.assert(
    fc.property(fc.array(section, { maxLength: 6 }), space, lineEnd, (written, indent, end) => {
      const text = written
        .map((each) =>
          [
            `${each.type}: ${each.name}`,
            ...each.settings.map(
              ({ key, value: set }) => `${indent}${key}${set === undefined ? "" : ` ${set}`}`,
            ),
            "",
          ].join(end),
        )
        .join(end);
      const { sections, ignored } = readSections(text);
      expect(ignored).toEqual([]);
      expect(
        sections.map((each) => ({
          type: each.type.text,
          name: each.name.text,
          settings: each.settings.map(({ key, value: set }) => ({ key: key.text, value: set?.text })),
        })),
      ).toEqual(written);
      for (const each of sections)
        for (const { start, end: to, text: own } of [each.type, each.name])
          expect(text.slice(start, to)).toBe(own);
    }),
  );
});

interface Tree {
  readonly name: string;
  readonly settings: readonly { readonly key: string; readonly value: string | undefined }[];
  readonly blocks: readonly Tree[];
}

test("what is printed as blocks is read as the same", () => {
  const { tree } = fc.letrec<{ tree: Tree }>((tie) => ({
    tree: fc.record({
      name: word,
      settings: settings.map((all) => all.map((each) => ({ ...each, value: each.value ?? "1" }))),
      blocks: fc.oneof({ maxDepth: 3 }, fc.constant([]), fc.array(tie("tree"), { maxLength: 2 })),
    }),
  }));
  const print = (indent: string, { name, settings: own, blocks }: Tree): readonly string[] => [
    `${indent}${name} {`,
    ...own.map(({ key, value: set }) => `${indent}  ${key}: ${set}`),
    ...blocks.flatMap((block) => print(`${indent}  `, block)),
    `${indent}}`,
  ];
  const plain = ({ name, settings: own, blocks }: Block): Tree => ({
    name: name.text,
    settings: own.map(({ key, value: set }) => ({ key: key.text, value: set?.text })),
    blocks: blocks.map(plain),
  });
  fc.assert(
    fc.property(fc.array(tree, { maxLength: 3 }), lineEnd, (trees, end) => {
      const { blocks, ignored } = readBlocks(trees.flatMap((each) => print("", each)).join(end));
      expect(ignored).toEqual([]);
      expect(blocks.map(plain)).toEqual(trees);
    }),
  );
});

test("any text is read, with places inside it", () => {
  const line = fc.oneof(
    fc.string(),
    fc.constantFrom(
      "dir: local",
      "\tcontent iso",
      "quorum {",
      "}",
      "resource-affinity: a",
      "\tresources vm:1",
      "",
    ),
    fc.constantFrom(
      "# c",
      "node {",
      "  name: n1",
      "totem {",
      "cluster_name: a",
      "config_version: 1",
      "\tdisable",
    ),
  );
  const path = fc.constantFrom("storage.cfg", "corosync.conf", "a/ha/rules.cfg");
  fc.assert(
    fc.property(fc.array(line), path, (lines, name) => {
      const text = lines.join("\n");
      const whole = { start: 0, end: text.length };
      for (const { comments, ignored } of [readSections(text), readBlocks(text)])
        for (const span of [...comments, ...ignored]) expect(contains(whole, span)).toBe(true);
      readConfig({ path: name, text });
    }),
  );
});

test("a long line without spaces takes no time", () => {
  const text = `${"a:".repeat(200_000)} b c\n`;
  expect(readSections(text).ignored).toHaveLength(1);
});
