import type { Finding, Fix } from "../model/finding.ts";
import { nearest } from "../model/nearest.ts";
import { headOf } from "../model/shape.ts";
import { formatDuration } from "../model/values.ts";
import type { Project } from "../project/project.ts";
import type { Ground } from "../rollout/ground.ts";
import { hostNamer } from "../rollout/hostNames.ts";
import {
  emptyStages,
  missedIn,
  missedTargets,
  type Overlap,
  otherBuilds,
  overlaps,
} from "../rollout/mismatch.ts";
import { isUnstaged, type RolloutPlan, type StagePlan } from "../rollout/plan.ts";
import { restInsertions } from "../rollout/rest.ts";
import { removeItem } from "../syntax/edit.ts";
import { entryOf, type ListNode, type Node } from "../syntax/tree.ts";
import { placeIn } from "../text/stretch.ts";
import { type Edits, fixOf } from "./mending.ts";
import { ofMisses, renames } from "./missedNames.ts";
import type { Rule } from "./rule.ts";
import { finding, insertStages, rolloutSubject, setInStage, stageAt, stageSubject } from "./stages.ts";
import { counted, listed } from "./wording.ts";

const withLast = (last: string) => `apiVersion: baskets/v1
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
stages:
  - {name: canary, hosts: [esx-01], soak: 7d, gates: [power-on, suspend-resume, login]}
  - {name: rest, hosts: [${last}], concurrency: 1}
halt: {failures: 1}
rollback: {to: 3.5.0-82663, tested: 2008-08-01}
`;

export const targetMismatch: Rule = {
  id: "target-mismatch",
  group: "reading",
  severity: "error",
  severityBy:
    "error where a name or glob matches no host of the estate, a target is in no stage or no wave fits the window; warning where a host is named twice, a stage is empty, what is matched is no target, or a target runs another build than `from`",
  title: "A rollout that does not reach the hosts it means",
  why: "A misspelled glob updates nothing and says nothing. A host that fell out of all stages stays on the old build for years, until it is the one that cannot take over.",
  remedy:
    "Correct the name, narrow the selector of the later stage, or add a last stage for what is left. The quick fixes do that; a last stage is watched for and tried by the policy.",
  silentWhen:
    "Hosts that run the new build already are done and are not missed: neither a stage nor a target that names only them is said. Globs, clusters and environments of a later stage may overlap with an earlier one, since that keeps what is left.",
  bad: withLast("esx-02, esx-3"),
  good: withLast('esx-02, "*-03"'),
  fixed: withLast("esx-02, esx-03"),
  *check({ project, plans, ground }) {
    for (const plan of plans) {
      if (project.hosts.length === 0) {
        yield withoutEstate(plan);
        continue;
      }
      const missed = [...ofTargets(project, plan), ...ofSelectors(project, plan)];
      yield* missed;
      yield* ofStages(project, plan);
      yield* ofFrom(project, plan);
      yield* ofWindow(plan);
      // A name that matches nothing leaves its host in no stage: that is one mistake, not two.
      if (plan.left.length > 0 && !missed.some((one) => one.severity === "error")) yield ofLeft(ground, plan);
    }
  },
};

/** Nothing of a rollout can be judged without its hosts: that must not pass for a clean bill. */
function withoutEstate(plan: RolloutPlan): Finding {
  return finding({
    rule: "target-mismatch",
    severity: "warning",
    message: `No hosts were read beside “${plan.source.name}”, so neither its stages nor what they take down can be judged. Review it together with its estate.`,
    at: plan.source.at,
    subject: rolloutSubject(plan),
  });
}

function* ofTargets(project: Project, plan: RolloutPlan): Generator<Finding> {
  const { update, targets } = plan.source.document;
  const misses = missedTargets(project, plan);
  yield* ofMisses(project, plan, misses, "the targets");
  if (misses.length > 0 || plan.targets.length + plan.heldBack.length + plan.done.length > 0) return;
  if (!project.hosts.some((host) => host.platform === update.platform.value)) {
    const platforms = [...new Set(project.hosts.flatMap((host) => host.platform ?? []))];
    const running = platforms.length === 0 ? "no host says what it runs" : `they run ${listed(platforms)}`;
    yield finding({
      rule: "target-mismatch",
      severity: "error",
      message: `No host of the estate runs “${update.platform.value}” (${running}): this rollout updates nothing.`,
      at: update.platform.at,
      subject: rolloutSubject(plan),
      fixes: () => renames(project, update.platform.at, nearest(update.platform.value, platforms)),
    });
  } else if (targets !== undefined) {
    yield finding({
      rule: "target-mismatch",
      severity: "error",
      message:
        "No host matches all of these keys together: this rollout updates nothing. A host is a target when it matches every key that is given.",
      at: placeIn(targets.at.file, headOf(targets.node)),
      subject: rolloutSubject(plan),
    });
  }
}

function* ofSelectors(project: Project, plan: RolloutPlan): Generator<Finding> {
  for (const stage of plan.stages) {
    if (stage.entry === undefined) continue;
    yield* ofMisses(project, plan, missedIn(project, plan, stage.entry, false), `“${stage.name}”`);
  }
  const { holdback } = plan.source.document;
  if (holdback === undefined) return;
  const misses = missedIn(project, plan, holdback, true);
  yield* ofMisses(project, plan, misses, "the holdback");
  if (misses.length > 0 || plan.heldBack.length > 0 || plan.targets.length === 0) return;
  yield finding({
    rule: "target-mismatch",
    severity: "warning",
    message:
      "The holdback keeps no host on the old build: name environments, clusters or hosts, or a share of the targets.",
    at: placeIn(holdback.at.file, headOf(holdback.node)),
    subject: rolloutSubject(plan),
  });
}

