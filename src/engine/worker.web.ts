import type { ToEngine } from "./protocol.ts";
import { createSteps } from "./steps.ts";

// The engine in the browser: a Web Worker.
const handle = createSteps((said) => postMessage(said));
addEventListener("message", (event: MessageEvent<ToEngine>) => handle(event.data));
// Says that it is there: what is posted to a worker that never started would be lost.
postMessage("ready");
