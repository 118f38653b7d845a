import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Analysis, analyze } from "../../src/core/analyze.ts";
import { rowOf } from "../../src/core/report/scores.ts";
import { helpFor } from "../../src/core/rules/promise.ts";
import { receiptOf } from "../../src/core/rules/receipt.ts";
import type { SourceFile } from "../../src/core/text/span.ts";
import { lensesOf } from "../../src/core/views/lenses.ts";
import { randomEstate } from "../support/randomEstates.ts";

const AS_OF = Date.UTC(2008, 7, 11);

function august12(): readonly SourceFile[] {
  const top = path.join(import.meta.dirname, "../../examples/august-12");
  return readdirSync(top, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".yaml"))
    .map((name) => ({ path: name, text: readFileSync(path.join(top, name), "utf8") }));
}

/** The first cause of a service in the lens, in the table of scores and in the receipt. */
function causes({ facts }: Analysis): readonly (readonly (string | undefined)[])[] {
  const lenses = new Map(lensesOf(facts, "services").map((lens) => [lens.at, lens.title]));
  return facts.project.services.map((service) => {
    const lens = /one failure: (.+?)(?: \(and \d+ more\))? · /.exec(
      lenses.get(service.entry.name.at) ?? "",
    )?.[1];
    const { cause } = rowOf(service, facts);
    const told = lens === undefined ? undefined : cause.replace(/ \(and \d+ more\)$/, "");
    return [lens, told, lens === undefined ? undefined : receiptOf(service, facts).singles[0]?.names];
  });
}

/** Of each service with a preferred move, that move and what would help most, where both leave the same outage. */
function moves({ findings, facts }: Analysis): readonly (readonly [string, string])[] {
  const move = /^(Move \S+ to (?:host|cluster) \S+?)(?: in \S+)?(?: and keep .+ apart)?: (.+)$/;
  return findings.flatMap(({ rule, subject, fixes }) => {
    const service = facts.project.services.find(({ name }) => name === subject?.name);
    const fix = move.exec(fixes?.().find(({ preferred }) => preferred)?.title ?? "");
    const help = service && move.exec(helpFor(service, facts)[0]?.title ?? "");
    if (rule !== "single-basket" || !fix || !help || fix[2] !== help[2]) return [];
    return [[fix[1] ?? "", help[1] ?? ""] as const];
  });
}

describe("what is said in several places is the same", () => {
  test("the failure that contributes most", () => {
    const here = causes(analyze(august12(), { asOf: AS_OF }));
    expect(here.length).toBeGreaterThan(10);
    for (const [lens, table, receipt] of here) expect([table, receipt]).toEqual([lens, lens]);
    fc.assert(
      fc.property(randomEstate, (files) => {
        for (const [lens, table, receipt] of causes(analyze(files, { asOf: AS_OF })))
          expect([table, receipt]).toEqual([lens, lens]);
      }),
      { numRuns: 100 },
    );
  }, 300_000);

  test("the move that would help most", () => {
    const here = moves(analyze(august12(), { asOf: AS_OF }));
    expect(here.length).toBeGreaterThan(0);
    for (const [fix, help] of here) expect(help).toBe(fix);
    fc.assert(
      fc.property(randomEstate, (files) => {
        for (const [fix, help] of moves(analyze(files, { asOf: AS_OF }))) expect(help).toBe(fix);
      }),
      { numRuns: 300 },
    );
  }, 300_000);
});
