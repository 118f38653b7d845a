import { describe, expect, test } from "vitest";
import {
  type Change,
  insertItem,
  removeItem,
  removeKey,
  replaceScalar,
  setKey,
} from "../../../src/core/syntax/edit.ts";
import { parseYaml } from "../../../src/core/syntax/parse.ts";
import {
  entryOf,
  type ListNode,
  type MapNode,
  type Node,
  type SyntaxFile,
} from "../../../src/core/syntax/tree.ts";
import { applyEdits } from "../../../src/core/text/edit.ts";

type Path = readonly (string | number)[];

function find(file: SyntaxFile, path: Path): Node | undefined {
  let node = file.documents[0]?.root;
  for (const step of path) {
    if (typeof step === "number") node = node?.kind === "list" ? node.items[step] : undefined;
    else node = node?.kind === "map" ? entryOf(node, step)?.value : undefined;
  }
  return node;
}

/** The text after a change at a path; `undefined` where the change is refused. */
function edited(
  text: string,
  path: Path,
  change: (file: SyntaxFile, node: Node) => Change,
): string | undefined {
  const file = parseYaml(text);
  const node = find(file, path);
  if (node === undefined) throw new Error(`nothing at ${path.join(".")}`);
  const edits = change(file, node);
  return edits && applyEdits(text, edits);
}

const set =
  (key: string, value: Parameters<typeof setKey>[3], ...behind: string[]) =>
  (file: SyntaxFile, node: Node) =>
    setKey(file, node as MapNode, key, value, { after: behind });
const remove = (key: string) => (file: SyntaxFile, node: Node) => removeKey(file, node as MapNode, key);
const insert = (index: number, value: Parameters<typeof insertItem>[3]) => (file: SyntaxFile, node: Node) =>
  insertItem(file, node as ListNode, index, value);
const drop = (index: number) => (file: SyntaxFile, node: Node) => removeItem(file, node as ListNode, index);
const replace = (text: string) => (file: SyntaxFile, node: Node) =>
  node.kind === "scalar" ? replaceScalar(file, node, text) : undefined;

