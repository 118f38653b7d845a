import type { Place } from "../../text/span.ts";
import type { Expression } from "./hclTree.ts";
import { assumed, flagOf, numberOf, plain, unknown, type Value } from "./value.ts";

type Operation = Extract<Expression, { readonly kind: "unary" | "binary" }>;

/** What an operation comes to; `&&` and `||` also where only one side is known and decides. */
export function operate(operation: Operation, inner: (of: Expression) => Value, at: Place): Value {
  if (operation.kind === "unary") {
    const of = inner(operation.of);
    const result = operation.operator === "!" ? not(flagOf(of)) : negative(numberOf(of));
    return told(result, [of], at);
  }
  const left = inner(operation.left);
  const right = inner(operation.right);
  return told(resultOf(operation.operator, left, right), [left, right], at);
}

function told(result: number | boolean | undefined, of: readonly Value[], at: Place): Value {
  return result === undefined
    ? unknown("it is known only when Terraform runs", at)
    : plain(result, at, assumed(of));
}

function not(flag: boolean | undefined): boolean | undefined {
  return flag === undefined ? undefined : !flag;
}

function negative(number: number | undefined): number | undefined {
  return number === undefined ? undefined : -number;
}

function resultOf(operator: string, left: Value, right: Value): number | boolean | undefined {
  if (operator === "&&" || operator === "||") return logical(operator, flagOf(left), flagOf(right));
  if (operator === "==" || operator === "!=") {
    const same = isSame(left, right);
    return same === undefined ? undefined : same === (operator === "==");
  }
  const [a, b] = [numberOf(left), numberOf(right)];
  if (a === undefined || b === undefined) return undefined;
  const result = ARITHMETIC.get(operator)?.(a, b);
  return typeof result === "number" && !Number.isFinite(result) ? undefined : result;
}

const ARITHMETIC: ReadonlyMap<string, (a: number, b: number) => number | boolean> = new Map<
  string,
  (a: number, b: number) => number | boolean
>([
  ["+", (a, b) => a + b],
  ["-", (a, b) => a - b],
  ["*", (a, b) => a * b],
  ["/", (a, b) => a / b],
  ["%", (a, b) => a % b],
  ["<", (a, b) => a < b],
  [">", (a, b) => a > b],
  ["<=", (a, b) => a <= b],
  [">=", (a, b) => a >= b],
]);

function logical(
  operator: string,
  left: boolean | undefined,
  right: boolean | undefined,
): boolean | undefined {
  const decides = operator === "||";
  if (left === decides || right === decides) return decides;
  return left === undefined || right === undefined ? undefined : !decides;
}

/** Whether two values are equal as Terraform sees it: a number is not its text. */
function isSame(left: Value, right: Value): boolean | undefined {
  if (left.kind === "plain" && right.kind === "plain") return left.value === right.value;
  const isKnown = (value: Value) =>
    value.kind === "plain" || value.kind === "null" || value.kind === "list" || value.kind === "object";
  if (left.kind === "null" || right.kind === "null")
    return isKnown(left) && isKnown(right) ? left.kind === right.kind : undefined;
  return undefined;
}
