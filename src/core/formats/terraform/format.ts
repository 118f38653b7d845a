import type { Remark } from "../../model/play.ts";
import type { ForeignFormat, Told } from "../foreign.ts";
import { unreadable } from "../syntaxFindings.ts";
import { withTerraform } from "./besides.ts";
import { plannedFolders } from "./planned.ts";
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
    const planned = plannedFolders(readings);
    const known = new Set(estates.flatMap(({ vms }) => vms ?? []).map(({ name }) => name.value));
    const joined = withTerraform(
      estates,
      readings.filter((reading) => !planned.has(reading)).map((reading) => reading.estates),
    );
    const groups = joined
      .flatMap(({ clusters }) => clusters ?? [])
      .flatMap(({ keepApart }) => keepApart ?? [])
      .map((group) => new Set(group.map(({ value }) => value)));
    // A folder does not see the rules of another, or of the manifests.
    const isKeptApart = ({ rule, subject, vms = [] }: Remark) =>
      rule === "no-keep-apart" &&
      subject.kind === "resource" &&
      groups.some((group) => vms.filter((vm) => group.has(vm)).length > 1);
    return {
      estates: joined,
      // The VMs that these are about are VMs of the estate from here on: whether it knew them before is known only here.
      findings: readings
        .flatMap(({ remarks }) => remarks)
        .filter(({ vms = [] }) => vms.length > 0 && !vms.some((vm) => known.has(vm)))
        .filter((remark) => !isKeptApart(remark))
        .map(({ vms: _, ...finding }) => finding),
    };
  },
};

function ours(told: readonly Told[]): readonly TerraformPart[] {
  return told.filter((file) => file.kind === "terraform");
}
