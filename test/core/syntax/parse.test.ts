import { describe, expect, test } from "vitest";
import { parseYaml } from "../../../src/core/syntax/parse.ts";
import { type MapNode, type Node, type ScalarNode, valueUnder } from "../../../src/core/syntax/tree.ts";
import { values } from "./styles.ts";

function root(text: string): Node | undefined {
  return parseYaml(text).documents[0]?.root;
}

function at(text: string, ...path: (string | number)[]): Node | undefined {
  let node = root(text);
  for (const step of path) {
    if (typeof step === "number") node = node?.kind === "list" ? node.items[step] : undefined;
    else node = node?.kind === "map" ? valueUnder(node, step) : undefined;
  }
  return node;
}

function source(text: string, node: Node | undefined): string | undefined {
  return node && text.slice(node.start, node.end);
}

/** The problems of a text, as `the words at fault: message`. */
function problems(text: string): string[] {
  return parseYaml(text).problems.map(({ start, end, message }) => `${text.slice(start, end)}: ${message}`);
}

describe("scalars", () => {
  test("keep what is written, whatever YAML would make of it", () => {
    const text = "build: 8.10\non: yes\ndate: 2008-08-12\noctal: 010\ntime: 1:30\nhex: 0x1F\n";
    expect(values(root(text))).toEqual({
      map: [
        ["build", "8.10"],
        ["on", "yes"],
        ["date", "2008-08-12"],
        ["octal", "010"],
        ["time", "1:30"],
        ["hex", "0x1F"],
      ],
    });
  });

  test("have a span with their quotes and a text without", () => {
    const text = `a: 'it''s'  # c\nb: "x\\ty"\n`;
    expect(source(text, at(text, "a"))).toBe("'it''s'");
    expect(at(text, "a")).toMatchObject({ text: "it's", style: "single" });
    expect(at(text, "b")).toMatchObject({ text: "x\ty", style: "double" });
  });

  test("are null where nothing, ~ or null is written without quotes", () => {
    const isNull = (text: string) => (at(text, 0) as ScalarNode).isNull;
    expect(["- ~", "- null", "-", "- "].map(isNull)).toEqual([true, true, true, true]);
    expect(["- 'null'", '- ""', "- !!str null", "- nil"].map(isNull)).toEqual([false, false, false, false]);
  });

  test("in block style end with their last line", () => {
    const text = "a: |\n  one\n  # two\n\nb: >-\n  x\n  y\n# c\n";
    expect(source(text, at(text, "a"))).toBe("|\n  one\n  # two");
    expect(at(text, "a")).toMatchObject({ text: "one\n# two\n", style: "block" });
    expect(at(text, "b")).toMatchObject({ text: "x y" });
    expect(parseYaml(text).comments.map(({ text: words }) => words)).toEqual(["c"]);
  });

  test("with tags are left alone", () => {
    const text = "a: !vault abc\nb: !!binary aGk=\nc: !!int x\nd: !e!x 1\n";
    expect(values(root(text))).toEqual({
      map: [
        ["a", "abc"],
        ["b", "aGk="],
        ["c", "x"],
        ["d", "1"],
      ],
    });
    expect(problems(text)).toEqual([]);
  });
});

describe("collections", () => {
  test("span from their first to their last character, without what stands around them", () => {
    const text =
      "hosts: # all\n  - name: a   # first\n    tags: [x, y]\n  - name:\n\n# end\nvms: {a: 1} # flow\n";
    expect(source(text, at(text, "hosts"))).toBe("- name: a   # first\n    tags: [x, y]\n  - name:");
    expect(source(text, at(text, "hosts", 0))).toBe("name: a   # first\n    tags: [x, y]");
    expect(source(text, at(text, "hosts", 0, "tags"))).toBe("[x, y]");
    expect(source(text, at(text, "hosts", 1))).toBe("name:");
    expect(source(text, at(text, "vms"))).toBe("{a: 1}");
    expect(source(text, root(text))).toBe(text.slice(0, text.indexOf(" # flow")));
  });

  test("may hold keys that mean something to JavaScript", () => {
    const text = "__proto__: 1\nconstructor: 2\ntoString: 3\nhasOwnProperty: 4\n";
    expect((root(text) as MapNode).entries.map(({ key }) => key.text)).toEqual([
      "__proto__",
      "constructor",
      "toString",
      "hasOwnProperty",
    ]);
    expect(problems(text)).toEqual([]);
  });

  test("tell an entry without value from one with an empty text", () => {
    expect(values(root("a:\nb: ''\nc: &x\n"))).toEqual({
      map: [
        ["a", undefined],
        ["b", ""],
        ["c", undefined],
      ],
    });
  });
});

