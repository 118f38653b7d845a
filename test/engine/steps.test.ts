import { expect, test } from "vitest";
import { estateOf } from "../../bench/estates.ts";
import { lineStarts } from "../../src/core/text/lines.ts";
import type { FromEngine, ToEngine } from "../../src/engine/protocol.ts";
import { createSteps } from "../../src/engine/steps.ts";

const AS_OF = Date.UTC(2026, 10, 26);
const files = estateOf(4000);
const [first] = files;

/** An engine that works in stretches, and what it has said. */
function engine() {
  const said: FromEngine[] = [];
  const handle = createSteps((message) => said.push(message));
  let revision = 0;
  return {
    said,
    tell: (changes: Extract<ToEngine, { readonly kind: "change" }>["changes"]) =>
      handle({ kind: "change", estate: "a", revision: ++revision, changes }),
    ask: (id: number) => handle({ kind: "analyze", id, estate: "a", asOf: AS_OF }),
    answer: (id: number) =>
      expect.poll(() => said.find((each) => each.kind === "answer" && each.id === id), { timeout: 20_000 }),
  };
}

test("a look is left when something else is told meanwhile", async () => {
  const { said, tell, ask, answer } = engine();
  tell(files);
  ask(1);
  expect(said).toEqual([]);
  tell([{ path: "other.yaml", text: "" }]);
  await answer(1).toEqual({ kind: "answer", id: 1, answer: "outdated" });
  ask(2);
  await answer(2).toMatchObject({ answer: { revision: 2 } });
});

test("what is asked meanwhile waits for its turn", async () => {
  const { said, tell, ask, answer } = engine();
  tell(files);
  ask(1);
  ask(2);
  await answer(2).toBeDefined();
  expect(said.flatMap((each) => (each.kind === "answer" ? [each.id] : []))).toEqual([1, 2]);
});

test("what reading finds is said before the whole estate was looked at", async () => {
  const { said, tell, ask, answer } = engine();
  tell(files);
  ask(1);
  await answer(1).toBeDefined();
  const at = first?.text.indexOf("tolerates: 1") ?? 0;
  const start = at + "tolerates: ".length;
  const lines = lineStarts(first?.text ?? "").length;
  tell([{ path: first?.path ?? "", edits: [{ start, end: start, text: "x" }], lines }]);
  ask(2);
  const before = said.length;
  expect(said).toHaveLength(before);
  await answer(2).toBeDefined();
  const [early, answered] = said.slice(-2);
  expect(early).toMatchObject({ kind: "early", revision: 2 });
  expect(JSON.stringify(early)).toContain("not “x1”");
  // The other findings of the file stay where they stand.
  expect(JSON.stringify(early)).toContain("estate-basket");
  expect(answered).toMatchObject({ kind: "answer", id: 2 });
});
