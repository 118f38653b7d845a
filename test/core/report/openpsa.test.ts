import fc from "fast-check";
import { XMLValidator } from "fast-xml-parser";
import { describe, expect, it } from "vitest";
import type { Project } from "../../../src/core/project/project.ts";
import { openPsa } from "../../../src/core/report/openpsa.ts";
import { diagrams } from "../../../src/core/risk/faultTree.ts";
import { probabilities } from "../../../src/core/risk/probability.ts";
import { riskOf } from "../../../src/core/risk/risk.ts";
import { structureOf } from "../../../src/core/risk/structure.ts";
import { type PsaTree, readOpenPsa } from "../../support/openPsa.ts";
import { named, projectOf } from "../../support/project.ts";
import { smallEstate, TODAY } from "../risk/estates.ts";

function exported(project: Project, name: string) {
  const structure = structureOf(project);
  const service = named(project.services, name);
  const risk = riskOf(project, structure).of(service);
  const gate = structure.serviceGate.get(service) ?? 0;
  return { xml: openPsa(service, gate, risk, { structure, project, asOf: project.asOf }), risk };
}

function treeIn(xml: string): PsaTree {
  const [model] = readOpenPsa([{ name: "exported.xml", text: xml }]);
  if (model === undefined || "problem" in model) throw new Error(model?.problem ?? "no tree");
  const [tree] = model.trees;
  if (tree === undefined || model.trees.length > 1) throw new Error("not one top gate");
  return tree;
}

function probabilityOf({ gates, root, probabilities: q }: PsaTree): number {
  const made = diagrams(gates);
  return probabilities(made.bdd, (level) => q[made.eventAt(level)] ?? 0).of(made.of(root));
}

describe("a fault tree in the Open-PSA format", () => {
  it("read again gives the unavailability of its service", () => {
    fc.assert(
      fc.property(smallEstate(), (estate) => {
        const project = projectOf(estate, TODAY);
        for (const { name, placed } of project.services) {
          const { xml, risk } = exported(project, name);
          const expected = placed.length === 0 ? 0 : (risk?.unavailability.low ?? 0);
          expect(Math.abs(probabilityOf(treeIn(xml)) - expected)).toBeLessThanOrEqual(1e-12);
        }
      }),
      { numRuns: 150 },
    );
  });

  const project = projectOf(`
environments: [{name: "Büro & <Lager>", site: 1st floor}]
hosts:
  - {name: a.b, environment: "Büro & <Lager>"}
  - {name: a-b, environment: "Büro & <Lager>"}
  - {name: A_B, environment: "Büro & <Lager>"}
services: [{name: "it's \\"one\\"", needs: "50%"}]
vms:
  - {name: v1, service: "it's \\"one\\"", host: a.b}
  - {name: v2, service: "it's \\"one\\"", host: a.b}
  - {name: v3, service: "it's \\"one\\"", host: a-b}
  - {name: v4, service: "it's \\"one\\"", host: a-b}
  - {name: v5, service: "it's \\"one\\"", host: A_B}
`);
  const { xml, risk } = exported(project, `it's "one"`);

  it("has names that every reader takes, all different whatever their case, and the real ones as labels", () => {
    const names = [...xml.matchAll(/<define-[a-z-]+ name="([^"]*)"/g)].map((match) => match[1] ?? "");
    for (const name of names) expect(name).toMatch(/^[A-Za-z][A-Za-z0-9_]*$/);
    expect(new Set(names.map((name) => name.toLowerCase())).size).toBe(names.length);
    expect(xml).toContain("<label>host a.b</label>");
    expect(xml).toContain("<label>host a-b</label>");
    expect(xml).toContain(`service it's "one"`);
  });

  it("is well-formed XML whatever things are called", () => {
    expect(XMLValidator.validate(xml)).toBe(true);
  });

  it("gives a VM that weighs more under as many names", () => {
    expect(xml).toContain('<atleast min="3">');
    expect(xml).toContain("_copy_2");
    expect(Math.abs(probabilityOf(treeIn(xml)) - (risk?.unavailability.low ?? 0))).toBeLessThanOrEqual(1e-15);
  });

  it("says that a service is down already, or never", () => {
    const ended = projectOf(
      "hosts: [{name: h, build: b}]\nservices: [{name: s}, {name: empty}]\nvms: [{name: v, service: s, host: h}]\ndomains: [{kind: build, name: b, expires: 2000-01-01, breaks: running}]",
    );
    expect(probabilityOf(treeIn(exported(ended, "s").xml))).toBe(1);
    expect(probabilityOf(treeIn(exported(ended, "empty").xml))).toBe(0);
  });
});
