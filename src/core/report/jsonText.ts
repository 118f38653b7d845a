/** What goes into a report: lists may be made while they are written. */
export type JsonReport = Readonly<Record<string, unknown>>;

const WIDTH = 100;

/**
 * A report as JSON in pieces, since that of a large estate is longer than a string may be: two spaces of
 * indentation, what fits on a line on one line. Lists right below the top may be any iterable.
 */
export function* jsonPieces(report: JsonReport): Iterable<string> {
  yield "{";
  let first = true;
  for (const [key, value] of Object.entries(report)) {
    yield `${first ? "" : ","}\n  ${JSON.stringify(key)}: `;
    first = false;
    if (isIterable(value)) yield* list(value);
    else yield formatted(value, 1);
  }
  yield "\n}\n";
}

function* list(items: Iterable<unknown>): Iterable<string> {
  let empty = true;
  for (const item of items) {
    yield `${empty ? "[" : ","}\n    ${formatted(item, 2)}`;
    empty = false;
  }
  yield empty ? "[]" : "\n  ]";
}

function isIterable(value: unknown): value is Iterable<unknown> {
  return typeof value === "object" && value !== null && Symbol.iterator in value;
}

function formatted(value: unknown, depth: number): string {
  const flat = JSON.stringify(value) ?? "null";
  if (flat.length + 2 * depth <= WIDTH || typeof value !== "object" || value === null) return flat;
  const inner = "  ".repeat(depth + 1);
  const end = `\n${"  ".repeat(depth)}`;
  if (Array.isArray(value))
    return `[\n${value.map((item) => `${inner}${formatted(item, depth + 1)}`).join(",\n")}${end}]`;
  const entries = Object.entries(value).filter(([, each]) => each !== undefined);
  return `{\n${entries
    .map(([key, each]) => `${inner}${JSON.stringify(key)}: ${formatted(each, depth + 1)}`)
    .join(",\n")}${end}}`;
}