describe("texts", () => {
  test("with CRLF, lone CR and a byte order mark keep their own offsets", () => {
    for (const eol of ["\r\n", "\r", "\n"]) {
      const text = `\ufeffa: 1${eol}b:${eol}  - x${eol}  - y # c${eol}`;
      expect(problems(text)).toEqual([]);
      expect(source(text, at(text, "b", 1))).toBe("y");
      expect(source(text, at(text, "a"))).toBe("1");
    }
  });

  test("hold comments wherever they stand, but not in strings", () => {
    const text = `# one\na: "# no" # two\nb: [ # three\n  x, # four\n  'y#no'\n] # five\nc: d#no\n# six`;
    const { comments } = parseYaml(text);
    expect(comments.map((comment) => comment.text)).toEqual(["one", "two", "three", "four", "five", "six"]);
    for (const { start, end, text: words } of comments) expect(text.slice(start, end)).toBe(`# ${words}`);
  });

  test("are divided into documents", () => {
    const text = "# head\n%YAML 1.2\n---\na: 1\n---\n...\n# between\n--- b\n";
    const { documents, problems: none } = parseYaml(text);
    expect(none).toEqual([]);
    expect(documents.map(({ root: node }) => values(node))).toEqual([{ map: [["a", "1"]] }, undefined, "b"]);
    expect(documents[0]?.start).toBe(0);
    expect(documents.at(-1)?.end).toBe(text.length);
  });

  test("have no lines that end with U+2028 or U+0085", () => {
    expect(values(root("a: x\u2028---\u2028b 1\nc: y\u0085\n"))).toEqual({
      map: [
        ["a", "x\u2028---\u2028b 1"],
        ["c", "y\u0085"],
      ],
    });
  });

  test("without content have no documents", () => {
    for (const text of ["", "\n\n", "# only a comment", "\ufeff"]) {
      expect(parseYaml(text)).toMatchObject({ documents: [], problems: [] });
    }
  });
});

describe("aliases", () => {
  test("stand for their value, which is shared and spans the alias", () => {
    const text = "a: &a {x: [1, 2]}\nb: *a\n";
    const alias = at(text, "b");
    expect(values(alias)).toEqual({ map: [["x", { list: ["1", "2"] }]] });
    expect(source(text, alias)).toBe("*a");
    expect(alias?.shared).toBe(true);
    expect(at(text, "b", "x", 0)?.shared).toBe(true);
    expect(source(text, at(text, "b", "x", 0))).toBe("1");
    expect(at(text, "a", "x", 0)?.shared).toBeUndefined();
  });

  test("bring their entries with a merge key, after own keys and earlier maps", () => {
    const text = "a: &a {x: 1, y: 1}\nb: &b {y: 2, z: 2}\nc:\n  <<: [*a, *b]\n  x: 3\n";
    expect(values(at(text, "c"))).toEqual({
      map: [
        ["y", "1"],
        ["z", "2"],
        ["x", "3"],
      ],
    });
    expect(at(text, "c", "y")?.shared).toBe(true);
    expect(at(text, "c", "x")?.shared).toBeUndefined();
  });

  test("mean the anchor that stands before them last", () => {
    expect(values(at("- &a 1\n- *a\n- &a 2\n- *a\n"))).toEqual({ list: ["1", "1", "2", "2"] });
  });

  test("without anchor, within their own anchor or beyond a document are problems", () => {
    expect(problems("a: &a\n  b: *a\n")).toEqual([
      "*a: The alias *a stands inside its own anchor and would contain itself without end. Remove it.",
    ]);
    expect(problems("a: &a 1\n---\nb: *a\n")).toEqual([
      "*a: No anchor &a stands before this alias. Correct the name, or write the value itself.",
    ]);
    expect(problems("a: 1\nb: {<<: 1}\n")).toEqual([
      "<<: Only a map can be merged with `<<`. Write an alias of a map behind it, such as `<<: *defaults`.",
    ]);
  });
});

