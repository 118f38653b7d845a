import type { ForeignFormat, Told } from "../foreign.ts";
import { unreadable } from "../syntaxFindings.ts";
import { withTerraform } from "./besides.ts";
import { readTerraform, readTerraformFile, type TerraformPart } from "./read.ts";

/** Configurations, states and plans of Terraform and OpenTofu. */
export const terraform: ForeignFormat = {
  read(source) {
    const told = readTerraformFile(source);
    if (told === undefined) return undefined;
    const { path, syntax } = told;
    // A file that declares nothing of ours is there for the others of its folder; it is not reviewed.
    if (told.form === "hcl" && !told.declares) return { recognised: "nothing", syntax, told, findings: [] };
    // Terraform refuses what is wrong with it before anything runs.
    return { recognised: "terraform", syntax, told, findings: unreadable(path, syntax, "info") };
  },
  link(told) {
    const readings = readTerraform(ours(told));
    return {
      plays: [],
      remarks: readings.flatMap(({ remarks }) => remarks).filter(({ vms = [] }) => vms.length === 0),
      images: readings.flatMap(({ images }) => images),
    };
  },
  join(estates, told) {
    const readings = readTerraform(ours(told));
    const known = new Set(estates.flatMap(({ vms }) => vms ?? []).map(({ name }) => name.value));
    return {
      estates: withTerraform(
        estates,
        readings.map((reading) => reading.estates),
      ),
      // The VMs that these are about are VMs of the estate from here on: whether it knew them before is known only here.
      findings: readings
        .flatMap(({ remarks }) => remarks)
        .filter(({ vms = [] }) => vms.length > 0 && !vms.some((vm) => known.has(vm)))
        .map(({ vms: _, ...finding }) => finding),
    };
  },
};

function ours(told: readonly Told[]): readonly TerraformPart[] {
  return told.filter((file) => file.kind === "terraform");
}
