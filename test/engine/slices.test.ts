import { expect, test } from "vitest";
import type { Report, ToEngine } from "../../src/engine/protocol.ts";
import { createSession } from "../../src/engine/session.ts";

const TEXT = "apiVersion: baskets/v1\nkind: Estate\nhosts:\n  - {name: a, cluster: b}\n";

function findingsAfter(...messages: readonly ToEngine[]): readonly string[] {
  const session = createSession();
  for (const message of messages) expect(session.handle(message)).toEqual([]);
  const [said] = session.handle({ kind: "analyze", id: 1, estate: "a", asOf: 0 });
  const { files } = (said as unknown as { readonly answer: Report }).answer;
  return files.flatMap(({ findings }) => findings.map(({ rule }) => rule));
}

const slice = (key: number, text: string): ToEngine => ({ kind: "slice", key, text });
const told = (key: number): ToEngine => ({
  kind: "change",
  estate: "a",
  revision: 1,
  changes: [{ path: "a.estate.yaml", poured: key }],
});

test("a text that comes in slices is read as one, whatever else comes in between", () => {
  const [one, two] = [TEXT.slice(0, 30), TEXT.slice(30)];
  expect(findingsAfter(slice(7, one), slice(8, "other"), slice(7, two), told(7))).toEqual([
    "unknown-reference",
  ]);
});

test("slices that are dropped are told by no change", () => {
  expect(findingsAfter(slice(7, TEXT), { kind: "drop", key: 7 }, told(7))).toEqual(["shape"]);
});
