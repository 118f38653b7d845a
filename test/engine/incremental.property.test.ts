import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { estateOf } from "../../bench/estates.ts";
import { lineStarts } from "../../src/core/text/lines.ts";
import type { SourceFile } from "../../src/core/text/span.ts";
import type { Change, FileReport, FromEngine, Report } from "../../src/engine/protocol.ts";
import { createSession, type Session } from "../../src/engine/session.ts";
import { typed } from "../core/syntax/manifests.ts";

const AS_OF = Date.UTC(2026, 10, 26);

/** An engine, and what it has said so far. */
function told(paths: readonly string[]) {
  const session = createSession();
  const reports = new Map<string, FileReport>();
  let revision = 0;
  return (...changes: readonly Change[]) => {
    const lost = session.handle({ kind: "change", estate: "a", revision: ++revision, changes });
    expect(lost).toEqual([]);
    const steps = session.steps({ kind: "analyze", id: revision, estate: "a", asOf: AS_OF });
    for (let step = steps.next(); !step.done; step = steps.next()) {
      // What is said early is said for good, unless the answer says otherwise.
      const said = step.value.kind === "pause" ? step.value.early() : step.value;
      for (const file of filesIn(said)) reports.set(file.path, file);
    }
    const said = [...reports.values()]
      .filter(({ findings }) => findings.length > 0)
      .sort((a, b) => (a.path < b.path ? -1 : 1));
    // Lenses stay through momentary syntax errors, so that they depend on what was there before.
    const broken = said.some(({ findings }) => findings.some(({ rule }) => rule === "syntax"));
    const lenses = paths.map((path) => {
      const ask = { kind: "lenses", id: revision, estate: "a", path, revision } as const;
      return session.handle(ask).map((answer) => (answer.kind === "answer" ? answer.answer : []));
    });
    return { said, lenses: broken ? [] : lenses, fixes: () => fixesOf(session, said, revision) };
  };
}

/** What the light bulb would offer at the first findings of each file. */
function fixesOf(session: Session, said: readonly FileReport[], revision: number): unknown {
  return said.map(({ path, findings }) =>
    findings.slice(0, 4).map((_, finding) => {
      const [answer] = session.handle({ kind: "fixes", id: 0, estate: "a", path, finding, revision });
      return answer?.kind === "answer" ? answer.answer : undefined;
    }),
  );
}

function filesIn(said: FromEngine | undefined): readonly FileReport[] {
  if (said?.kind === "early") return said.files;
  return said?.kind === "answer" ? (said.answer as Report).files : [];
}

function filesBelow(folder: string): readonly SourceFile[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => /\.ya?ml$/.test(name))
    .sort()
    .map((name) => ({ path: name.replaceAll("\\", "/"), text: readFileSync(join(folder, name), "utf8") }));
}

const fixtures = filesBelow("test/fixtures/rules");
const estates: readonly (readonly SourceFile[])[] = [
  ...fixtures.map((file) => [file]),
  ...new Array(20).fill(filesBelow("examples/august-12")),
  ...new Array(20).fill(estateOf(200)),
];

let count = 0;

test("findings and lenses after any edits are those of the same texts read anew", () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...estates),
      fc.array(fc.tuple(fc.nat(20), typed), { minLength: 1, maxLength: 6 }),
      (given, edits) => {
        const texts = new Map(given.map(({ path, text }) => [path, text]));
        const paths = [...texts.keys()];
        const edited = told(paths);
        let last = edited(...given.map(({ path, text }) => ({ path, text })));
        for (const [which, { at, removed, text: inserted }] of edits) {
          const path = paths[which % paths.length] as string;
          const text = texts.get(path) as string;
          const start = at % (text.length + 1);
          const end = Math.min(text.length, start + removed);
          const after = text.slice(0, start) + inserted + text.slice(end);
          texts.set(path, after);
          // Whoever looked at them before must not be offered them as they were then.
          if (at % 4 === 0) last.fixes();
          count++;
          last = edited({ path, edits: [{ start, end, text: inserted }], lines: lineStarts(after).length });
        }
        const anew = told(paths)(...[...texts].map(([path, text]) => ({ path, text })));
        expect([last.said, last.lenses]).toEqual([anew.said, anew.lenses]);
        expect(last.fixes()).toEqual(anew.fixes());
      },
    ),
    { numRuns: Number(process.env.FC_RUNS ?? 150) },
  );
  if (process.env.FC_RUNS !== undefined) console.log(`edits: ${count}`);
});
