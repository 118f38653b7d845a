import type { ToEngine } from "./protocol.ts";
import { createSession } from "./session.ts";

// The engine in the browser: a Web Worker.
const session = createSession();
addEventListener("message", (event: MessageEvent<ToEngine>) => {
  for (const said of session.handle(event.data)) postMessage(said);
});
// Says that it is there: what is posted to a worker that never started would be lost.
postMessage("ready");
