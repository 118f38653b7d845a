import type { Style } from "./style.ts";
import { visible } from "./visible.ts";

export interface Column {
  readonly title: string;
  readonly right: boolean;
}

/** A table for a terminal: columns as wide as what is in them, lines cut at `width`. */
export function tableLines(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  style: Style,
  width: number,
): readonly string[] {
  const cells = rows.map((row) => row.map(visible));
  const widths = columns.map(({ title }, column) =>
    Math.max(title.length, ...cells.map((row) => row[column]?.length ?? 0)),
  );
  const line = (row: readonly string[]) =>
    row
      .map((cell, column) =>
        columns[column]?.right ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0),
      )
      .join("  ")
      .trimEnd();
  const fitted = (text: string) => (text.length <= width ? text : `${text.slice(0, width - 1)}…`);
  return [
    style.strong(fitted(line(columns.map(({ title }) => title)))),
    ...cells.map((row) => fitted(line(row))),
  ];
}
