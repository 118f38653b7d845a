import * as vscode from "vscode";
import { isManifestName } from "../core/formats/candidates.ts";
import type { ExportFile } from "../core/formats/snapshot/observed.ts";
import type { ImportAnswer } from "../engine/imports.ts";
import { documentEdit } from "./convert.ts";
import {
  askImport,
  exportFiles,
  nameOf,
  refusal,
  type SpawnImport,
  surroundings,
  tell,
} from "./importing.ts";
import { warn } from "./say.ts";

/** An export dropped on an estate, or the JSON of one pasted into it: what is new is added where it belongs. */
export function registerImportInto(spawn: SpawnImport): vscode.Disposable {
  const kind = vscode.DocumentDropOrPasteEditKind.Empty.append("baskets", "import");
  const selector: vscode.DocumentSelector = { language: "yaml" };

  async function asked(
    document: vscode.TextDocument,
    files: readonly ExportFile[],
    token: vscode.CancellationToken,
  ): Promise<ImportAnswer | undefined> {
    const into = document.getText();
    const about = await surroundings({ uri: document.uri, earlier: undefined });
    const answer = await askImport(spawn, { files, name: nameOf(document.uri), ...about, into }, token);
    return token.isCancellationRequested ? undefined : answer;
  }

  const paste: vscode.DocumentPasteEditProvider = {
    async provideDocumentPasteEdits(document, _ranges, transfer, _context, token) {
      if (!isEstate(document)) return undefined;
      const text = await transfer.get("text/plain")?.asString();
      if (text === undefined || !/^\s*[[{]/.test(text)) return undefined;
      const files = [{ path: vscode.l10n.t("what was pasted"), content: text }];
      const answer = await asked(document, files, token);
      if (answer === undefined || "refused" in answer || answer.edits.length === 0) return undefined;
      const pasted = new vscode.DocumentPasteEdit("", vscode.l10n.t("Paste as Hosts and VMs"), kind);
      pasted.additionalEdit = documentEdit(document, answer.edits);
      // What is pasted stays what it is unless the person chooses otherwise.
      pasted.yieldTo = [vscode.DocumentDropOrPasteEditKind.Text];
      return [pasted];
    },
  };
  const drop: vscode.DocumentDropEditProvider = {
    async provideDocumentDropEdits(document, _position, transfer, token) {
      if (!isEstate(document)) return undefined;
      const list = await transfer.get("text/uri-list")?.asString();
      const uris = (list ?? "").split(/\r?\n/).filter((line) => line !== "" && !line.startsWith("#"));
      if (uris.length === 0) return undefined;
      const files = await exportFiles(uris.map((uri) => vscode.Uri.parse(uri)));
      const answer = files === undefined ? undefined : await asked(document, files, token);
      if (answer === undefined || ("refused" in answer && answer.refused === "unknown")) return undefined;
      // An export that adds nothing is dropped all the same: its path in the text would help nobody.
      const dropped = new vscode.DocumentDropEdit("", vscode.l10n.t("Add as Hosts and VMs"), kind);
      if ("refused" in answer) void warn(refusal(answer, document.uri));
      else {
        dropped.additionalEdit = documentEdit(document, answer.edits);
        void tell(answer);
      }
      return dropped;
    },
  };
  return vscode.Disposable.from(
    vscode.languages.registerDocumentPasteEditProvider(selector, paste, {
      providedPasteEditKinds: [kind],
      pasteMimeTypes: ["text/plain"],
    }),
    vscode.languages.registerDocumentDropEditProvider(selector, drop, {
      providedDropEditKinds: [kind],
      dropMimeTypes: ["text/uri-list"],
    }),
  );
}

/** Empty ones too: where else would somebody begin. */
function isEstate(document: vscode.TextDocument): boolean {
  return isManifestName(document.uri.path)
    ? document.uri.path.includes(".estate.")
    : /^apiVersion: baskets\//m.test(document.getText()) && /^kind: Estate\b/m.test(document.getText());
}
