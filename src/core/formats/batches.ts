import type { Batches, BatchSize } from "../model/play.ts";

/**
 * Hosts by batch: one size after the other, the last repeated until all are done. A share is of all
 * hosts of the play, rounded down, at least one. Undefined where a size that is needed is unknown.
 */
export function batchesOf(hosts: readonly string[], sizes: readonly BatchSize[]): Batches["hosts"] {
  const batches: (readonly string[])[] = [];
  let done = 0;
  for (let i = 0; done < hosts.length; i = Math.min(i + 1, sizes.length - 1)) {
    const size = sizes[i];
    if (size === undefined || size.kind === "unknown") return undefined;
    const count = hostsOf(size, hosts.length);
    const next = count > 0 ? done + count : hosts.length;
    batches.push(hosts.slice(done, next));
    done = next;
  }
  return batches;
}

function hostsOf(size: Exclude<BatchSize, { kind: "unknown" }>, all: number): number {
  if (size.kind === "count") return size.hosts;
  // In floating point, as Ansible does: 29 % of 100 hosts are 28.
  return size.kind === "share" ? Math.trunc(size.share * all) || 1 : 0;
}
