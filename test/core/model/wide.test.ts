import { expect, test } from "vitest";
import { readPart } from "../../../src/core/formats/read.ts";

const KEYS = Array.from({ length: 20_000 }, (_, index) => `k${index}: v`);

/** Each key compared with each other takes half a minute: the test's own limit would end it. */
test.each([
  ["by indentation", KEYS.join("\n    ")],
  ["in brackets", `{${KEYS.join(", ")}}`],
])("an item of twenty thousand keys %s is read, and each unknown key said", (_, keys) => {
  const text = `apiVersion: baskets/v1\nkind: Estate\nvms:\n  - ${keys}\n`;
  const { findings } = readPart({ path: "a.estate.yaml", text });
  expect(findings).toHaveLength(KEYS.length + 1);
});

test("a key that comes twice is found behind many others", () => {
  const text = `kind: Estate\nvms:\n  - ${[...KEYS.slice(0, 50), "k3: again"].join("\n    ")}\n`;
  const { syntax } = readPart({ path: "a.estate.yaml", text });
  expect(syntax.problems.map(({ message }) => message)).toEqual([
    expect.stringContaining("The key k3 is written twice here"),
  ]);
});
