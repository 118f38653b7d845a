import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { lineStarts } from "../../src/core/text/lines.ts";
import type { Asks, Change, FileReport, FromEngine, LensReport, Report } from "../../src/engine/protocol.ts";
import { createSession, type Session } from "../../src/engine/session.ts";

const ESTATE = "corp";
const AS_OF = Date.UTC(2008, 7, 1);

const corp = `apiVersion: baskets/v1
kind: Estate
clusters:
  - {name: prod, storage: san-1}
hosts:
  - {name: a, cluster: prod}
  - {name: b, cluster: prod}
services:
  - name: erp
    needs: 1
  - name: mail
    needs: 1
vms:
  - {name: erp-1, service: erp, host: a}
  - {name: erp-2, service: erp, host: b}
  - {name: mail-1, service: mail, host: a}
`;

/** A session with one estate, its revisions counted. */
function conversation(session: Session = createSession()) {
  let revision = 0;
  let id = 0;
  const ask = <K extends keyof Asks>(kind: K, about: Asks[K]["ask"]): Asks[K]["answer"] => {
    const said = session.handle({ kind, id: ++id, ...about } as Parameters<Session["handle"]>[0]);
    const answer = said.find((message) => message.kind === "answer" && message.id === id);
    if (answer?.kind !== "answer") throw new Error(`No answer to ${kind}.`);
    return answer.answer;
  };
  return {
    change: (...changes: Change[]): readonly FromEngine[] =>
      session.handle({ kind: "change", estate: ESTATE, revision: ++revision, changes }),
    settings: (lenses: "services" | "all" | "off", policy?: string) =>
      session.handle({
        kind: "settings",
        estate: ESTATE,
        settings: policy === undefined ? { lenses } : { lenses, policy },
      }),
    analyze: (asOf = AS_OF) => ask("analyze", { estate: ESTATE, asOf }) as Report,
    at: (path: string) => ({ estate: ESTATE, path, revision }),
    lenses: (path: string) => ask("lenses", { estate: ESTATE, path, revision }) as readonly LensReport[],
    ask,
  };
}

function put(path: string, text: string): Change {
  return { path, text };
}

/** The edit that makes one text of the other where a word is replaced. */
function replaced(path: string, before: string, word: string, by: string): { change: Change; after: string } {
  const start = before.indexOf(word);
  const after = before.slice(0, start) + by + before.slice(start + word.length);
  return {
    change: { path, edits: [{ start, end: start + word.length, text: by }], lines: after.split("\n").length },
    after,
  };
}

function rules(file: FileReport | undefined): string[] {
  return (file?.findings ?? []).map(({ rule }) => rule);
}

