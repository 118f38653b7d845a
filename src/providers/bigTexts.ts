import type * as vscode from "vscode";
import type { Client } from "../engine/client.ts";
import { textOfLines } from "./convert.ts";

/** A text that was read slice by slice; `text` is all of it. */
export interface Slices {
  readonly text: string;
  readonly slices: readonly string[];
}

/** Milliseconds that the extension host is held at a time. */
const STRETCH = 3;

/** Lines of a document, and bytes of a file, that are taken at once. */
const LINES = 5_000;
const BYTES = 256 * 1024;

/** UTF-16 units from which on a text is given to the engine slice by slice: a copy of it at once holds the host too long. */
const BIG = 1024 * 1024;

/** A large document as it is; undefined for one that is not large, or that changed while it was read. */
export async function bigDocument(document: vscode.TextDocument): Promise<Slices | undefined> {
  const { version, lineCount } = document;
  if (lineCount <= 4 * LINES) return undefined;
  const slices = await sliced(Math.ceil(lineCount / LINES), (index) =>
    document.version === version ? textOfLines(document, index * LINES, (index + 1) * LINES) : "",
  );
  return document.version === version ? slices : undefined;
}

/** Bytes as text, as VS Code shows it: by its byte order mark, else UTF-8; what is neither shows as replacement characters. */
export function decoded(bytes: Uint8Array): Promise<Slices> {
  const decoder = new TextDecoder(encodingOf(bytes));
  const count = Math.max(1, Math.ceil(bytes.length / BYTES));
  return sliced(count, (index) =>
    decoder.decode(bytes.subarray(index * BYTES, (index + 1) * BYTES), { stream: index + 1 < count }),
  );
}

function encodingOf(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return "utf-16le";
  return bytes[0] === 0xfe && bytes[1] === 0xff ? "utf-16be" : "utf-8";
}

/** Gives a large text to the engine ahead of the change that needs it; undefined where it is not large. */
export async function poured(
  engine: Client,
  { text, slices }: Slices,
  key: number,
): Promise<number | undefined> {
  if (text.length < BIG) return undefined;
  await sliced(slices.length, (index) => {
    const slice = slices[index] ?? "";
    engine.tell({ kind: "slice", key, text: slice });
    return slice;
  });
  return key;
}

/** Takes slice after slice, letting others in between. Put together they are one text without a copy of it. */
async function sliced(count: number, take: (index: number) => string): Promise<Slices> {
  const slices: string[] = [];
  let text = "";
  let from = performance.now();
  for (let index = 0; index < count; index++) {
    const slice = take(index);
    slices.push(slice);
    text += slice;
    if (performance.now() - from < STRETCH) continue;
    await breath();
    from = performance.now();
  }
  return { text, slices };
}

/** Behind what waits already, and sooner than a timer. */
function breath(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(undefined);
  });
}
