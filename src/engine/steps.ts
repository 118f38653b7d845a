import type { FromEngine, ToEngine } from "./protocol.ts";
import { createSession, type Session } from "./session.ts";

/** Milliseconds of work after which other messages are let in, and what can be said already is said. */
const STRETCH = 8;

/**
 * Runs a session in stretches, so that a change that comes while it works is heard: the session then leaves what it was
 * at. What is asked meanwhile waits for its turn; what is told does not.
 */
export function createSteps(
  say: (said: FromEngine) => void,
  session: Session = createSession(),
): (message: ToEngine) => void {
  const waiting: ToEngine[] = [];
  let working: ReturnType<Session["steps"]> | undefined;
  const { port1, port2 } = new MessageChannel();
  // Behind what came meanwhile, and without the milliseconds that a timer waits at least.
  port1.onmessage = () => work();

  function work(): void {
    const from = performance.now();
    while (working !== undefined) {
      const { done, value } = working.next();
      if (done) next();
      else if (value.kind !== "pause") say(value);
      else if (performance.now() - from > STRETCH) {
        const early = value.early();
        if (early !== undefined) say(early);
        port2.postMessage(undefined);
        return;
      }
    }
  }

  function next(): void {
    const message = waiting.shift();
    working = message && session.steps(message);
  }

  return (message) => {
    if (working === undefined) {
      working = session.steps(message);
      work();
    } else if ("id" in message) waiting.push(message);
    else for (const said of session.handle(message)) say(said);
  };
}
