import type { Remark } from "../../model/play.ts";
import { counted, listed, quoted } from "../../model/words.ts";
import { type CorosyncCluster, placeIn } from "./config.ts";
import type { Word } from "./words.ts";

/** The votes of a cluster, where the majority of them alone decides; undefined where something else does or nobody can tell. */
export interface Votes {
  /** All there are, those of a device too. */
  readonly total: number;
  /** Nodes whose failure alone leaves the others without a majority. */
  readonly needed: readonly Word[];
  /** Every node has as many votes as the next, and no device has one: a majority of votes is one of hosts. */
  readonly areHosts: boolean;
}

/** Source: votequorum(5). */
export function votesOf({ nodes, quorum }: CorosyncCluster): Votes | undefined {
  const { device = 0 } = quorum;
  const own = nodes.reduce((sum: number | undefined, { votes }) => addUp(sum, votes), 0);
  if (quorum.provider === undefined || quorum.isTwoNode || quorum.special !== undefined) return undefined;
  if (nodes.length < 2 || own === undefined || own === 0 || device === "unknown") return undefined;
  const total = own + device;
  // What is written wins over what the nodes add up to.
  if (quorum.expected !== undefined && quorum.expected !== total) return undefined;
  const majority = Math.floor(total / 2) + 1;
  const needed = nodes.filter(({ votes }) => total - (votes ?? 0) < majority).map(({ name }) => name);
  const [first] = nodes;
  return { total, needed, areHosts: device === 0 && nodes.every(({ votes }) => votes === first?.votes) };
}

function addUp(sum: number | undefined, votes: number | undefined): number | undefined {
  return sum === undefined || votes === undefined ? undefined : sum + votes;
}

/** A cluster that one failure leaves without a majority. */
export function quorumRemarks(file: string, cluster: CorosyncCluster): readonly Remark[] {
  const votes = votesOf(cluster);
  const [first] = votes?.needed ?? [];
  if (votes === undefined || first === undefined) return [];
  const { name, nodes } = cluster;
  const isEach = votes.needed.length === nodes.length;
  const each = nodes.length === 2 ? "either of its two nodes" : `any of its ${counted(nodes.length, "node")}`;
  const which = isEach
    ? each
    : listed(
        votes.needed.map((node) => node.text),
        3,
      );
  const message = `When ${which} fails, the rest of the cluster ${quoted(name.text)} has no majority of its ${counted(votes.total, "vote")}: no guest is started or restarted there any more, and a node with guests under HA resets itself. Add a third node, or a device outside of the cluster that has a vote (pvecm qdevice setup).`;
  return [
    {
      rule: "no-redundancy",
      severity: "warning",
      message,
      at: placeIn(file, name),
      subject: { kind: "cluster", name: name.text },
      related: votes.needed.slice(0, 10).map((node) => ({
        at: placeIn(file, node),
        message: `Without the votes of ${node.text} the others have no majority.`,
      })),
    },
  ];
}
