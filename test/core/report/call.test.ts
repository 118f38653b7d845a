import { parseArgs } from "node:util";
import { expect, test } from "vitest";
import { readCall } from "../../../src/core/report/call.ts";
import { COMMANDS, helpText, OPTIONS } from "../../../src/core/report/usage.ts";

/** As the command line does it: what parseArgs makes of the words, read. */
function read(...args: string[]) {
  const options = Object.fromEntries(
    OPTIONS.map(({ name, short, value }) => [
      name,
      {
        type: value === undefined ? ("boolean" as const) : ("string" as const),
        ...(short === undefined ? {} : { short }),
      },
    ]),
  );
  return readCall(parseArgs({ args, options, strict: false, allowPositionals: true, tokens: true }).tokens);
}

function problem(...args: string[]): string {
  const call = read(...args);
  return "problem" in call ? call.problem : "none";
}

test("a check without options is text, fails on errors and looks at today", () => {
  expect(read("check", "estate", "rollouts")).toEqual({
    command: "check",
    operands: ["estate", "rollouts"],
    format: "text",
    asOf: undefined,
    base: undefined,
    patch: false,
    policy: undefined,
    failOn: "error",
    service: undefined,
    order: 2,
    at: undefined,
    write: false,
    color: true,
  });
});

test("options may stand anywhere, with = or a space", () => {
  expect(
    read(
      "--format=json",
      "check",
      "--as-of",
      "2008-08-11",
      "a.yaml",
      "--fail-on=never",
      "--policy",
      "p.yaml",
      "--no-color",
    ),
  ).toEqual({
    command: "check",
    operands: ["a.yaml"],
    format: "json",
    asOf: Date.UTC(2008, 7, 11),
    base: undefined,
    patch: false,
    policy: "p.yaml",
    failOn: "never",
    service: undefined,
    order: 2,
    at: undefined,
    write: false,
    color: false,
  });
});

test("what stands behind -- is a path", () => {
  expect(read("check", "--", "--format")).toMatchObject({ operands: ["--format"], format: "text" });
});

test("a score never fails by itself, and of a fault tree one service is wanted", () => {
  expect(read("score", "--service", "erp", "--order=3")).toMatchObject({
    command: "score",
    failOn: "never",
    service: "erp",
    order: 3,
  });
  expect(problem("score", "--format", "openpsa")).toContain("name it with --service NAME");
  expect(problem("score", "--order", "4")).toBe("--order is one of 1, 2, 3, not “4”");
  expect(problem("check", "--service", "erp")).toBe("“baskets check” takes no option --service");
});

test("help and version win over what is missing", () => {
  expect(read("--help")).toEqual({ asks: "help" });
  const check = COMMANDS.find(({ name }) => name === "check");
  expect(read("check", "-h")).toEqual({ asks: "help", about: check });
  expect(read("help")).toEqual({ asks: "help" });
  expect(read("help", "check")).toEqual({ asks: "help", about: check });
  expect(problem("help", "chekc")).toContain("did you mean “check”?");
  expect(read("-V")).toEqual({ asks: "version" });
});

test("the help of a command has what it takes, and nothing else", () => {
  for (const command of COMMANDS) {
    const text = helpText(command);
    const told = [...text.matchAll(/^ {2}--([a-z-]+)/gm)].map((match) => match[1]);
    expect(told).toEqual([...command.options, "no-color", "debug", "help", "version"]);
    if (command.options.includes("format"))
      expect(text).toContain(`${command.formats.join(", ")}; default ${command.formats[0]}`);
    for (const word of command.operands.split(" ").filter((each) => each !== ""))
      expect(text).toMatch(new RegExp(`^ {2}${word.replace(/[[\]]/g, "\\$&")} {2}`, "m"));
    for (const line of text.split("\n")) expect(line.length, line).toBeLessThanOrEqual(110);
  }
});

test("an option that takes one value is not given twice", () => {
  expect(problem("score", "--service", "a", "--service", "b")).toBe(
    "--service is given twice, and takes one value",
  );
  expect(problem("score", "--no-color", "--no-color")).toBe("none");
});

test("an unknown command is told with the ones that there are", () => {
  expect(problem("simulat")).toBe(
    "there is no command “simulat” (did you mean “simulate”?); the commands are check, score, simulate, stage, diff, sync, review, import, rules, explain (see baskets --help)",
  );
  expect(problem("chekc")).toContain("did you mean “check”?");
  expect(problem()).toContain(
    "no command given; the commands are check, score, simulate, stage, diff, sync, review, import, rules, explain",
  );
});

test("an unknown option is told with the nearest one", () => {
  expect(problem("check", "--fromat", "json")).toBe(
    "there is no option “--fromat” (did you mean “--format”?)",
  );
  expect(problem("check", "--xyzzy")).toBe("there is no option “--xyzzy”");
  expect(problem("check", "-x")).toContain("there is no option “-x”");
});

test("a value that is missing or wrong is told with what is expected", () => {
  expect(problem("check", "--format")).toBe("--format needs a value: --format FORMAT");
  expect(problem("check", "--policy", "--debug")).toContain("--policy needs a value");
  expect(problem("check", "--policy=")).toContain("--policy needs a value");
  expect(problem("check", "--debug=yes")).toBe("--debug takes no value");
  expect(problem("check", "--as-of", "tomorrow")).toContain("not “tomorrow”");
  expect(problem("check", "--as-of", "2008-02-30")).toContain("not “2008-02-30”");
  expect(problem("check", "--fail-on", "fatal")).toBe(
    "--fail-on is one of error, warning, info, never, not “fatal”",
  );
  expect(problem("check", "--format", "junit")).toContain(
    "is one of text, json, sarif, markdown, not “junit”",
  );
});

test("a command refuses what it would not look at", () => {
  expect(problem("rules", "--fail-on", "never")).toBe("“baskets rules” takes no option --fail-on");
  expect(problem("rules", "--format", "sarif")).toContain("is one of text, json");
  expect(problem("rules", "syntax")).toContain("takes no argument");
  expect(problem("explain")).toContain("takes the id of one rule");
  expect(problem("explain", "syntax", "shape")).toContain("takes the id of one rule");
});

test("the help names every command and option and fits a screen of 100 columns", () => {
  const help = helpText();
  for (const command of COMMANDS) expect(help).toContain(`  ${command.name}`);
  for (const option of OPTIONS) expect(help).toContain(`--${option.name}`);
  for (const line of help.split("\n")) expect(line.length).toBeLessThanOrEqual(100);
});
