import { parentPort } from "node:worker_threads";
import type { FromEngine, ToEngine } from "./protocol.ts";

// The engine on the desktop and on servers: a thread of its own, so that the extension host never waits. It is the very
// file that a browser runs, which is packaged once; here it is given what a web worker finds around it.
Object.assign(globalThis, {
  addEventListener: (_: "message", listener: (event: { readonly data: ToEngine }) => void) =>
    parentPort?.on("message", (data: ToEngine) => listener({ data })),
  // A thread needs no first word: what is posted to it waits.
  postMessage: (said: FromEngine | "ready") => said !== "ready" && parentPort?.postMessage(said),
});
require("./worker.web.js");