describe("a key", () => {
  test("keeps the comment and the quotes of its value", () => {
    expect(edited("a: 'x'  # why\n", [], set("a", "it's"))).toBe("a: 'it''s'  # why\n");
    expect(edited("a: 1 # why\n", [], set("a", true))).toBe("a: true # why\n");
    expect(edited("{a: x, b: y}\n", [], set("a", "1, 2"))).toBe('{a: "1, 2", b: y}\n');
  });

  test("comes in behind the last key that is to stand before it", () => {
    const text = "- name: x   # one\n  host: a\n- name: y\n";
    expect(edited(text, [0], set("cpu", 4, "kind", "name", "other"))).toBe(
      "- name: x   # one\n  cpu: 4\n  host: a\n- name: y\n",
    );
    expect(edited(text, [1], set("cpu", 4, "nothing"))).toBe(`${text}  cpu: 4\n`);
  });

  test("comes in with the line ends and the indentation of the file", () => {
    const text = "a:\r\n    b: 1\r\n    c:\r\n        - x\r\nd: 1";
    expect(edited(text, ["a"], set("e", { f: [{ g: 1 }] }))).toBe(
      "a:\r\n    b: 1\r\n    c:\r\n        - x\r\n    e:\r\n        f:\r\n            - g: 1\r\nd: 1",
    );
    expect(edited(text, [], set("e", 1))).toBe(`${text}\r\ne: 1`);
  });

  test("comes in behind a block scalar and the comments that belong above", () => {
    const text = "shell: |\n  reboot\n\n# about b\nb: 1\n";
    expect(edited(text, [], set("a", 1, "shell"))).toBe("shell: |\n  reboot\n\na: 1\n\n# about b\nb: 1\n");
    const kept = "shell: |+\n  reboot\n\nb: 1\n";
    expect(edited(kept, [], set("a", 1, "shell"))).toBe("shell: |+\n  reboot\n\na: 1\nb: 1\n");
    const deeper = "a:\n  b: 1\n  # still of a\nc: 1\n";
    expect(edited(deeper, [], set("d", 1, "a"))).toBe("a:\n  b: 1\n  # still of a\nd: 1\nc: 1\n");
  });

  test("stands apart where its neighbours do", () => {
    expect(edited("a:\n  - 1\n\nb:\n  - 2\n", [], set("c", ["x"]))).toBe(
      "a:\n  - 1\n\nb:\n  - 2\n\nc: [x]\n",
    );
  });

  test("takes the form of its neighbours", () => {
    expect(edited("- {name: a}\n", [], insert(1, { name: "b", tags: ["x"] }))).toBe(
      "- {name: a}\n- {name: b, tags: [x]}\n",
    );
    expect(edited("- { name: a }\n", [], insert(1, { name: "b" }))).toBe("- { name: a }\n- { name: b }\n");
    expect(edited("a: {x: 1}\n", [], set("b", { z: 2 }))).toBe("a: {x: 1}\nb: {z: 2}\n");
    expect(edited("vms:\n- name: a\n", [], set("hosts", [{ name: "x", cpu: 1 }]))).toBe(
      "vms:\n- name: a\nhosts:\n- name: x\n  cpu: 1\n",
    );
  });

  test("comes into a flow map on one line or on several, empty or not", () => {
    expect(edited("{}", [], set("a", 1))).toBe("{a: 1}");
    expect(edited("a: { x: 1 } # c", ["a"], set("z", 2))).toBe("a: { x: 1, z: 2 } # c");
    expect(edited("{\n  a: 1, # one\n  b: 2 # two\n}\n", [], set("c", 3))).toBe(
      "{\n  a: 1, # one\n  b: 2, # two\n  c: 3\n}\n",
    );
    expect(edited("{\n  a: 1, # one\n  b: 2 # two\n}\n", [], set("c", 3, "a"))).toBe(
      "{\n  a: 1, # one\n  c: 3,\n  b: 2 # two\n}\n",
    );
  });

  test("changes between a block and a line, and keeps its own comment", () => {
    expect(edited("a: # why\n  - x # x\n  - y\nb: 1\n", [], set("a", "z"))).toBe("a: z # why\nb: 1\n");
    expect(edited("a: z # why\nb: 1\n", [], set("a", [{ c: 1 }]))).toBe("a: # why\n  - c: 1\nb: 1\n");
    expect(edited("a:\n- x\n- y\nb: 1\n", [], set("a", ["z"]))).toBe("a:\n- z\nb: 1\n");
    expect(edited("a:\nb: 1\n", [], set("a", "z"))).toBe("a: z\nb: 1\n");
    expect(edited("a: |  # why\n  x\nb: 1\n", [], set("a", 1))).toBe("a: 1  # why\nb: 1\n");
  });

  test("quotes what would not be read as text, and only that", () => {
    const written = (value: string) => edited("{}", [], set("a", value))?.slice(4, -1);
    for (const text of [
      "esx-01",
      "4h",
      "64GiB",
      "25%",
      "2008-08-12",
      "3.5.0-103908",
      "a b",
      "it's",
      "VMware ESX",
    ]) {
      expect(written(text)).toBe(text);
    }
    for (const text of ["on", "No", "8.10", "1:30", "null", "~", "", "a: b", "a #b", "[x", "0x1F", "- a"]) {
      expect(written(text)).toBe(`"${text}"`);
    }
  });

  test("that is merged in is written anew, and nothing is changed through an alias", () => {
    const text = "d: &d {a: 1}\nb:\n  <<: *d\nc: *d\n";
    expect(edited(text, ["b"], set("a", 2))).toBe("d: &d {a: 1}\nb:\n  <<: *d\n  a: 2\nc: *d\n");
    expect(edited(text, ["c"], set("a", 2))).toBeUndefined();
    expect(edited(text, ["b"], remove("a"))).toBeUndefined();
    expect(edited(text, [], set("c", 2))).toBe("d: &d {a: 1}\nb:\n  <<: *d\nc: 2\n");
    expect(edited("a: &x 1\nb: !vault y\n", [], set("a", 2))).toBeUndefined();
    expect(edited("a: &x 1\nb: !vault y\n", [], set("b", 2))).toBeUndefined();
  });

  test("is removed with its own comment; comments above others stay", () => {
    const text = "- name: x # one\n  # about host\n  host: a # two\n  cpu: 1\n";
    expect(edited(text, [0], remove("host"))).toBe("- name: x # one\n  # about host\n  cpu: 1\n");
    expect(edited(text, [0], remove("name"))).toBe("- # about host\n  host: a # two\n  cpu: 1\n");
    expect(edited("a: {b: 1, c: 2, d: 3}\n", ["a"], remove("c"))).toBe("a: {b: 1, d: 3}\n");
    expect(edited("a: {b: 1, c: 2, d: 3}\n", ["a"], remove("b"))).toBe("a: {c: 2, d: 3}\n");
    expect(edited("a: {b: 1, c: 2, d: 3}\n", ["a"], remove("d"))).toBe("a: {b: 1, c: 2}\n");
    expect(edited("a:\n  b: 1\nc: 2\n", ["a"], remove("b"))).toBe("a: {}\nc: 2\n");
    expect(edited("a: 1\n", [], remove("b"))).toBeUndefined();
  });
});

