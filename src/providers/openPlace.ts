import * as vscode from "vscode";
import type { Range } from "../engine/protocol.ts";
import { rangeOf } from "./convert.ts";

/** Opens a file at a place; what a click in one of our trees does. */
export const OPEN_PLACE = "baskets.openPlace";

interface At {
  readonly uri: string;
  readonly range: Range;
}

export function registerOpenPlace(): vscode.Disposable {
  return vscode.commands.registerCommand(OPEN_PLACE, async (at?: unknown) => {
    if (!isAt(at)) return;
    const selection = rangeOf(at.range);
    await vscode.window.showTextDocument(vscode.Uri.parse(at.uri), { selection, preview: true });
  });
}

function isAt(value: unknown): value is At {
  const at = value as Partial<At> | null | undefined;
  return typeof at?.uri === "string" && typeof at.range === "object";
}
