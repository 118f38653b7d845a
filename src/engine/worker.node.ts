import { parentPort, workerData } from "node:worker_threads";

// A worker on the desktop and on servers: a thread of its own, so that the extension host never waits. It is the very
// file that a browser runs, which is packaged once; here it is given what a web worker finds around it.
Object.assign(globalThis, {
  addEventListener: (_: "message", listener: (event: { readonly data: unknown }) => void) =>
    parentPort?.on("message", (data: unknown) => listener({ data })),
  // A thread needs no first word: what is posted to it waits.
  postMessage: (said: unknown) => said !== "ready" && parentPort?.postMessage(said),
});
require("./yaml.web.js");
if (workerData === "import") require("./import.web.js");
else require("./worker.web.js");
