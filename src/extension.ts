import { Worker } from "node:worker_threads";
import * as vscode from "vscode";
import type { Spawn } from "./engine/client.ts";
import * as providers from "./providers/activate.ts";

/**
 * The extension on the desktop, on remote machines and in containers: the engine runs in a thread, and what is shown of
 * it is in a file of its own, which most windows never load.
 */
export function activate(context: vscode.ExtensionContext): void {
  providers.activate(context, () => {
    const { startReview } = require("./review.js") as typeof import("./providers/startReview.ts");
    return startReview(workerThread(vscode.Uri.joinPath(context.extensionUri, "dist", "worker.js").fsPath));
  });
}

function workerThread(file: string): Spawn {
  return ({ message, ended }) => {
    const worker = new Worker(file, { name: "baskets" });
    worker.on("message", message);
    worker.on("error", (error) => ended(error.message));
    worker.on("exit", (code) => ended(`its thread ended with status ${code}`));
    return { post: (said) => worker.postMessage(said), dispose: () => void worker.terminate() };
  };
}
