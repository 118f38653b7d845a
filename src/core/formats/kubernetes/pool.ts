import type { BatchSize } from "../../model/play.ts";
import type { Node } from "../../syntax/tree.ts";
import { type KubeNode, selectNodes } from "./nodes.ts";
import type { KubeObject } from "./objects.ts";
import { mendsBy, playOf, type Size, unreadable } from "./play.ts";
import { labelSelector } from "./selector.ts";
import { type Reading, remarkOn, type Sight, setting } from "./sight.ts";
import { isTrue, placeOf, within } from "./values.ts";

/**
 * A MachineConfigPool of OpenShift: its nodes get a new configuration, and with it a new operating system, so many at a
 * time. A node that fails counts as unavailable, so as many failures as may be unavailable stop it. There is nothing
 * that it could be told to wait for. Source: the machine config operator's node controller (`maxUnavailable`).
 */
export function readPool(pool: KubeObject, sight: Sight): Reading {
  const { spec, file, name } = pool;
  const { targets } = selectNodes(file, sight.nodes, (node) => isInPool(node, pool, sight.pools));
  const paused = within(spec, "paused");
  const play = playOf(pool, {
    kind: "pool",
    targets,
    size: sizeOf(within(spec, "maxUnavailable")),
    halts: {
      verdict: "yes",
      why: "A node that fails counts as unavailable, and no other starts while too many are.",
    },
    update: { at: pool.at, what: "updates its nodes", with: name },
    mends: mendsBy(setting(pool, `Update “${name}” one node at a time`, spec, "maxUnavailable", 1)),
  });
  if (!isTrue(paused) || paused === undefined) return { play, remarks: [], drains: true };
  return {
    play,
    drains: true,
    remarks: [
      remarkOn(pool, {
        rule: "endless-holdback",
        severity: "warning",
        at: placeOf(file, paused),
        message: `The MachineConfigPool “${name}” is paused, and it has no place to say until when: while nobody remembers, its nodes miss every update, and certificates that come with them are not renewed. Say why and until when in a comment above it, \`# baskets-ignore endless-holdback: REASON, until DATE\`.`,
      }),
    ],
  };
}

/** A node is in one pool: the control plane's before the team's own, those before `worker`. */
function isInPool(node: KubeNode, pool: KubeObject, pools: readonly KubeObject[]): boolean | undefined {
  const selected = labelSelector(within(pool.spec, "nodeSelector"))(node.labels);
  if (selected !== true) return selected;
  const folder = folderOf(pool);
  return !pools.some(
    (other) =>
      // Pools in other folders may be those of other clusters.
      folderOf(other) === folder &&
      rank(other) > rank(pool) &&
      labelSelector(within(other.spec, "nodeSelector"))(node.labels) === true,
  );
}

function folderOf({ file }: KubeObject): string {
  return file.slice(0, file.lastIndexOf("/") + 1);
}

function rank({ name }: KubeObject): number {
  if (name === "master") return 2;
  return name === "worker" ? 0 : 1;
}

function sizeOf(node: Node | undefined): Size {
  const text = node?.kind === "scalar" && !node.isNull ? node.text : undefined;
  if (node !== undefined && node.kind !== "scalar") return unknown(node, "");
  const percent = /^(\d{1,3})%$/.exec(text ?? "")?.[1];
  if (percent !== undefined) {
    const share = Number(percent) / 100;
    // Rounded down, and never nobody.
    const counts = (all: number): readonly BatchSize[] => [
      { kind: "count", hosts: Math.max(1, Math.floor((Number(percent) * all) / 100)) },
    ];
    return share === 0
      ? { node, sizes: [ONE], counts: () => [ONE] }
      : { node, sizes: [{ kind: "share", share }], counts };
  }
  if (text === undefined || /^0+$/.test(text))
    return { node: text === undefined ? undefined : node, sizes: [ONE], counts: () => [ONE] };
  const number = /^\d{1,9}$/.test(text) ? Number(text) : undefined;
  if (number === undefined) return unknown(node, text);
  const size: BatchSize = { kind: "count", hosts: number };
  return { node, sizes: [size], counts: () => [size] };
}

const ONE: BatchSize = { kind: "count", hosts: 1 };

function unknown(node: Node | undefined, text: string): Size {
  const size: BatchSize = { kind: "unknown", why: unreadable(text) };
  return { node, sizes: [size], counts: () => [size] };
}
