import type { Policy } from "../../model/policy.ts";
import type { Linked } from "../foreign.ts";
import { blockingBudgets } from "./budgets.ts";
import { readClusters } from "./clusters.ts";
import { readKured } from "./kured.ts";
import { huddles } from "./machines.ts";
import { nodeOf } from "./nodes.ts";
import type { KubeObject } from "./objects.ts";
import { readPlan } from "./plan.ts";
import { readPool } from "./pool.ts";
import type { Reading, Sight } from "./sight.ts";
import { readWhole } from "./whole.ts";

/** What all objects come to: rollouts joined with the nodes that they reach, and what they show by themselves. */
export function linkObjects(objects: readonly KubeObject[], policy: Policy): Linked {
  const of = (kind: KubeObject["kind"]) => objects.filter((object) => object.kind === kind);
  const sight: Sight = {
    nodes: of("Node").map(nodeOf),
    pools: of("MachineConfigPool"),
    policy,
  };
  const read = objects.map((object) => ({ object, reading: readObject(object, sight) }));
  const drains = read.flatMap(({ object, reading }) => (reading.drains ? [object] : []));
  return {
    plays: read.flatMap(({ reading }) => reading.play ?? []),
    remarks: [
      ...read.flatMap(({ reading }) => reading.remarks),
      ...blockingBudgets(objects, drains),
      ...huddles(objects),
    ],
  };
}

function readObject(object: KubeObject, sight: Sight): Reading {
  switch (object.kind) {
    case "MachineConfigPool":
      return readPool(object, sight);
    case "Plan":
      return readPlan(object, sight);
    case "DaemonSet":
      return readKured(object, sight);
    case "ClusterGroupUpgrade":
      return readClusters(object);
    default:
      return { remarks: readWhole(object) };
  }
}
