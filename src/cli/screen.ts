import type { Call } from "../core/report/call.ts";
import { visible } from "../core/report/visible.ts";

/** What goes to the two streams of the program. */

const started = Date.now();

export function screen(call: Call): { readonly width: number; readonly colour: boolean } {
  const { stdout, env } = process;
  const colour = call.color && stdout.isTTY === true && stdout.hasColors() && (env.NO_COLOR ?? "") === "";
  return { width: Math.min(stdout.columns || 100, 100), colour };
}

/** One line that is written over, on a terminal and after a second; empty takes it away. */
export function progress(text: string, expectLong = false): void {
  const wanted = process.stderr.isTTY === true && (expectLong || Date.now() - started > 1000);
  if (wanted) process.stderr.write(`\r\u001b[2K${text}`);
}

export function print(text: string | Iterable<string>): number {
  for (const piece of typeof text === "string" ? [text] : text) process.stdout.write(piece);
  return 0;
}

export function complain(line: string): void {
  process.stderr.write(`baskets: ${visible(line)}.\n`);
}

export function refuse(problem: string): number {
  complain(problem);
  return 2;
}
