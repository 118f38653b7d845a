import { formatSize } from "../model/values.ts";
import { grouped } from "../model/words.ts";
import { acceptedIn } from "../pairs/accepted.ts";
import type { Capacity } from "../pairs/capacity.ts";
import type { Rule } from "./rule.ts";
import { listed } from "./wording.ts";

const withMemory = (memory: string) => `apiVersion: baskets/v1
kind: Estate
environments:
  - name: east
    licence: east
  - name: west
    licence: west
pairs:
  - between: [east, west]
hosts:
  - name: esx-e1
    environment: east
    memory: 64GiB
  - name: esx-w1
    environment: west
    memory: ${memory}
services:
  - name: files
    tier: 3
vms:
  - name: files-1
    service: files
    host: esx-e1
    memory: 48GiB
`;

export const standbyCapacity: Rule = {
  id: "standby-capacity",
  group: "pair",
  severity: "warning",
  title: "One side of a pair cannot carry the load of both",
  why: "Two environments stand in for each other only as far as the one that is left has room. Capacity that was enough when the second side was bought is used up by what came after it, and nobody notices before the day.",
  remedy:
    "Add hosts or memory there, put tests elsewhere, or accept it in the pair (`{field: capacity, reason: …}`) where it is meant. There is no quick fix.",
  silentWhen:
    "By totals, with the policy's `overcommit`; a resource of which a figure is missing is not judged. VMs without a service are tests and tools: they run where they are, and nobody starts them on the other side.",
  bad: withMemory("32GiB"),
  good: withMemory("64GiB"),
  *check({ project, comparisons }) {
    for (const { pair, comparison } of comparisons()) {
      if (acceptedIn(pair.entry, project.asOf, "capacity") !== undefined) continue;
      for (const [index, side] of comparison.capacity.entries()) {
        const missing = shortInWords(side);
        if (missing.length === 0) continue;
        const other = comparison.sides[1 - index];
        yield {
          rule: "standby-capacity",
          severity: "warning",
          message: `${side.environment.name} cannot carry what ${other?.name ?? "the other side"} runs besides its own: it lacks ${listed(missing)}.`,
          at: side.environment.at,
          subject: { kind: "environment", name: side.environment.name },
          related: [{ at: pair.at, message: `The two stand in for each other.` }],
        };
      }
    }
  },
};

/** `19 of 339 vCPU`, `22 GiB of 278 GiB of memory`; nothing where it suffices. */
export function shortInWords({ short, needs }: Pick<Capacity, "short" | "needs">): readonly string[] {
  const cpu = short.cpu === undefined ? [] : [`${grouped(short.cpu)} of ${grouped(needs.cpu ?? 0)} vCPU`];
  const memory =
    short.memory === undefined
      ? []
      : [`${formatSize(short.memory)} of ${formatSize(needs.memory ?? 0)} of memory`];
  return [...cpu, ...memory];
}