describe("an item", () => {
  test("comes in before the one with its index", () => {
    expect(edited("a:\n# about x\n- x # one\n- y\n", ["a"], insert(1, "z"))).toBe(
      "a:\n# about x\n- x # one\n- z\n- y\n",
    );
    expect(edited("a:\n  # about x\n  - x\n", ["a"], insert(0, "z"))).toBe("a:\n  - z\n  # about x\n  - x\n");
    expect(edited("- - x\n  - y\n", [0], insert(0, "z"))).toBe("- - z\n  - x\n  - y\n");
    expect(edited("a: [x, y]\n", ["a"], insert(0, "z"))).toBe("a: [z, x, y]\n");
    expect(edited("a: [x, y]\n", ["a"], insert(9, ["z"]))).toBe("a: [x, y, [z]]\n");
    expect(edited("a: []\n", ["a"], insert(0, 1))).toBe("a: [1]\n");
  });

  test("goes with its own comment, and the last one leaves an empty list", () => {
    expect(edited("a:\n  - x # one\n  # about y\n  - y\nb: 1\n", ["a"], drop(0))).toBe(
      "a:\n  # about y\n  - y\nb: 1\n",
    );
    expect(edited("a:\n- x # one\nb: 1\n", ["a"], drop(0))).toBe("a: []\nb: 1\n");
    expect(edited("- x\n", [], drop(0))).toBe("[]\n");
    expect(edited("a: [x, y]\n", ["a"], drop(1))).toBe("a: [x]\n");
    expect(edited("a: [x]\n", ["a"], drop(0))).toBe("a: []\n");
    expect(edited("a:\n  - b: 1\n\n  - b: 2\n\n  - b: 3\n", ["a"], drop(1))).toBe(
      "a:\n  - b: 1\n\n  - b: 3\n",
    );
  });
});

describe("a scalar", () => {
  test("keeps its style where the new text allows it", () => {
    expect(edited("a: 8.10 # c\n", ["a"], replace("8.20"))).toBe("a: 8.20 # c\n");
    expect(edited("a: x\n", ["a"], replace("8.20"))).toBe('a: "8.20"\n');
    expect(edited('a: "x"\n', ["a"], replace("y"))).toBe('a: "y"\n');
    expect(edited("a: 'x'\n", ["a"], replace("two\nlines"))).toBe('a: "two\\nlines"\n');
    expect(edited("a: |\n  x\n  y\nb: 1\n", ["a"], replace("z\n\n w"))).toBe("a: |-\n  z\n\n   w\nb: 1\n");
    expect(edited("- a\n-\n", [1], replace("b"))).toBe("- a\n- b\n");
  });

  test("is not changed through an alias", () => {
    expect(edited("a: &a x\nb: *a\n", ["b"], replace("y"))).toBeUndefined();
  });
});
