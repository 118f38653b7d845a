import * as vscode from "vscode";
import type { OutlineKind } from "../core/views/outline.ts";
import type { OutlineReport } from "../engine/languageReports.ts";
import { askAbout, askNow } from "./askNow.ts";
import { enginePosition, rangeOf } from "./convert.ts";
import { ruleUri } from "./rulePages.ts";
import { SELECTOR } from "./selector.ts";
import type { Workspace } from "./workspace.ts";

/** The structure of manifests: outline, folding, growing selections, symbols of the workspace, links to rules. */
export function registerOutline(workspace: Workspace): vscode.Disposable {
  return vscode.Disposable.from(
    vscode.languages.registerDocumentSymbolProvider(
      SELECTOR,
      {
        async provideDocumentSymbols({ uri }, token) {
          const found = workspace.find(uri);
          const items = found && (await askAbout(workspace, "outline", found, {}, token));
          return items?.map(symbol);
        },
      },
      { label: "Baskets" },
    ),
    vscode.languages.registerWorkspaceSymbolProvider({
      async provideWorkspaceSymbols(query, token) {
        const asked = workspace.estates().map(async (estate) => {
          const cancelled = () => token.isCancellationRequested;
          const found = await askNow(workspace, "symbols", estate, { query }, cancelled);
          return (found ?? []).map(
            ({ name, kind, container, path, range }) =>
              new vscode.SymbolInformation(
                name,
                KINDS[kind],
                container,
                new vscode.Location(estate.uriOf(path), rangeOf(range)),
              ),
          );
        });
        return (await Promise.all(asked)).flat();
      },
    }),
    vscode.languages.registerFoldingRangeProvider(SELECTOR, {
      async provideFoldingRanges({ uri }, _, token) {
        const found = workspace.find(uri);
        const folds = found && (await askAbout(workspace, "folds", found, {}, token));
        // Of what is no manifest VS Code folds by indentation.
        if (folds === undefined || folds.length === 0) return undefined;
        return folds.map(
          ({ start, end, isComment }) =>
            new vscode.FoldingRange(start, end, isComment ? vscode.FoldingRangeKind.Comment : undefined),
        );
      },
    }),
    vscode.languages.registerSelectionRangeProvider(SELECTOR, {
      async provideSelectionRanges({ uri }, positions, token) {
        const found = workspace.find(uri);
        const ask = { positions: positions.map(enginePosition) };
        const answer = found && (await askAbout(workspace, "selections", found, ask, token));
        if (answer === undefined || answer.some((ranges) => ranges.length === 0)) return undefined;
        return answer.flatMap((ranges) => nested(ranges.map(rangeOf)) ?? []);
      },
    }),
    vscode.languages.registerDocumentLinkProvider(SELECTOR, {
      async provideDocumentLinks({ uri }, token) {
        const found = workspace.find(uri);
        const links = found && (await askAbout(workspace, "links", found, {}, token));
        return links?.map(({ range, rule }) => {
          const link = new vscode.DocumentLink(rangeOf(range), ruleUri(rule));
          link.tooltip = vscode.l10n.t("What {0} says", rule);
          return link;
        });
      },
    }),
  );
}

function symbol({ name, detail, kind, range, nameRange, children }: OutlineReport): vscode.DocumentSymbol {
  const made = new vscode.DocumentSymbol(name, detail, KINDS[kind], rangeOf(range), rangeOf(nameRange));
  made.children = children.map(symbol);
  return made;
}

/** Innermost first. */
function nested(ranges: readonly vscode.Range[]): vscode.SelectionRange | undefined {
  return ranges.reduceRight<vscode.SelectionRange | undefined>(
    (parent, range) => new vscode.SelectionRange(range, parent),
    undefined,
  );
}

const KINDS: { readonly [K in OutlineKind]: vscode.SymbolKind } = {
  document: vscode.SymbolKind.File,
  section: vscode.SymbolKind.Array,
  environment: vscode.SymbolKind.Namespace,
  pair: vscode.SymbolKind.Interface,
  cluster: vscode.SymbolKind.Package,
  host: vscode.SymbolKind.Struct,
  service: vscode.SymbolKind.Event,
  vm: vscode.SymbolKind.Object,
  domain: vscode.SymbolKind.Constant,
  stage: vscode.SymbolKind.Function,
  other: vscode.SymbolKind.Field,
};
