import { describe, expect, test } from "vitest";
import { parseYaml } from "../../../src/core/syntax/parse.ts";
import type { Node } from "../../../src/core/syntax/tree.ts";
import { values } from "./styles.ts";

const nested = Array.from({ length: 3000 }, (_, i) => `${" ".repeat(i)}a:\n`).join("");
const bomb = Array.from(
  { length: 30 },
  (_, i) => `a${i}: &a${i} [${i === 0 ? "x" : `*a${i - 1}, *a${i - 1}`}]\n`,
).join("");

/** Texts that stop a careless reader, or make it run for hours, and a part of the one message they get. */
const HOSTILE: [name: string, text: string, message: string][] = [
  ["brackets", "[".repeat(100_000), "more than 100 levels deep"],
  ["braces", "{".repeat(1_000_000), "more than 100 levels deep"],
  ["flow maps", "{a: ".repeat(100_000), "more than 100 levels deep"],
  ["maps", nested, "more than 100 levels deep"],
  ["dashes", "- ".repeat(100_000), "more than 100 levels deep"],
  ["question marks", "? ".repeat(100_000), "more than 100 levels deep"],
  ["anchors", "&a ".repeat(50_000), "only one anchor"],
  ["colons", ": ".repeat(50_000), "second key on this line"],
  ["aliases that double", bomb, "The aliases of this file repeat more than"],
  ["a key of a million characters", `${"k".repeat(1_000_000)}: 1`, "longer than 1,024 characters"],
  ["backslashes", `a: "${"\\".repeat(1_000_001)}`, "is not closed"],
  ["NULs", "\0".repeat(1_000_000), "and 999999 more like it"],
  ["commas", `[${",".repeat(100_000)}]`, "a comma too many"],
];

describe("hostile texts", () => {
  test.each(HOSTILE)(
    "%s give one problem",
    (_, text, message) => {
      const { problems } = parseYaml(text);
      expect(problems).toHaveLength(1);
      expect(problems[0]?.message).toContain(message);
    },
    60_000,
  );

  const lines = [
    'a: "\n',
    "a: '\n",
    "a: [\n",
    "- {\n",
    "\ta: 1\n",
    "a: b: c\n",
    "]\n",
    "@\n",
    "<<<<<<< a\n",
    "a: *b\n",
  ];
  test.each(lines)(
    "five thousand lines of %j give a thousand problems and a last word",
    (line) => {
      const { problems } = parseYaml(line.repeat(5_000));
      expect(problems).toHaveLength(1001);
      expect(problems.at(-1)?.message).toContain("more than 1,000 problems");
    },
    60_000,
  );

  const harmless = ["\n", "# c\n", "---\n", "...\n", "a: ", " \n", "'", "%a\n"].map((piece) =>
    piece.repeat(5_001),
  );
  test.each(harmless)(
    "what is repeated is read without an exception",
    (text) => {
      expect(parseYaml(text).text).toBe(text);
    },
    60_000,
  );

  test("what lies too deep takes nothing else along", () => {
    const { documents, problems } = parseYaml(`a: 1\nb: ${"[".repeat(200)}\nc: 3\n`);
    expect(problems).toHaveLength(1);
    const root = documents[0]?.root;
    const entries = root?.kind === "map" ? root.entries : [];
    expect(entries.map(({ key }) => key.text)).toEqual(["a", "b", "c"]);
  });

  test("a hundred levels are read, through aliases too, and not one more", () => {
    const open = (levels: number) => "[".repeat(levels) + "]".repeat(levels);
    expect(parseYaml(open(100)).problems).toEqual([]);
    expect(parseYaml(open(101)).problems).toHaveLength(1);
    const half = `a: &a ${open(49)}\n`;
    expect(parseYaml(`${half}b: ${"[".repeat(50)}*a${"]".repeat(50)}\n`).problems).toEqual([]);
    expect(parseYaml(`${half}b: ${"[".repeat(51)}*a${"]".repeat(51)}\n`).problems).toHaveLength(1);
  });

  test("aliases of a large file repeat what a large file may", () => {
    const vms = Array.from({ length: 15_000 }, (_, i) => `  - {<<: *d, name: vm-${i}}\n`).join("");
    const { problems, documents } = parseYaml(`d: &d {a: 1, b: 2, c: 3}\nvms:\n${vms}`);
    expect(problems).toEqual([]);
    const root = documents[0]?.root;
    const list: Node | undefined = root?.kind === "map" ? root.entries[1]?.value : undefined;
    const last = list?.kind === "list" ? list.items.at(-1) : undefined;
    expect(values(last)).toMatchObject({
      map: [
        ["a", "1"],
        ["b", "2"],
        ["c", "3"],
        ["name", "vm-14999"],
      ],
    });
  }, 60_000);

  test("a text of more than 64 Mi characters is refused whole", () => {
    const { documents, problems } = parseYaml("a".repeat(64 * 1024 * 1024 + 1));
    expect(documents).toEqual([]);
    expect(problems).toEqual([expect.objectContaining({ message: expect.stringContaining("Split it") })]);
  });
});
