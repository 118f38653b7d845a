import { describe, expect, it } from "vitest";
import { diagrams } from "../../../src/core/risk/faultTree.ts";
import { families } from "../../../src/core/risk/minimal.ts";
import { probabilities } from "../../../src/core/risk/probability.ts";
import { readOpenPsa } from "../../support/openPsa.ts";

/** Trees written by hand from their definitions, with answers that can be worked out on paper. */
interface Known {
  readonly name: string;
  readonly gates: string;
  readonly events: Readonly<Record<string, number>>;
  readonly probability: number;
  /** Minimal cut sets by order, from order 1 on. */
  readonly sets: readonly number[];
}

const event = (name: string) => `<basic-event name="${name}"/>`;
const gate = (name: string) => `<gate name="${name}"/>`;
const define = (name: string, formula: string) => `<define-gate name="${name}">${formula}</define-gate>`;

const KNOWN: readonly Known[] = [
  {
    name: "two trains of a pump and a valve each: both must fail",
    gates:
      define("top", `<and>${gate("one")}${gate("two")}</and>`) +
      define("one", `<or>${event("valve1")}${event("pump1")}</or>`) +
      define("two", `<or>${event("valve2")}${event("pump2")}</or>`),
    events: { valve1: 0.4, valve2: 0.5, pump1: 0.6, pump2: 0.7 },
    // (1 − 0.6·0.4)·(1 − 0.5·0.3)
    probability: 0.646,
    sets: [0, 4],
  },
  {
    name: "two of three with a common cause (beta factor 0.05)",
    gates: define(
      "top",
      `<or>${event("common")}<atleast min="2">${event("a")}${event("b")}${event("c")}</atleast></or>`,
    ),
    events: { common: 5e-5, a: 9.5e-4, b: 9.5e-4, c: 9.5e-4 },
    probability: 1 - (1 - 5e-5) * (1 - (3 * 9.5e-4 ** 2 * (1 - 9.5e-4) + 9.5e-4 ** 3)),
    sets: [1, 3],
  },
  {
    name: "a shared event counts once",
    gates:
      define("top", `<and>${gate("left")}${gate("right")}</and>`) +
      define("left", `<or>${event("shared")}${event("a")}</or>`) +
      define("right", `<or>${event("shared")}${event("b")}</or>`),
    events: { shared: 0.1, a: 0.2, b: 0.3 },
    // 0.1 + 0.9·0.2·0.3
    probability: 0.154,
    sets: [1, 1],
  },
  {
    name: "exclusive or, which is not monotone",
    gates: define("top", `<xor>${event("a")}${event("b")}</xor>`),
    events: { a: 0.2, b: 0.3 },
    probability: 0.2 * 0.7 + 0.8 * 0.3,
    sets: [2],
  },
  {
    name: "a bridge of five components",
    gates: define(
      "top",
      `<or><and>${event("a")}${event("b")}</and><and>${event("c")}${event("d")}</and><and>${event("a")}${event("e")}${event("d")}</and><and>${event("c")}${event("e")}${event("b")}</and></or>`,
    ),
    events: { a: 0.5, b: 0.5, c: 0.5, d: 0.5, e: 0.5 },
    probability: 0.5,
    sets: [0, 2, 2],
  },
  {
    name: "a negated event",
    gates: define("top", `<and>${event("a")}<not>${event("b")}</not></and>`),
    events: { a: 0.5, b: 0.25 },
    probability: 0.375,
    sets: [1],
  },
];

function model(gates: string): string {
  return `<?xml version="1.0"?><opsa-mef><define-fault-tree name="t">${gates}</define-fault-tree></opsa-mef>`;
}

function data(events: Readonly<Record<string, number>>): string {
  const definitions = Object.entries(events).map(
    ([name, value]) => `<define-basic-event name="${name}"><float value="${value}"/></define-basic-event>`,
  );
  return `<opsa-mef><model-data>${definitions.join("")}</model-data></opsa-mef>`;
}

describe.each(KNOWN)("$name", ({ gates, events, probability, sets }) => {
  const [read] = readOpenPsa([
    { name: "tree.xml", text: model(gates) },
    { name: "data.xml", text: data(events) },
  ]);
  const tree = read !== undefined && "trees" in read ? read.trees[0] : undefined;
  const made = diagrams(tree?.gates ?? []);
  const node = made.of(tree?.root ?? 0);

  it("has its probability", () => {
    const q = tree?.probabilities ?? [];
    expect(probabilities(made.bdd, (level) => q[made.eventAt(level)] ?? 0).of(node)).toBeCloseTo(
      probability,
      14,
    );
  });

  it("has its minimal cut sets", () => {
    const all = families(made.bdd);
    expect(all.counts(all.minimal(node, 10)).slice(1)).toEqual(sets);
    expect([...all.sets(all.minimal(node, 10))]).toHaveLength(sets.reduce((sum, count) => sum + count, 0));
  });
});

describe("Open-PSA files", () => {
  it("that lack a probability, define a circle or need an expression are said to be unreadable", () => {
    const problem = (gates: string, events = "") =>
      readOpenPsa([
        { name: "t.xml", text: model(gates) },
        ...(events === "" ? [] : [{ name: "d.xml", text: events }]),
      ])
        .map((each) => ("problem" in each ? each.problem : "read"))
        .join();
    expect(problem(define("top", event("a")))).toBe("no probability is given for a");
    expect(
      problem(
        define("top", `<or>${gate("x")}${event("a")}</or>`) + define("x", gate("y")) + define("y", gate("x")),
      ),
    ).toContain("needs itself");
    expect(
      problem(
        define("top", event("a")),
        '<opsa-mef><model-data><define-basic-event name="a"><exponential/></define-basic-event></model-data></opsa-mef>',
      ),
    ).toContain("an expression (exponential)");
  });

  it("with the same data serve several trees", () => {
    const models = readOpenPsa([
      { name: "one.xml", text: model(define("top1", event("a"))) },
      { name: "two.xml", text: model(define("top2", event("a"))) },
      { name: "data.xml", text: data({ a: 0.25 }) },
    ]);
    expect(models.map(({ files }) => files)).toEqual([
      ["one.xml", "data.xml"],
      ["two.xml", "data.xml"],
    ]);
  });
});
