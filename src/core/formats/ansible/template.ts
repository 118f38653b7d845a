/** A value as YAML or a template gives it. Text may itself be a template. */
export type Literal = string | number | boolean | null | readonly Literal[];

/** Variables by name; `undefined` stands for a variable that is set to something that is not read. */
export type Variables = ReadonlyMap<string, Literal | undefined>;

export type Templated =
  | {
      readonly known: true;
      readonly value: Literal;
      /** What was taken as not set, so that a default counts. */
      readonly assumes: readonly string[];
    }
  | {
      readonly known: false;
      /** A clause that can follow a colon. */
      readonly why: string;
    };

/**
 * The small part of Jinja that batch sizes and host patterns are written in: literals, variables,
 * `lookup('env', …)` and the filters `default`, `int`, `string`, `bool`, `trim`. A variable that is
 * not among those given is taken as not set, which is what `default` is written for.
 * Anything else is unknown, never guessed. Takes time linear in the text.
 */
export function evaluate(text: string, variables: Variables): Templated {
  return template(text, { variables, assumes: [], left: EVALUATIONS });
}

/** Whether a text is a template at all. */
export function isTemplate(text: string): boolean {
  return text.includes("{{") || text.includes("{%");
}

/** More expressions than any real value needs, so that variables that name each other end. */
const EVALUATIONS = 100;
const LONGEST = 1000;
const DEEPEST = 20;

interface Run {
  readonly variables: Variables;
  readonly assumes: string[];
  left: number;
}

type Value =
  | { readonly kind: "value"; readonly value: Literal }
  /** Not set, with its name. */
  | { readonly kind: "unset"; readonly name: string }
  | { readonly kind: "unknown"; readonly why: string };

function template(text: string, run: Run): Templated {
  if (!isTemplate(text)) return { known: true, value: text, assumes: run.assumes };
  if (text.includes("{%")) return { known: false, why: "it is computed when Ansible runs" };
  const parts: Literal[] = [];
  let done = 0;
  for (let open = text.indexOf("{{"); open >= 0; open = text.indexOf("{{", done)) {
    const close = text.indexOf("}}", open + 2);
    if (close < 0) return { known: false, why: "its template is not closed" };
    if (open > done) parts.push(text.slice(done, open));
    const value = expression(text.slice(open + 2, close), run);
    if (value.kind === "unknown") return { known: false, why: value.why };
    if (value.kind === "unset") {
      return { known: false, why: `nothing that can be read here sets ${value.name}` };
    }
    parts.push(value.value);
    done = close + 2;
  }
  if (done < text.length) parts.push(text.slice(done));
  const only = parts[0];
  if (parts.length === 1 && only !== undefined) return { known: true, value: only, assumes: run.assumes };
  return { known: true, value: parts.map(written).join(""), assumes: run.assumes };
}

function expression(text: string, run: Run): Value {
  run.left -= 1;
  if (run.left < 0) return { kind: "unknown", why: "its variables name each other without end" };
  const tokens = text.length <= LONGEST ? tokenise(text) : undefined;
  if (tokens === undefined) return computed;
  const reader: Reader = { tokens, at: 0, run };
  const value = filtered(reader, 0);
  return reader.at === tokens.length ? value : computed;
}

const computed: Value = { kind: "unknown", why: "it is computed when Ansible runs" };

interface Token {
  readonly kind: "text" | "number" | "name" | "sign";
  readonly text: string;
}

interface Reader {
  readonly tokens: readonly Token[];
  at: number;
  readonly run: Run;
}

const TOKEN =
  /\s*(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"|(-?\d+(?:\.\d+)?)|([A-Za-z_]\w*)|([|()[\],.=]))\s*/sy;

function tokenise(text: string): readonly Token[] | undefined {
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.length) {
    const match = TOKEN.exec(text);
    if (match === null) return undefined;
    const quoted = match[1] ?? match[2];
    if (quoted !== undefined) tokens.push({ kind: "text", text: quoted.replace(/\\(.)/gs, "$1") });
    else if (match[3] !== undefined) tokens.push({ kind: "number", text: match[3] });
    else if (match[4] !== undefined) tokens.push({ kind: "name", text: match[4] });
    else tokens.push({ kind: "sign", text: match[5] ?? "" });
  }
  return tokens;
}

function filtered(reader: Reader, depth: number): Value {
  let value = primary(reader, depth);
  while (takeSign(reader, "|")) {
    const filter = take(reader, "name")?.text;
    const given = takeSign(reader, "(") ? argumentsOf(reader, depth + 1) : [];
    if (filter === undefined || given === undefined) return computed;
    value = applyFilter(filter, value, given, reader.run);
  }
  return value;
}

function primary(reader: Reader, depth: number): Value {
  if (depth > DEEPEST) return computed;
  const token = reader.tokens[reader.at];
  reader.at += 1;
  if (token?.kind === "text") return { kind: "value", value: token.text };
  if (token?.kind === "number") return { kind: "value", value: Number(token.text) };
  if (token?.kind === "sign" && token.text === "(") {
    const inner = filtered(reader, depth + 1);
    return takeSign(reader, ")") ? inner : computed;
  }
  if (token?.kind === "sign" && token.text === "[") {
    const items = argumentsOf(reader, depth + 1, "]");
    return items === undefined ? computed : listOf(items);
  }
  return token?.kind === "name" ? named(token.text, reader, depth) : computed;
}

