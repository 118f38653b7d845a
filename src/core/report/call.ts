import { nearest } from "../model/nearest.ts";
import { type Instant, parseInstant } from "../model/values.ts";
import type { Threshold } from "./reported.ts";
import type { Order } from "./scores.ts";
import { COMMANDS, type Command, EVERYWHERE, OPTIONS } from "./usage.ts";

/** One word of the command line as `parseArgs` of node:util tells it, with `strict: false`. */
export type Token =
  | {
      readonly kind: "option";
      readonly name: string;
      readonly rawName: string;
      readonly value: string | undefined;
      /** Given behind `=`. */
      readonly inlineValue: boolean | undefined;
    }
  | { readonly kind: "positional"; readonly value: string }
  | { readonly kind: "option-terminator" };

/** What is asked for. */
export interface Call {
  readonly command: string;
  readonly operands: readonly string[];
  readonly format: string;
  /** The day looked at; undefined = today. */
  readonly asOf: Instant | undefined;
  /** The instant of a rollout that is looked at. */
  readonly at: Instant | undefined;
  /** Whether files may be written. */
  readonly write: boolean;
  /** The git revision that a change is compared with. */
  readonly base: string | undefined;
  /** A plan of Terraform: the change is what it does. */
  readonly plan: string | undefined;
  /** Whether a difference is shown as a unified diff. */
  readonly patch: boolean;
  readonly policy: string | undefined;
  /** The manifest that an import writes. */
  readonly output: string | undefined;
  /** A list of which VM serves what. */
  readonly services: string | undefined;
  readonly failOn: Threshold;
  /** The one service that is asked about. */
  readonly service: string | undefined;
  readonly order: Order;
  readonly color: boolean;
}

/** `problem` is one sentence without its full stop: what is wrong, where, and what there is instead. */
export type Reading =
  | Call
  /** Of one command, or of all. */
  | { readonly asks: "help"; readonly about?: Command }
  | { readonly asks: "version" }
  | { readonly problem: string };

/** Reads a command line; where several things are wrong, the first is told. */
export function readCall(tokens: readonly Token[]): Reading {
  const options = new Map<string, string>();
  for (const token of tokens) {
    if (token.kind !== "option") continue;
    const problem = optionProblem(token);
    if (problem !== undefined) return { problem };
    if (token.value !== undefined && options.has(token.name))
      return { problem: `--${token.name} is given twice, and takes one value` };
    options.set(token.name, token.value ?? "");
  }
  const words = tokens.flatMap((token) => (token.kind === "positional" ? [token.value] : []));
  const isHelp = words[0] === "help";
  const [name, ...operands] = isHelp ? words.slice(1) : words;
  const asksHelp = isHelp || options.has("help");
  if (asksHelp && name === undefined) return { asks: "help" };
  if (!asksHelp && options.has("version")) return { asks: "version" };
  const known = COMMANDS.map((command) => command.name);
  const are = `the commands are ${known.join(", ")} (see baskets --help)`;
  if (name === undefined) return { problem: `no command given; ${are}` };
  const command = COMMANDS.find((candidate) => candidate.name === name);
  if (command === undefined) return { problem: `${notThere("command", name, known)}; ${are}` };
  if (asksHelp) return { asks: "help", about: command };
  const problem = commandProblem(command, operands, options);
  if (problem !== undefined) return { problem };
  const [asOf, at] = [options.get("as-of"), options.get("at")];
  return {
    command: name,
    operands,
    format: options.get("format") ?? "text",
    asOf: asOf === undefined ? undefined : parseInstant(asOf),
    at: at === undefined ? undefined : parseInstant(at),
    write: options.has("write"),
    base: options.get("base"),
    plan: options.get("plan"),
    patch: options.has("patch"),
    policy: options.get("policy"),
    output: options.get("output"),
    services: options.get("services"),
    failOn: (options.get("fail-on") ?? (name === "score" ? "never" : "error")) as Threshold,
    service: options.get("service"),
    order: Number(options.get("order") ?? 2) as Order,
    color: !options.has("no-color"),
  };
}

/** `there is no rule “x”`, with the nearest name that there is. */
export function notThere(what: string, written: string, known: readonly string[]): string {
  const [near] = nearest(written, known);
  return `there is no ${what} “${written}”${near === undefined ? "" : ` (did you mean “${near}”?)`}`;
}

function optionProblem(token: Token & { readonly kind: "option" }): string | undefined {
  const { rawName, value } = token;
  const option = OPTIONS.find(({ name }) => name === token.name);
  if (option === undefined || (rawName.startsWith("--") && rawName !== `--${token.name}`)) {
    return notThere(
      "option",
      rawName,
      OPTIONS.map(({ name }) => `--${name}`),
    );
  }
  if (option.value === undefined) return value === undefined ? undefined : `${rawName} takes no value`;
  // A value that looks like an option is more often a value that was forgotten.
  const missing =
    value === undefined || value === "" || (token.inlineValue !== true && value.startsWith("-"));
  if (missing) return `${rawName} needs a value: ${rawName} ${option.value}`;
  if ((option.name === "as-of" || option.name === "at") && parseInstant(value) === undefined) {
    return `${rawName} takes a date as 2008-08-11 or 2008-08-11T06:00Z, not “${value}”`;
  }
  return option.values === undefined ? undefined : oneOf(rawName, value, option.values);
}

function commandProblem(
  command: Command,
  operands: readonly string[],
  options: ReadonlyMap<string, string>,
): string | undefined {
  const called = `“baskets ${command.name}”`;
  const foreign = [...options.keys()].find((option) => ![...EVERYWHERE, ...command.options].includes(option));
  if (foreign !== undefined) return `${called} takes no option --${foreign}`;
  if (command.operands === "" && operands.length > 0) {
    return `${called} takes no argument, and was given “${operands[0]}”`;
  }
  if (command.operands === "RULE" && operands.length !== 1) {
    return `${called} takes the id of one rule; “baskets rules” lists them`;
  }
  if (command.operands.startsWith("ROLLOUT") && operands.length === 0) {
    return `${called} takes the name of a rollout, or the file that it stands in`;
  }
  if (command.operands.startsWith("A B") && operands.length < 2) {
    return `${called} takes two environments, files or revisions`;
  }
  if (command.operands.startsWith("FROM TO") && operands.length < 2) {
    return `${called} takes the environment to follow and the one to change`;
  }
  if (command.operands.startsWith("FORMAT") && operands.length < 2) {
    return `${called} takes a format (or “auto”) and the files of one export`;
  }
  if (command.name === "review" && options.has("base") === options.has("plan")) {
    return `${called} takes what the change is: --base REV, the revision to compare with, or --plan FILE, a plan of Terraform`;
  }
  const format = options.get("format");
  if (format === "openpsa" && command.formats.includes(format) && !options.has("service"))
    return "--format openpsa gives the fault tree of one service: name it with --service NAME";
  return format === undefined ? undefined : oneOf(`--format of ${called}`, format, command.formats);
}

function oneOf(what: string, value: string, values: readonly string[]): string | undefined {
  return values.includes(value) ? undefined : `${what} is one of ${values.join(", ")}, not “${value}”`;
}
