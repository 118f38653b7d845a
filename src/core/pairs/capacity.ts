import { type Amounts, capacityOf, shortfall, sizeOf } from "../project/capacity.ts";
import type { Environment, Host, Project, Vm } from "../project/project.ts";

/** Whether one side can carry the load of both (spec RISK.md, "Two environments"). */
export interface Capacity {
  readonly environment: Environment;
  /** What its hosts can promise, with the policy's overcommit. */
  readonly has: Amounts;
  /** What runs there, and what would have to start there if the other side were gone. */
  readonly needs: Amounts;
  /** What is missing of each resource; undefined where it suffices or a figure is missing. */
  readonly short: Amounts;
}

/**
 * A VM of the other side starts here unless its half here is on already, and takes what that half is
 * sized to, where there is one. One without a service is a test or a tool of its side, and nobody starts
 * it elsewhere on the day. `halves` are pairs of a VM here and its half on the other side; hosts that are `out` hold
 * nothing, as while they are updated.
 */
export function capacityOfSide(
  { policy }: Project,
  side: Environment,
  without: readonly Vm[],
  halves: readonly (readonly [Vm, Vm])[],
  out: ReadonlySet<Host> = new Set(),
): Capacity {
  const starting = halves.flatMap(([here, there]) => (!here.counts && there.counts ? [here] : []));
  const running = side.vms.filter(({ counts }) => counts);
  const needs = sizeOf([
    ...running,
    ...starting,
    ...without.filter(({ counts, service }) => counts && service !== undefined),
  ]);
  const has = capacityOf(
    side.hosts.filter((host) => !host.maintenance && !out.has(host)),
    policy.overcommit,
  );
  return { environment: side, has, needs, short: shortfall(needs, has) };
}
