import type { Rule } from "./rule.ts";
import { finding, rolloutSubject } from "./stages.ts";

const withUpdate = (more: string) => `apiVersion: baskets/v1
kind: Policy
profile: strict
---
apiVersion: baskets/v1
kind: Estate
environments:
  - name: east
hosts:
  - {name: esx-01, environment: east, platform: VMware ESX, build: 3.5.0-82663}
  - {name: esx-02, environment: east, platform: VMware ESX, build: 3.5.0-82663}
---
apiVersion: baskets/v1
kind: Rollout
metadata: {name: update-2}
update: {platform: VMware ESX, to: 3.5.0-110268${more}}
stages:
  - {name: canary, hosts: [esx-01], soak: 7d, gates: [power-on, login]}
  - {name: rest, share: 100%}
halt: {failures: 1}
rollback: {to: 3.5.0-82663, tested: 2008-08-01}
`;

export const noChecksum: Rule = {
  id: "no-checksum",
  group: "rollout",
  severity: "off",
  strict: "info",
  severityBy: "off; information with the profile `strict`, or as the policy's `severity` grades it",
  title: "Nothing ties what was tested to what is installed",
  why: "A depot can change between the day of the test and the day of the rollout: releases have been replaced under the same name, and withdrawn. Then the first stage has shown something else than the others get.",
  remedy: "Write the checksum of what was tested as `update.checksum`. No quick fix can know it.",
  bad: withUpdate(""),
  good: withUpdate(", checksum: sha256:6f1c…"),
  *check({ plans }) {
    for (const plan of plans) {
      const { update } = plan.source.document;
      if (update.checksum !== undefined || plan.targets.length === 0) continue;
      yield finding({
        rule: "no-checksum",
        severity: "info",
        message: `Nothing says that what “${plan.source.name}” installs is what was tested: write the \`checksum\` of ${update.to.value}.`,
        at: update.to.at,
        subject: rolloutSubject(plan),
      });
    }
  },
};
