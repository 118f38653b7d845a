import * as vscode from "vscode";
import type { ExportFile } from "../core/formats/snapshot/observed.ts";
import type { SpawnOf } from "../engine/client.ts";
import type { ImportAnswer, ImportAsk } from "../engine/imports.ts";
import { documentEdit } from "./convert.ts";
import { readFile } from "./files.ts";
import { inform, warn } from "./say.ts";
import { engineSettings } from "./settings.ts";

/** Starts a worker that reads one export. */
export type SpawnImport = SpawnOf<ImportAsk, ImportAnswer>;

/** Bytes of one export: larger ones belong to the command line, which has a machine to itself. */
const LARGEST_EXPORT = 512 * 1024 * 1024;

/**
 * *Import as Estate*: files of an export (or a folder of them) become a manifest beside them, which is opened; a manifest
 * that an earlier import made can be brought up to date instead, in VS Code's preview of changes.
 */
export async function importExport(spawn: SpawnImport, chosen: readonly vscode.Uri[]): Promise<void> {
  const picked = chosen.length > 0 ? chosen : await pickFiles();
  const [first] = picked;
  if (first === undefined) return;
  const files = await exportFiles(picked);
  if (files === undefined) return;
  const target = await pickTarget(first);
  if (target === undefined) return;
  const name = nameOf(target.uri);
  const answer = await vscode.window.withProgress(
    {
      location: vscode.ProgressLocation.Notification,
      title: vscode.l10n.t("Reading the export…"),
      cancellable: true,
    },
    async (_, token) => askImport(spawn, { files, name, ...(await surroundings(target)) }, token),
  );
  if (answer === undefined) return;
  if ("refused" in answer) void warn(refusal(answer, target.uri));
  else if (target.earlier === undefined) await writeNew(target.uri, answer);
  else await bringUpToDate(target.uri, target.earlier, answer);
}

interface Target {
  readonly uri: vscode.Uri;
  readonly earlier: string | undefined;
}

export async function surroundings({ uri, earlier }: Target): Promise<Omit<ImportAsk, "files" | "name">> {
  const folder = vscode.workspace.getWorkspaceFolder(uri)?.uri;
  const { policy } = engineSettings(folder);
  const now = new Date().toISOString().replace(/:\d\d\.\d+Z$/, "Z");
  const policies = [];
  // What nobody trusts does not say which service a VM belongs to, or how little that matters.
  const own = folder !== undefined && vscode.workspace.isTrusted ? folder : undefined;
  for (const name of own === undefined ? [] : ["baskets.policy.yaml", "baskets.policy.yml"]) {
    const read = await readFile(vscode.Uri.joinPath(own as vscode.Uri, name));
    if (read.kind === "text") policies.push({ path: name, text: read.text });
  }
  return {
    now,
    policies,
    ...(policy === undefined ? {} : { setting: policy }),
    ...(earlier === undefined ? {} : { earlier }),
  };
}

async function pickFiles(): Promise<readonly vscode.Uri[]> {
  const title = vscode.l10n.t("Which export is to become an estate?");
  const openLabel = vscode.l10n.t("Import");
  return (await vscode.window.showOpenDialog({ title, openLabel, canSelectMany: true })) ?? [];
}

/** The files, and those that lie directly in the folders. */
export async function exportFiles(uris: readonly vscode.Uri[]): Promise<readonly ExportFile[] | undefined> {
  const files: ExportFile[] = [];
  let bytes = 0;
  for (const uri of uris) {
    const { type } = await vscode.workspace.fs.stat(uri);
    const isFolder = (type & vscode.FileType.Directory) !== 0;
    const inside = isFolder ? await filesIn(uri) : [uri];
    for (const file of inside) {
      bytes += (await vscode.workspace.fs.stat(file)).size;
      if (bytes > LARGEST_EXPORT) {
        const message = vscode.l10n.t(
          "This export is larger than {0} MiB: import it with the command line, `baskets import`.",
          LARGEST_EXPORT / 1024 / 1024,
        );
        void warn(message);
        return undefined;
      }
      const path = file.path.slice(file.path.lastIndexOf("/") + 1);
      files.push({ path, content: await vscode.workspace.fs.readFile(file) });
    }
  }
  return files;
}

