import type { Fix } from "../../model/finding.ts";
import type { Play, Remark } from "../../model/play.ts";
import { byBuild } from "../../model/versions.ts";
import type { Node } from "../../syntax/tree.ts";
import { type Selected, selectNodes } from "./nodes.ts";
import type { KubeObject } from "./objects.ts";
import { hasMoreBatches, mendsBy, oneByOne, playOf, sizeOfNumber } from "./play.ts";
import { labelSelector } from "./selector.ts";
import { preferred, type Reading, remarkOn, type Sight, setting } from "./sight.ts";
import {
  goDuration,
  imageOf,
  isFilledIn,
  isTrue,
  mapUnder,
  parseGoDuration,
  placeOf,
  scalarUnder,
  textUnder,
  within,
} from "./values.ts";

/**
 * A Plan of Rancher's system-upgrade-controller: a job on each node that it selects, so many at a time. A node whose job
 * fails keeps its place among them. Without a selector, or with no number of nodes, it updates nothing.
 * Source: the controller's `types.go`, `plan.go` (SelectConcurrentNodes) and `handle_batch.go`.
 */
export function readPlan(plan: KubeObject, sight: Sight): Reading {
  const { spec, file, name } = plan;
  const concurrency = scalarUnder(spec, "concurrency");
  const drain = mapUnder(spec, "drain");
  const image = scalarUnder(spec, "upgrade", "image");
  if (concurrency === undefined || /^0+$/.test(concurrency.text) || !within(spec, "nodeSelector"))
    return { remarks: [] };
  const selects = labelSelector(within(spec, "nodeSelector"));
  const selected = selectNodes(file, sight.nodes, ({ labels }) =>
    // How a person keeps one node out of one plan.
    labels.get(`plan.upgrade.cattle.io/${name}`) === "disabled" ? false : selects(labels),
  );
  const delay = scalarUnder(spec, "postCompleteDelay");
  const watched = delay === undefined ? 0 : parseGoDuration(delay.text);
  const play = playOf(plan, {
    kind: "plan",
    targets: selected.targets,
    size: sizeOfNumber(concurrency, concurrency.text, 1),
    halts: {
      verdict: "yes",
      why: "A node whose job fails keeps its place, so no more start once as many have failed as go at a time.",
    },
    update: {
      at: image === undefined ? plan.at : placeOf(file, image),
      what: "upgrades its nodes",
      with: image?.text ?? name,
    },
    watch: delay && watched !== undefined ? { node: delay, length: watched } : undefined,
    mends: mendsBy(setting(plan, `Upgrade “${name}” one node at a time`, spec, "concurrency", 1)),
  });
  const evicts = !isTrue(within(drain, "disableEviction"));
  return {
    play,
    remarks: [
      ...moving(plan, selected),
      ...(watched === 0 && hasMoreBatches(play) ? [unwatched(plan, play, delay, sight)] : []),
      ...(evicts ? [] : [deletes(plan)]),
    ],
    ...(drain !== undefined && evicts ? { drains: true as const } : {}),
  };
}

function unwatched(plan: KubeObject, play: Play, delay: Node | undefined, { policy }: Sight): Remark {
  const single = oneByOne(play);
  const watch = goDuration(policy.rollout.notice);
  return remarkOn(plan, {
    rule: "short-soak",
    severity: single ? "info" : "warning",
    at: delay === undefined ? plan.at : placeOf(plan.file, delay),
    message: `The Plan “${plan.name}” takes the next node as soon as the job on one has ended: nothing of what is wrong will have shown by then. With \`postCompleteDelay\` it waits after each node; ${watch} is what the policy gives a person to notice.`,
    fixes: () =>
      preferred(
        setting(plan, `Wait ${watch} after each node`, plan.spec, "postCompleteDelay", watch, [
          "concurrency",
        ]),
      ),
  });
}

