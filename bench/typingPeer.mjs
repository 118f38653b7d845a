/**
 * The peer of `npm run bench -- typing`: yaml-language-server in a process of its own, with the full schemas of our manifests.
 */
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import {
  createProtocolConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from "vscode-languageserver-protocol/node.js";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
const folder = path.dirname(createRequire(import.meta.url).resolve("yaml-language-server/package.json"));
const PATIENCE = 120_000;

/** @type {string} */
export const peerVersion = JSON.parse(readFileSync(path.join(folder, "package.json"), "utf8")).version;

/** @typedef {Awaited<ReturnType<typeof startPeer>>} Peer */

/** With more memory than it gets by default, which does not do for the largest estate. */
export async function startPeer() {
  const child = spawn(
    process.execPath,
    ["--max-old-space-size=8192", path.join(folder, "bin", "yaml-language-server"), "--stdio"],
    { stdio: ["pipe", "pipe", "ignore"] },
  );
  const abandon = () => child.kill("SIGKILL");
  process.once("exit", abandon);
  const ended = new Promise((resolve) => child.once("exit", () => resolve(undefined)));
  const connection = createProtocolConnection(
    new StreamMessageReader(child.stdout),
    new StreamMessageWriter(child.stdin),
  );
  // That it has ended is seen by its end; a text that it does not take then is no fault of this process.
  child.stdin.on("error", () => {});
  connection.onError(() => {});
  // Nothing is fetched from anywhere.
  const off = { enable: false };
  const yaml = { validate: true, hover: true, completion: true, schemaStore: off, kubernetesCRDStore: off };
  connection.onRequest("workspace/configuration", ({ items }) =>
    items.map((/** @type {{ section: string }} */ { section }) => (section === "yaml" ? yaml : {})),
  );
  connection.onRequest("client/registerCapability", () => null);
  /** @type {Map<string, (lines: Set<number>) => void>} */
  const waiting = new Map();
  connection.onNotification("textDocument/publishDiagnostics", ({ uri, diagnostics }) => {
    const lines = diagnostics.map((/** @type {any} */ { range }) => range.start.line);
    waiting.get(uri)?.(new Set(lines));
  });
  const ready = new Promise((resolve) => {
    connection.onNotification("yaml/schema/store/initialized", () => resolve(undefined));
  });
  connection.listen();
  await connection.sendRequest("initialize", {
    processId: process.pid,
    rootUri: null,
    workspaceFolders: null,
    capabilities: { workspace: { configuration: true } },
  });
  await Promise.all([
    connection.sendNotification("initialized", {}),
    connection.sendNotification("yaml/supportSchemaSelection"),
    connection.sendNotification("json/schemaAssociations", ["estate", "rollout"].map(association)),
  ]);
  await ready;

  /** @type {Map<string, number>} */
  const versions = new Map();
  /**
   * Sends, and waits for what is wanted of the diagnostics that come then.
   * @param {string} uri
   * @param {(lines: Set<number>) => boolean} isWanted
   * @param {() => Promise<void>} send
   * @returns {Promise<number | undefined>} milliseconds; undefined where it ended, or did not answer within two minutes
   */
  async function timed(uri, isWanted, send) {
    /** @type {NodeJS.Timeout | undefined} */
    let late;
    const answered = new Promise((resolve) => {
      waiting.set(uri, (lines) => isWanted(lines) && resolve(performance.now()));
      late = setTimeout(() => resolve(undefined), PATIENCE);
    });
    const start = performance.now();
    send().catch(() => undefined);
    const end = await Promise.race([answered, ended]);
    clearTimeout(late);
    waiting.delete(uri);
    return typeof end === "number" ? end - start : undefined;
  }

  return {
    pid: child.pid ?? 0,
    /**
     * @param {string} name
     * @param {string} text
     * @param {number} [standing] the line about which something is to be said
     */
    open(name, text, standing) {
      const uri = uriOf(name);
      versions.set(uri, 1);
      const isWanted = (/** @type {Set<number>} */ lines) => standing === undefined || lines.has(standing);
      return timed(uri, isWanted, () =>
        connection.sendNotification("textDocument/didOpen", {
          textDocument: { uri, languageId: "yaml", version: 1, text },
        }),
      );
    },
    /**
     * What no schema knows makes no difference to it: there the time is until it has said all again.
     * @param {import("./typingEdits.ts").TypingEdit} edit
     * @param {boolean} isBack
     */
    edit({ file, line, character, insert, marks, schemaKnows }, isBack) {
      const uri = uriOf(file);
      const version = (versions.get(uri) ?? 0) + 1;
      versions.set(uri, version);
      const start = { line, character };
      const after = insert.endsWith("\n")
        ? { line: line + 1, character: 0 }
        : { line, character: character + insert.length };
      const change = { range: { start, end: isBack ? after : start }, text: isBack ? "" : insert };
      const isWanted = (/** @type {Set<number>} */ lines) =>
        !schemaKnows || marks.every((mark) => lines.has(mark) !== isBack);
      return timed(uri, isWanted, () =>
        connection.sendNotification("textDocument/didChange", {
          textDocument: { uri, version },
          contentChanges: [change],
        }),
      );
    },
    async stop() {
      process.off("exit", abandon);
      abandon();
      await ended;
      connection.dispose();
    },
  };
}

/** @param {string} name */
function uriOf(name) {
  return `file:///estate/${name}`;
}

/** @param {string} kind */
function association(kind) {
  return {
    fileMatch: [`/*.${kind}.yaml`],
    uri: pathToFileURL(path.join(root, "schemas", `${kind}.schema.json`)).href,
  };
}
