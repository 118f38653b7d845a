import { chmodSync, closeSync, ftruncateSync, openSync, symlinkSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { baskets } from "./run.ts";

const { run, directory } = baskets();
const DAY = ["--as-of", "2008-08-11"];
const LAB = "apiVersion: baskets/v1\nkind: Estate\nenvironments: [{name: lab}]\n";
/** An unknown key: one finding wherever the file is read. */
const marked = (name: string) =>
  `apiVersion: baskets/v1\nkind: Estate\nenvironments: [{name: ${name}, colour: blue}]\n`;

function filesWithFindings(cwd: string, ...args: string[]): readonly string[] {
  const { stdout } = run(["check", "--format", "json", ...DAY, ...args], { cwd });
  const { findings } = JSON.parse(stdout) as { findings: { file: string }[] };
  return findings.map(({ file }) => file);
}

test("a walk reads what may be ours, in order of path, and leaves other people's directories alone", () => {
  const cwd = directory({
    "z.yml": marked("z"),
    "a/b/c.yaml": marked("c"),
    ".github/estate.yaml": marked("github"),
    "notes.md": marked("notes"),
    "node_modules/x/a.yaml": marked("modules"),
    ".git/a.yaml": marked("git"),
    ".terraform/a.yaml": marked("terraform"),
    "venv/a.yaml": marked("venv"),
    ".venv/a.yaml": marked("dotvenv"),
    "python/pyvenv.cfg": "",
    "python/a.yaml": marked("python"),
    "lab.inventory": "[web:oops]\na ansible_host=192.0.2.1\n",
    "lab-hosts": "[web:oops]\na ansible_host=192.0.2.1\n",
  });
  const read = [".github/estate.yaml", "a/b/c.yaml", "lab-hosts", "lab.inventory", "z.yml"];
  expect(filesWithFindings(cwd)).toEqual(read);
});

test("a file given by name is read whatever its name, and a directory given by name is entered", () => {
  const cwd = directory({ "notes.md": marked("notes"), "node_modules/a.yaml": marked("modules") });
  expect(filesWithFindings(cwd, "notes.md", "node_modules")).toEqual(["node_modules/a.yaml", "notes.md"]);
});

test("links are followed once: loops end, and a file that two paths lead to is read once", () => {
  const cwd = directory({ "real/a.yaml": marked("a"), "real/deep/b.yaml": marked("b") });
  symlinkSync("..", path.join(cwd, "real", "deep", "loop"));
  symlinkSync("real", path.join(cwd, "again"));
  symlinkSync("real/a.yaml", path.join(cwd, "0.yaml"));
  const ran = run(["check", ".", "real", "real/a.yaml", ...DAY], { cwd });
  expect(ran.stderr).toBe("");
  expect(filesWithFindings(cwd, ".", "real", "real/a.yaml")).toEqual(["real/a.yaml", "real/deep/b.yaml"]);
});

test("a link to nowhere that has the name of a manifest is said", () => {
  const cwd = directory({ "a.yaml": LAB });
  symlinkSync("nowhere", path.join(cwd, "b.yaml"));
  symlinkSync("nowhere", path.join(cwd, "latest"));
  symlinkSync("me@host.1234", path.join(cwd, ".#a.yaml"));
  const { status, stdout, stderr } = run(["check", ...DAY], { cwd });
  expect([status, stderr]).toEqual([2, "baskets: b.yaml cannot be read: no such file or directory.\n"]);
  expect(stdout).toMatch(/^No findings; read 1 manifest/);
});

test("a directory that cannot be read is said after the rest was checked", () => {
  const cwd = directory({ "a.yaml": marked("a"), "closed/b.yaml": marked("b") });
  // Permissions do not hold root back: a name that is too long fails for everybody.
  const long = "x".repeat(300);
  chmodSync(path.join(cwd, "closed"), 0o000);
  const { status, stdout, stderr } = run(["check", ".", long, ...DAY], { cwd });
  chmodSync(path.join(cwd, "closed"), 0o755);
  expect(status).toBe(2);
  expect(stderr).toContain(`baskets: ${long} cannot be read: name too long.\n`);
  expect(stdout).toContain("a.yaml:3:");
});

test("a path that is not there is said", () => {
  const cwd = directory({ "a.yaml": LAB });
  const { status, stderr } = run(["check", "a.yaml", "b.yaml", ...DAY], { cwd });
  expect([status, stderr]).toEqual([2, "baskets: b.yaml cannot be read: no such file or directory.\n"]);
});

test("nothing of ours is never a clean bill", () => {
  const cwd = directory({ "compose.yaml": "services: {web: {image: nginx}}\n", "empty/README.md": "" });
  for (const args of [[], ["empty"], ["compose.yaml"]]) {
    const { status, stdout, stderr } = run(["check", ...args, ...DAY], { cwd });
    expect([status, stdout]).toEqual([2, ""]);
    expect(stderr).toMatch(/^baskets: .*nothing that Baskets reads: .*\.\n$/);
  }
});

test("where there was nothing to check JSON and SARIF are whole documents that say so", () => {
  const cwd = directory({ "compose.yaml": "services: {web: {image: nginx}}\n" });
  const json = run(["check", "--format", "json", ...DAY], { cwd });
  expect(json.status).toBe(2);
  expect(JSON.parse(json.stdout)).toMatchObject({ version: 1, findings: [], services: [] });
  const sarif = run(["check", "nowhere", "--format", "sarif", ...DAY], { cwd });
  expect(sarif.status).toBe(2);
  const { runs } = JSON.parse(sarif.stdout);
  expect(runs[0]).toMatchObject({ results: [], invocations: [{ executionSuccessful: false }] });
});

test("a file given by name that is nothing of ours is said, and the rest is checked", () => {
  const cwd = directory({ "compose.yaml": "services: {web: {image: nginx}}\n", "a.yaml": LAB });
  const { status, stdout, stderr } = run(["check", "compose.yaml", "a.yaml", ...DAY], { cwd });
  expect(status).toBe(2);
  expect(stdout).toMatch(/^No findings; read 1 manifest/);
  expect(stderr).toMatch(/^baskets: compose\.yaml is nothing that Baskets reads/);
});

test("a byte order mark is no part of the text", () => {
  const cwd = directory({ "a.yaml": `\ufeff${marked("a")}` });
  expect(filesWithFindings(cwd)).toEqual(["a.yaml"]);
  const { findings } = JSON.parse(run(["check", "--format", "json", ...DAY], { cwd }).stdout);
  expect(findings[0].start.line).toBe(3);
});

test.each([
  ["UTF-16", Buffer.from(`\ufeff${LAB}`, "utf16le")],
  ["Latin-1", Buffer.from(`${LAB}# Zürich\n`, "latin1")],
  ["binary", Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 1, 2, 0xff])],
])("%s in a manifest is a finding at its start", (_kind, bytes) => {
  const cwd = directory({ "corp.estate.yaml": bytes });
  for (const args of [[], ["corp.estate.yaml"]]) {
    const { status, stdout, stderr } = run(["check", ...args, ...DAY], { cwd });
    expect([status, stderr]).toEqual([1, ""]);
    expect(stdout).toMatch(/^corp\.estate\.yaml:1:1 error syntax {2}This file is not UTF-8 text/);
  }
});

