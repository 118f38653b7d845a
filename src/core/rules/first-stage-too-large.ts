import type { Finding, Fix } from "../model/finding.ts";
import { isGlob } from "../model/glob.ts";
import {
  caveats,
  firstBatch,
  firstBatchInWords,
  importsOf,
  inOneBatch,
  type Play,
  wordsOf,
} from "../model/play.ts";
import { countOf, formatShare } from "../model/values.ts";
import type { Ground } from "../rollout/ground.ts";
import { classOf, firstStageLimit } from "../rollout/limits.ts";
import {
  actingStages,
  isUnstaged,
  type RolloutPlan,
  type StagePlan,
  type StageSpec,
  sizeOf,
} from "../rollout/plan.ts";
import { shareFor, shareText } from "../rollout/proposal.ts";
import { growthSplit, jumps } from "../rollout/split.ts";
import { fixOf } from "./mending.ts";
import type { Rule } from "./rule.ts";
import { finding, setInStage, splitEdits, stageAt, stageSubject } from "./stages.ts";
import { counted } from "./wording.ts";

const ESTATE = `apiVersion: baskets/v1
kind: Estate
environments:
  - name: east
hosts:
  - {name: esx-01, environment: east, platform: VMware ESX, build: 3.5.0-82663}
  - {name: esx-02, environment: east, platform: VMware ESX, build: 3.5.0-82663}
  - {name: esx-03, environment: east, platform: VMware ESX, build: 3.5.0-82663}
  - {name: esx-04, environment: east, platform: VMware ESX, build: 3.5.0-82663}
---
`;

const withFirst = (hosts: string) => `${ESTATE}apiVersion: baskets/v1
kind: Rollout
metadata: {name: update-2}
update: {platform: VMware ESX, to: 3.5.0-110268}
stages:
  - name: canary
    hosts: ${hosts}
    soak: 7d
    gates: [power-on, suspend-resume, login]
  - name: rest
    concurrency: 1
halt: {failures: 1}
rollback: {to: 3.5.0-82663, tested: 2008-08-01}
`;

export const firstStageTooLarge: Rule = {
  id: "first-stage-too-large",
  group: "rollout",
  severity: "warning",
  title: "A first stage with more hosts than are needed to see that an update is bad",
  why: "The first stage is the one that finds out. Each host in it beyond the first of its kind tells nothing more and is lost as well when the update is bad.",
  remedy:
    "Take one host of each kind, or the policy's share of the targets (`rollout.firstStage`, 5 % by default). The quick fix shrinks the stage, and puts a stage in between where the next one would then grow too fast.",
  silentWhen:
    "One host for each (platform, model) of the environments that the stage touches is always allowed, and where whole clusters are updated the smallest cluster that has the model. Silent where everything is in one stage, since that is said by `unstaged-rollout`. A play with a number in `serial` whose hosts nobody knows is not judged, nor is a number of nodes.",
  bad: withFirst("[esx-01, esx-02]"),
  good: withFirst("[esx-01]"),
  fixed: withFirst("[esx-01]"),
  *check({ project, plans, ground }) {
    const { policy } = project;
    for (const plan of plans) {
      const [first] = actingStages(plan);
      if (first === undefined || isUnstaged(plan) || plan.targets.length < 2) continue;
      const limit = firstStageLimit(plan, policy);
      if (sizeOf(first) > limit) yield ofStage(ground, plan, first, limit);
    }
    for (const play of project.plays) {
      const { hosts, of, share } = firstBatch(play);
      if (inOneBatch(play) === "yes") continue;
      const large =
        hosts !== undefined && of !== undefined
          ? hosts > Math.max(kindsIn(play), countOf({ kind: "share", share: policy.rollout.firstStage }, of))
          : (share ?? 0) > policy.rollout.firstStage;
      if (large) yield ofPlay(play, policy.rollout.firstStage);
    }
  },
};

