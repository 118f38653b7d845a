import { expect, test } from "vitest";
import { unrecognised, wasMeantForUs } from "../../../src/core/report/select.ts";

test("bytes that are not UTF-8 are ours by their name or by what they show", () => {
  const utf16 = Buffer.from("apiVersion: baskets/v1\n", "utf16le").toString("latin1");
  expect(wasMeantForUs("a.yaml", utf16)).toBe(true);
  expect(wasMeantForUs("a.yaml", `\u00ff\u00fe${utf16}`)).toBe(true);
  expect(wasMeantForUs("corp.estate.yaml", "\u00ff")).toBe(true);
  expect(wasMeantForUs("a.yaml", "caf\u00e9: 1")).toBe(false);
});

const found = [
  { path: "a.yaml", named: false },
  { path: "b.yaml", named: true },
];

test("a file given by name that is nothing of ours is said", () => {
  const recognised = new Map([["a.yaml", "manifest"] as const, ["b.yaml", "nothing"] as const]);
  const said = unrecognised(found, ["."], { recognised, findings: [] }, false);
  expect(said).toHaveLength(1);
  expect(said[0]).toMatch(/^b\.yaml is nothing that Baskets reads/);
});

test("nothing of ours at all is said once, unless something else tells why", () => {
  const recognised = new Map([["a.yaml", "nothing"] as const]);
  expect(unrecognised(found.slice(0, 1), ["x", "y"], { recognised, findings: [] }, false)).toHaveLength(1);
  expect(unrecognised([], ["."], { recognised: new Map(), findings: [] }, false)).toHaveLength(1);
  expect(unrecognised([], ["."], { recognised: new Map(), findings: [] }, true)).toEqual([]);
});

test("a file that was read, or that a finding speaks of, needs no word", () => {
  const finding = {
    rule: "syntax",
    severity: "error",
    message: "…",
    at: { file: "b.yaml", start: 0, end: 0 },
  } as const;
  const recognised = new Map([["a.yaml", "manifest"] as const, ["b.yaml", "nothing"] as const]);
  expect(unrecognised(found, ["."], { recognised, findings: [finding] }, false)).toEqual([]);
});
