import { parseBracketed, parseObject } from "./hclCollection.ts";
import { type Cursor, DEEPEST, here, skipSpace, startsWith, takeNumber, takeWord } from "./hclScan.ts";
import { parseHeredoc, parseString } from "./hclTemplate.ts";
import type { Expression, Step } from "./hclTree.ts";

/**
 * The expression here; undefined where none stands, with the cursor at what is none. Whoever asks goes over the rest.
 * Spaces before it are gone over.
 */
export function parseExpression(cursor: Cursor): Expression | undefined {
  skipSpace(cursor);
  if (cursor.depth >= DEEPEST) return undefined;
  cursor.depth++;
  const test = parseBinary(cursor, 0);
  cursor.depth--;
  if (test === undefined) return undefined;
  skipSpace(cursor);
  if (here(cursor) !== "?") return test;
  cursor.at++;
  return parseChoice(cursor, test);
}

function parseChoice(cursor: Cursor, test: Expression): Expression | undefined {
  cursor.depth++;
  const yes = parseExpression(cursor);
  skipSpace(cursor);
  const isWhole = yes !== undefined && here(cursor) === ":";
  if (isWhole) cursor.at++;
  const no = isWhole ? parseExpression(cursor) : undefined;
  cursor.depth--;
  if (yes === undefined || no === undefined) return undefined;
  return { kind: "conditional", test, yes, no, start: test.start, end: no.end };
}

/** From the loosest to the tightest. */
const OPERATORS: readonly (readonly string[])[] = [
  ["||"],
  ["&&"],
  ["==", "!="],
  ["<=", ">=", "<", ">"],
  ["+", "-"],
  ["*", "/", "%"],
];

function parseBinary(cursor: Cursor, level: number): Expression | undefined {
  const operators = OPERATORS[level];
  if (operators === undefined) return parseUnary(cursor);
  let left = parseBinary(cursor, level + 1);
  while (left !== undefined) {
    skipSpace(cursor);
    const operator = operators.find((sign) => startsWith(cursor, sign));
    if (operator === undefined || startsWith(cursor, "=>")) return left;
    cursor.at += operator.length;
    skipSpace(cursor);
    const right: Expression | undefined = parseBinary(cursor, level + 1);
    if (right === undefined) return undefined;
    left = { kind: "binary", operator, left, right, start: left.start, end: right.end };
  }
  return undefined;
}

function parseUnary(cursor: Cursor): Expression | undefined {
  skipSpace(cursor);
  const operator = here(cursor);
  const start = cursor.at;
  const isOperator = operator === "-" || (operator === "!" && !startsWith(cursor, "!="));
  if (!isOperator) return parsePostfix(cursor);
  if (cursor.depth >= DEEPEST) return undefined;
  cursor.at++;
  cursor.depth++;
  const of = parseUnary(cursor);
  cursor.depth--;
  if (of === undefined) return undefined;
  if (operator === "-" && of.kind === "literal" && typeof of.value === "number")
    return { kind: "literal", value: -of.value, start, end: of.end };
  return { kind: "unary", operator, of, start, end: of.end };
}

/** A value and what is taken from it: `.name`, `[index]`, `[*]`, `.*`. */
function parsePostfix(cursor: Cursor): Expression | undefined {
  let of = parsePrimary(cursor);
  while (of !== undefined) {
    const before = cursor.at;
    // A reference may go on in the next line where lines are joined.
    if (cursor.joinLines) skipSpace(cursor);
    const { start } = of;
    if (startsWith(cursor, ".*")) {
      cursor.at += 2;
      const steps = attributeSteps(cursor);
      of = { kind: "splat", of, steps, start, end: cursor.at };
    } else if (startsWith(cursor, "[*]")) {
      cursor.at += 3;
      const steps = allSteps(cursor);
      of = { kind: "splat", of, steps, start, end: cursor.at };
    } else {
      const step = parseStep(cursor);
      if (step === undefined) {
        cursor.at = before;
        return of;
      }
      of =
        "name" in step
          ? { kind: "attribute", of, name: step.name, start, end: cursor.at }
          : { kind: "index", of, index: step.index, start, end: cursor.at };
    }
  }
  return undefined;
}