/** Each mistake alone: the words that are marked, a part of the message, and what is still read. */
const MISTAKES: [name: string, text: string, fault: string, message: string, read: unknown][] = [
  [
    "a quote left open",
    "a: 'x\nb: 1\n",
    "'x",
    "is not closed",
    [
      ["a", "x"],
      ["b", "1"],
    ],
  ],
  [
    "a bracket left open on its line",
    "a: {b: 1 # why\nc: 1\n",
    "{",
    "is not closed. Add a `}` at the end of this line.",
    [
      ["a", { map: [["b", "1"]] }],
      ["c", "1"],
    ],
  ],
  [
    "an escaped closing quote",
    'a: "x\\"\nb: 1\n',
    '"x\\"',
    "is not closed",
    [
      ["a", 'x"'],
      ["b", "1"],
    ],
  ],
  [
    "a bracket left open",
    "a: [1, 2\nb: 3\n",
    "[",
    "Add a `]`",
    [
      ["a", { list: ["1", "2"] }],
      ["b", "3"],
    ],
  ],
  [
    "a wrong bracket",
    "a: {x: [1}\nb: 3\n",
    "[",
    "meets a `}`",
    [
      ["a", { map: [["x", { list: ["1"] }]] }],
      ["b", "3"],
    ],
  ],
  [
    "a bracket too many",
    "a: 1\n]\nb: 2\n",
    "]",
    "closes nothing",
    [
      ["a", "1"],
      ["b", "2"],
    ],
  ],
  ["a missing comma", "a: {x: 1 y: 2}\nb: 2\n", "1 y: 2", "Add the comma", undefined],
  [
    "a comma too many",
    "a: [x,, y]\nb: 2\n",
    ",",
    "a comma too many",
    [
      ["a", { list: ["x", "y"] }],
      ["b", "2"],
    ],
  ],
  [
    "a missing colon",
    "a: 1\nhost x\nb: 2\n",
    "host x",
    "A colon is missing",
    [
      ["a", "1"],
      ["b", "2"],
    ],
  ],
  [
    "a missing space",
    "a: 1\nhost:x\nb: 2\n",
    "host:x",
    "a space after the colon",
    [
      ["a", "1"],
      ["b", "2"],
    ],
  ],
  ["two keys on a line", "a: b: c\nd: 1\n", "b", "second key on this line", undefined],
  ["a key indented too far", "a: x\n  b: y\nc: 1\n", "x", "indented further", undefined],
  [
    "a key indented too little",
    "a:\n   b: 1\n  c: 2\nd: 3\n",
    "c",
    "must start in the same column",
    undefined,
  ],
  [
    "a first key indented",
    " a: 1\nb: 2\nc: 3\n",
    "b",
    "Check the indentation",
    [
      ["a", "1"],
      ["b", "2"],
      ["c", "3"],
    ],
  ],
  ["a tab as indentation", "a:\n\tb: 1\nc: 2\n", "\t", "replace the tab", undefined],
  [
    "a reserved sign",
    "a: @x\nb: 1\n",
    "@",
    "unless it is in quotes",
    [
      ["a", "@x"],
      ["b", "1"],
    ],
  ],
  [
    "an unknown escape",
    'a: "x\\q"\nb: 1\n',
    "\\",
    "`\\q` means nothing",
    [
      ["a", "x\\q"],
      ["b", "1"],
    ],
  ],
  ["a list on its key's line", "a: - b\nc: 1\n", "-", "Start it on the next line", undefined],
  ["an item below a value", "a: 1\n- x\nb: 2\n", "-", "This list item cannot stand here", undefined],
  [
    "a key twice",
    "a: 1\nb: 2\na: 3\n",
    "a",
    "The key a is written twice",
    [
      ["a", "1"],
      ["b", "2"],
      ["a", "3"],
    ],
  ],
  ["a key that is a list", "[x]: 1\nb: 2\n", "[x]", "A list cannot be a key", [["b", "2"]]],
  ["no key", ": 1\nb: 2\n", ":", "a colon without a key", [["b", "2"]]],
  [
    "two anchors",
    "a: &x &y 1\nb: 2\n",
    "&y",
    "only one anchor",
    [
      ["a", "1"],
      ["b", "2"],
    ],
  ],
  [
    "a NUL",
    "a: x\0\nb: 2\n",
    "\0",
    "(U+0000)",
    [
      ["a", "x\ufffd"],
      ["b", "2"],
    ],
  ],
  [
    "half a surrogate pair",
    "a: \ud83d\nb: 2\n",
    "\ud83d",
    "(U+D83D)",
    [
      ["a", "\ufffd"],
      ["b", "2"],
    ],
  ],
  ["a stray directive", "%a: 1\n", "%a: 1", "No document follows", undefined],
  ["text behind an end", "a: 1\n... x\n", "x", "cannot stand here", [["a", "1"]]],
];

