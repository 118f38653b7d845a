/** 0-based line and UTF-16 column. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** The offset at which each line of a text starts. Lines end with LF, CRLF or a lone CR, as in VS Code. */
export type LineStarts = readonly number[];

export function lineStarts(text: string): LineStarts {
  const starts = [0];
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 13 && text.charCodeAt(i + 1) === 10) continue;
    if (code === 10 || code === 13) starts.push(i + 1);
  }
  return starts;
}

/** The line and column of an offset, which may be anything from 0 to the length of the text. */
export function positionAt(starts: LineStarts, offset: number): Position {
  const line = lastAtMost(starts, offset);
  return { line, column: offset - (starts[line] as number) };
}

/** The index of the last number that is at most this one; the numbers ascend and start with 0. */
export function lastAtMost(numbers: readonly number[], value: number): number {
  let low = 0;
  let high = numbers.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((numbers[middle] as number) <= value) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** The offset of a line and column, kept within the text. */
export function offsetAt(starts: LineStarts, position: Position, length: number): number {
  const start = starts[position.line];
  if (start === undefined) return length;
  const next = starts[position.line + 1] ?? length;
  return Math.min(start + position.column, next);
}