function* ofStages(project: Project, plan: RolloutPlan): Generator<Finding> {
  for (const overlap of overlaps(plan)) yield ofOverlap(project, plan, overlap);
  // Where one stage has taken everything the others are empty by that, and it is said of the rollout.
  if (isUnstaged(plan) || plan.targets.length === 0) return;
  for (const { stage, why } of emptyStages(project, plan)) {
    const list = entryOf(plan.source.document.node, "stages")?.value;
    const takeOut = () =>
      removal(project, stage.entry?.at.file, list, ({ items }) =>
        stage.entry === undefined ? -1 : items.indexOf(stage.entry.node),
      );
    yield finding({
      rule: "target-mismatch",
      severity: "warning",
      message: `The stage “${stage.name}” updates nothing: ${EMPTY_WORDS[why]}.`,
      at: stageAt(plan, stage),
      subject: stageSubject(plan, stage),
      fixes: () =>
        why === "nowhere"
          ? []
          : fixOf(project, `Take out the empty stage “${stage.name}”`, [takeOut()], true),
    });
  }
}

const EMPTY_WORDS = {
  taken: "the stages before it take all that it selects. Narrow one of them, or take this one out",
  none: "its share is none. Give it a share, or take it out",
  nowhere: "no target matches all of its keys together",
} as const;

function ofOverlap(project: Project, plan: RolloutPlan, { stage, pattern, taken }: Overlap): Finding {
  const hosts = stage.entry === undefined ? undefined : entryOf(stage.entry.node, "hosts")?.value;
  const takeOut = () =>
    removal(project, pattern.at.file, hosts, (list) =>
      list.items.length < 2 ? -1 : list.items.findIndex((item) => item.start === pattern.at.start),
    );
  return finding({
    rule: "target-mismatch",
    severity: "warning",
    message: `“${pattern.value}” is named by “${stage.name}”, but “${taken.name}” before it has updated it by then.`,
    at: pattern.at,
    subject: stageSubject(plan, stage),
    related: [{ at: stageAt(plan, taken), message: `“${taken.name}” takes ${pattern.value} first.` }],
    fixes: () => fixOf(project, `Take ${pattern.value} out of “${stage.name}”`, [takeOut()], true),
  });
}

function removal(
  project: Project,
  file: string | undefined,
  list: Node | undefined,
  indexIn: (list: ListNode) => number,
): Edits {
  const syntax = file === undefined ? undefined : project.files.get(file);
  if (syntax === undefined || file === undefined || list?.kind !== "list") return undefined;
  const index = indexIn(list);
  return index === -1 ? undefined : removeItem(syntax, list, index)?.map((edit) => ({ ...edit, file }));
}

function* ofFrom(project: Project, plan: RolloutPlan): Generator<Finding> {
  const others = otherBuilds(plan);
  const { from } = plan.source.document.update;
  if (from === undefined || others.length === 0) return;
  const nameOf = hostNamer(project);
  const builds = [...new Set(others.flatMap((host) => host.build ?? []))];
  yield finding({
    rule: "target-mismatch",
    severity: "warning",
    message: `The rollout starts from ${from.value}, but ${counted(others.length, "target")} run${others.length === 1 ? "s" : ""} ${listed(builds)}: ${listed(others.map(nameOf))}. That step was not what was tried. Update them in a rollout of their own, or name their build among the targets' builds.`,
    at: from.at,
    subject: rolloutSubject(plan),
    related: others.map((host) => ({
      at: host.needs.get("build")?.at ?? host.entry.name.at,
      message: `${nameOf(host)} runs ${host.build}.`,
    })),
  });
}

function* ofWindow(plan: RolloutPlan): Generator<Finding> {
  const { window } = plan.source.document;
  const stage = plan.stages.find((each) => each.waves.some((wave) => wave.neverFits));
  if (window === undefined || stage === undefined) return;
  yield finding({
    rule: "target-mismatch",
    severity: "error",
    message: `One wave takes ${formatDuration(plan.waveTime)}, and no opening of the window is that long: “${stage.name}” never starts. Widen the window, or say how long a wave really takes.`,
    at: window.from.at,
    subject: rolloutSubject(plan),
    related: [{ at: window.until.at, message: "The window closes here." }],
  });
}

function ofLeft(ground: Ground, plan: RolloutPlan): Finding {
  const nameOf = hostNamer(ground.project);
  const last = plan.stages[plan.stages.length - 1] as StagePlan;
  const total = plan.targets.length;
  const { left } = plan;
  return finding({
    rule: "target-mismatch",
    severity: "error",
    message: `${left.length} of ${total} targets ${left.length === 1 ? "is" : "are"} in no stage and never updated: ${listed(left.map(nameOf))}. Add a last stage for them, or hold them back.`,
    at: stageAt(plan, last),
    subject: rolloutSubject(plan),
    related: left.map((host) => ({
      at: host.entry.name.at,
      message: `${nameOf(host)} is a target and in no stage.`,
    })),
    fixes: () => restFix(ground, plan),
  });
}

function restFix(ground: Ground, plan: RolloutPlan): readonly Fix[] {
  const { project } = ground;
  const rest = restInsertions(ground, plan);
  if (rest === undefined) return [];
  const { insertions, before } = rest;
  const watch = before.soak === undefined ? [] : [setInStage(project, before.stage, "soak", before.soak)];
  const gates = before.gates === undefined ? [] : [setInStage(project, before.stage, "gates", before.gates)];
  const what = insertions.length === 1 ? "a last stage" : counted(insertions.length, "stage");
  return fixOf(
    project,
    `Add ${what} for ${counted(plan.left.length, "target")} left`,
    [...watch, ...gates, insertStages(project, plan, insertions)],
    true,
  );
}