describe("a mistake", () => {
  test.each(MISTAKES)(
    "%s: is one problem at its place, and the rest is read",
    (_, text, fault, message, read) => {
      const found = problems(text);
      expect(found).toHaveLength(1);
      expect(found[0]).toContain(`${fault}: `);
      expect(found[0]).toContain(message);
      const node = root(text);
      if (read !== undefined) expect(values(node)).toEqual({ map: read });
      else if (text.includes("\nc") || text.includes("\nb"))
        expect(node?.kind === "map" && node.entries.length).toBeGreaterThan(0);
    },
  );

  test("in one item leaves the other items", () => {
    const text =
      "vms:\n  - {name: a, tags: [x}\n  - {name: b}\n  - name: 'c\n  - name: d\n    - e\n  - name: f\nz: 1\n";
    const names = at(text, "vms");
    const read =
      names?.kind === "list"
        ? names.items.map((item) => item.kind === "map" && values(valueUnder(item, "name")))
        : [];
    expect(read).toEqual(["a", "b", "c", expect.anything(), "f"]);
    expect(values(at(text, "z"))).toBe("1");
    expect(problems(text)).toHaveLength(3);
  });

  test("in one document leaves the others", () => {
    const { documents, problems: found } = parseYaml("a: [\n---\nb: 'x\n---\nc: 1\n");
    expect(documents.map(({ root: node }) => values(node)).at(-1)).toEqual({ map: [["c", "1"]] });
    expect(found).toHaveLength(2);
  });

  test("of git's is told as such, and the first side is read", () => {
    const text = "a: 1\n<<<<<<< HEAD\nb: 2\n||||||| base\nb: 0\n=======\nb: 3\nc: [\n>>>>>>> other\nd: 4\n";
    expect(problems(text)).toEqual([expect.stringMatching(/^<{7}: Here is a merge conflict/)]);
    expect(values(root(text))).toEqual({
      map: [
        ["a", "1"],
        ["b", "2"],
        ["d", "4"],
      ],
    });
  });
});

test("a key behind a question mark may go over several lines, wherever it begins", () => {
  const root = parseYaml("? \n    a\n    a\n: b\n").documents[0]?.root;
  expect(root?.kind === "map" ? root.entries.map(({ key }) => key.text) : root).toEqual(["a a"]);
});

test("one slip in a long list is said once, not of each line below it", () => {
  const items = Array.from({ length: 50 }, (_, at) => `  - {name: vm-${at}}`).join("\n");
  const { problems } = parseYaml(`vms:\n  - {name: new, host: }  - {name: vm}\n${items}\n`);
  expect(problems.map(({ message }) => message)).toEqual([
    "A list cannot start on the line of its key. Start it on the next line, or write it as `[a, b]`.",
  ]);
});
