import { decodeText } from "../../text/decode.ts";
import { readCsv } from "../tables/csv.ts";
import { SERVICE_KEYS, type ServiceRow } from "./services.ts";

const COLUMNS = ["vm", ...SERVICE_KEYS] as const;

/**
 * A list of which VM serves what: CSV with a row of column names, `vm` and `service` and what else there is of `tier`, `needs`,
 * `owner`, `users` (spec CLI.md, `--services`), in any order and in capitals or not. `problem` is a clause.
 */
export function readServiceList(
  file: string,
  bytes: Uint8Array,
): { readonly rows: readonly ServiceRow[] } | { readonly problem: string } {
  const table = readCsv(decodeText(bytes).text);
  const found = table.columns.map((name) => COLUMNS.find((column) => column === name.trim().toLowerCase()));
  if (!found.includes("service"))
    return {
      problem: `${file} has no column “service”: its first row names the columns ${COLUMNS.join(", ")}`,
    };
  const rows: ServiceRow[] = [];
  for (let row = 0; row < table.count; row++) {
    const told: { [key: string]: string } = {};
    for (const [at, cell] of table.cells(row).entries()) {
      const column = found[at];
      const text = cell.trim();
      if (column !== undefined && text !== "") told[column] = text;
    }
    rows.push(told);
  }
  return { rows };
}
