import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";
import {
  type CompletionItem,
  type CompletionList,
  createProtocolConnection,
  type Diagnostic,
  type Hover,
  type PublishDiagnosticsParams,
  StreamMessageReader,
  StreamMessageWriter,
} from "vscode-languageserver-protocol/node.js";

/** Red Hat's YAML server in a process of its own, asked as their extension for VS Code asks it. */
export interface RedHat {
  /** Opens a text under a name and gives what is said about it, once all is said. */
  readonly open: (name: string, text: string) => Promise<{ uri: string; said: readonly Diagnostic[] }>;
  readonly hover: (uri: string, line: number, character: number) => Promise<string>;
  readonly offers: (uri: string, line: number, character: number) => Promise<readonly CompletionItem[]>;
  readonly stop: () => Promise<void>;
}

const root = path.join(import.meta.dirname, "../..");
const require = createRequire(import.meta.url);
const server = path.join(
  path.dirname(require.resolve("yaml-language-server/package.json")),
  "bin/yaml-language-server",
);

export interface Contributed {
  readonly fileMatch: readonly string[];
  readonly url: string;
}

/** What package.json contributes to their extension. */
export const CONTRIBUTED: readonly Contributed[] = JSON.parse(
  readFileSync(path.join(root, "package.json"), "utf8"),
).contributes.yamlValidation;

/** The full schemas under the same names: what must not be contributed. */
export const FULL: readonly Contributed[] = CONTRIBUTED.map(({ fileMatch, url }) => ({
  fileMatch,
  url: url.replace("/descriptive/", "/"),
}));

export function schemaUri(url: string): string {
  return pathToFileURL(path.join(root, url)).href;
}

/** `settings` are those of a user, below `yaml`. */
export async function startRedHat(
  contributed: readonly Contributed[],
  settings: { readonly [name: string]: unknown } = {},
): Promise<RedHat> {
  const child = spawn(process.execPath, [server, "--stdio"], { stdio: ["pipe", "pipe", "inherit"] });
  const connection = createProtocolConnection(
    new StreamMessageReader(child.stdout),
    new StreamMessageWriter(child.stdin),
  );
  // Nothing is fetched from anywhere unless a test says so.
  const off = { enable: false };
  const yaml = { validate: true, hover: true, completion: true, schemaStore: off, kubernetesCRDStore: off };
  connection.onRequest("workspace/configuration", ({ items }: { items: { section: string }[] }) =>
    items.map(({ section }) => (section === "yaml" ? { ...yaml, ...settings } : {})),
  );
  connection.onRequest("client/registerCapability", () => null);
  const waiting = new Map<string, (said: readonly Diagnostic[]) => void>();
  connection.onNotification(
    "textDocument/publishDiagnostics",
    ({ uri, diagnostics }: PublishDiagnosticsParams) => waiting.get(uri)?.(diagnostics),
  );
  const ready = new Promise<void>((resolve) => {
    connection.onNotification("yaml/schema/store/initialized", () => resolve());
  });
  connection.listen();
  const workspace = { configuration: true };
  const capabilities = {
    workspace,
    textDocument: { completion: { completionItem: { snippetSupport: true } } },
  };
  await connection.sendRequest("initialize", {
    processId: process.pid,
    rootUri: null,
    workspaceFolders: null,
    capabilities,
  });
  // In one go: when it asks for the settings, these are answered after the schemas have been named to it.
  await Promise.all([
    connection.sendNotification("initialized", {}),
    connection.sendNotification("yaml/supportSchemaSelection"),
    connection.sendNotification("json/schemaAssociations", contributed.map(association)),
  ]);
  await ready;

  let count = 0;
  const at = (uri: string, line: number, character: number) => ({
    textDocument: { uri },
    position: { line, character },
  });
  return {
    async open(name, text) {
      const uri = `file:///work/${count++}/${name}`;
      const said = new Promise<readonly Diagnostic[]>((resolve) => waiting.set(uri, resolve));
      const textDocument = { uri, languageId: "yaml", version: 1, text };
      await connection.sendNotification("textDocument/didOpen", { textDocument });
      return { uri, said: await said };
    },
    async hover(uri, line, character) {
      const found: Hover | null = await connection.sendRequest(
        "textDocument/hover",
        at(uri, line, character),
      );
      return (found?.contents as { readonly value: string } | undefined)?.value ?? "";
    },
    async offers(uri, line, character) {
      const found: CompletionList | null = await connection.sendRequest(
        "textDocument/completion",
        at(uri, line, character),
      );
      return found?.items ?? [];
    },
    async stop() {
      const gone = once(child, "exit");
      await connection.sendRequest("shutdown");
      await connection.sendNotification("exit");
      await gone;
      connection.dispose();
    },
  };
}

/** As their extension reads a contribution. */
function association({ fileMatch, url }: Contributed) {
  return { fileMatch: fileMatch.map((name) => `/${name}`), uri: schemaUri(url) };
}
