/** What the command line takes (spec CLI.md): the one list that parsing, help and messages are made from. */

export interface Option {
  /** Without the dashes. */
  readonly name: string;
  readonly short?: string;
  /** What stands after it, as in help; missing for a switch. */
  readonly value?: string;
  /** The only values that it takes, where they are few. */
  readonly values?: readonly string[];
  readonly help: string;
}

export interface Command {
  readonly name: string;
  readonly operands: string;
  readonly help: string;
  readonly formats: readonly string[];
  /** Names of the options that it takes besides those of every command. */
  readonly options: readonly string[];
}

export const COMMANDS: readonly Command[] = [
  {
    name: "check",
    operands: "[PATH…]",
    help: "all findings in the manifests under the paths (default: here)",
    formats: ["text", "json", "sarif", "markdown"],
    options: ["format", "as-of", "policy", "fail-on"],
  },
  {
    name: "score",
    operands: "[PATH…]",
    help: "the services with their risk, where it comes from, what would help",
    formats: ["text", "json", "markdown", "openpsa"],
    options: ["format", "service", "order", "as-of", "policy", "fail-on"],
  },
  {
    name: "simulate",
    operands: "ROLLOUT [PATH…]",
    help: "a rollout played through: waves, what goes down, exposure, way back",
    formats: ["text", "json", "markdown", "hosts"],
    options: ["format", "at", "as-of", "policy"],
  },
  {
    name: "stage",
    operands: "ROLLOUT [PATH…]",
    help: "the staging that is suggested for it, as a diff or (--write) written",
    formats: ["text", "json"],
    options: ["format", "write", "as-of", "policy"],
  },
  {
    name: "diff",
    operands: "A B [PATH…]",
    help: "two environments (or files, or NAME@REV), item by item",
    formats: ["text", "json", "markdown"],
    options: ["format", "patch", "as-of", "policy"],
  },
  {
    name: "sync",
    operands: "FROM TO [PATH…]",
    help: "what brings TO into line with FROM, as a patch or (--write) written",
    formats: ["text", "json"],
    options: ["format", "write", "as-of", "policy"],
  },
  {
    name: "review",
    operands: "[PATH…]",
    help: "what a change does, or a plan of Terraform (--base REV, --plan FILE)",
    formats: ["text", "json", "markdown"],
    options: ["base", "plan", "format", "as-of", "policy", "fail-on"],
  },
  {
    name: "import",
    operands: "FORMAT FILE…",
    help: "an export of another tool as an estate, printed or (-o) written",
    formats: ["text"],
    options: ["output", "services", "policy", "as-of"],
  },
  {
    name: "rules",
    operands: "",
    help: "the rules: id, group, severity, what each finds",
    formats: ["text", "json"],
    options: ["format"],
  },
  {
    name: "explain",
    operands: "RULE",
    help: "one rule in words: why, an example, how to mend and how to silence it",
    formats: ["text", "markdown"],
    options: ["format"],
  },
];

export const OPTIONS: readonly Option[] = [
  {
    name: "format",
    value: "FORMAT",
    help: "text, json, markdown; sarif (check), openpsa (score), hosts (simulate)",
  },
  { name: "service", value: "NAME", help: "score: this service alone, in full" },
  {
    name: "order",
    value: "NUMBER",
    values: ["1", "2", "3"],
    help: "score: up to so many failures together are listed; default 2",
  },
  { name: "at", value: "DATE", help: "simulate: where the rollout stands then, as 2008-08-11T22:00Z" },
  { name: "base", value: "REV", help: "review: the git revision that the files are compared with" },
  { name: "plan", value: "FILE", help: "review: what terraform show -json printed of a plan" },
  { name: "patch", help: "diff: both sides in one form, as a unified diff" },
  {
    name: "output",
    short: "o",
    value: "FILE",
    help: "import: the manifest to write; one that is there is brought up to date",
  },
  {
    name: "services",
    value: "FILE",
    help: "import: CSV with the columns vm, service, tier, needs, owner, users",
  },
  { name: "write", help: "stage, sync: write the files instead of printing a patch" },
  { name: "as-of", value: "DATE", help: "the day looked at, as 2008-08-11 or with a time; default today" },
  { name: "policy", value: "FILE", help: "a policy that wins over the policy files in the paths" },
  {
    name: "fail-on",
    value: "LEVEL",
    values: ["error", "warning", "info", "never"],
    help: "from which severity on status 1: error (default), warning, info, never",
  },
  { name: "no-color", help: "no colours (also by the environment variable NO_COLOR)" },
  { name: "debug", help: "the stack trace after a fault of the program" },
  { name: "help", short: "h", help: "this text" },
  { name: "version", short: "V", help: "the version" },
];

