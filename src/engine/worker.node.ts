import { parentPort } from "node:worker_threads";
import type { ToEngine } from "./protocol.ts";
import { createSession } from "./session.ts";

// The engine on the desktop and on servers: a thread of its own, so that the extension host never waits.
const session = createSession();
parentPort?.on("message", (message: ToEngine) => {
  for (const said of session.handle(message)) parentPort?.postMessage(said);
});
