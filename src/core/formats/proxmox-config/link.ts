import type { Finding } from "../../model/finding.ts";
import type { Remark } from "../../model/play.ts";
import { foldersOf } from "./clusters.ts";
import { type ConfigFile, placeIn } from "./config.ts";
import { quorumRemarks } from "./quorum.ts";
import { referenceRemarks } from "./references.ts";
import { ruleRemarks } from "./rules.ts";

/** What the files of Proxmox VE show by themselves, bound folder by folder; in order of their paths. */
export function configRemarks(files: readonly ConfigFile[]): readonly Remark[] {
  return foldersOf(files).flatMap((folder) => [
    ...folder.files.flatMap(({ file, said }) => {
      if (said.about === "cluster") return quorumRemarks(file, said.cluster);
      return said.about === "rules" ? ruleRemarks(file, said.rules, folder.cluster?.said) : [];
    }),
    ...referenceRemarks(folder),
  ]);
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
