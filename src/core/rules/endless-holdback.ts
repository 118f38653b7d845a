import type { Finding } from "../model/finding.ts";
import { headOf } from "../model/shape.ts";
import { formatDay, type Instant, startOfDay } from "../model/values.ts";
import type { Project } from "../project/project.ts";
import type { RolloutPlan } from "../rollout/plan.ts";
import type { MapNode } from "../syntax/tree.ts";
import type { Place } from "../text/span.ts";
import { placeIn } from "../text/stretch.ts";
import { fixOf, setIn } from "./mending.ts";
import type { Rule } from "./rule.ts";
import { finding, rolloutSubject } from "./stages.ts";
import { counted } from "./wording.ts";

const ESTATE = `apiVersion: baskets/v1
kind: Estate
environments:
  - name: east
hosts:
  - {name: esx-01, environment: east, platform: VMware ESX, build: 3.5.0-82663}
  - {name: esx-02, environment: east, platform: VMware ESX, build: 3.5.0-82663}
  - {name: esx-03, environment: east, platform: VMware ESX, build: 3.5.0-82663}
---
apiVersion: baskets/v1
kind: Rollout
metadata: {name: update-2}
update: {platform: VMware ESX, to: 3.5.0-110268}
start: 2008-08-04T22:00Z
stages:
  - {name: canary, hosts: [esx-01], soak: 7d, gates: [power-on, login]}
  - {name: rest, share: 100%}
halt: {failures: 1}
rollback: {to: 3.5.0-82663, tested: 2008-08-01}
`;

export const endlessHoldback: Rule = {
  id: "endless-holdback",
  group: "rollout",
  severity: "warning",
  title: "A holdback or a pause without an end",
  why: "A host that is held back is a way out for as long as somebody remembers why. Without an end it is forgotten: it misses the fixes that come after, certificates that were to be renewed by the update run out, and one day it is itself what stops everything.",
  remedy:
    "Say until when. The quick fix writes the policy's `young` (30 days by default) after the last wave, or after today for a pause: by then the update has shown what it is. A MachineConfigPool has no place for an end: say why and until when in a silencing comment.",
  silentWhen: "A holdback that holds nothing back is told by `target-mismatch`.",
  bad: `${ESTATE}holdback: {hosts: [esx-03]}
`,
  good: `${ESTATE}holdback: {hosts: [esx-03], until: 2008-11-01}
`,
  fixed: `${ESTATE}holdback: {hosts: [esx-03], until: 2008-09-11}
`,
  *check({ project, plans }) {
    for (const plan of plans) {
      const { holdback, paused } = plan.source.document;
      if (holdback !== undefined && holdback.until === undefined && plan.heldBack.length > 0) {
        const message = `“${plan.source.name}” holds back ${counted(plan.heldBack.length, "host")} for good: nobody will know when to end it, and what comes after will miss them. Say until when.`;
        yield findingOf(plan, holdback, message, lastEnd(plan, project), project);
      }
      if (paused !== undefined && paused.until === undefined) {
        const message = `“${plan.source.name}” is paused without an end: hosts stay where they are, half updated, for as long as nobody remembers. Say until when.`;
        yield findingOf(plan, paused, message, project.asOf, project);
      }
    }
  },
};

function lastEnd({ source, stages }: RolloutPlan, { asOf }: Project): Instant {
  const ends = stages.flatMap(({ waves }) => waves.map(({ endsAfter }) => endsAfter));
  return (source.document.start?.value ?? asOf) + Math.max(0, ...ends);
}

function findingOf(
  plan: RolloutPlan,
  entry: { readonly node: MapNode; readonly at: Place },
  message: string,
  from: Instant,
  project: Project,
): Finding {
  const until = formatDay(startOfDay(Math.max(from, project.asOf) + project.policy.young));
  const keys = ["environments", "clusters", "hosts", "share", "since"];
  return finding({
    rule: "endless-holdback",
    severity: "warning",
    message,
    at: placeIn(entry.at.file, headOf(entry.node)),
    subject: rolloutSubject(plan),
    fixes: () => fixOf(project, `End it on ${until}`, [setIn(project, entry, "until", until, keys)], true),
  });
}
