import type * as vscode from "vscode";
import type { Client } from "../engine/client.ts";
import { bigDocument, poured, type Slices } from "./bigTexts.ts";
import { readFile } from "./files.ts";
import { openDocument } from "./homes.ts";

/** What was found at a place, read without holding the extension host for long. */
export interface ReadText {
  /** As it is on disk, where an open document without changes has it. */
  readonly onDisk: string | undefined;
  /** What is to be told to the engine, as long as nothing has changed since; undefined where there is nothing. */
  readonly told: () =>
    | { readonly text: string; readonly as: { readonly text: string } | { readonly poured: number } }
    | undefined;
}

/** Reads places, and gives large texts to the engine ahead of the change that tells them. */
export function createReading(
  engine: () => Client,
  tooLarge: (uri: vscode.Uri, bytes: number) => void,
): (uri: vscode.Uri, isOnlyOpen: boolean) => Promise<ReadText> {
  let keys = 0;

  /** Nobody waits for the reading of small ones. */
  async function pour(slices: Slices | undefined): Promise<number | undefined> {
    return slices && poured(engine(), slices, keys++);
  }

  async function onDisk(uri: vscode.Uri): Promise<Slices | undefined> {
    const found = await readFile(uri);
    if (found.kind === "too large") tooLarge(uri, found.bytes);
    return found.kind === "text" ? found : undefined;
  }

  return async (uri, isOnlyOpen) => {
    const document = openDocument(uri);
    const isClean = document !== undefined && !document.isDirty;
    const shown = document && (await bigDocument(document));
    const version = document?.version;
    const isElsewhere = uri.scheme === "untitled" || isClean || (document === undefined && isOnlyOpen);
    const disk = isElsewhere ? undefined : await onDisk(uri);
    const clean = isClean ? (shown?.text ?? document.getText()) : undefined;
    const key = await pour(document === undefined ? disk : shown);
    return {
      onDisk: uri.scheme === "untitled" ? undefined : (clean ?? disk?.text),
      told() {
        // A document may have been opened and changed while it, or the disk, was read.
        const open = openDocument(uri);
        const read =
          open === undefined ? disk : open === document && open.version === version ? shown : undefined;
        const text = read?.text ?? open?.getText();
        if (text === undefined) return undefined;
        if (key === undefined) return { text, as: { text } };
        if (read !== undefined) return { text, as: { poured: key } };
        engine().tell({ kind: "drop", key });
        return { text, as: { text } };
      },
    };
  };
}
