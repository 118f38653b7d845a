import Papa from "papaparse";
import { type Table, type TableNote, tableBuilder } from "./table.ts";

/**
 * A table out of comma-separated values. What stands between the values is told from the first lines: comma,
 * semicolon or tab, or what Excel's own first line (`sep=;`) names. Total: what cannot be read is in `notes`.
 *
 * @param wanted which columns are kept; all where it is missing
 */
export function readCsv(text: string, wanted?: (column: string) => boolean): Table {
  const named = /^\ufeff?sep=(.)\r?\n/i.exec(text);
  const source = named === null ? text : text.slice(named[0].length);
  const skipped = named === null ? 0 : 1;
  const builder = tableBuilder(wanted);
  const notes: TableNote[] = [];
  let record = skipped;
  Papa.parse<string[]>(source, {
    delimiter: named?.[1] ?? delimiterOf(source),
    step: ({ data, errors }) => {
      record++;
      builder.add(data, record);
      for (const error of errors)
        if (error.code === "MissingQuotes" && notes.length === 0)
          notes.push({
            row: record,
            message:
              "A quotation mark that opens here is never closed: all that follows was read as one cell. The file may have been cut off.",
          });
    },
  });
  return builder.table(notes, !/[\r\n]$/.test(source.slice(-1)));
}

const DELIMITERS = [",", ";", "\t"] as const;

/** Lines that are looked at. */
const SAMPLE = 5;

/** The one that the first lines hold most of, outside of quotation marks. */
export function delimiterOf(text: string): string {
  const counts = new Map<string, number>(DELIMITERS.map((each) => [each, 0]));
  let quoted = false;
  let lines = 0;
  for (let at = 0; at < text.length && lines < SAMPLE; at++) {
    const character = text.charAt(at);
    if (character === '"') quoted = !quoted;
    else if (quoted) continue;
    else if (character === "\n") {
      // The column names decide, if they hold any.
      if (lines === 0 && [...counts.values()].some((count) => count > 0)) break;
      lines++;
    } else {
      const count = counts.get(character);
      if (count !== undefined) counts.set(character, count + 1);
    }
  }
  const [best] = [...counts].sort(([, a], [, b]) => b - a);
  return best === undefined || best[1] === 0 ? "," : best[0];
}
