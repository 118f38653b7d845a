import { DAY, formatDay, formatDuration } from "../model/values.ts";
import type { Rule } from "./rule.ts";

export const staleSnapshot: Rule = {
  id: "stale-snapshot",
  group: "reading",
  severity: "info",
  title: "An imported snapshot that is older than the policy allows",
  why: "A document with `takenAt` is an observation. What it says of hosts and VMs was true on that day; the older it is, the less a finding about it means.",
  remedy:
    "Import it again. The age that is allowed is the policy's `snapshotAge`, 30 days by default. There is no quick fix: a new date on old facts would be a false one.",
  bad: `apiVersion: baskets/v1
kind: Estate
metadata:
  takenAt: 2008-01-15
environments:
  - name: east
`,
  good: `apiVersion: baskets/v1
kind: Estate
metadata:
  name: the wish, not an observation
environments:
  - name: east
`,
  *check({ project }) {
    for (const { takenAt } of project.snapshots) {
      const age = project.asOf - takenAt.value;
      if (age <= project.policy.snapshotAge) continue;
      const days = Math.floor(age / DAY);
      yield {
        rule: "stale-snapshot",
        severity: "info",
        message: `This snapshot was taken on ${formatDay(takenAt.value)}, ${days} days ago; the policy allows ${formatDuration(project.policy.snapshotAge)}. Import it again before you trust what follows from it.`,
        at: takenAt.at,
      };
    }
  },
};
