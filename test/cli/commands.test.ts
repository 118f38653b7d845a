import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { RULES } from "../../src/core/rules/index.ts";
import { baskets, type Ran } from "./run.ts";

const { run, estate, directory, file } = baskets();
const HEADER = "apiVersion: baskets/v1\nkind: Estate\n";
const DAY = ["--as-of", "2008-08-11"];

test("findings give exit status 1, their report and nothing on standard error", () => {
  const { status, stdout, stderr } = run(["check", ...DAY], { cwd: estate("findings") });
  expect([status, stderr]).toEqual([1, ""]);
  expect(stdout).toMatch(/^corp\.estate\.yaml:\d+:\d+ error unknown-reference {2}/m);
  expect(stdout.trimEnd().split("\n").at(-1)).toMatch(
    /^\d+ errors?, .* \(1 silenced\); read 2 manifests \(2 hosts, .*\) as of 2008-08-11$/,
  );
});

test("an estate without findings gives exit status 0 and one line", () => {
  const { status, stdout, stderr } = run(["check", ...DAY], { cwd: estate("healthy") });
  expect([status, stderr]).toEqual([0, ""]);
  expect(stdout).toBe("No findings; read 1 manifest (2 hosts) as of 2008-08-11\n");
});

test("--fail-on says from which severity on a check fails", () => {
  const cwd = directory({ "a.yaml": `${HEADER}environments: [{name: lab, colour: blue}]\n` });
  const statuses = ["error", "warning", "info", "never"].map(
    (level) => run(["check", "--fail-on", level, ...DAY], { cwd }).status,
  );
  expect(statuses).toEqual([0, 1, 1, 0]);
  expect(run(["check", ...DAY], { cwd }).status).toBe(0);
});

test("a policy given on the command line wins over one that lies there", () => {
  const cwd = directory({
    "a.yaml": `${HEADER}environments: [{name: lab, colour: blue}]\n`,
    "baskets.policy.yaml": "apiVersion: baskets/v1\nkind: Policy\nseverity: {shape: info}\n",
    "ci/strict.json": '{"severity": {"shape": "error"}}',
  });
  const severities = (...args: string[]) =>
    findingsOf(run(["check", "--format", "json", ...DAY, ...args], { cwd })).map(({ severity }) => severity);
  expect(severities()).toEqual(["info"]);
  expect(severities("--policy", "ci/strict.json")).toEqual(["error"]);
  expect(severities("--policy", "baskets.policy.yaml")).toEqual(["info"]);
});

test("--as-of is the day looked at: a silence lapses on its last day", () => {
  const cwd = estate("findings");
  const silenced = (day: string) =>
    (
      JSON.parse(run(["check", "--format", "json", "--as-of", day], { cwd }).stdout) as {
        silenced: unknown[];
      }
    ).silenced;
  expect(silenced("2009-01-30")).toHaveLength(1);
  expect(silenced("2009-01-31")).toHaveLength(0);
});

test("json and sarif are whole documents and nothing else", () => {
  const cwd = estate("findings");
  const json = run(["check", "--format", "json", ...DAY], { cwd });
  expect([json.status, json.stderr, JSON.parse(json.stdout).asOf]).toEqual([1, "", "2008-08-11T00:00:00Z"]);
  const sarif = run(["check", "--format", "sarif", ...DAY], { cwd });
  const log = JSON.parse(sarif.stdout);
  expect([sarif.status, sarif.stderr, log.version]).toEqual([1, "", "2.1.0"]);
  expect(log.runs[0].tool.driver.semanticVersion).toBe(packageVersion());
});

test("the same files give the same bytes, from wherever they are read", () => {
  const cwd = estate("findings");
  const here = run(["check", "--format", "json", ...DAY], { cwd });
  const named = run(
    ["check", "esx.rollout.yaml", path.join(cwd, "corp.estate.yaml"), "--format", "json", ...DAY],
    { cwd },
  );
  expect(named.stdout).toBe(here.stdout);
});

test("an inventory and a playbook are read in place", () => {
  const { stdout } = run(["check", ...DAY], { cwd: estate("ansible") });
  expect(stdout.trimEnd().split("\n").at(-1)).toMatch(/read 1 playbook, 1 inventory/);
});

test("a path outside of the working directory is told from there", () => {
  const other = path.basename(estate("findings"));
  const ran = run(["check", `../${other}`, "--format", "json", ...DAY], { cwd: estate("healthy") });
  expect(new Set(findingsOf(ran).map(({ file }) => file))).toContain(`../${other}/corp.estate.yaml`);
});

test("the rules are listed and explained", () => {
  const table = run(["rules"]);
  expect([table.status, table.stderr]).toEqual([0, ""]);
  for (const { id } of RULES) expect(table.stdout).toContain(`${id} `);
  const words = run(["explain", "unknown-reference"]);
  expect([words.status, words.stderr]).toEqual([0, ""]);
  expect(words.stdout).toContain("How to silence");
});

test("a score is a table with what would help, and no failure whatever it says", async () => {
  const { status, stdout, stderr } = run(["score", ...DAY], { cwd: estate("scores") });
  expect([status, stderr]).toEqual([0, ""]);
  await expect(stdout).toMatchFileSnapshot("../fixtures/estates/scores/score.txt");
});