describe("a session of the engine", () => {
  test("reports findings with lines and columns", () => {
    const talk = conversation();
    talk.change(put("corp.estate.yaml", corp.replace("needs: 1", "neds: 1")));
    const [file] = talk.analyze().files;
    expect(file?.path).toBe("corp.estate.yaml");
    const finding = file?.findings.find(({ rule }) => rule === "shape");
    expect(finding?.range).toEqual({ start: { line: 9, column: 4 }, end: { line: 9, column: 8 } });
    expect(finding?.fixable).toBe(true);
  });

  test("reports a file again only when something else is to be said about it", () => {
    const talk = conversation();
    talk.change(
      put("corp.estate.yaml", corp),
      put("other.estate.yaml", "apiVersion: baskets/v1\nkind: Estate\nservices:\n  - {name: dns, teir: 1}\n"),
    );
    expect(talk.analyze().files.map(({ path }) => path)).toEqual(["corp.estate.yaml", "other.estate.yaml"]);
    expect(talk.analyze().files).toEqual([]);
  });

  test("says the same from morning to night: it looks at a day, not at an hour", () => {
    const talk = conversation();
    const policy = "silence:\n  - {rule: shape, reason: soon, until: 2008-08-01T12:00Z}\n";
    talk.settings("services", policy);
    talk.change(put("corp.estate.yaml", corp.replace("needs: 1", "neds: 1")));
    const hour = 3_600_000;
    expect(rules(talk.analyze(AS_OF + 18 * hour).files[0])).not.toContain("shape");
    expect(talk.analyze(AS_OF + 6 * hour).files).toEqual([]);
    expect(rules(talk.analyze(AS_OF + 24 * hour).files[0])).toContain("shape");
  });

  test("takes an edit instead of the whole text", () => {
    const talk = conversation();
    const wrong = corp.replace("needs: 1", "neds: 1");
    talk.change(put("corp.estate.yaml", wrong));
    expect(rules(talk.analyze().files[0])).toContain("shape");
    expect(talk.change(replaced("corp.estate.yaml", wrong, "neds", "needs").change)).toEqual([]);
    expect(rules(talk.analyze().files[0])).not.toContain("shape");
  });

  test("asks for the whole text when an edit does not fit the one it has", () => {
    const talk = conversation();
    talk.change(put("corp.estate.yaml", corp));
    const { change } = replaced("corp.estate.yaml", corp, "erp", "files");
    expect(talk.change({ ...change, lines: 7 } as Change)).toEqual([
      { kind: "lost", estate: ESTATE, path: "corp.estate.yaml" },
    ]);
    expect(talk.change(change)).toEqual([{ kind: "lost", estate: ESTATE, path: "corp.estate.yaml" }]);
    talk.change(put("corp.estate.yaml", corp));
    expect(talk.change(change)).toEqual([]);
  });

  test("takes back what it said about a file that is gone", () => {
    const talk = conversation();
    talk.change(put("corp.estate.yaml", corp.replace("needs: 1", "neds: 1")));
    talk.analyze();
    talk.change({ path: "corp.estate.yaml", gone: true });
    expect(talk.analyze().files).toEqual([{ path: "corp.estate.yaml", findings: [] }]);
  });

  test("answers what is asked about another text with outdated", () => {
    const talk = conversation();
    talk.change(put("corp.estate.yaml", corp));
    const before = talk.at("corp.estate.yaml");
    expect(talk.ask("hover", { ...before, position: { line: 8, column: 10 } })).toBe("outdated");
    talk.analyze();
    expect(talk.ask("hover", { ...before, position: { line: 8, column: 10 } })).not.toBe("outdated");
    talk.change(put("corp.estate.yaml", `\n${corp}`));
    expect(talk.ask("fixes", { ...before, finding: 0 })).toBe("outdated");
    expect(talk.ask("fixAll", before)).toBe("outdated");
  });

  test("gives the fixes of a finding as edits of lines and columns", () => {
    const talk = conversation();
    talk.change(put("corp.estate.yaml", corp.replace("needs: 1", "neds: 1")));
    const finding = rules(talk.analyze().files[0]).indexOf("shape");
    const fixes = talk.ask("fixes", { ...talk.at("corp.estate.yaml"), finding });
    expect(fixes).toEqual([
      {
        title: expect.any(String),
        preferred: true,
        edits: [
          {
            path: "corp.estate.yaml",
            range: { start: { line: 9, column: 4 }, end: { line: 9, column: 8 } },
            text: "needs",
          },
        ],
      },
    ]);
  });

  test("mends all findings of a rule in one edit", () => {
    const talk = conversation();
    talk.change(put("corp.estate.yaml", corp.replaceAll("needs: 1", "neds: 1")));
    talk.analyze();
    const fix = talk.ask("fixAll", { ...talk.at("corp.estate.yaml"), rule: "shape" });
    if (fix === undefined || fix === "outdated") throw new Error("There is no fix.");
    expect(fix.edits.map(({ range, text }) => [range.start.line, text])).toEqual([
      [9, "needs"],
      [11, "needs"],
    ]);
  });

  test("knows the pages of the rules, and no others", () => {
    const talk = conversation();
    expect(talk.ask("rulePage", { rule: "shape" })).toContain("shape");
    expect(talk.ask("rulePage", { rule: "nonsense" })).toBeUndefined();
  });

  test("says what is wrong with the policy of the settings", () => {
    const talk = conversation();
    talk.settings("services", '{"estateBasket": "eighty"}');
    talk.change(put("corp.estate.yaml", corp));
    expect(talk.analyze().policyProblems).toHaveLength(1);
    talk.settings("services", '{"estateBasket": "90%"}');
    expect(talk.analyze().policyProblems).toEqual([]);
  });

  test("keeps estates apart", () => {
    const session = createSession();
    const talk = conversation(session);
    talk.change(put("corp.estate.yaml", corp));
    session.handle({
      kind: "change",
      estate: "other",
      revision: 1,
      changes: [put("corp.estate.yaml", corp)],
    });
    expect(talk.analyze().files.flatMap(rules)).not.toContain("duplicate-name");
  });
});

