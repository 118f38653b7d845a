import { parseYaml } from "../../syntax/parse.ts";
import type { ForeignFormat } from "../foreign.ts";
import { unreadable, unreadText } from "../syntaxFindings.ts";
import { iniComments } from "./ini.ts";
import { linkPlays } from "./link.ts";
import { type AnsiblePart, readAnsible } from "./read.ts";
import { ansibleSyntax } from "./recognise.ts";

/** Playbooks and inventories of Ansible. */
export const ansible: ForeignFormat = {
  read(source) {
    const { path, text } = source;
    const form = ansibleSyntax(path, text);
    if (form === undefined) return undefined;
    const yaml = form === "yaml" ? parseYaml(text) : undefined;
    const told = readAnsible(source, yaml);
    if (told === undefined) return undefined;
    const syntax = yaml ?? { ...unreadText(text), comments: iniComments(text) };
    return {
      recognised: `ansible-${told.kind}`,
      syntax,
      told,
      // Ansible's own reader forgives some of what YAML does not, and refuses the rest itself before anything runs.
      findings: [...unreadable(path, syntax, "info"), ...problemsOf(told)],
    };
  },
  link(told, around) {
    const playbooks = told.flatMap((part) => (part.kind === "playbook" ? [part.playbook] : []));
    const inventories = told.flatMap((part) => (part.kind === "inventory" ? [part.inventory] : []));
    return { plays: linkPlays(playbooks, inventories, around), remarks: [] };
  },
};

function problemsOf(told: AnsiblePart) {
  const problems = told.kind === "inventory" ? told.inventory.problems : [];
  return problems.map(({ at, message }) => ({
    rule: "shape",
    severity: "warning" as const,
    message,
    at,
  }));
}
