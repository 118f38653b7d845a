import { describe, expect, test } from "vitest";
import { plannedFolders } from "../../../../src/core/formats/terraform/planned.ts";
import { readingsOf } from "./fixtures.ts";

const main = `resource "vsphere_virtual_machine" "web" {
  count = 2
  name  = "web-\${count.index}"
}
`;
const added = 'resource "vsphere_virtual_machine" "db" {\n  name = "db"\n}\n';

function planOf(...addresses: readonly string[]): string {
  const resources = addresses.map((address) => ({ address, type: address.split(".")[0], values: {} }));
  return JSON.stringify({ format_version: "1.2", planned_values: { root_module: { resources } } });
}

function plannedOf(files: { readonly [path: string]: string }): readonly string[] {
  const readings = readingsOf(Object.entries(files).map(([path, text]) => ({ path, text })));
  return [...plannedFolders(readings)].map(({ source }) => source);
}

describe("a folder is that of a plan", () => {
  const plan = planOf("vsphere_virtual_machine.web[0]", "vsphere_virtual_machine.web[1]");

  test("that lies in it or elsewhere, and names all that it declares", () => {
    expect(plannedOf({ "main.tf": main, "tfplan.json": plan })).toEqual([""]);
    expect(plannedOf({ "infra/main.tf": main, "out/tfplan.json": plan })).toEqual(["infra/"]);
  });

  test("of two that are written alike, where the plan lies in it", () => {
    const both = { "a/main.tf": main, "b/main.tf": main };
    expect(plannedOf({ ...both, "b/tfplan.json": plan })).toEqual(["b/"]);
    expect(plannedOf({ ...both, "tfplan.json": plan })).toEqual([]);
  });

  test("but not where it declares something by now that the plan does not know", () => {
    expect(plannedOf({ "main.tf": main, "db.tf": added, "tfplan.json": plan })).toEqual([]);
  });

  test("and a state is none", () => {
    expect(plannedOf({ "main.tf": main, "state.json": plan.replace("planned_values", "values") })).toEqual(
      [],
    );
  });
});
