import type { Structure } from "./structure.ts";

/**
 * The structure function while one basic event after the other happens and none is mended: all gates are
 * monotone, so each turns true at most once, and all events together cost one pass over the graph. The
 * same truth as `evaluate`, which looks at one state from scratch.
 */
export type Spread = (event: number) => void;

interface Edge {
  readonly parent: number;
  readonly weight: number;
}

/** What follows from events, prepared once; each call begins with none, and is told of every gate that turns true. */
export function spreading({ gates }: Structure): (became: (gate: number) => void) => Spread {
  const edges: Edge[][] = gates.map(() => []);
  const gateOf = new Map<number, number>();
  const always: number[] = [];
  /** The weight that a gate still lacks to be true. */
  const lacks = new Float64Array(gates.length);
  gates.forEach((gate, index) => {
    switch (gate.op) {
      case "never":
        return;
      case "always":
        always.push(index);
        return;
      case "event":
        gateOf.set(gate.event, index);
        return;
      case "or":
      case "and":
        lacks[index] = gate.op === "or" ? 1 : gate.parts.length;
        for (const part of gate.parts) edges[part]?.push({ parent: index, weight: 1 });
        return;
      case "atLeast":
        lacks[index] = gate.least;
        for (const { gate: part, weight } of gate.parts) edges[part]?.push({ parent: index, weight });
    }
  });

  return (became) => {
    const truth = new Uint8Array(gates.length);
    const lacking = lacks.slice();
    const spread = (start: readonly number[]) => {
      const open = [...start];
      for (let at = open.pop(); at !== undefined; at = open.pop()) {
        if (truth[at] === 1) continue;
        truth[at] = 1;
        became(at);
        for (const { parent, weight } of edges[at] ?? []) {
          const left = (lacking[parent] ?? 0) - weight;
          lacking[parent] = left;
          if (left <= 0) open.push(parent);
        }
      }
    };
    spread(always);
    return (event) => {
      const gate = gateOf.get(event);
      if (gate !== undefined) spread([gate]);
    };
  };
}
