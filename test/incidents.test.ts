import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { analyze } from "../src/core/analyze.ts";
import { BUNDLED } from "../src/core/catalogue/bundled.ts";
import { parseInstant } from "../src/core/model/values.ts";

/** Every entry of the catalogue has its story in examples/incidents: as it stood, on a day that it names, and mended. */

const root = path.join(import.meta.dirname, "../examples/incidents");

function review(id: string, side: "as-it-stood" | "mended") {
  const folder = path.join(root, id, side);
  const files = readdirSync(folder).map((name) => ({
    path: name,
    text: readFileSync(path.join(folder, name), "utf8"),
  }));
  const day = /^# As of (\d{4}-\d\d-\d\d)\.$/m.exec(files[0]?.text ?? "")?.[1];
  return { ...analyze(files, { asOf: parseInstant(day ?? "") ?? Number.NaN }), files, day };
}

test("there is a story for each entry, and no other", () => {
  const folders = readdirSync(root, { withFileTypes: true }).filter((each) => each.isDirectory());
  expect(folders.map(({ name }) => name).sort()).toEqual(BUNDLED.map(({ id }) => id).sort());
});

describe.each(BUNDLED.map((issue) => [issue.id, issue] as const))("%s", (id, issue) => {
  test("makes the review speak, as it stood", () => {
    const { findings, day } = review(id, "as-it-stood");
    const said = findings.filter(({ message }) => message.includes(issue.url[0] ?? "?"));
    expect(said).toHaveLength(1);
    const rule =
      issue.selfUpdate.length > 0
        ? "bypassed-stages"
        : issue.step !== undefined
          ? "known-bad-step"
          : issue.trigger !== undefined && issue.trigger.kind !== "date"
            ? "fuse"
            : "known-bad-build";
    expect(said[0]?.rule).toBe(rule);
    // A date is said on the day before it.
    if (issue.trigger?.kind === "date")
      expect(parseInstant(day ?? "")).toBe(issue.trigger.on - 24 * 60 * 60 * 1000);
  });

  test("is silent once it is mended", () => {
    expect(review(id, "mended").findings.map(({ message }) => message)).toEqual([]);
  });
});
