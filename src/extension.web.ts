import * as vscode from "vscode";
import type { Connection, Spawn } from "./engine/client.ts";
import type { ToEngine } from "./engine/protocol.ts";
import * as providers from "./providers/activate.ts";
import { startReview } from "./providers/startReview.ts";

/**
 * The extension in the browser: the engine runs in a Web Worker. Where a page allows none nothing is reviewed, rather
 * than carrying the whole engine in the file that every window with a YAML file loads.
 */
export function activate(context: vscode.ExtensionContext): void {
  providers.activate(context, () =>
    startReview(webWorker(vscode.Uri.joinPath(context.extensionUri, "dist", "worker.web.js"))),
  );
}

/** What is posted before the engine is there waits for it. */
function webWorker(file: vscode.Uri): Spawn {
  return (on) => {
    const early: ToEngine[] = [];
    let running: Connection | undefined;
    let disposed = false;
    startWorker(file, on).then(
      (connection) => {
        if (disposed) return connection.dispose();
        running = connection;
        for (const message of early.splice(0)) connection.post(message);
      },
      () => on.unavailable(NO_WORKER),
    );
    return {
      post: (message) => (running === undefined ? early.push(message) : running.post(message)),
      dispose() {
        disposed = true;
        running?.dispose();
      },
    };
  };
}

const NO_WORKER =
  "Baskets needs web workers for its review and could not start one in this window, so nothing is reviewed here.";

/** From a Blob, since a page may not start a worker from the place that extensions are served from. */
async function startWorker(file: vscode.Uri, { message, ended }: Parameters<Spawn>[0]): Promise<Connection> {
  const code = await vscode.workspace.fs.readFile(file);
  const url = URL.createObjectURL(new Blob([new Uint8Array(code)], { type: "text/javascript" }));
  const worker = new Worker(url, { name: "baskets" });
  await firstWord(worker);
  worker.onmessage = ({ data }) => message(data);
  worker.onerror = (event) => ended(event.message || "its worker failed");
  return {
    post: (said) => worker.postMessage(said),
    dispose() {
      worker.terminate();
      URL.revokeObjectURL(url);
    },
  };
}

/** A worker that a page does not allow is made all the same, and says so only here. */
function firstWord(worker: Worker): Promise<void> {
  return new Promise((resolve, reject) => {
    worker.onmessage = () => resolve();
    worker.onerror = () => reject(new Error("No worker could be started."));
  });
}