function deletes(plan: KubeObject): Remark {
  return remarkOn(plan, {
    rule: "weak-gates",
    severity: "warning",
    at: placeOf(plan.file, within(plan.spec, "drain", "disableEviction") ?? plan.map),
    message: `The Plan “${plan.name}” empties its nodes by deleting pods instead of evicting them: no disruption budget is asked whether one may go, and VMs of KubeVirt stop instead of moving away. Leave evictions on, so that the drain waits for what must not stop.`,
    fixes: () =>
      preferred(
        setting(
          plan,
          `Let “${plan.name}” evict pods`,
          mapUnder(plan.spec, "drain"),
          "disableEviction",
          false,
        ),
      ),
  });
}

function moving(plan: KubeObject, selected: Selected): readonly Remark[] {
  const { spec, file, name } = plan;
  const image = scalarUnder(spec, "upgrade", "image");
  const { tag, isPinned } = imageOf(image?.text ?? "");
  if (image !== undefined && isFilledIn(image.text)) return [];
  const because = "what the first node tries is not what the last one gets";
  if (tag !== undefined && !isPinned && isMovingTag(tag)) {
    return [
      remarkOn(plan, {
        rule: "moving-target",
        severity: "warning",
        at: placeOf(file, image ?? plan.map),
        message: `The Plan “${name}” runs the image tag “${tag}”, which is another image tomorrow: ${because}. Name a version, or the image by its digest.`,
      }),
    ];
  }
  // The version is the tag of an image that names none itself.
  if (tag !== undefined || isPinned) return [];
  const version = scalarUnder(spec, "version");
  const channel = scalarUnder(spec, "channel");
  if (version !== undefined) {
    if (isFilledIn(version.text) || !isMovingTag(version.text)) return [];
    return [
      remarkOn(plan, {
        rule: "moving-target",
        severity: "warning",
        at: placeOf(file, version),
        message: `“${version.text}” names no exact version, so the Plan “${name}” installs whatever is newest that day: ${because}. Write the exact version.`,
        fixes: () => pins(plan, selected),
      }),
    ];
  }
  if (channel === undefined) return [];
  return [
    remarkOn(plan, {
      rule: "moving-target",
      severity: "warning",
      at: placeOf(file, channel),
      message: `The Plan “${name}” follows a channel: a new release starts it by itself, and ${because}. Write \`version\` with the exact one; the channel is then no longer asked.`,
      fixes: () => pins(plan, selected),
    }),
  ];
}

/** A tag that names no version: without a number in it, or one of the words that move along. */
function isMovingTag(tag: string): boolean {
  return !/\d/.test(tag) || /(?:^|[-_.])(?:latest|nightly|edge|daily|canary)(?:[-_.]|$)/i.test(tag);
}

const MOST_PINS = 3;

/** Versions that nodes beside its own run already, newest first, where the plan installs what the nodes say they run. */
function pins(plan: KubeObject, { nodes, beside }: Selected): readonly Fix[] {
  const image = imageOf(textUnder(plan.spec, "upgrade", "image") ?? "").name;
  const family = /\/(k3s|rke2)-upgrade$/.exec(image)?.[1];
  const mark = family === "rke2" ? "+rke2" : "+k3s";
  const oldest = nodes.flatMap(({ kubelet }) => kubelet ?? []).sort(byBuild)[0];
  if (family === undefined || oldest === undefined) return [];
  const running = [...new Set(beside.flatMap(({ kubelet }) => kubelet ?? []))];
  const newer = running
    .filter((version) => version.includes(mark) && byBuild(version, oldest) > 0)
    .sort((a, b) => byBuild(b, a));
  return preferred(
    newer.slice(0, MOST_PINS).flatMap((version) => {
      const on = beside.find(({ kubelet }) => kubelet === version)?.name;
      return setting(plan, `Pin to ${version}, which ${on} runs`, plan.spec, "version", version, [
        "concurrency",
      ]);
    }),
  );
}
