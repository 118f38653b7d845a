import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { plainly, readingOf } from "./fixtures.ts";

const folder = fileURLToPath(new URL("../../../../../shared/samples/terraform/", import.meta.url));

describe.runIf(existsSync(folder))("examples of real providers", () => {
  test("are read without a problem, and nothing is said of them", () => {
    const files = readdirSync(folder)
      .filter((name) => name.endsWith(".tf"))
      .map((name) => ({ path: name, text: readFileSync(folder + name, "utf8") }));
    const reading = readingOf(files);
    expect(reading.remarks).toEqual([]);
    // The template is no VM; the node of the others is known only when Terraform runs.
    expect(plainly(reading.estates).vms.map(({ name, host }) => [name, host])).toEqual([
      ["terraform-provider-proxmox-example", undefined],
      ["terraform-provider-proxmox-data-vm", undefined],
    ]);
  });
});
