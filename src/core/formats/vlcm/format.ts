import type { ForeignFormat } from "../foreign.ts";
import { unreadable } from "../syntaxFindings.ts";
import { linkVlcm } from "./link.ts";
import { readVlcm } from "./read.ts";

/** Images and apply policies of vSphere Lifecycle Manager, in JSON. */
export const vlcm: ForeignFormat = {
  read(source) {
    const told = readVlcm(source);
    if (told === undefined) return undefined;
    // The tool refuses what is wrong with it; what is said here is only that it was not read.
    const findings = unreadable(source.path, told.syntax, "info");
    return { recognised: told.kind, syntax: told.syntax, told, findings };
  },
  link(told) {
    return { plays: [], ...linkVlcm(told.filter((file) => file.kind === "vlcm")) };
  },
};
