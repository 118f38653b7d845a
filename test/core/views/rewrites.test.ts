import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { analyze, applyFix } from "../../../src/core/analyze.ts";
import { rewritesAt } from "../../../src/core/views/rewritesAt.ts";

const folder = path.join(import.meta.dirname, "../../../examples/august-12");
const files = readdirSync(folder)
  .filter((name) => name.endsWith(".yaml"))
  .map((name) => ({ path: name, text: readFileSync(path.join(folder, name), "utf8") }));
const analysis = analyze(files, { asOf: Date.UTC(2008, 7, 1) });

/** What is offered on a word, which stands behind a text. */
function offered(file: string, before: string) {
  const text = files.find((each) => each.path === file)?.text ?? "";
  return rewritesAt(analysis.facts, file, text.indexOf(before) + before.length);
}

test("a rollout is staged anew where less would go if it is bad", () => {
  const [fix] = offered("pushed.rollout.yaml", "metadata: {name: ");
  expect(fix?.title).toMatch(/^Stage “update-2-as-pushed”: .*exposure 99 % → \d+ %$/);
  const after = fix && applyFix(analysis, fix);
  const plan = after?.facts.plans.find(({ source }) => source.name === "update-2-as-pushed");
  expect(plan?.stages.length).toBeGreaterThan(1);
});

test.each([
  ["a host", "hosts:\n  - {name: ", "esx-e-01", 1],
  ["a cluster", "clusters:\n  - name: ", "esx-e-01, esx-e-02, esx-e-03 and 3 more", 6],
  ["a rack", "cluster: east-prod, rack: ", "esx-e-01, esx-e-02 and esx-e-03", 3],
  ["an environment", "environments:\n  - {name: ", "east", 6],
])("%s is held back", (_, before, names, count) => {
  const fix = offered("estate.estate.yaml", before).find(({ title }) =>
    title.endsWith("(update-2-as-pushed)"),
  );
  expect(fix?.title).toBe(`Hold back ${names} until 2008-09-04 (update-2-as-pushed)`);
  const after = fix && applyFix(analysis, fix);
  const plan = after?.facts.plans.find(({ source }) => source.name === "update-2-as-pushed");
  expect(plan?.heldBack.length).toBe(count);
});

test("nothing is offered for what nobody updates, nor where all of it would be held back", () => {
  expect(offered("servers.estate.yaml", "- {name: ")).toEqual([]);
  expect(
    offered("estate.estate.yaml", "platform: ").filter(({ title }) => title.includes("Hold back")),
  ).toEqual([]);
});
