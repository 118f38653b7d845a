import { Worker } from "node:worker_threads";
import * as vscode from "vscode";
import type { SpawnOf } from "./engine/client.ts";
import * as providers from "./providers/activate.ts";

/**
 * The extension on the desktop, on remote machines and in containers: engines run in threads, and what is shown of them is
 * in a file of its own, which most windows never load.
 */
export function activate(context: vscode.ExtensionContext): void {
  const file = vscode.Uri.joinPath(context.extensionUri, "dist", "worker.js").fsPath;
  const shown = () => require("./review.js") as typeof import("./providers/startReview.ts");
  providers.activate(context, {
    startReview: () => shown().startReview(workerThread(file, "engine"), workerThread(file, "import")),
    importExport: (files) => shown().importExport(workerThread(file, "import"), files),
  });
}

function workerThread<To, From>(file: string, which: "engine" | "import"): SpawnOf<To, From> {
  return ({ message, ended }) => {
    const worker = new Worker(file, { name: "baskets", workerData: which });
    worker.on("message", message);
    worker.on("error", (error) => ended(error.message));
    worker.on("exit", (code) => ended(`its thread ended with status ${code}`));
    return { post: (said) => worker.postMessage(said), dispose: () => void worker.terminate() };
  };
}
