import * as vscode from "vscode";
import type { TokenReport } from "../engine/languageReports.ts";
import { askAbout } from "./askNow.ts";
import { SELECTOR } from "./selector.ts";
import type { Workspace } from "./workspace.ts";

/** Names coloured by what they name, and those that name nothing; as VS Code's standard types, which all themes know. */
export function registerTokens(workspace: Workspace): vscode.Disposable {
  const changed = new vscode.EventEmitter<void>();
  return vscode.Disposable.from(
    changed,
    // A name may get a meaning, or lose it, by what is written in another file.
    workspace.onDidLook(() => changed.fire()),
    vscode.languages.registerDocumentSemanticTokensProvider(
      SELECTOR,
      {
        onDidChangeSemanticTokens: changed.event,
        async provideDocumentSemanticTokens({ uri }, token) {
          const found = workspace.find(uri);
          const tokens = found && (await askAbout(workspace, "tokens", found, {}, token));
          if (tokens === undefined) return undefined;
          const builder = new vscode.SemanticTokensBuilder(LEGEND);
          for (const each of tokens) {
            const modifiers = each.isDefinition ? 1 : 0;
            builder.push(
              each.start.line,
              each.start.column,
              each.length,
              TYPES.indexOf(TYPE_OF[each.kind]),
              modifiers,
            );
          }
          return builder.build();
        },
      },
      LEGEND,
    ),
  );
}

const TYPE_OF: { readonly [K in TokenReport["kind"]]: string } = {
  environment: "namespace",
  cluster: "struct",
  host: "class",
  service: "function",
  vm: "variable",
  domain: "enumMember",
  rollout: "event",
  stage: "property",
  play: "event",
  unresolved: "unresolvedName",
};

const TYPES = [...new Set(Object.values(TYPE_OF))];

const LEGEND = new vscode.SemanticTokensLegend(TYPES, ["declaration"]);
