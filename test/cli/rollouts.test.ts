import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { baskets } from "./run.ts";

const { run, estate, directory } = baskets();
const DAY = ["--as-of", "2008-08-04"];

test("a rollout is played through: drawn, with its waves, and where it stands at a time", async () => {
  const cwd = estate("rollouts");
  const { status, stdout, stderr } = run(["simulate", "update-2", "--at", "2008-08-12T22:30Z", ...DAY], {
    cwd,
  });
  expect([status, stderr]).toEqual([0, ""]);
  await expect(stdout).toMatchFileSnapshot("../fixtures/estates/rollouts/simulate.txt");
});

test("a change record has local times, whom to tell, the way back and where it ends", async () => {
  const { stdout } = run(["simulate", "update-2", "--format", "markdown", ...DAY], {
    cwd: estate("rollouts"),
  });
  await expect(stdout).toMatchFileSnapshot("../fixtures/estates/rollouts/change.md");
});

test("its hosts go to the tool that carries it out, wave by wave", () => {
  const { stdout } = run(["simulate", "update.rollout.yaml", "--format", "hosts", ...DAY], {
    cwd: estate("rollouts"),
  });
  expect(stdout).toBe("1\tesx-04\n2\tesx-01\n3\tesx-02\n4\tesx-03\n");
});

test("JSON has the waves of check, and what each moves and loses", () => {
  const cwd = estate("rollouts");
  const report = JSON.parse(
    run(["simulate", "update-2", "--format", "json", "--at", "2008-08-12T22:30Z", ...DAY], { cwd }).stdout,
  );
  const { rollouts } = JSON.parse(run(["check", "--format", "json", ...DAY], { cwd }).stdout);
  const checked = rollouts.find(({ name }: { name: string }) => name === "update-2");
  expect(report.rollout).toMatchObject(checked);
  expect(
    report.rollout.waves.map((wave: { vmsMoved: number; vmsDown: number }) => [wave.vmsMoved, wave.vmsDown]),
  ).toEqual([
    [0, 0],
    [1, 0],
    [1, 0],
    [0, 1],
  ]);
  expect(report.at).toMatchObject({ wavesEnded: 1, carrying: 1, running: null, next: 2 });
  // What is lost if it is bad only grows, and ends with everything.
  const lost = report.rollout.waves.map((wave: { lost: number }) => wave.lost);
  expect(lost).toEqual([...lost].sort((a, b) => a - b));
  expect(lost.at(-1)).toBe(1);
});

test("a staging is suggested as a diff, and written only with --write", () => {
  const cwd = estate("rollouts");
  const file = path.join(cwd, "pushed.rollout.yaml");
  const before = readFileSync(file, "utf8");
  const shown = run(["stage", "pushed", ...DAY], { cwd });
  expect(shown.status).toBe(0);
  expect(shown.stderr).toMatch(/^baskets: Stage “pushed”: 1, then 3 hosts: exposure 100 % → \d+ %\.\n$/);
  expect(readFileSync(file, "utf8")).toBe(before);
  const added = shown.stdout
    .split("\n")
    .filter((line) => line.startsWith("+") && !line.startsWith("+++"))
    .map((line) => line.slice(1));
  const written = run(["stage", "pushed", "--write", ...DAY], { cwd });
  expect([written.status, written.stdout]).toEqual([0, ""]);
  expect(written.stderr).toContain("wrote pushed.rollout.yaml");
  const after = readFileSync(file, "utf8");
  const lines = before.split("\n");
  expect(after.split("\n").filter((line) => !lines.includes(line))).toEqual(added);
  // What it wrote is what it promised, and there is nothing more to suggest.
  const again = run(["stage", "pushed", "--write", ...DAY], { cwd });
  expect(again.stderr).toMatch(
    /^baskets: “pushed” is staged: exposure \d+ %, and no staging was found that is better/,
  );
  expect(readFileSync(file, "utf8")).toBe(after);
});

test("a file keeps its byte order mark and its line ends when a staging is written", () => {
  const { "pushed.rollout.yaml": text, ...others } = Object.fromEntries(
    ["prod.estate.yaml", "pushed.rollout.yaml"].map((name) => [
      name,
      readFileSync(path.join(import.meta.dirname, "../fixtures/estates/rollouts", name), "utf8"),
    ]),
  );
  const cwd = directory({ ...others, "pushed.rollout.yaml": `\uFEFF${text?.replaceAll("\n", "\r\n")}` });
  expect(run(["stage", "pushed", "--write", ...DAY], { cwd }).status).toBe(0);
  const after = readFileSync(path.join(cwd, "pushed.rollout.yaml"), "utf8");
  expect(after.startsWith("\uFEFFapiVersion")).toBe(true);
  expect(after.replaceAll("\r\n", "")).not.toContain("\n");
  expect(after).toContain("canary");
});

test("where no staging is possible it says why, with exit status 1", () => {
  const cwd = directory({
    "a.yaml": `apiVersion: baskets/v1
kind: Estate
environments: [{name: lab}]
clusters: [{name: only, environment: lab}]
hosts:
  - {name: h1, cluster: only, platform: Nutanix AHV, build: 6.5-1}
  - {name: h2, cluster: only, platform: Nutanix AHV, build: 6.5-1}
---
apiVersion: baskets/v1
kind: Rollout
metadata: {name: lcm}
update: {platform: Nutanix AHV, to: 6.8-1, unit: cluster}
`,
  });
  expect(run(["stage", "lcm", ...DAY], { cwd })).toEqual({
    status: 1,
    stdout: "",
    stderr:
      "baskets: no staging of “lcm”: whole clusters are updated and there is only one: no host can go before the others.\n",
  });
});

test("a rollout that there is not is refused with the nearest", () => {
  expect(run(["simulate", "update-3", ...DAY], { cwd: estate("rollouts") })).toEqual({
    status: 2,
    stdout: "",
    stderr: "baskets: there is no rollout “update-3” (did you mean “update-2”?).\n",
  });
});