test("a foreign file that is not UTF-8 is told, and is no finding", () => {
  const cwd = directory({ "a.yaml": LAB, "menu.yaml": Buffer.from("café: 1\n", "latin1") });
  const { status, stdout, stderr } = run(["check", ...DAY], { cwd });
  expect([status, stderr]).toEqual([0, "baskets: menu.yaml is not UTF-8 text and was not read.\n"]);
  expect(stdout).toMatch(/^No findings/);
});

test("a huge file is said and not read", () => {
  const cwd = directory({ "a.yaml": LAB, "dump.yaml": "" });
  const dump = openSync(path.join(cwd, "dump.yaml"), "r+");
  ftruncateSync(dump, 65 * 1024 * 1024);
  closeSync(dump);
  const words = "baskets: dump.yaml is larger than 64 MiB and was not read.\n";
  expect(run(["check", ...DAY], { cwd })).toMatchObject({ status: 0, stderr: words });
  expect(run(["check", "a.yaml", "dump.yaml", ...DAY], { cwd })).toMatchObject({ status: 2, stderr: words });
});

test.each([
  ["an alias to itself", "a: &a\n  b: *a\n"],
  ["3,000 nested maps", Array.from({ length: 3000 }, (_, depth) => `${" ".repeat(depth)}a:\n`).join("")],
  ["a key without end", `"${"x".repeat(100_000)}`],
  ["nothing", ""],
  ["control characters", "\u0001\u0002\u001b[31m: {\n"],
])("%s under the name of a manifest is never a clean bill", (_kind, text) => {
  const cwd = directory({ "corp.estate.yaml": text });
  const { status, stdout, stderr } = run(["check", ...DAY], { cwd });
  expect(stdout).toMatch(/^corp\.estate\.yaml:\d+:\d+ (?:error|warning) /);
  expect([status, stderr]).toEqual([stdout.includes(" error ") ? 1 : 0, ""]);
});

test("names of files with spaces, umlauts and control characters are told as they can be seen", () => {
  const cwd = directory({ "Büro 1/a b.yaml": marked("a"), "x\u001b[2J.yaml": marked("b") });
  const { stdout } = run(["check", ...DAY], { cwd });
  expect(stdout).toMatch(/^Büro 1\/a b\.yaml:3:/m);
  expect(stdout).toMatch(/^x<U\+001B>\[2J\.yaml:3:/m);
});
