import fc from "fast-check";
import { expect, test } from "vitest";
import "../../../support/seed.ts";
import { readTerraform, readTerraformFile } from "../../../../src/core/formats/terraform/read.ts";
import { filesOf } from "./fixtures.ts";

/** JSON of the keys and words that states and plans have, in any arrangement. */
const keys = [
  ...["format_version", "values", "planned_values", "prior_state", "configuration", "root_module"],
  ...[
    "resources",
    "child_modules",
    "resource_changes",
    "change",
    "actions",
    "before",
    "after",
    "expressions",
  ],
  ...[
    "references",
    "address",
    "mode",
    "type",
    "name",
    "index",
    "id",
    "virtual_machine_ids",
    "host_system_ids",
  ],
  ...["compute_cluster_id", "resource_pool_id", "parent_resource_pool_id", "host_image", "disk", "node_name"],
  ...["categories", "cluster", "resource_id", "nodes", "strict", "virtual_machine_group", "vm_id"],
];
const words = [
  ...[
    "1.0",
    "data",
    "managed",
    "create",
    "delete",
    "vsphere_virtual_machine",
    "vsphere_compute_cluster",
    "a.b",
    "a.b[0]",
  ],
  ...[
    "vsphere_compute_cluster_vm_anti_affinity_rule",
    "vsphere_resource_pool",
    "proxmox_virtual_environment_vm",
  ],
  ...["proxmox_harule", "resource-affinity", "negative", "vm:100", "nutanix_virtual_machine_v2", "each.key"],
];
const { value } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 6, depthSize: "medium" },
    fc.constantFrom<unknown>(...words, null, true, 0, -1, 1e9),
    fc.array(tie("value"), { maxLength: 4 }),
    fc.dictionary(fc.constantFrom(...keys), tie("value"), { maxKeys: 6 }),
  ),
}));

test("whatever stands where a state or plan is expected is read without an exception", () => {
  const shape = fc.record({
    format_version: value,
    planned_values: value,
    resource_changes: value,
    prior_state: value,
  });
  const module = fc.record({ root_module: fc.record({ resources: fc.array(value, { maxLength: 5 }) }) });
  const state = fc.record({ format_version: fc.constant("1.0"), values: module });
  const plan = fc.record({
    format_version: fc.constant("1.2"),
    planned_values: module,
    resource_changes: fc.array(value, { maxLength: 3 }),
    prior_state: fc.record({ values: module }),
    configuration: module,
  });
  fc.assert(
    fc.property(fc.oneof(shape, state, plan), (json) => {
      const part = readTerraformFile({ path: "plan.json", text: JSON.stringify(json) });
      if (part !== undefined) readTerraform([part]);
    }),
    { numRuns: 600 },
  );
});

test("a plan cut off or changed anywhere is read without an exception, with every place within it", () => {
  const text = filesOf("shown").find(({ path }) => path.endsWith("plan.json"))?.text ?? "";
  const place = fc.integer({ min: 0, max: text.length });
  fc.assert(
    fc.property(place, place, fc.constantFrom("", "null", "[]", "{", "}", '"', ",", "1"), (from, to, put) => {
      const changed = text.slice(0, Math.min(from, to)) + put + text.slice(Math.max(from, to));
      const part = readTerraformFile({ path: "plan.json", text: changed });
      if (part === undefined) return;
      for (const { remarks } of readTerraform([part]))
        for (const { at } of remarks) expect(at.end).toBeLessThanOrEqual(changed.length);
    }),
    { numRuns: 300 },
  );
});
