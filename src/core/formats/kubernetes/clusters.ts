import type { BatchSize, Halts, Play, Targets } from "../../model/play.ts";
import type { MapNode } from "../../syntax/tree.ts";
import type { KubeObject } from "./objects.ts";
import { playOf, type Size, unreadable } from "./play.ts";
import { type Reading, setting } from "./sight.ts";
import {
  isFilledIn,
  itemsUnder,
  mapUnder,
  placeOf,
  scalarUnder,
  textUnder,
  wholeNumber,
  within,
} from "./values.ts";

/**
 * A ClusterGroupUpgrade of OpenShift's lifecycle manager (TALM): clusters get what policies ask for, each canary first and
 * by itself, then so many at a time. A canary that has not ended in time ends it; another batch that has not is left
 * behind, unless `batchTimeoutAction` says Abort. Source: `types.go` and `buildRemediationPlan` of the operator.
 */
export function readClusters(upgrade: KubeObject): Reading {
  const { spec, file } = upgrade;
  const strategy = mapUnder(spec, "remediationStrategy");
  const listed = itemsUnder(spec, "clusters").flatMap((item) => (item.kind === "scalar" ? item.text : []));
  const clusters = [...new Set(listed)];
  // Refused by the operator: nothing to judge.
  if (strategy === undefined || (clusters.length === 0 && !choosesByLabels(spec))) return { remarks: [] };
  const named = itemsUnder(strategy, "canaries").flatMap((item) => (item.kind === "scalar" ? item.text : []));
  const targets = targetsOf(upgrade, clusters, named);
  const canaries = targets.known ? named.filter((canary) => clusters.includes(canary)) : named;
  const size = sizeOf(upgrade, canaries.length);
  const policies = within(spec, "managedPolicies");
  const draft = playOf(upgrade, {
    kind: "clusters",
    targets,
    size,
    halts: haltsOf(upgrade, canaries),
    update: {
      at: policies === undefined ? upgrade.at : placeOf(file, policies),
      what: "updates its clusters",
      with: "managedPolicies",
    },
    mends: mendsOf(upgrade, clusters, canaries),
  });
  const single = draft.batches.hosts?.length === 1;
  const halts: Halts = single
    ? { verdict: "unknown", why: "All clusters are one batch, so there is nothing left to stop." }
    : draft.halts;
  return { play: { ...draft, halts }, remarks: [] };
}

function choosesByLabels(spec: MapNode): boolean {
  return ["clusterSelector", "clusterLabelSelectors"].some((key) => itemsUnder(spec, key).length > 0);
}

/** Canaries first: that is the order in which they go. */
function targetsOf(
  { spec, file }: KubeObject,
  clusters: readonly string[],
  canaries: readonly string[],
): Targets {
  if (choosesByLabels(spec)) return { known: false, why: "labels decide which clusters it takes" };
  if (clusters.some(isFilledIn))
    return { known: false, why: "its clusters are filled in only when it is deployed" };
  const first = canaries.filter((canary) => clusters.includes(canary));
  const hosts = [...new Set([...first, ...clusters])];
  return { known: true, hosts, missing: [], inventories: [file] };
}

/** Without a limit all that are left go at once. */
function sizeOf({ spec }: KubeObject, canaries: number): Size {
  const node = scalarUnder(spec, "remediationStrategy", "maxConcurrency");
  const number = wholeNumber(node?.text ?? "0");
  const rest: BatchSize =
    number === undefined
      ? { kind: "unknown", why: unreadable(node?.text ?? "") }
      : number === 0
        ? { kind: "rest" }
        : { kind: "count", hosts: number };
  const sizes: readonly BatchSize[] = [...Array.from({ length: canaries }, () => ONE), rest];
  return { node, sizes, counts: () => sizes };
}

const ONE: BatchSize = { kind: "count", hosts: 1 };

function haltsOf({ spec, file }: KubeObject, canaries: readonly string[]): Halts {
  const action = scalarUnder(spec, "batchTimeoutAction");
  if (action?.text === "Abort")
    return { verdict: "yes", at: placeOf(file, action), why: "A batch that has not ended in time ends it." };
  if (canaries.length > 0)
    return { verdict: "yes", why: "A canary that has not ended in time ends it before any other cluster." };
  if (action !== undefined && action.text !== "Continue")
    return {
      verdict: "unknown",
      at: placeOf(file, action),
      why: "What a batch that runs late does cannot be read.",
    };
  return {
    verdict: "no",
    ...(action === undefined ? {} : { at: placeOf(file, action) }),
    why: "A batch that has not ended in time is left behind and the next one starts, as `batchTimeoutAction` has it unless it says Abort.",
  };
}

function mendsOf(
  upgrade: KubeObject,
  clusters: readonly string[],
  canaries: readonly string[],
): Play["mends"] {
  const { spec, name } = upgrade;
  const [first] = clusters;
  const strategy = mapUnder(spec, "remediationStrategy");
  const [stage] =
    first === undefined || isFilledIn(first) || canaries.length > 0
      ? []
      : setting(upgrade, `Try “${name}” on ${first} first`, strategy, "canaries", [first]);
  const [halt] =
    textUnder(spec, "batchTimeoutAction") === "Abort"
      ? []
      : setting(
          upgrade,
          `Stop “${name}” at the first batch that does not end in time`,
          spec,
          "batchTimeoutAction",
          "Abort",
        );
  return {
    stage: stage === undefined ? [] : [stage],
    ...(stage === undefined ? {} : { first: stage }),
    ...(halt === undefined ? {} : { halt }),
  };
}