function parseStep(cursor: Cursor): Step | undefined {
  if (here(cursor) === "[") return parseIndex(cursor);
  if (here(cursor) !== "." || startsWith(cursor, "...")) return undefined;
  const before = cursor.at;
  cursor.at++;
  const start = cursor.at;
  const name = takeWord(cursor);
  if (name !== undefined) return { name };
  // The old form of an index: web.0.id; its digits are no fraction.
  const digits = /\d+/y;
  digits.lastIndex = start;
  const old = digits.exec(cursor.text)?.[0];
  if (old !== undefined && start + old.length <= cursor.end) {
    cursor.at = start + old.length;
    return { index: { kind: "literal", value: Number(old), start, end: cursor.at } };
  }
  cursor.at = before;
  return undefined;
}

function parseIndex(cursor: Cursor): Step | undefined {
  const before = cursor.at;
  cursor.at++;
  const outer = cursor.joinLines;
  cursor.joinLines = true;
  const index = parseExpression(cursor);
  skipSpace(cursor);
  cursor.joinLines = outer;
  if (index === undefined || here(cursor) !== "]") {
    cursor.at = before;
    return undefined;
  }
  cursor.at++;
  return { index };
}

/** Behind `.*` only attributes are taken from each item; an index takes from the whole. */
function attributeSteps(cursor: Cursor): readonly Step[] {
  const steps: Step[] = [];
  while (here(cursor) === ".") {
    const step = parseStep(cursor);
    if (step === undefined) return steps;
    steps.push(step);
  }
  return steps;
}

function allSteps(cursor: Cursor): readonly Step[] {
  const steps: Step[] = [];
  while (!startsWith(cursor, "[*]") && !startsWith(cursor, ".*")) {
    const step = parseStep(cursor);
    if (step === undefined) return steps;
    steps.push(step);
  }
  return steps;
}

function parsePrimary(cursor: Cursor): Expression | undefined {
  const start = cursor.at;
  const sign = here(cursor);
  if (sign === '"') return parseString(cursor);
  if (sign === "<") return parseHeredoc(cursor);
  if (sign === "[") return parseBracketed(cursor);
  if (sign === "{") return parseObject(cursor);
  if (sign === "(") return parseGroup(cursor);
  const value = takeNumber(cursor);
  if (value !== undefined) return { kind: "literal", value, start, end: cursor.at };
  const word = takeWord(cursor);
  return word === undefined ? undefined : parseName(cursor, word, start);
}

const CONSTANTS: ReadonlyMap<string, boolean | null> = new Map([
  ["true", true],
  ["false", false],
  ["null", null],
]);

function parseName(cursor: Cursor, word: string, start: number): Expression | undefined {
  const constant = CONSTANTS.get(word);
  if (constant !== undefined) return { kind: "literal", value: constant, start, end: cursor.at };
  let name = word;
  // Functions of providers: provider::local::direxists(…).
  while (startsWith(cursor, "::")) {
    cursor.at += 2;
    name += `::${takeWord(cursor) ?? ""}`;
  }
  if (here(cursor) !== "(") return { kind: "name", name, start, end: cursor.at };
  return parseCall(cursor, name, start);
}

function parseCall(cursor: Cursor, name: string, start: number): Expression | undefined {
  const outer = cursor.joinLines;
  cursor.joinLines = true;
  cursor.at++;
  const args: Expression[] = [];
  let spread = false;
  let isWhole = false;
  for (;;) {
    skipSpace(cursor);
    if (here(cursor) === ")") {
      cursor.at++;
      isWhole = true;
      break;
    }
    const arg = parseExpression(cursor);
    if (arg === undefined) break;
    args.push(arg);
    skipSpace(cursor);
    if (startsWith(cursor, "...")) {
      cursor.at += 3;
      spread = true;
      skipSpace(cursor);
    }
    if (here(cursor) === ",") cursor.at++;
    else if (here(cursor) !== ")") break;
  }
  cursor.joinLines = outer;
  if (!isWhole) return undefined;
  return { kind: "call", name, args, spread, start, end: cursor.at };
}

function parseGroup(cursor: Cursor): Expression | undefined {
  const start = cursor.at;
  const outer = cursor.joinLines;
  cursor.joinLines = true;
  cursor.at++;
  const inner = parseExpression(cursor);
  skipSpace(cursor);
  cursor.joinLines = outer;
  if (inner === undefined || here(cursor) !== ")") return undefined;
  cursor.at++;
  return { ...inner, start, end: cursor.at };
}