describe("lenses", () => {
  test("stay while a file cannot be read, and move along with its text", () => {
    const talk = conversation();
    talk.change(put("corp.estate.yaml", corp));
    talk.analyze();
    const before = talk.lenses("corp.estate.yaml");
    expect(before.map(({ range }) => range.start.line)).toEqual([8, 10]);
    const broken = replaced("corp.estate.yaml", corp, "kind: Estate\n", "kind: Estate\nenvironments: [{\n");
    talk.change(broken.change);
    const during = talk.analyze().files[0];
    expect(rules(during)).toContain("syntax");
    const then = talk.lenses("corp.estate.yaml");
    expect(then.map(({ title }) => title)).toEqual(before.map(({ title }) => title));
    expect(then.map(({ range }) => range.start.line)).toEqual([9, 11]);
    talk.change(replaced("corp.estate.yaml", broken.after, "environments: [{\n", "").change);
    // Where they stand is known before the estate is looked at again.
    expect(talk.lenses("corp.estate.yaml")).toEqual(before);
    talk.analyze();
    expect(talk.lenses("corp.estate.yaml")).toEqual(before);
  });

  test("of a file that never could be read are those of what can be read", () => {
    const talk = conversation();
    talk.change(put("corp.estate.yaml", `${corp}domains: [{\n`));
    talk.analyze();
    expect(talk.lenses("corp.estate.yaml").length).toBe(2);
  });

  test("are more with all and none with off", () => {
    const count = (choice: "services" | "all" | "off") => {
      const talk = conversation();
      talk.settings(choice);
      talk.change(put("corp.estate.yaml", corp));
      talk.analyze();
      return talk.lenses("corp.estate.yaml").length;
    };
    expect([count("off"), count("services"), count("all")]).toEqual([0, 2, 5]);
  });
});

describe("any text", () => {
  const piece = fc.oneof(
    fc.constantFrom(
      "services:\n",
      "  - name: x\n",
      "    needs: 1\n",
      "- {",
      "}",
      "\r\n",
      "\r",
      "\t",
      "&a ",
      "*a",
      "<<<<<<< HEAD\n",
      "é",
      "\u2028",
      "😀",
      "# baskets-ignore shape: x\n",
      "host: a",
    ),
    fc.string({ maxLength: 6 }),
  );
  const edit = fc.record({ at: fc.nat(), removed: fc.nat({ max: 12 }), text: piece });

  test("edited step by step is reported as if it had come whole", () => {
    fc.assert(
      fc.property(fc.array(edit, { maxLength: 5 }), (edits) => {
        const stepwise = conversation();
        stepwise.change(put("corp.estate.yaml", corp));
        const untouched = stepwise.analyze().files[0]?.findings ?? [];
        let text = corp;
        let last: FileReport | undefined;
        for (const { at, removed, text: inserted } of edits) {
          const start = at % (text.length + 1);
          const end = Math.min(text.length, start + removed);
          text = text.slice(0, start) + inserted + text.slice(end);
          expect(
            stepwise.change({
              path: "corp.estate.yaml",
              edits: [{ start, end, text: inserted }],
              lines: lineStarts(text).length,
            }),
          ).toEqual([]);
          last = stepwise.analyze().files[0] ?? last;
        }
        const whole = conversation();
        whole.change(put("corp.estate.yaml", text));
        expect(last?.findings ?? untouched).toEqual(whole.analyze().files[0]?.findings ?? []);
      }),
      { numRuns: 25 },
    );
  });
});
