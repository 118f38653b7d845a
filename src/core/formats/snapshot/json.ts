/**
 * JSON as people hand it over: several answers pasted one after the other, cut off in the middle, with a shell's prompt
 * between them. Nothing here calls itself without a bound, and an object may be read by its own keys alone
 * (`fields.ts`): a key `__proto__` is a key like others.
 */

export type Json = null | boolean | number | string | readonly Json[] | JsonObject;

export interface JsonObject {
  readonly [key: string]: Json;
}

export interface JsonRead {
  readonly documents: readonly Json[];
  /** The first of each kind. */
  readonly problems: readonly JsonProblem[];
}

export interface JsonProblem {
  /** 1-based. */
  readonly line: number;
  /** A whole sentence. */
  readonly message: string;
}

export function readJson(text: string): JsonRead {
  const whole = parsed(text);
  return whole === undefined ? recovered(text) : { documents: [whole.value], problems: [] };
}

/** JSON.parse answers what is no JSON only by throwing: caught here and nowhere else. */
function parsed(text: string): { readonly value: Json } | undefined {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return undefined;
  }
}

interface State {
  readonly text: string;
  at: number;
  /** Where reading the document at hand had to end. */
  broken: number | undefined;
}

const ENDS = "The JSON ends in the middle: what stands before is read.";
const BROKEN = "From here on the JSON cannot be read: what stands before is, and other JSON further down.";
const OTHER = "This is no JSON: it is left out.";

/** As much as can be read of a text that is not one JSON document. */
function recovered(text: string): JsonRead {
  const state: State = { text, at: 0, broken: undefined };
  const documents: Json[] = [];
  const problems = new Map<string, number>();
  const problem = (message: string, at: number) => {
    if (!problems.has(message)) problems.set(message, at);
  };
  while (toDocument(state, problem)) {
    state.broken = undefined;
    const value = valueAt(state, 0);
    if (value !== undefined) documents.push(value);
    if (state.broken !== undefined) problem(state.broken >= text.length ? ENDS : BROKEN, state.broken);
  }
  return {
    documents,
    problems: [...problems].map(([message, at]) => ({ line: lineAt(text, at), message })),
  };
}

/** Moves to where a document begins; what stands between two is passed over line by line. */
function toDocument(state: State, problem: (message: string, at: number) => void): boolean {
  const { text } = state;
  if (state.broken === undefined) {
    skip(state, /[\s,]*/y);
    if (state.at >= text.length) return false;
    if (begins(text, state.at)) return true;
    problem(OTHER, state.at);
  }
  for (;;) {
    const end = text.indexOf("\n", state.at);
    if (end === -1) return false;
    state.at = end + 1;
    if (begins(text, state.at)) return true;
  }
}

function begins(text: string, at: number): boolean {
  return text[at] === "{" || text[at] === "[";
}

/** Deeper values are passed over: no export nests so deep. */
const DEEPEST = 64;

function valueAt(state: State, depth: number): Json | undefined {
  skip(state, /\s*/y);
  const sign = state.text[state.at];
  if (sign === "{" || sign === "[") {
    if (depth >= DEEPEST) return passOver(state);
    return sign === "{" ? objectAt(state, depth) : listAt(state, depth);
  }
  return sign === '"' ? textAt(state) : wordAt(state);
}

function listAt(state: State, depth: number): Json {
  const items: Json[] = [];
  state.at++;
  while (!closes(state, "]")) {
    const item = valueAt(state, depth + 1);
    // Half an object would pass for a whole one that says less; half a list has whole items.
    const isWhole = state.broken === undefined || Array.isArray(item);
    if (item !== undefined && isWhole) items.push(item);
    if (state.broken !== undefined) break;
  }
  return items;
}

function objectAt(state: State, depth: number): Json {
  // Without a prototype every key is an own one, `__proto__` too.
  const object: { [key: string]: Json } = Object.create(null);
  state.at++;
  while (!closes(state, "}")) {
    const key = state.text[state.at] === '"' ? textAt(state) : undefined;
    skip(state, /\s*/y);
    if (key === undefined || state.text[state.at] !== ":") {
      state.broken ??= state.at;
      break;
    }
    state.at++;
    const value = valueAt(state, depth + 1);
    if (value !== undefined) object[key] = value;
    if (state.broken !== undefined) break;
  }
  return object;
}

/** Whether a list or object ends here, past the commas between its items; the end of the text ends everything. */
function closes(state: State, sign: string): boolean {
  skip(state, /[\s,]*/y);
  if (state.at >= state.text.length) {
    state.broken ??= state.at;
    return true;
  }
  if (state.text[state.at] !== sign) return false;
  state.at++;
  return true;
}

function textAt(state: State): string | undefined {
  const end = closingQuote(state.text, state.at + 1);
  if (end === undefined) {
    state.broken = state.text.length;
    return undefined;
  }
  const raw = state.text.slice(state.at, end + 1);
  // A line feed within a text is no JSON, but clear.
  const value = (parsed(raw) ?? parsed(raw.replace(/\p{Cc}/gu, " ")))?.value;
  if (typeof value !== "string") {
    state.broken = state.at;
    return undefined;
  }
  state.at = end + 1;
  return value;
}

function closingQuote(text: string, from: number): number | undefined {
  for (let at = from; at < text.length; at++) {
    const sign = text[at];
    if (sign === '"') return at;
    if (sign === "\\") at++;
  }
  return undefined;
}

function wordAt(state: State): Json | undefined {
  const word = skip(state, /[-+.\w]*/y);
  const value = parsed(word)?.value;
  if (value !== undefined) return value;
  if (/^-?(?:NaN|Infinity)$/.test(word)) return null;
  state.broken = state.at >= state.text.length ? state.at : state.at - word.length;
  return undefined;
}

/** Past a list or object, however deep. */
function passOver(state: State): Json | undefined {
  let depth = 0;
  while (state.at < state.text.length) {
    const sign = state.text[state.at];
    if (sign === '"') state.at = closingQuote(state.text, state.at + 1) ?? state.text.length;
    else if (sign === "{" || sign === "[") depth++;
    else if (sign === "}" || sign === "]") depth--;
    state.at++;
    if (depth === 0) return null;
  }
  state.broken = state.text.length;
  return undefined;
}

function skip(state: State, pattern: RegExp): string {
  pattern.lastIndex = state.at;
  const skipped = pattern.exec(state.text)?.[0] ?? "";
  state.at += skipped.length;
  return skipped;
}

function lineAt(text: string, at: number): number {
  let line = 1;
  for (let next = text.indexOf("\n"); next !== -1 && next < at; next = text.indexOf("\n", next + 1)) line++;
  return line;
}
