import type { Finding, Fix } from "../model/finding.ts";
import { DAY, formatDuration, formatMinute } from "../model/values.ts";
import { daysPastFreezes, type Frozen, frozenStages } from "../rollout/freezes.ts";
import { actingStages, type RolloutPlan } from "../rollout/plan.ts";
import type { Facts } from "./facts.ts";
import { fixOf } from "./mending.ts";
import type { Rule } from "./rule.ts";
import { finding, setInRollout, setInStage, stageAt, stageSubject } from "./stages.ts";
import { momentInWords } from "./wording.ts";

const withStart = (start: string) => `apiVersion: baskets/v1
kind: Policy
freezes:
  - {name: year end, from: 2008-12-15, until: 2009-01-05}
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
update: {platform: VMware ESX, to: 3.5.0-110268}
start: ${start}
stages:
  - {name: canary, hosts: [esx-01], soak: 7d, gates: [power-on, login]}
  - {name: rest, share: 100%}
halt: {failures: 1}
rollback: {to: 3.5.0-82663, tested: 2008-08-01}
`;

export const frozen: Rule = {
  id: "frozen",
  group: "rollout",
  severity: "warning",
  title: "A stage that falls into a freeze",
  why: "A freeze is the promise that nothing changes while everybody is away or everything counts. A wave in it finds nobody who could take it back.",
  remedy:
    "Move the stage behind the freeze: the quick fix moves the start of the rollout, or watches the stage before it for longer.",
  silentWhen:
    "A rollout without a start is at no time. Freezes are read in the policy's `timeZone`; they do not move the time line by themselves.",
  bad: withStart("2008-12-20T22:00Z"),
  good: withStart("2009-01-05T22:00Z"),
  fixed: withStart("2009-01-05T22:00Z"),
  *check(facts) {
    for (const plan of facts.plans)
      for (const each of frozenStages(facts.project, plan)) yield findingOf(facts, plan, each);
  },
};

function findingOf(facts: Facts, plan: RolloutPlan, each: Frozen): Finding {
  const { stage, wave, freeze, during } = each;
  const name = freeze.name === undefined ? "a freeze" : `the freeze “${freeze.name.value}”`;
  const end = Number.isFinite(during.end) ? `, which lasts until ${momentInWords(during.end)}` : "";
  const which = stage.waves[0] === wave ? "starts" : "has a wave";
  return finding({
    rule: "frozen",
    severity: "warning",
    message: `“${stage.name}” ${which} at ${momentInWords(wave.start ?? 0)} and falls into ${name}${end}.`,
    at: stageAt(plan, stage),
    subject: stageSubject(plan, stage),
    related: [{ at: freeze.at, message: `This is ${name}.` }],
    fixes: () => moved(facts, plan, each),
  });
}

/** By whole days, so that it stays at its time of day. */
function moved({ project }: Facts, plan: RolloutPlan, { stage }: Frozen): readonly Fix[] {
  const days = daysPastFreezes(project, stage);
  const { start } = plan.source.document;
  const [wave] = stage.waves;
  if (days === undefined || start === undefined || wave === undefined) return [];
  const acting = actingStages(plan);
  const before = acting[acting.indexOf(stage) - 1];
  if (before === undefined || before.waves.length === 0) {
    const at = start.value + days * DAY;
    const text = formatMinute(at);
    return fixOf(
      project,
      `Start on ${momentInWords(at)}`,
      [setInRollout(project, plan, "start", text)],
      true,
    );
  }
  const soak = formatDuration(wave.startsAfter - before.endsAfter + days * DAY);
  return fixOf(
    project,
    `Watch “${before.name}” for ${soak}, past the freeze`,
    [setInStage(project, before, "soak", soak)],
    true,
  );
}