function listOf(items: readonly Value[]): Value {
  const values: Literal[] = [];
  for (const item of items) {
    if (item.kind !== "value") return item;
    values.push(item.value);
  }
  return { kind: "value", value: values };
}

/** Up to the closing sign; `boolean=true` counts as its value. */
function argumentsOf(reader: Reader, depth: number, close = ")"): readonly Value[] | undefined {
  const values: Value[] = [];
  if (takeSign(reader, close)) return values;
  for (;;) {
    const next = reader.tokens[reader.at + 1];
    if (reader.tokens[reader.at]?.kind === "name" && next?.kind === "sign" && next.text === "=")
      reader.at += 2;
    values.push(filtered(reader, depth));
    if (takeSign(reader, close)) return values;
    if (!takeSign(reader, ",")) return undefined;
  }
}

function named(name: string, reader: Reader, depth: number): Value {
  const word = WORDS.get(name);
  if (word !== undefined) return { kind: "value", value: word };
  if (takeSign(reader, "(")) {
    const given = argumentsOf(reader, depth + 1);
    return given === undefined ? computed : lookedUp(name, given);
  }
  let path = name;
  while (takeSign(reader, ".")) {
    const part = take(reader, "name");
    if (part === undefined) return computed;
    path += `.${part.text}`;
  }
  if (path !== name || !reader.run.variables.has(name)) {
    // An attribute of a variable that is there is not looked into.
    return reader.run.variables.has(name) ? unread(name) : { kind: "unset", name: path };
  }
  const value = reader.run.variables.get(name);
  if (value === undefined) return unread(name);
  if (typeof value !== "string") return { kind: "value", value };
  const inner = template(value, reader.run);
  return inner.known ? { kind: "value", value: inner.value } : { kind: "unknown", why: inner.why };
}

const WORDS: ReadonlyMap<string, Literal> = new Map<string, Literal>([
  ["true", true],
  ["True", true],
  ["false", false],
  ["False", false],
  ["none", null],
  ["None", null],
]);

function unread(name: string): Value {
  return { kind: "unknown", why: `the value of ${name} is not a plain one` };
}

/** The environment is not part of the files: a lookup in it is empty, which `default(…, true)` is written for. */
function lookedUp(name: string, given: readonly Value[]): Value {
  const [kind, variable] = given;
  const plugin = kind?.kind === "value" ? kind.value : undefined;
  if (!LOOKUPS.has(name) || (plugin !== "env" && plugin !== "ansible.builtin.env")) return computed;
  if (variable?.kind !== "value" || typeof variable.value !== "string") return computed;
  return { kind: "unset", name: `the environment variable ${variable.value}` };
}

const LOOKUPS: ReadonlySet<string> = new Set(["lookup", "query", "q"]);

function applyFilter(filter: string, value: Value, given: readonly Value[], run: Run): Value {
  if (filter === "default" || filter === "d") return defaulted(value, given, run);
  if (value.kind !== "value") return value;
  const plain = Array.isArray(value.value) ? undefined : written(value.value);
  if (plain === undefined) return computed;
  if (filter === "string") return { kind: "value", value: plain };
  if (filter === "trim") return { kind: "value", value: plain.trim() };
  if (filter === "int") {
    const number = Math.trunc(Number(plain));
    return { kind: "value", value: Number.isFinite(number) ? number : 0 };
  }
  if (filter === "bool") return { kind: "value", value: TRUE.has(plain.toLowerCase()) };
  return computed;
}

const TRUE: ReadonlySet<string> = new Set(["1", "true", "yes", "on", "y", "t", "1.0"]);

function defaulted(value: Value, given: readonly Value[], run: Run): Value {
  const [instead, whenFalse] = given;
  if (value.kind === "unknown") return value;
  const eager = whenFalse?.kind === "value" && truthy(whenFalse.value);
  if (value.kind === "value") return eager && !truthy(value.value) ? (instead ?? empty) : value;
  // A lookup in the environment gives empty text, not nothing: only an eager default replaces it.
  if (value.name.startsWith("the environment variable ") && !eager) return empty;
  run.assumes.push(value.name);
  return instead ?? empty;
}

const empty: Value = { kind: "value", value: "" };

function truthy(value: Literal): boolean {
  return Array.isArray(value) ? value.length > 0 : Boolean(value);
}

/** As Python writes it into a text. */
function written(value: Literal): string {
  if (value === null) return "None";
  if (value === true) return "True";
  if (value === false) return "False";
  return Array.isArray(value) ? value.map(written).join(",") : String(value);
}

function take(reader: Reader, kind: Token["kind"]): Token | undefined {
  const token = reader.tokens[reader.at];
  if (token?.kind !== kind) return undefined;
  reader.at += 1;
  return token;
}

function takeSign(reader: Reader, sign: string): boolean {
  const token = reader.tokens[reader.at];
  if (token?.kind !== "sign" || token.text !== sign) return false;
  reader.at += 1;
  return true;
}
