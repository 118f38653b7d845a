import { Ajv } from "ajv";
import { expect, test } from "vitest";
import { analyze, validFixes } from "../../../src/core/analyze.ts";
import { jsonReport } from "../../../src/core/report/json.ts";
import { jsonPieces } from "../../../src/core/report/jsonText.ts";
import type { HumanPosition } from "../../../src/core/report/sources.ts";
import { applyEdits } from "../../../src/core/text/edit.ts";
import { ANALYSIS, AS_OF, FILES, offsetOf } from "./estate.ts";

const report = parsed(jsonReport(ANALYSIS, FILES, (finding) => validFixes(ANALYSIS, finding)));

function parsed(pieces: Iterable<string>) {
  return JSON.parse([...pieces].join(""));
}

test("it has the shape of version 1", () => {
  const validate = new Ajv({ strict: true, allowUnionTypes: true }).compile(JSON_SHAPE);
  validate(report);
  expect(validate.errors ?? []).toEqual([]);
});

test("it is indented, and what fits on a line stands on one", () => {
  const text = [
    ...jsonPieces({ none: [], some: new Set([1, { a: "b" }]), long: [{ text: "x".repeat(99) }] }),
  ].join("");
  expect(text).toBe(
    `{\n  "none": [],\n  "some": [\n    1,\n    {"a":"b"}\n  ],\n  "long": [\n    {\n      "text": "${"x".repeat(99)}"\n    }\n  ]\n}\n`,
  );
});

test("lines and columns lead to the words at fault", () => {
  const finding = report.findings.find((each: { rule: string }) => each.rule === "unknown-reference");
  const text = FILES[0]?.text ?? "";
  const line = text.split("\n")[finding.start.line - 1] ?? "";
  expect(finding.file).toBe("corp.estate.yaml");
  expect(line.slice(finding.start.column - 1, finding.end.column - 1)).toBe("esx-22");
  expect(finding.end.line).toBe(finding.start.line);
});

test("its fixes, applied, mend", () => {
  const finding = report.findings.find((each: { fixes: unknown[] }) => each.fixes.length > 0);
  const files = FILES.map((file) => {
    const edits = finding.fixes[0].edits
      .filter((edit: { file: string }) => edit.file === file.path)
      .map((edit: { start: HumanPosition; end: HumanPosition; text: string }) => ({
        start: offsetOf(file.text, edit.start),
        end: offsetOf(file.text, edit.end),
        text: edit.text,
      }));
    return { ...file, text: applyEdits(file.text, edits) ?? "" };
  });
  const after = analyze(files, { asOf: AS_OF }).findings;
  expect(after.length).toBeLessThan(ANALYSIS.findings.length);
});

test("what is silenced stands apart, with its reason and its end", () => {
  expect(report.silenced).toHaveLength(1);
  expect(report.silenced[0]).toMatchObject({
    rule: "unknown-reference",
    reason: "moved by hand this week",
    until: "2009-01-31T00:00:00Z",
  });
});

test("what nobody wrote is null, what is not computed yet is left out", () => {
  const byName = new Map(report.services.map((service: { name: string }) => [service.name, service]));
  expect(byName.get("wiki")).toMatchObject({ tier: null, users: null, vms: 1 });
  expect(byName.get("erp")).toMatchObject({ tier: 1, users: 400, vms: 2, needs: 1 });
});

test("a pair has how far its sides are apart, what both stand on and whether each could carry the other", () => {
  const text = `apiVersion: baskets/v1
kind: Estate
environments: [{name: east, manager: vc}, {name: west, manager: vc}]
pairs: [{between: [east, west]}]
hosts: [{name: e, environment: east, cpu: 1, memory: 8GiB}, {name: w, environment: west, cpu: 1}]
services: [{name: erp}]
vms:
  - {name: erp-1, service: erp, host: e, cpu: 2, memory: 4GiB}
  - {name: erp-2, service: erp, host: e, cpu: 3, memory: 4GiB}
`;
  const analysis = analyze([{ path: "a.estate.yaml", text }], { asOf: 0 });
  const { pairs } = parsed(jsonReport(analysis, [], () => []));
  expect(pairs).toEqual([
    {
      between: ["east", "west"],
      drift: 2,
      accepted: 0,
      sharedFate: [{ kind: "manager", name: "vc" }],
      capacity: {
        east: {
          cpu: { has: 4, needs: 5, short: 1 },
          memory: { has: 8 * 2 ** 30, needs: 8 * 2 ** 30, short: 0 },
        },
        west: { cpu: { has: 4, needs: 5, short: 1 }, memory: null },
      },
    },
  ]);
});

test("what runs nowhere is not scored, and not counted where it would run", () => {
  const path = "corp.estate.yaml";
  const text = `apiVersion: baskets/v1
kind: Estate
environments: [{name: east}]
hosts: [{name: a, environment: east}]
services: [{name: erp, users: 5}, {name: old, users: 7}]
vms:
  - {name: erp-1, service: erp, host: a}
  - {name: old-1, service: old, host: a, power: off}
`;
  const { services, environments } = parsed(
    jsonReport(analyze([{ path, text }], { asOf: AS_OF }), [{ path, text }], () => []),
  );
  expect(services).toMatchObject([
    { name: "erp", vms: 1, cutSets: expect.arrayContaining([[{ kind: "host", name: "a" }]]) },
    { name: "old", vms: 0, cutSets: null },
  ]);
  expect(environments).toEqual([{ name: "east", hosts: 1, vms: 1, services: 1, users: 5 }]);
});

