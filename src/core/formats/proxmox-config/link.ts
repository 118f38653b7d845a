import type { EstateDocument } from "../../model/estate.ts";
import type { Finding } from "../../model/finding.ts";
import type { Remark } from "../../model/remark.ts";
import { foldersOf } from "./clusters.ts";
import { type ConfigFile, placeIn } from "./config.ts";
import { joined } from "./join.ts";
import { quorumRemarks } from "./quorum.ts";
import { referenceRemarks } from "./references.ts";
import { ruleRemarks } from "./rules.ts";

/** What the files of Proxmox VE come to, beside and within the estate. */
export interface JoinedEstates {
  readonly estates: readonly EstateDocument[];
  /** For the rules to report. */
  readonly remarks: readonly Remark[];
  readonly findings: readonly Finding[];
}

/** Binds all files of Proxmox VE, in order of their paths, to each other and to the estate. */
export function joinConfigs(estates: readonly EstateDocument[], files: readonly ConfigFile[]): JoinedEstates {
  if (files.length === 0) return { estates, remarks: [], findings: [] };
  const folders = foldersOf(files);
  const remarks = folders.flatMap((folder) => [
    ...folder.files.flatMap(({ file, said }) => {
      if (said.about === "cluster") return quorumRemarks(file, said.cluster);
      return said.about === "rules" ? ruleRemarks(file, said.rules, folder.cluster?.said) : [];
    }),
    ...referenceRemarks(folder),
  ]);
  return { ...joined(estates, folders), remarks };
}

/** Lines that are not read, as findings. */
export function ignoredFindings({ file, ignored }: ConfigFile): readonly Finding[] {
  return ignored.map((line) => ({
    rule: "shape",
    severity: "warning",
    message: line.message,
    at: placeIn(file, line),
  }));
}