async function filesIn(folder: vscode.Uri): Promise<readonly vscode.Uri[]> {
  const entries = await vscode.workspace.fs.readDirectory(folder);
  return entries
    .filter(([, type]) => (type & vscode.FileType.File) !== 0)
    .map(([name]) => vscode.Uri.joinPath(folder, name))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** A new manifest beside the export, or one that an import made before: exports of one place are called otherwise each day. */
async function pickTarget(first: vscode.Uri): Promise<Target | undefined> {
  const fresh = await freeName(first);
  const known = await importedBefore();
  if (known.length === 0) return { uri: fresh, earlier: undefined };
  const choices = [
    ...known.map((target) => ({
      label: vscode.l10n.t("$(sync) Bring {0} up to date", vscode.workspace.asRelativePath(target.uri)),
      target,
    })),
    {
      label: vscode.l10n.t("$(new-file) Write {0}", vscode.workspace.asRelativePath(fresh)),
      target: { uri: fresh, earlier: undefined },
    },
  ];
  const placeHolder = vscode.l10n.t("Which manifest is the export for?");
  return (await vscode.window.showQuickPick<{ label: string; target: Target }>(choices, { placeHolder }))
    ?.target;
}

/** Manifests with `takenAt`, by their unsaved text where there is one. */
async function importedBefore(): Promise<readonly Target[]> {
  const found = await vscode.workspace.findFiles("**/*.estate.{yaml,yml}", "**/node_modules/**", 200);
  const targets = await Promise.all(
    found.map(async (uri): Promise<Target | undefined> => {
      const open = vscode.workspace.textDocuments.find(
        (document) => document.uri.toString() === uri.toString(),
      );
      const read = open === undefined ? await readFile(uri) : { kind: "text" as const, text: open.getText() };
      if (read.kind !== "text" || !/^[ \t]*(?:metadata:.*)?takenAt:/m.test(read.text)) return undefined;
      return { uri, earlier: read.text };
    }),
  );
  return targets.filter((target) => target !== undefined).sort((a, b) => (a.uri.path < b.uri.path ? -1 : 1));
}

async function freeName(first: vscode.Uri): Promise<vscode.Uri> {
  const stem = nameOf(first);
  for (let number = 1; ; number++) {
    const name = `${stem}${number === 1 ? "" : `-${number}`}.estate.yaml`;
    const uri = vscode.Uri.joinPath(first, "..", name);
    const isThere = await vscode.workspace.fs.stat(uri).then(
      () => true,
      () => false,
    );
    if (!isThere) return uri;
  }
}

/** `/exports/RVTools_export_all.xlsx` → `RVTools_export_all`. */
export function nameOf(uri: vscode.Uri): string {
  const name = uri.path.slice(uri.path.lastIndexOf("/") + 1);
  return name.replace(/(?:\.estate)?\.[^.]+$/, "") || "estate";
}

/** Undefined where it was cancelled: an export that takes too long is read no further. */
export function askImport(
  spawn: SpawnImport,
  ask: ImportAsk,
  token: vscode.CancellationToken,
): Promise<ImportAnswer | undefined> {
  return new Promise((resolve) => {
    const failed = (why: string) => resolve({ refused: "failed", why });
    const connection = spawn({
      message(answer) {
        resolve(answer);
        connection.dispose();
      },
      ended: failed,
      unavailable: failed,
    });
    token.onCancellationRequested(() => {
      resolve(undefined);
      connection.dispose();
    });
    connection.post(ask);
  });
}

type Refusal = Extract<ImportAnswer, { readonly refused: string }>;

export function refusal(answer: Refusal, target: vscode.Uri): string {
  switch (answer.refused) {
    case "unknown":
      return vscode.l10n.t(
        "This is no export that Baskets can read. It reads those of {0}.",
        answer.formats.join(", "),
      );
    case "several":
      return vscode.l10n.t(
        "These are exports of {0}: import one after the other.",
        answer.formats.join(vscode.l10n.t(" and ")),
      );
    case "earlier":
      return vscode.l10n.t("{0} is left as it is: {1}.", vscode.workspace.asRelativePath(target), answer.why);
    case "empty":
      return vscode.l10n.t("There is no cluster, host or VM of {0} in this export.", answer.why);
    case "failed":
      return vscode.l10n.t("The export could not be read: {0}.", answer.why);
  }
}

type Made = Exclude<ImportAnswer, Refusal>;

async function writeNew(uri: vscode.Uri, answer: Made): Promise<void> {
  await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(answer.text));
  await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri), { preview: false });
  void tell(answer);
}

/** Every change is shown before it is made, and can be left out. */
async function bringUpToDate(uri: vscode.Uri, earlier: string, answer: Made): Promise<void> {
  const document = await vscode.workspace.openTextDocument(uri);
  if (document.getText() === answer.text) return void tell(answer);
  if (document.getText() !== earlier) {
    void warn(
      vscode.l10n.t(
        "{0} was changed while the export was read: import again.",
        vscode.workspace.asRelativePath(uri),
      ),
    );
    return;
  }
  const label = vscode.l10n.t("{0}: tick what is to be taken over", answer.title);
  const shown = { label, description: answer.summary, needsConfirmation: true };
  const edit = documentEdit(document, answer.edits, shown);
  if (await vscode.workspace.applyEdit(edit, { isRefactoring: true })) {
    await vscode.window.showTextDocument(document);
    void tell(answer);
  }
}

export async function tell({ summary, notes, title }: Made): Promise<void> {
  if (notes.length === 0) {
    void inform(summary);
    return;
  }
  const more = vscode.l10n.t("What to Know");
  if ((await inform(summary, more)) !== more) return;
  const content = [`# ${title}`, "", summary, "", ...notes.map((note) => `- ${note}`), ""].join("\n");
  const document = await vscode.workspace.openTextDocument({ language: "markdown", content });
  await vscode.window.showTextDocument(document, { preview: true });
}
