import { describe, expect, test } from "vitest";
import type { CompareReport, ReviewReport, SyncReport } from "../../src/engine/pairReports.ts";
import type { Asks, FixReport, LensReport, Report, Tell } from "../../src/engine/protocol.ts";
import { createSession } from "../../src/engine/session.ts";

const PAIR = `apiVersion: baskets/v1
kind: Estate
environments:
  - {name: east, licence: east}
  - {name: west, licence: west}
pairs:
  - between: [east, west]
hosts:
  - {name: e1, environment: east}
  - {name: w1, environment: west}
services:
  - {name: erp, tier: 1, needs: 1}
vms:
  - {name: erp-1, service: erp, host: e1, memory: 16GiB}
  - {name: erp-w1, service: erp, host: w1, memory: 8GiB, counterpart: erp-1}
`;

/** An estate of one file that has been looked at. */
function opened(text: string) {
  const session = createSession();
  const estate = "corp";
  const revision = 1;
  let id = 0;
  const ask = <K extends keyof Asks>(kind: K, about: Asks[K]["ask"]): Asks[K]["answer"] => {
    const [said] = session.handle({ kind, id: ++id, ...about } as Parameters<typeof session.handle>[0]);
    if (said?.kind !== "answer") throw new Error(`No answer to ${kind}.`);
    return said.answer;
  };
  const tell = (message: Tell) => session.handle(message);
  tell({ kind: "change", estate, revision, changes: [{ path: "a.estate.yaml", text }] });
  const look = () => ask("analyze", { estate, asOf: Date.UTC(2008, 7, 1) }) as Report;
  look();
  return { ask, tell, look, of: { estate, revision } };
}

describe("the engine, asked about two environments", () => {
  test("has them as two texts that lead to where each line is written, and what differs", () => {
    const { ask, of } = opened(PAIR);
    expect(ask("environments", of)).toEqual({ environments: ["east", "west"], pairs: [["east", "west"]] });
    const report = ask("compare", { ...of, here: "east", there: "west", hereInBase: false }) as CompareReport;
    const lines = report.there.text.split("\n");
    const memory = lines.findIndex((line) => line.includes("memory: 8 GiB"));
    expect(report.there.places[memory]).toMatchObject({
      path: "a.estate.yaml",
      range: { start: { line: 14 } },
    });
    expect(report.differences[0]).toMatchObject({
      kind: "drift",
      service: "erp",
      sync: { id: "memory erp-1 erp-w1", onlyThere: false },
    });
    expect(ask("compare", { ...of, here: "east", there: "north", hereInBase: false })).toBe(undefined);
  });

  test("takes one difference over, and writes that another is accepted", () => {
    const { ask, of } = opened(PAIR);
    const items = ["memory erp-1 erp-w1"];
    const sync = ask("sync", { ...of, from: "east", to: "west", items }) as SyncReport;
    expect(sync.brought).toMatchObject([{ id: "memory erp-1 erp-w1", service: "erp" }]);
    expect(sync.edits.map(({ text }) => text).join("")).toContain("host: w1, memory: 16GiB");
    const fix = ask("accept", {
      ...of,
      here: "east",
      there: "west",
      field: "memory",
      service: "erp",
      reason: "half size",
      until: Date.UTC(2009, 0, 1),
    }) as FixReport;
    expect(fix.edits.map(({ text }) => text).join("")).toMatch(/accepted:.*half size.*2009-01-01/s);
    expect(ask("compare", { ...of, revision: 0, here: "east", there: "west", hereInBase: false })).toBe(
      "outdated",
    );
  });
});

test("the engine reviews against a base, and its lenses tell what the change adds to a score", () => {
  const { ask, tell, look, of } = opened(PAIR.replace("host: w1, memory: 8GiB", "host: e1, memory: 8GiB"));
  expect(ask("review", of)).toBe(undefined);
  tell({ kind: "base", use: "review", estate: of.estate, texts: [{ path: "a.estate.yaml", text: PAIR }] });
  look();
  const lensesNow = () =>
    (ask("lenses", { ...of, path: "a.estate.yaml" }) as readonly LensReport[])
      .map(({ title }) => title)
      .join();
  expect(lensesNow()).toMatch(/\(\+\d+\)/);
  const report = ask("review", of) as ReviewReport;
  expect(report.files).toEqual([{ path: "a.estate.yaml", was: PAIR, gone: false }]);
  expect(report.groups.map(({ title }) => title)).toEqual(expect.arrayContaining(["Made worse", "Services"]));
  const pair = report.groups.find(({ title }) => title === "Pairs")?.items[0];
  expect(pair).toMatchObject({ tone: "worse", place: { path: "a.estate.yaml", inBase: false } });
  expect(ask("reviewMarkdown", { ...of, base: "HEAD" })).toMatch(/Against HEAD: \d+ findings? made worse/);
  tell({ kind: "base", use: "review", estate: of.estate });
  look();
  expect(lensesNow()).not.toMatch(/\(\+/);
});

test("what a change mends leads to where it stood, and a file that is new or gone is told as such", () => {
  const { ask, tell, look, of } = opened(PAIR);
  const typo = PAIR.replace("tier: 1", "teir: 1");
  const texts = [
    { path: "a.estate.yaml", text: typo },
    { path: "b.estate.yaml", text: "apiVersion: baskets/v1\nkind: Estate\n" },
  ];
  tell({ kind: "base", use: "review", estate: of.estate, texts });
  look();
  const report = ask("review", of) as ReviewReport;
  const mended = report.groups.find(({ title }) => title === "Mended");
  expect(mended?.items[0]?.place).toMatchObject({
    path: "a.estate.yaml",
    range: { start: { line: 11 } },
    inBase: true,
  });
  expect(report.files).toEqual([
    { path: "a.estate.yaml", was: typo, gone: false },
    { path: "b.estate.yaml", was: texts[1]?.text, gone: true },
  ]);
});

test("an environment is compared with itself as it was", () => {
  const { ask, tell, look, of } = opened(PAIR);
  const sides = { here: "west", there: "west", hereInBase: true };
  expect(ask("compare", { ...of, ...sides })).toBe(undefined);
  tell({ kind: "base", use: "compare", estate: of.estate, texts: [] });
  look();
  expect(ask("compare", { ...of, ...sides })).toMatchObject({ differences: [] });
  const before = PAIR.replace("memory: 8GiB", "memory: 4GiB");
  tell({
    kind: "base",
    use: "compare",
    estate: of.estate,
    texts: [{ path: "a.estate.yaml", text: before }],
  });
  look();
  const report = ask("compare", { ...of, ...sides }) as CompareReport;
  expect(report.differences).toMatchObject([
    {
      kind: "drift",
      title: "erp-w1 on the first side has 4 GiB of memory, that on the second 8 GiB",
      sync: { field: "memory" },
    },
  ]);
  expect(report.here.places.every((place) => place === null)).toBe(true);
  expect(report.here.text.replace("4 GiB", "8 GiB")).toBe(report.there.text);
});
