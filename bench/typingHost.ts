import { readFileSync, renameSync } from "node:fs";
import { connect } from "node:net";
import path from "node:path";
import { createInterface } from "node:readline";
import * as vscode from "vscode";
import { ESTATE, ROLLOUT, type TypingEdit } from "./typingEdits.ts";

/**
 * Runs in the extension host of a real VS Code and does what bench/typing.mjs tells it, one order at a time: opens the
 * estate, types, and says how long our findings took. What is asked each millisecond is the list of diagnostics itself:
 * VS Code holds back its event about them for 50 ms.
 */

type Order =
  | { readonly order: "open"; readonly estate: string; readonly standing: number }
  | {
      readonly order: "edit";
      readonly edit: TypingEdit;
      readonly isBack: boolean;
      readonly standing: number;
    };

/** Milliseconds. `whole` from the order on, `own` from when VS Code has told extensions. */
interface Took {
  readonly whole: number;
  readonly own: number;
}

/** Milliseconds. */
const PATIENCE = 120_000;

/** Beside this file: the port to call, and whether our extension is there. Without it only VS Code itself is at work. */
const { port, isBlind } = JSON.parse(readFileSync(path.join(__dirname, "typing.json"), "utf8")) as {
  readonly port: number;
  readonly isBlind: boolean;
};

export async function run(): Promise<void> {
  // Its rollout, which is there from the start, has had our extension started, as the peer is when a file is opened.
  await vscode.window.showTextDocument(inFolder(ROLLOUT), { viewColumn: vscode.ViewColumn.Two });
  if (!isBlind) await until(() => linesOf(ROLLOUT).size > 0);
  const socket = connect(port, "127.0.0.1");
  const say = (said: object) => socket.write(`${JSON.stringify(said)}\n`);
  say({ pid: process.pid });
  for await (const line of createInterface({ input: socket })) {
    try {
      say((await obey(JSON.parse(line) as Order)) ?? { late: true });
    } catch (error) {
      say({ fault: String(error) });
    }
  }
  // The window is closed: nobody is there to end this process.
  process.exit(0);
}

function obey(order: Order): Promise<Took | undefined> {
  return order.order === "open" ? open(order) : edit(order);
}

async function open({ estate, standing }: Order & { order: "open" }): Promise<Took | undefined> {
  const file = inFolder(ESTATE);
  renameSync(estate, file.fsPath);
  const told = event(vscode.workspace.onDidOpenTextDocument, ({ uri }) => uri.toString() === file.toString());
  const start = performance.now();
  const shown = vscode.window.showTextDocument(file, { viewColumn: vscode.ViewColumn.One });
  const at = await told;
  const end = await until(() => isBlind || linesOf(ESTATE).has(standing));
  await shown;
  return end === undefined ? undefined : { whole: end - start, own: end - at };
}

async function edit({ edit, isBack, standing }: Order & { order: "edit" }): Promise<Took | undefined> {
  const { file, line, character, insert } = edit;
  const uri = inFolder(file).toString();
  const editor = vscode.window.visibleTextEditors.find(({ document }) => document.uri.toString() === uri);
  if (editor === undefined) throw new Error(`${file} is not shown`);
  if (!isBlind && !isSaid(edit, !isBack, standing))
    throw new Error(`before "${edit.kind}" the findings are not those that are expected`);
  const from = new vscode.Position(line, character);
  const to = insert.endsWith("\n") ? new vscode.Position(line + 1, 0) : from.translate(0, insert.length);
  const told = event(
    vscode.workspace.onDidChangeTextDocument,
    ({ document, contentChanges }) => document.uri.toString() === uri && contentChanges.length > 0,
  );
  const start = performance.now();
  const applied = editor.edit((builder) =>
    isBack ? builder.delete(new vscode.Range(from, to)) : builder.insert(from, insert),
  );
  const at = await told;
  const end = await until(() => isBlind || isSaid(edit, isBack, standing));
  if (!(await applied)) throw new Error(`"${edit.kind}" was not applied`);
  return end === undefined ? undefined : { whole: end - start, own: end - at };
}

/** Whether what our findings say is what they should with the text there, or with it taken back. */
function isSaid({ file, insert, marks }: TypingEdit, isBack: boolean, standing: number): boolean {
  const lines = linesOf(file);
  const moved = !isBack && insert.endsWith("\n") ? 1 : 0;
  return (
    marks.every((mark) => lines.has(mark) !== isBack) && (file !== ESTATE || lines.has(standing + moved))
  );
}

/** The lines on which our findings begin. */
function linesOf(file: string): ReadonlySet<number> {
  const said = vscode.languages.getDiagnostics(inFolder(file)).filter(({ source }) => source === "baskets");
  return new Set(said.map(({ range }) => range.start.line));
}

/** When it was so first; undefined where that took too long. */
async function until(isSo: () => boolean): Promise<number | undefined> {
  for (const end = performance.now() + PATIENCE; performance.now() < end; ) {
    if (isSo()) return performance.now();
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  return undefined;
}

/** When the next such event came. */
function event<T>(on: vscode.Event<T>, isIt: (event: T) => boolean): Promise<number> {
  return new Promise((resolve) => {
    const listening = on((event) => {
      if (!isIt(event)) return;
      listening.dispose();
      resolve(performance.now());
    });
  });
}

function inFolder(file: string): vscode.Uri {
  const folder = vscode.workspace.workspaceFolders?.[0];
  if (folder === undefined) throw new Error("VS Code was started without a folder.");
  return vscode.Uri.joinPath(folder.uri, file);
}
