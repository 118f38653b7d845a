import { expect, test } from "vitest";
import { analyze } from "../../../src/core/analyze.ts";
import { iniComments } from "../../../src/core/formats/ansible/ini.ts";

const analysed = (text: string) => analyze([{ path: "inventory/lab.ini", text }], { asOf: 0 });
const rules = (text: string) => analysed(text).findings.map(({ rule }) => rule);
const wrong = "[web]\nweb1\n[web:oops]\n";

test("a line that is no inventory is a finding", () => {
  expect(rules(wrong)).toEqual(["shape"]);
});

test.each([
  ["above, with #", wrong.replace("[web:oops]", "# baskets-ignore shape: kept for the old tool\n[web:oops]")],
  ["above, with ;", wrong.replace("[web:oops]", "; baskets-ignore shape: kept for the old tool\n[web:oops]")],
  ["behind", wrong.replace("[web:oops]", "[web:oops] # baskets-ignore shape: kept for the old tool")],
  [
    "with Windows line ends",
    wrong.replace("[web:oops]", "# baskets-ignore shape: old\n[web:oops]").replaceAll("\n", "\r\n"),
  ],
])("a comment silences it: %s", (_where, text) => {
  const { findings, silenced } = analysed(text);
  expect(findings).toEqual([]);
  expect(silenced.map(({ finding }) => finding.rule)).toEqual(["shape"]);
});

test("a comment that silences nothing is said, and removed by its fix", () => {
  const text = "[web]\nweb1\n; baskets-ignore shape: gone\nweb2\n";
  const [finding] = analysed(text).findings;
  expect(finding?.rule).toBe("silence-unused");
  const [edit] = finding?.fixes?.()[0]?.edits ?? [];
  expect(text.slice(0, edit?.start) + text.slice(edit?.end)).toBe("[web]\nweb1\nweb2\n");
});

test("a # in quotes is no comment", () => {
  const text = `web1 note="a # b" # c\n  # d\n`;
  expect(iniComments(text).map((comment) => [comment.text, text.slice(comment.start, comment.end)])).toEqual([
    ["c", "# c"],
    ["d", "# d"],
  ]);
});