/** How many kinds of host (platform, model) a play has; 1 where its inventory does not say it of all. */
function kindsIn({ facts, targets }: Play): number {
  const hosts = targets.known ? targets.hosts : [];
  const kinds = hosts.map((host) => {
    const told = ["platform", "model"].map((key) => facts?.get(host)?.get(key)?.value);
    return told.some((value) => value !== undefined) ? told.join("\n") : undefined;
  });
  return kinds.includes(undefined) ? 1 : Math.max(1, new Set(kinds).size);
}

function ofStage(ground: Ground, plan: RolloutPlan, stage: StagePlan, limit: number): Finding {
  const size = sizeOf(stage);
  const total = plan.targets.length + plan.stages.reduce((sum, each) => sum + each.done.length, 0);
  return finding({
    rule: "first-stage-too-large",
    severity: "warning",
    message: `The first stage “${stage.name}” takes ${size} of ${total} targets (${formatShare(size / total)}): if the update is bad all ${size} have it before anyone knows. ${limit === 1 ? "One host is" : `${limit} hosts are`} enough to find out (the policy allows ${formatShare(ground.project.policy.rollout.firstStage)}, and one of each kind of host).`,
    at: stageAt(plan, stage),
    subject: stageSubject(plan, stage),
    fixes: () => shrinkFix(ground, plan, stage, limit),
  });
}

function shrinkFix(ground: Ground, plan: RolloutPlan, stage: StagePlan, limit: number): readonly Fix[] {
  const { project } = ground;
  if (stage.done.length > 0 || plan.source.document.update.unit?.value === "cluster") return [];
  const { share: written, hosts: patterns } = stage.spec;
  const named =
    written === undefined &&
    patterns !== undefined &&
    !patterns.some(isGlob) &&
    patterns.length === stage.hosts.length;
  const kept =
    patterns === undefined ? [] : representative(stage, limit).map((position) => patterns[position] ?? "");
  const share = named ? undefined : shareFor(limit, plan.targets.length);
  if (!named && share === undefined) return [];
  const spec: StageSpec = { ...stage.spec, ...(named ? { hosts: kept } : { share }) };
  const specs = plan.stages.map((each) => (each === stage ? spec : each.spec));
  const split = growthSplit(
    ground,
    plan,
    specs,
    jumps(ground, plan).map((jump) => jump.index),
  );
  if (split === undefined) return [];
  const edits =
    share === undefined
      ? setInStage(project, stage, "hosts", kept)
      : setInStage(project, stage, "share", shareText(share));
  const count = split.insertions.length;
  const more = count === 0 ? "" : `, with ${counted(count, "stage")} more behind it`;
  return fixOf(
    project,
    `Shrink “${stage.name}” to ${counted(limit, "host")}${more}`,
    [edits, splitEdits(project, plan, split)],
    true,
  );
}

/** Positions of the hosts to keep: the first of each kind, then as many as are allowed, in the order written. */
function representative(stage: StagePlan, limit: number): readonly number[] {
  const names = stage.spec.hosts ?? [];
  const hosts = names.map((name) =>
    stage.hosts.find((host) => host.name === name || `${host.environment.name}/${host.name}` === name),
  );
  const kinds = new Set<string>();
  const first = hosts.flatMap((host, position) => {
    const kind = host && classOf(host);
    if (kind === undefined || kinds.has(kind)) return [];
    kinds.add(kind);
    return [position];
  });
  const others = names.map((_, position) => position).filter((position) => !first.includes(position));
  return [...first, ...others].slice(0, limit).sort((a, b) => a - b);
}

function ofPlay(play: Play, allowed: number): Finding {
  const { thing, shrink } = wordsOf(play);
  const { first } = play.mends;
  const said = [
    `The first batch of the ${thing} “${play.name}” is large: ${firstBatchInWords(play)}. If the update is bad all of them have it before anyone knows; the policy allows ${formatShare(allowed)}. ${shrink(allowed)}`,
    ...caveats(play),
  ];
  return finding({
    rule: "first-stage-too-large",
    severity: "warning",
    message: said.join(" "),
    at: play.batches.at ?? play.at,
    subject: { kind: "play", name: play.name },
    fixes: () => (first === undefined ? [] : [{ ...first, preferred: true as const }]),
    related: importsOf(play),
  });
}
