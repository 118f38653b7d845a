import type { Halts, Play } from "../../model/play.ts";
import type { MapNode } from "../../syntax/tree.ts";
import { flagOf, hasFlag, setFlag } from "./flags.ts";
import { type KubeNode, selectNodes, type Taint } from "./nodes.ts";
import { type KubeObject, kuredIn } from "./objects.ts";
import { hasMoreBatches, mendsBy, oneByOne, playOf, sizeOfNumber } from "./play.ts";
import { plainSelector } from "./selector.ts";
import { fixBy, preferred, type Reading, remarkOn, type Sight } from "./sight.ts";
import {
  goDuration,
  isFilledIn,
  itemsUnder,
  parseGoDuration,
  placeOf,
  scalarUnder,
  textUnder,
  within,
} from "./values.ts";

/**
 * kured: on each node where it runs it restarts the node when something installed before asks for it, so many at a time. A
 * node that does not come back keeps its lock, unless locks run out. Source: kured's `main.go` and `daemonsetlock.go`.
 */
export function readKured(set: KubeObject, sight: Sight): Reading {
  const container = kuredIn(set);
  if (container === undefined) return { remarks: [] };
  const { file, name, syntax } = set;
  const pod = within(set.spec, "template", "spec");
  const affinity = within(pod, "affinity", "nodeAffinity") !== undefined;
  const selects = plainSelector(within(pod, "nodeSelector"));
  const tolerations = itemsUnder(pod, "tolerations");
  const { targets } = selectNodes(file, sight.nodes, (node) =>
    affinity ? undefined : runsOn(node, selects(node.labels), tolerations),
  );
  const concurrency = flagOf(container, "concurrency");
  const delay = flagOf(container, "lock-release-delay");
  const watched = delay === undefined ? 0 : parseGoDuration(delay.value);
  const image = scalarUnder(container, "image");
  const size = sizeOfNumber(concurrency?.node, concurrency?.value, 1);
  const one = setFlag(syntax, container, "concurrency", "1");
  const stays = setFlag(syntax, container, "lock-ttl", "0");
  const halts = haltsOf(file, container);
  const [halt] =
    halts.verdict === "no" ? fixBy(set, "Keep the lock of a node that does not come back", stays) : [];
  const play = playOf(set, {
    kind: "kured",
    targets: affinity ? { known: false, why: "its node affinity is not read" } : targets,
    size,
    halts,
    update: {
      at: image === undefined ? set.at : placeOf(file, image),
      what: "restarts nodes that ask for it",
      with: image?.text ?? name,
    },
    watch: delay && watched !== undefined ? { node: delay.node, length: watched } : undefined,
    mends: {
      ...mendsBy(fixBy(set, `Restart one node at a time with “${name}”`, one)),
      ...(halt === undefined ? {} : { halt }),
    },
  });
  const looks = ["prometheus-url", "blocking-pod-selector"].some((flag) => hasFlag(container, flag));
  const forced = flagOf(container, "force-reboot", true)?.value === "true";
  return {
    play,
    remarks: [
      ...(watched === 0 && !looks && hasMoreBatches(play) ? [unwatched(set, container, play, sight)] : []),
      ...(forced ? [forces(set, container)] : []),
    ],
    ...(forced ? {} : { drains: true as const }),
  };
}

function haltsOf(file: string, container: MapNode): Halts {
  const alerts = ["prometheus-url", "blocking-pod-selector"].find((flag) => hasFlag(container, flag));
  if (alerts !== undefined)
    return {
      verdict: "yes",
      why: `It asks \`--${alerts}\` before each node, and waits while there is something.`,
    };
  const ttl = flagOf(container, "lock-ttl");
  const length = ttl === undefined ? 0 : parseGoDuration(ttl.value);
  if (length === 0)
    return {
      verdict: "yes",
      why: "A node that does not come back keeps its lock, and the others wait for it.",
    };
  const at = ttl === undefined ? {} : { at: placeOf(file, ttl.node) };
  if (length === undefined)
    return { verdict: "unknown", ...at, why: "When locks run out is no duration that can be read." };
  return {
    verdict: "no",
    ...at,
    why: `The lock of a node that does not come back runs out after ${goDuration(length)} (\`--lock-ttl\`), and the next node restarts.`,
  };
}

function unwatched(set: KubeObject, container: MapNode, play: Play, { policy }: Sight) {
  const watch = goDuration(policy.rollout.notice);
  const delay = flagOf(container, "lock-release-delay");
  return remarkOn(set, {
    rule: "short-soak",
    severity: oneByOne(play) ? "info" : "warning",
    at: delay === undefined ? set.at : placeOf(set.file, delay.node),
    message: `kured restarts the next node as soon as one is back: nothing of what is wrong will have shown by then. With \`--lock-release-delay\` it waits after each node (${watch} is what the policy gives a person to notice), and with \`--prometheus-url\` it waits while alerts are active.`,
    fixes: () =>
      preferred(
        fixBy(
          set,
          `Wait ${watch} after each node`,
          setFlag(set.syntax, container, "lock-release-delay", watch),
        ),
      ),
  });
}

function forces(set: KubeObject, container: MapNode) {
  const flag = flagOf(container, "force-reboot", true);
  return remarkOn(set, {
    rule: "weak-gates",
    severity: "warning",
    at: flag === undefined ? set.at : placeOf(set.file, flag.node),
    message:
      "kured restarts a node even when it could not be emptied (`--force-reboot`): what was not to be stopped, and VMs that could not move, go down with it. Let the failed drain stop it.",
    fixes: () =>
      preferred(
        fixBy(
          set,
          "Let a failed drain stop kured",
          setFlag(set.syntax, container, "force-reboot", "false", true),
        ),
      ),
  });
}

/** A pod of the daemon set stands on a node that is selected and whose taints it tolerates. */
function runsOn(
  node: KubeNode,
  selected: boolean | undefined,
  tolerations: ReturnType<typeof itemsUnder>,
): boolean | undefined {
  if (selected !== true) return selected;
  return node.taints.every(
    (taint) =>
      !HOLDS_OFF.has(taint.effect) ||
      SET_TOLERATES.has(taint.key) ||
      tolerations.some((each) => isTolerated(taint, each)),
  );
}

const HOLDS_OFF: ReadonlySet<string> = new Set(["NoSchedule", "NoExecute"]);

/** What every daemon set tolerates by itself. */
const SET_TOLERATES: ReadonlySet<string> = new Set(
  ["not-ready", "unreachable", "disk-pressure", "memory-pressure", "pid-pressure", "unschedulable"].map(
    (name) => `node.kubernetes.io/${name}`,
  ),
);

function isTolerated(taint: Taint, toleration: ReturnType<typeof itemsUnder>[number]): boolean {
  const key = textUnder(toleration, "key");
  const effect = textUnder(toleration, "effect") ?? "";
  const exists = textUnder(toleration, "operator") === "Exists";
  if (effect !== "" && effect !== taint.effect) return false;
  if (key === undefined) return exists;
  const value = textUnder(toleration, "value") ?? "";
  return key === taint.key && (exists || value === taint.value || isFilledIn(value));
}
