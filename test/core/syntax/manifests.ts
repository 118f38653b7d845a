import fc from "fast-check";

/** Lines of an item, of which many are not plain and some are wrong. */
const ITEM_LINES = [
  ..."a: b|b:|c: 'x|- x|d: [a,|b]|# c||g: &a h|i: *a|k: x|more words|l: {a: b|}|m: !t x|n: 'a|b'|a: twice|? x".split(
    "|",
  ),
  ..."p: [a, b,]|q: {r}|s: a: b|t: a#b|u: [a:b]|v: {\"a\":b}|w: 'it''s' # c|x: [a, {b: c}]|y: -|é: ü".split(
    "|",
  ),
  "e: |",
  "f: >-",
  "f: |+",
  'j: "a\\nb"',
  "o:\tp",
  "z: x\t# c",
  "<<: {a: b}",
  "# baskets-ignore single-basket: why",
];

const item = fc
  .array(fc.tuple(fc.constantFrom(2, 4, 4, 4, 6), fc.constantFrom(...ITEM_LINES)), { maxLength: 5 })
  .map((lines) => lines.map(([indent, line]) => " ".repeat(indent) + line));

const HEADS = ["vms:", "a: b\nvms:", "hosts: []\nvms: # c", "", "---\n# c\n\nx:\n  y: z\nvms:"];
const FIRSTS = [
  ..."  - name: x|  - name: y # c|- z|  - w: [a, b]|  - {a: b}|  - - a|  - |  # c|".split("|"),
  "  # baskets-ignore single-basket: why",
];

/** Texts of lists below a key, of which some are wrong. */
export const manifest: fc.Arbitrary<string> = fc
  .tuple(
    fc.constantFrom(...HEADS),
    fc.array(fc.tuple(fc.constantFrom(...FIRSTS), fc.oneof(fc.constant([]), item)), { maxLength: 5 }),
    fc.constantFrom("", "\nend: x", "\nend:\n  - a: b\n  - c: d\n", "\n# c\n", "\n", "\n...\n"),
    fc.constantFrom("\n", "\r\n"),
  )
  .map(([head, items, tail, eol]) =>
    ([head, ...items.flatMap(([first, more]) => [first, ...more])].join("\n") + tail).replaceAll("\n", eol),
  );

/** Texts of many sound items. */
export const sound: fc.Arbitrary<string> = fc
  .array(
    fc.tuple(fc.constantFrom(..."abc"), fc.constantFrom("", "    os: x\n", "    # c\n", "    d: [{e: f}]\n")),
    {
      minLength: 2,
      maxLength: 8,
    },
  )
  .map(
    (items) => `kind: Estate\nvms:\n${items.map(([name, more]) => `  - name: ${name}\n${more}`).join("")}`,
  );

export interface Typed {
  readonly at: number;
  readonly removed: number;
  readonly text: string;
}

/** What people type and paste, anywhere in a text. */
export const typed: fc.Arbitrary<Typed> = fc.record({
  // Without bias: nearly all edits would be of the first lines.
  at: fc.noBias(fc.nat()),
  removed: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, fc.nat(3), fc.nat(40)),
  text: fc.oneof(
    fc.constantFrom(
      "",
      "x",
      " ",
      "\n",
      "\r\n",
      ":",
      "- ",
      "  ",
      "#",
      "'",
      '"',
      "[",
      "}",
      "|",
      "&a",
      "*a",
      "---\n",
      "\t",
    ),
    fc.tuple(fc.constantFrom(...FIRSTS), item).map(([first, more]) => `${[first, ...more].join("\n")}\n`),
    fc.constantFrom(
      "\r",
      "\0",
      "\ufeff",
      "<<<<<<< a\n",
      "é",
      "\n\n",
      "    ",
      "\n    ",
      "# baskets-ignore a: b",
    ),
  ),
});
