import type { Host } from "../project/project.ts";
import type { Structure } from "./structure.ts";

/**
 * Which gates are true (1) when exactly the given basic events happen: all of them in one pass.
 * `hosts` are taken as down besides, with all that follows from it; nothing but a host stands on the
 * host's own event, so that happening is the same as the host being down for any reason.
 */
export function evaluate(
  structure: Structure,
  down: (event: number) => boolean,
  hosts: ReadonlySet<Host> = new Set(),
): Uint8Array {
  const forced = new Set<number>();
  for (const host of hosts) {
    const event = structure.eventOf.get(host.domain);
    if (event !== undefined) forced.add(event);
  }
  const { gates } = structure;
  const truth = new Uint8Array(gates.length);
  const isTrue = (gate: number) => truth[gate] === 1;
  gates.forEach((gate, index) => {
    let holds: boolean;
    switch (gate.op) {
      case "never":
        holds = false;
        break;
      case "always":
        holds = true;
        break;
      case "event":
        holds = down(gate.event) || forced.has(gate.event);
        break;
      case "or":
        holds = gate.parts.some(isTrue);
        break;
      case "and":
        holds = gate.parts.every(isTrue);
        break;
      case "atLeast":
        holds =
          gate.parts.reduce((sum, part) => sum + part.weight * (truth[part.gate] ?? 0), 0) >= gate.least;
        break;
    }
    if (holds) truth[index] = 1;
  });
  return truth;
}
