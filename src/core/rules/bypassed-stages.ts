import { badSelfUpdate } from "../catalogue/known.ts";
import type { Rule } from "./rule.ts";
import { counted, listed } from "./wording.ts";

export const bypassedStages: Rule = {
  id: "bypassed-stages",
  group: "rollout",
  severity: "warning",
  title: "Something in an environment that updates itself, past every rollout",
  why: "Stages protect only from what goes through them. An agent, a signature file or a package source that updates itself reaches all machines within minutes, on all sides at once; that is how single files have stopped millions of machines.",
  remedy:
    "Have its updates wait for a stage like all others (a ring, a channel that lags, a mirror that you release from), or take it off the hosts. There is no quick fix: what is changed is the tool, not this file.",
  silentWhen: "Only what `autoUpdates` names. Who accepts it silences the finding with a reason.",
  bad: `apiVersion: baskets/v1
kind: Estate
environments:
  - name: east
    autoUpdates: [antivirus]
hosts:
  - name: esx-01
    environment: east
`,
  good: `apiVersion: baskets/v1
kind: Estate
environments:
  - name: east
    autoUpdates: []
hosts:
  - name: esx-01
    environment: east
`,
  *check({ project, known }) {
    for (const { name, entry, hosts, vms } of project.environments) {
      const told = entry?.autoUpdates ?? [];
      const [first] = told;
      if (first === undefined) continue;
      const running = vms.filter((vm) => vm.counts).length;
      const reach = [counted(hosts.length, "host"), ...(running > 0 ? [counted(running, "VM")] : [])];
      const [before] = told.flatMap(({ value }) => badSelfUpdate(known, value));
      const precedent =
        before === undefined ? "" : ` It has happened: ${before.title} (${before.url[0] ?? ""}).`;
      yield {
        rule: "bypassed-stages",
        severity: "warning",
        message: `${listed(told.map(({ value }) => `“${value}”`))} ${told.length === 1 ? "updates itself" : "update themselves"} in ${name}, past every rollout and its stages: a bad update reaches ${listed(reach)} at once. Let such updates wait for a stage, or accept it with a reason.${precedent}`,
        at: first.at,
        subject: { kind: "environment", name },
      };
    }
  },
};
