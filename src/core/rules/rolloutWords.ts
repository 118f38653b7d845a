import type { PointOfNoReturn } from "../rollout/retreat.ts";

/** Where the way back ends, as a sentence: for reports and hovers. */
export function noReturnSentence({ stage, number, why }: PointOfNoReturn): string {
  const waves = stage.waves.length;
  const after = `“${stage.name}”${waves > 1 ? `, wave ${number} of ${waves}` : ""}`;
  return why.kind === "oneWay"
    ? `No way back after ${after}: what moved to the new build cannot move back.`
    : `No way back without downtime after ${after}: the hosts without the update could no longer hold the VMs of cluster ${why.cluster.name}.`;
}
