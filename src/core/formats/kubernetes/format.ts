import { parseYaml } from "../../syntax/parse.ts";
import { isJsonName, isYamlName } from "../candidates.ts";
import type { ForeignFormat } from "../foreign.ts";
import { unreadable } from "../syntaxFindings.ts";
import { linkObjects } from "./link.ts";
import { objectsIn } from "./objects.ts";
import { mayBeKubernetes } from "./sniff.ts";

/** Objects of Kubernetes that update nodes, and what they update: in YAML, and in JSON, which is YAML too. */
export const kubernetes: ForeignFormat = {
  read({ path, text }) {
    if (!(isYamlName(path) || isJsonName(path)) || !mayBeKubernetes(text)) return undefined;
    const syntax = parseYaml(text);
    const objects = objectsIn(path, syntax);
    if (objects.length === 0) return undefined;
    return {
      recognised: "kubernetes",
      syntax,
      told: { kind: "kubernetes", objects },
      // The cluster refuses what is wrong with it; what is said here is only that it was not read.
      findings: unreadable(path, syntax, "info"),
    };
  },
  link(told, { policy }) {
    return linkObjects(
      told.flatMap((part) => (part.kind === "kubernetes" ? part.objects : [])),
      policy,
    );
  },
};
