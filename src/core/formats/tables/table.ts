/**
 * A table of an export: a row of column names and rows below it. Every row is kept as one text, so that a hundred
 * thousand rows of a hundred columns cost little more than what stands in them.
 */
export interface Table {
  /** As they stand in the file, without the space around them; empty where a column has no name. */
  readonly columns: readonly string[];
  readonly count: number;
  /** The cells of a row under `columns`, all of them; empty where nothing stands. */
  readonly cells: (row: number) => readonly string[];
  /** 1-based: the row of the sheet, or the record of the file; the column names stand in one too. */
  readonly place: (row: number) => number;
  /** Whether the row ends before the last column: by itself that says nothing, since empty cells may be left away. */
  readonly short: (row: number) => boolean;
  /** Whether the file ends within the last row, before its line does: it may have been cut off there. */
  readonly open: boolean;
  readonly notes: readonly TableNote[];
}

export interface TableNote {
  /** As `place`. */
  readonly row?: number;
  /** A whole sentence. */
  readonly message: string;
}

export interface TableBuilder {
  /** Rows in order; the first that is not empty has the column names. The array is not kept. */
  readonly add: (cells: readonly string[], place: number) => void;
  readonly table: (notes?: readonly TableNote[], open?: boolean) => Table;
}

/** As many as a sheet of a workbook can have. */
export const MOST_COLUMNS = 16_384;

/** Between the cells of a row that is kept; a control character that no export has. */
const BETWEEN = "\u001f";

/** @param wanted which columns are kept; all where it is missing */
export function tableBuilder(wanted?: (column: string) => boolean): TableBuilder {
  let header: readonly string[] | undefined;
  let picked: readonly number[] | undefined;
  const rows: string[] = [];
  const places: number[] = [];
  const shorts = new Set<number>();
  const surplus: number[] = [];
  const repeated: number[] = [];

  const add = (cells: readonly string[], place: number) => {
    if (header === undefined) {
      const names = cells.slice(0, MOST_COLUMNS).map((name) => clean(name).trim());
      while (names.length > 0 && names[names.length - 1] === "") names.pop();
      if (names.length === 0) return;
      header = names;
      if (wanted !== undefined) picked = names.flatMap((name, at) => (wanted(name) ? [at] : []));
      return;
    }
    const { length } = header;
    const filled = filledUpTo(cells);
    if (filled === 0) return;
    if (filled > length) {
      surplus.push(place);
      return;
    }
    if (cells[0]?.trim() === header[0] && sameNames(cells, header)) {
      repeated.push(place);
      return;
    }
    if (cells.length < length) shorts.add(rows.length);
    rows.push(rowText(cells, picked, length));
    places.push(place);
  };

  return {
    add,
    table: (notes = [], open = false) => {
      const all = header ?? [];
      const columns = picked === undefined ? all : picked.map((at) => all[at] ?? "");
      return {
        columns,
        count: rows.length,
        cells: cellReader(rows, columns.length),
        place: (row) => places[row] ?? 0,
        short: (row) => shorts.has(row),
        open,
        notes: [...notes, ...rowNotes(surplus, repeated)],
      };
    },
  };
}

/** Whoever reads a table asks for one cell of a row after the other: the last row stays split. */
function cellReader(rows: readonly string[], width: number): (row: number) => readonly string[] {
  let last = -1;
  let cells: readonly string[] = [];
  return (row) => {
    if (row === last) return cells;
    last = row;
    const split = (rows[row] ?? "").split(BETWEEN);
    while (split.length < width) split.push("");
    cells = split;
    return cells;
  };
}

function rowText(cells: readonly string[], picked: readonly number[] | undefined, length: number): string {
  const kept = picked === undefined ? cells : picked.map((at) => cells[at] ?? "");
  const width = picked === undefined ? Math.min(cells.length, length) : kept.length;
  const whole = kept.length > width ? kept.slice(0, width) : kept;
  const text = whole.join(BETWEEN);
  // A cell with the separator in it, or with zero bytes: rare enough to look at again.
  const odd = text.includes("\0") || (text.includes(BETWEEN) && text.split(BETWEEN).length !== whole.length);
  return odd ? whole.map(clean).join(BETWEEN) : text;
}

function clean(cell: string): string {
  return cell.replaceAll("\0", "").replaceAll(BETWEEN, " ");
}

function filledUpTo(cells: readonly string[]): number {
  for (let at = cells.length; at > 0; at--) if ((cells[at - 1] as string).trim() !== "") return at;
  return 0;
}

function sameNames(cells: readonly string[], header: readonly string[]): boolean {
  return header.every((name, at) => name === (cells[at] ?? "").trim());
}

function rowNotes(surplus: readonly number[], repeated: readonly number[]): readonly TableNote[] {
  const notes: TableNote[] = [];
  const [extra] = surplus;
  if (extra !== undefined) {
    const rows = surplus.length === 1 ? "This row has" : `This row and ${surplus.length - 1} more have`;
    notes.push({
      row: extra,
      message: `${rows} more cells than there are columns, so that it is unclear what belongs where: left out.`,
    });
  }
  const [again] = repeated;
  if (again !== undefined)
    notes.push({ row: again, message: "The column names stand here once more: no row of its own." });
  return notes;
}
