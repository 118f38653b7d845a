import * as vscode from "vscode";
import type { Choice } from "../core/views/completion.ts";
import { askAsTyped } from "./askNow.ts";
import { enginePosition, rangeOf } from "./convert.ts";
import { SELECTOR } from "./selector.ts";
import type { Workspace } from "./workspace.ts";

/** Keys, names, values and whole entries, where a manifest is written. */
export function registerCompletion(workspace: Workspace): vscode.Disposable {
  return vscode.languages.registerCompletionItemProvider(
    SELECTOR,
    {
      async provideCompletionItems({ uri }, position, token) {
        const found = workspace.find(uri);
        if (found === undefined) return undefined;
        const at = { position: enginePosition(position) };
        const answer = await askAsTyped(workspace, "completion", found, at, token);
        if (answer === undefined) return undefined;
        const range = rangeOf(answer.range);
        // What stands behind the cursor in the word is replaced, or kept where somebody only inserts.
        const ranges = { inserting: range.with(undefined, position), replacing: range };
        return answer.choices.map((choice, index) => item(choice, index, ranges));
      },
    },
    ...[" ", "[", "{", ",", "/"],
  );
}

function item(
  { label, kind, detail, doc, text, isSnippet, goesOn }: Choice,
  index: number,
  range: { readonly inserting: vscode.Range; readonly replacing: vscode.Range },
): vscode.CompletionItem {
  const made = new vscode.CompletionItem({ label, description: detail }, KINDS[kind]);
  made.range = range;
  made.insertText = isSnippet ? new vscode.SnippetString(text) : text;
  made.sortText = String(index).padStart(5, "0");
  made.filterText = label;
  if (doc !== "") made.documentation = doc;
  if (goesOn) made.command = { title: "", command: "editor.action.triggerSuggest" };
  return made;
}

const KINDS: { readonly [K in Choice["kind"]]: vscode.CompletionItemKind } = {
  key: vscode.CompletionItemKind.Property,
  name: vscode.CompletionItemKind.Reference,
  value: vscode.CompletionItemKind.Value,
  snippet: vscode.CompletionItemKind.Snippet,
};
