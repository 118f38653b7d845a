import { expect, test } from "vitest";
import { analyze } from "../../../src/core/analyze.ts";
import type { Part } from "../../../src/core/formats/part.ts";
import { readPart } from "../../../src/core/formats/read.ts";
import { ruleLinks } from "../../../src/core/views/links.ts";
import { type OutlineItem, outlineOf } from "../../../src/core/views/outline.ts";
import { foldsOf, spansAround } from "../../../src/core/views/structure.ts";
import { tokensOf } from "../../../src/core/views/tokens.ts";

const TEXT = `# What stands
# in the cellar.
apiVersion: baskets/v1
kind: Estate
metadata: {name: cellar}
hosts:
  - name: h1   # baskets-ignore no-redundancy: one is enough
    cpu: 4
  - {name: h2, rack: r1}
services:
  - {name: erp, tier: 1}
vms:
  - {name: erp-1, service: erp, host: h1}
  - {name: erp-2, service: erp, host: h9}
---
apiVersion: baskets/v1
kind: Policy
severity: {drift: off, nonsense: off}
`;

const part: Part = readPart({ path: "a.estate.yaml", text: TEXT });

test("the outline has documents, sections, and what is listed with where it stands", () => {
  const told = (item: OutlineItem): unknown => [
    `${item.kind} ${item.name}: ${item.detail}`,
    ...item.children.map(told),
  ];
  expect(outlineOf(part).map(told)).toEqual([
    [
      "document cellar: Estate",
      ["section hosts: 2", ["host h1: "], ["host h2: "]],
      ["section services: 1", ["service erp: tier 1"]],
      ["section vms: 2", ["vm erp-1: h1 · erp"], ["vm erp-2: h9 · erp"]],
    ],
    ["document Policy: ", ["section severity: "]],
  ]);
  const [document] = outlineOf(part);
  const host = document?.children[0]?.children[1];
  expect(host && TEXT.slice(host.nameAt.start, host.nameAt.end)).toBe("h2");
  expect(host && TEXT.slice(host.at.start, host.at.end)).toBe("{name: h2, rack: r1}");
});

test("the outline stands while something cannot be read, and is empty for other people's files", () => {
  const broken = readPart({ path: "a.estate.yaml", text: TEXT.replace("cpu: 4", "cpu: [4") });
  expect(outlineOf(broken).length).toBeGreaterThan(0);
  expect(outlineOf(readPart({ path: "x.yaml", text: "kind: Deployment\nspec:\n  - name: a\n" }))).toEqual([]);
});

test("values, items, documents and comments fold", () => {
  const folds = foldsOf(part.syntax).map(
    ({ start, end, isComment }) => `${start}-${end}${isComment ? " #" : ""}`,
  );
  expect(folds).toEqual(["0-1 #", "2-13", "5-8", "6-7", "9-10", "11-13", "15-17"]);
});

test("a selection grows from the word to its entry, its item, its list, its document", () => {
  const offset = TEXT.indexOf("erp, host: h1");
  const texts = spansAround(part.syntax, offset).map(
    ({ start, end }) => TEXT.slice(start, end).split("\n")[0],
  );
  expect(texts).toEqual([
    "erp",
    "service: erp",
    "{name: erp-1, service: erp, host: h1}",
    "- {name: erp-1, service: erp, host: h1}",
    "vms:",
    "apiVersion: baskets/v1",
  ]);
});

test("names are told by what they name, and one that names nothing as such", () => {
  const { facts, findings } = analyze([{ path: "a.estate.yaml", text: TEXT }], { asOf: 0 });
  const tokens = tokensOf(facts, findings, "a.estate.yaml");
  const told = tokens.map(
    ({ start, end, kind, isDefinition }) => `${TEXT.slice(start, end)} ${kind}${isDefinition ? "!" : ""}`,
  );
  expect(told).toEqual([
    "h1 host!",
    "h2 host!",
    "r1 domain",
    "erp service!",
    "erp-1 vm!",
    "erp service",
    "h1 host",
    "erp-2 vm!",
    "erp service",
    "h9 unresolved",
  ]);
});

test("rules in comments and policies link to their pages", () => {
  const links = ruleLinks(part, (id) => id === "drift" || id === "no-redundancy");
  expect(links.map(({ rule, at }) => `${rule} ${TEXT.slice(at.start, at.end)}`)).toEqual([
    "no-redundancy no-redundancy",
    "drift drift",
  ]);
});