test("a service has its minimal cut sets up to order 2", () => {
  const erp = report.services.find((service: { name: string }) => service.name === "erp");
  const sets = erp.cutSets.map((set: { kind: string; name: string }[]) =>
    set.map(({ kind, name }) => `${kind} ${name}`),
  );
  expect(sets).toContainEqual(["site dc-east"]);
  expect(sets).toContainEqual(expect.arrayContaining(["host esx-1", "host esx-2"]));
  expect(sets).not.toContainEqual(["host esx-1"]);
});

test("a service has its outage to double precision, its score and what matters how much", () => {
  const erp = report.services.find(({ name }: { name: string }) => name === "erp");
  const { project, risk } = ANALYSIS.facts;
  const service = project.services.find(({ name }) => name === "erp");
  const expected = service && risk().of(service);
  expect(erp.exact).toBe(true);
  expect(erp.unavailability).toBe(expected?.unavailability.low);
  expect(erp.minutesPerYear).toBe(erp.unavailability * 525_600);
  expect(erp.score).toBe(Math.round(50 + 50 * Math.log10(erp.unavailability / 1e-4)));
  const site = erp.importance.find(({ kind }: { kind: string }) => kind === "site");
  expect(site.birnbaum).toBeGreaterThan(0.99);
  expect(site.fussellVesely).toBeGreaterThan(0.1);
});

test("a rollout has its waves in time, with what they carry", () => {
  const [rollout] = report.rollouts;
  const waves = rollout.waves.map(({ stage, start, hosts, carrying }: Record<string, unknown>) => [
    stage,
    start,
    hosts,
    carrying,
  ]);
  expect(waves).toEqual([
    ["canary", "2008-08-04T22:00:00Z", ["esx-2"], 1],
    ["rest", "2008-08-11T23:30:00Z", ["esx-1"], 2],
  ]);
  expect(rollout).toMatchObject({ name: "esx-3.5-update-2", file: "esx.rollout.yaml" });
});

const POSITION = {
  type: "object",
  additionalProperties: false,
  required: ["line", "column"],
  properties: { line: { type: "integer", minimum: 1 }, column: { type: "integer", minimum: 1 } },
};
const RANGE = { file: { type: "string" }, start: POSITION, end: POSITION };
const TEXT = { type: "string" };
const COUNT = { type: "integer", minimum: 0 };

function object(properties: Record<string, unknown>) {
  return { type: "object", additionalProperties: false, required: Object.keys(properties), properties };
}

function list(items: unknown) {
  return { type: "array", items };
}

const NAMED = object({ kind: TEXT, name: TEXT });
const FINDING = {
  rule: TEXT,
  severity: { enum: ["error", "warning", "info"] },
  message: TEXT,
  ...RANGE,
  subject: { anyOf: [NAMED, { type: "null" }] },
  related: list(object({ ...RANGE, message: TEXT })),
  fixes: list(object({ title: TEXT, edits: list(object({ ...RANGE, text: TEXT })) })),
};
const INSTANT = {
  type: ["string", "null"],
  pattern: "^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(?:\\.\\d+)?Z$",
};

const SHARE = { type: "number", minimum: 0, maximum: 1 };
/** An interval where the estate is too entangled to be counted in full. */
const NUMBERS = {
  anyOf: [{ type: ["number", "null"] }, { ...list({ type: "number" }), minItems: 2, maxItems: 2 }],
};

/** Spec CLI.md, "JSON", without what is not computed yet. */
const JSON_SHAPE = object({
  version: { const: 1 },
  asOf: INSTANT,
  findings: list(object(FINDING)),
  silenced: list(object({ ...FINDING, reason: TEXT, until: INSTANT })),
  services: list(
    object({
      name: TEXT,
      tier: { type: ["integer", "null"] },
      vms: COUNT,
      needs: COUNT,
      users: { type: ["integer", "null"] },
      unavailability: NUMBERS,
      exact: { type: ["boolean", "null"] },
      score: NUMBERS,
      minutesPerYear: NUMBERS,
      kindsKnown: { anyOf: [object({ known: COUNT, of: COUNT }), { type: "null" }] },
      importance: {
        anyOf: [
          list(object({ kind: TEXT, name: TEXT, birnbaum: SHARE, fussellVesely: SHARE })),
          { type: "null" },
        ],
      },
      cutSets: { type: ["array", "null"], items: { ...list(NAMED), minItems: 1, maxItems: 2 } },
    }),
  ),
  rollouts: list(
    object({
      name: TEXT,
      file: TEXT,
      exposure: object({ prompt: SHARE, latent: SHARE, timeBomb: SHARE, mixed: SHARE }),
      pointOfNoReturn: {
        anyOf: [object({ stage: TEXT, wave: COUNT, at: INSTANT }), { type: "null" }],
      },
      waves: list(
        object({
          stage: TEXT,
          start: INSTANT,
          end: INSTANT,
          hosts: list(TEXT),
          carrying: COUNT,
          servicesDown: list(TEXT),
        }),
      ),
    }),
  ),
  environments: list(
    object({ name: TEXT, hosts: COUNT, vms: COUNT, services: COUNT, users: { type: ["integer", "null"] } }),
  ),
  pairs: list(
    object({
      between: list(TEXT),
      drift: COUNT,
      accepted: COUNT,
      sharedFate: list(object({ kind: TEXT, name: TEXT })),
      capacity: { type: "object" },
    }),
  ),
});
