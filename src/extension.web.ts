import * as vscode from "vscode";
import type { ConnectionOf, SpawnOf } from "./engine/client.ts";
import * as providers from "./providers/activate.ts";
import { importExport, startReview } from "./providers/startReview.ts";

/**
 * The extension in the browser: the engine runs in a Web Worker. Where a page allows none nothing is reviewed, rather
 * than carrying the whole engine in the file that every window with a YAML file loads.
 */
export function activate(context: vscode.ExtensionContext): void {
  const file = (name: string) => vscode.Uri.joinPath(context.extensionUri, "dist", name);
  providers.activate(context, {
    startReview: () => startReview(webWorker(file("worker.web.js")), webWorker(file("import.web.js"))),
    importExport: (files) => importExport(webWorker(file("import.web.js")), files),
  });
}

/** What is posted before the engine is there waits for it. */
function webWorker<To, From>(file: vscode.Uri): SpawnOf<To, From> {
  return (on) => {
    const early: To[] = [];
    let running: ConnectionOf<To> | undefined;
    let disposed = false;
    startWorker<To, From>(file, on).then(
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
async function startWorker<To, From>(
  file: vscode.Uri,
  { message, ended }: Parameters<SpawnOf<To, From>>[0],
): Promise<ConnectionOf<To>> {
  const library = vscode.Uri.joinPath(file, "..", "yaml.web.js");
  const code = await Promise.all([library, file].map((part) => vscode.workspace.fs.readFile(part)));
  const parts = code.flatMap((part) => [new Uint8Array(part), "\n"]);
  const url = URL.createObjectURL(new Blob(parts, { type: "text/javascript" }));
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
