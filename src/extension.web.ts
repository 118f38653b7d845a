import * as vscode from "vscode";
import type { Connection, Spawn } from "./engine/client.ts";
import type { ToEngine } from "./engine/protocol.ts";
import * as providers from "./providers/activate.ts";

/** The extension in the browser: the engine runs in a Web Worker, or here where no worker can be made. */
export function activate(context: vscode.ExtensionContext): void {
  providers.activate(context, webWorker(vscode.Uri.joinPath(context.extensionUri, "dist", "worker.web.js")));
}

/** What is posted before the engine is there waits for it. */
function webWorker(file: vscode.Uri): Spawn {
  return (on) => {
    const early: ToEngine[] = [];
    let running: Connection | undefined;
    let disposed = false;
    void start(file, on).then((connection) => {
      if (disposed) return connection.dispose();
      running = connection;
      for (const message of early.splice(0)) connection.post(message);
    });
    return {
      post: (message) => (running === undefined ? early.push(message) : running.post(message)),
      dispose() {
        disposed = true;
        running?.dispose();
      },
    };
  };
}

async function start(file: vscode.Uri, on: Parameters<Spawn>[0]): Promise<Connection> {
  try {
    return await startWorker(file, on);
  } catch {
    return startHere(on);
  }
}

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

async function startHere({ message }: Parameters<Spawn>[0]): Promise<Connection> {
  const { createSession } = await import("./engine/session.ts");
  const session = createSession();
  return {
    post: (said) => void Promise.resolve().then(() => session.handle(said).forEach(message)),
    dispose: () => undefined,
  };
}