/** Taken by every command. */
export const EVERYWHERE: readonly string[] = ["no-color", "debug", "help", "version"];

type Row = readonly [words: string, help: string];

/** What all commands and options are, or what one command takes. */
export function helpText(about?: Command): string {
  return about === undefined ? helpOfAll() : helpOf(about);
}

function table(rows: readonly Row[], others: readonly Row[] = []): string {
  const left = Math.max(...[...rows, ...others].map(([words]) => words.length));
  return rows.map(([words, help]) => `  ${words.padEnd(left)}  ${help}`).join("\n");
}

function optionRow({ name, short, value, help }: Option): Row {
  const long = `--${name}${value === undefined ? "" : ` ${value}`}`;
  return [short === undefined ? long : `${long}, -${short}`, help];
}

function helpOf({ name, operands, help, formats, options }: Command): string {
  const own = options.flatMap((each) => OPTIONS.find((option) => option.name === each) ?? []);
  const every = OPTIONS.filter((option) => EVERYWHERE.includes(option.name));
  const rows = [...own, ...every].map((option): Row => {
    const [words, text] = optionRow(option);
    // Which commands an option is for goes without saying here.
    const [, about = "", rest = text] = /^([a-z, ]+): (.*)$/.exec(text) ?? [];
    const isFor = about.split(", ").includes(name);
    if (option.name === "format") return [words, `${formats.join(", ")}; default ${formats[0]}`];
    return [words, isFor ? rest : text];
  });
  const named = operands.split(" ").flatMap((word): Row[] => {
    const said = OPERANDS[word];
    return said === undefined ? [] : [[word, said]];
  });
  return [
    `baskets ${name}: ${help}`,
    `Usage: baskets ${[name, operands, "[OPTION…]"].filter((word) => word !== "").join(" ")}`,
    ...(named.length === 0 ? [] : [table(named, rows)]),
    "Options:",
    table(rows, named),
  ]
    .join("\n\n")
    .concat("\n");
}

/** What stands for an operand in the usage of a command. */
const OPERANDS: { readonly [word: string]: string } = {
  "[PATH…]": "files, which are always read, or directories, which are searched; default: here",
  ROLLOUT: "the name of a rollout, or the file that it stands in",
  A: "an environment, a file or a directory; NAME@REV as it is at a git revision, @REV all of it",
  B: "what it is compared with, named in the same way",
  FROM: "the environment to follow",
  TO: "the environment to change",
  FORMAT: "the name of an export's format, or auto",
  "FILE…": "the files of one export, or a directory of them",
  RULE: "the id of a rule; “baskets rules” lists them",
};

function helpOfAll(): string {
  const commands = COMMANDS.map(({ name, operands, help }): Row => [`${name} ${operands}`.trim(), help]);
  const options = OPTIONS.map(optionRow);
  return `Baskets finds single-basket risks and unstaged rollouts in the manifests of a virtualization estate.

Usage: baskets COMMAND [OPTION…]

${table(commands, options)}

“baskets COMMAND --help” and “baskets help COMMAND” tell what one of them takes.

Options:

${table(options, commands)}

A path is a file, which is always read, or a directory, which is searched for manifests and for the
files of other tools that Baskets reads. Exit status: 0 nothing at or above --fail-on, 1 findings,
2 usage, something that could not be read, or a fault of the program.
`;
}
