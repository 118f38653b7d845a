import { expect, test } from "vitest";
import { rulesJson, rulesText, ruleText } from "../../../src/core/report/explain.ts";
import { RULES } from "../../../src/core/rules/index.ts";

test("every rule has its line in the table, within 100 columns", () => {
  const lines = rulesText(RULES, { colour: false, width: 100 }).trimEnd().split("\n");
  for (const rule of RULES) expect(lines.some((line) => line.startsWith(`${rule.id} `))).toBe(true);
  for (const line of lines) expect(line.length).toBeLessThanOrEqual(100);
});

test("colours change nothing but colours", () => {
  const plain = rulesText(RULES, { colour: false, width: 100 });
  const coloured = rulesText(RULES, { colour: true, width: 100 });
  expect(coloured).not.toBe(plain);
  expect(coloured.replaceAll(new RegExp(`${String.fromCharCode(27)}\\[\\d+m`, "g"), "")).toBe(plain);
});

test("the table as JSON has every rule once", () => {
  const { version, rules } = JSON.parse(rulesJson(RULES)) as { version: number; rules: { id: string }[] };
  expect(version).toBe(1);
  expect(rules.map(({ id }) => id)).toEqual(RULES.map(({ id }) => id));
});

test.each(RULES.map((rule) => [rule.id, rule] as const))(
  "%s is explained with its words and its examples",
  (id, rule) => {
    const text = ruleText(rule, 100);
    for (const word of rule.remedy.split(/\s+/)) expect(text).toContain(word);
    for (const line of [...rule.bad.split("\n"), ...rule.good.split("\n")]) expect(text).toContain(line);
    expect(text.startsWith(`${id}\n`)).toBe(true);
  },
);

test("what cannot be silenced says so", () => {
  const text = (id: string) =>
    RULES.filter((rule) => rule.id === id)
      .map((rule) => ruleText(rule, 100))
      .join("");
  expect(text("syntax")).toContain("It cannot be silenced");
  expect(text("silence-lapsed")).toContain("severity: {silence-lapsed: off}");
  expect(text("unknown-reference")).toContain("# baskets-ignore unknown-reference: reason");
});