test("a score as Markdown and as JSON says the same", async () => {
  const cwd = estate("scores");
  await expect(run(["score", "--format", "markdown", ...DAY], { cwd }).stdout).toMatchFileSnapshot(
    "../fixtures/estates/scores/score.md",
  );
  const { services } = JSON.parse(run(["score", "--format", "json", ...DAY], { cwd }).stdout);
  const [shop] = services;
  expect(shop).toMatchObject({ name: "shop", score: 60, exact: true, kindsKnown: { known: 3, of: 10 } });
  expect(shop.help[0].title).toBe("Move shop-2 to host w1 in west: 82 → under 0.1 min/year");
  expect(shop.help[0].minutesPerYear).toBeLessThan(0.1);
  expect(services.at(-1)).toMatchObject({ name: "idle", unavailability: null, exact: null, cutSets: null });
});

test("a score of one service lists sets of three where they are asked for", () => {
  const cwd = estate("scores");
  const sets = (...args: string[]) =>
    JSON.parse(
      run(["score", "--service", "trio", "--format", "json", ...args, ...DAY], { cwd }).stdout,
    ).services[0].cutSets.map((set: unknown[]) => set.length);
  expect(sets("--order", "1")).toEqual([]);
  expect(Math.max(...sets())).toBe(2);
  expect(Math.max(...sets("--order", "3"))).toBe(3);
  expect(run(["score", "--service", "trio", "--order", "3", ...DAY], { cwd }).stdout).toContain(
    "three together:",
  );
});

test("a service that there is not is refused with the nearest", () => {
  expect(run(["score", "--service", "shup"], { cwd: estate("scores") })).toEqual({
    status: 2,
    stdout: "",
    stderr: "baskets: --service: there is no service “shup” (did you mean “shop”?).\n",
  });
});

test("help and version are answers, not errors", () => {
  expect(run(["--version"])).toEqual({ status: 0, stdout: `${packageVersion()}\n`, stderr: "" });
  const help = run(["check", "--help"]);
  expect([help.status, help.stderr]).toEqual([0, ""]);
  expect(help.stdout).toContain("Usage: baskets check [PATH…] [OPTION…]");
  expect(run(["help", "check"]).stdout).toBe(help.stdout);
  expect(run(["help"]).stdout).toContain("Usage: baskets COMMAND");
  expect(run(["--help"]).stdout).toBe(run(["help"]).stdout);
});

test.each([
  [
    ["simulat"],
    "there is no command “simulat” (did you mean “simulate”?); the commands are check, score, simulate, stage, diff, sync, review, import, rules, explain (see baskets --help)",
  ],
  [
    [],
    "no command given; the commands are check, score, simulate, stage, diff, sync, review, import, rules, explain (see baskets --help)",
  ],
  [["check", "--fromat=json"], "there is no option “--fromat” (did you mean “--format”?)"],
  [
    ["check", "--as-of", "yesterday"],
    "--as-of takes a date as 2008-08-11 or 2008-08-11T06:00Z, not “yesterday”",
  ],
  [
    ["explain", "unknown-referense"],
    "there is no rule “unknown-referense” (did you mean “unknown-reference”?); “baskets rules” lists them",
  ],
  [["simulate"], "“baskets simulate” takes the name of a rollout, or the file that it stands in"],
  [["check", "--write"], "“baskets check” takes no option --write"],
  [["check", "--policy", "nowhere.yaml"], "--policy: nowhere.yaml cannot be read: no such file or directory"],
])("%j is refused in one line", (args, words) => {
  expect(run(args)).toEqual({ status: 2, stdout: "", stderr: `baskets: ${words}.\n` });
});

test("a reader that closes early is no fault", async () => {
  const vms = Array.from(
    { length: 500 },
    (_, index) => `  - {name: vm-${index}, host: gone-${index}}\n`,
  ).join("");
  const cwd = directory({ "a.yaml": `${HEADER}environments: [{name: lab}]\nvms:\n${vms}` });
  const child = spawn(process.execPath, [file(), "check", "--format", "json", ...DAY], { cwd });
  let complaint = "";
  child.stderr.on("data", (words) => {
    complaint += String(words);
  });
  child.stdout.destroy();
  const [status] = await once(child, "close");
  expect([status, complaint]).toEqual([1, ""]);
});

test("a pipe gets the whole report, however long", () => {
  const vms = Array.from(
    { length: 500 },
    (_, index) => `  - {name: vm-${index}, host: gone-${index}}\n`,
  ).join("");
  const cwd = directory({ "a.yaml": `${HEADER}environments: [{name: lab}]\nvms:\n${vms}` });
  const ran = run(["check", "--format", "json", ...DAY], { cwd });
  expect(findingsOf(ran).filter(({ rule }) => rule === "unknown-reference")).toHaveLength(500);
});

interface FindingJson {
  readonly rule: string;
  readonly severity: string;
  readonly file: string;
}

function findingsOf({ stdout }: Ran): readonly FindingJson[] {
  return (JSON.parse(stdout) as { readonly findings: readonly FindingJson[] }).findings;
}

function packageVersion(): string {
  const text = readFileSync(path.join(import.meta.dirname, "..", "..", "package.json"), "utf8");
  return (JSON.parse(text) as { version: string }).version;
}
