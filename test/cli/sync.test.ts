import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { baskets } from "./run.ts";

const { run, estate, directory } = baskets();
const DAY = ["--as-of", "2008-08-11"];

test("a sync is a patch that applies, and what it leaves out is told with the reason", async () => {
  const cwd = estate("pair");
  const file = path.join(cwd, "pair.estate.yaml");
  const before = readFileSync(file, "utf8");
  const { status, stdout, stderr } = run(["sync", "east", "west", ...DAY], { cwd });
  expect(status).toBe(0);
  await expect(stdout).toMatchFileSnapshot("../fixtures/estates/pair/sync.patch.txt");
  await expect(stderr).toMatchFileSnapshot("../fixtures/estates/pair/sync.said.txt");
  expect(readFileSync(file, "utf8")).toBe(before);
  expect(spawnSync("git", ["apply", "-"], { cwd, input: stdout, encoding: "utf8" }).stderr).toBe("");
  const patched = readFileSync(file, "utf8");
  expect(patched).not.toBe(before);

  const other = estate("pair");
  const written = run(["sync", "east", "west", "--write", ...DAY], { cwd: other });
  expect([written.status, written.stdout]).toEqual([0, ""]);
  expect(readFileSync(path.join(other, "pair.estate.yaml"), "utf8")).toBe(patched);
  expect(run(["sync", "east", "west", ...DAY], { cwd: other }).stdout).toBe("");
});

test("as JSON it has every item and the edits", () => {
  const cwd = estate("pair");
  const json = JSON.parse(run(["sync", "east", "west", "--format", "json", ...DAY], { cwd }).stdout);
  expect(json).toMatchObject({ from: "east", to: "west" });
  expect(json.brought.length).toBeGreaterThan(0);
  for (const each of json.left) expect(each.reason.length).toBeGreaterThan(10);
  expect(json.edits[0]).toMatchObject({ file: "pair.estate.yaml" });
});

test("an environment that there is not, or one with itself, is refused", () => {
  const cwd = estate("pair");
  expect(run(["sync", "east", "wst", ...DAY], { cwd }).stderr).toBe(
    "baskets: there is no environment “wst” (did you mean “west”?).\n",
  );
  expect(run(["sync", "east", "east", ...DAY], { cwd })).toMatchObject({ status: 2 });
  expect(run(["sync", "east"], { cwd }).stderr).toBe(
    "baskets: “baskets sync” takes the environment to follow and the one to change.\n",
  );
});

test("what is written beside a new VM is told with it: how many are needed, and whom it is kept apart from", () => {
  const cwd = directory({
    "pair.estate.yaml": `apiVersion: baskets/v1
kind: Estate
environments: [{name: east, site: dc-east}, {name: west, site: dc-west}]
pairs: [{between: [east, west]}]
clusters:
  - {name: ec, environment: east, keepApart: [[erp-1, erp-2]]}
  - {name: wc, environment: west}
hosts:
  - {name: e1, cluster: ec}
  - {name: e2, cluster: ec}
  - {name: w1, cluster: wc}
  - {name: w2, cluster: wc}
services:
  - {name: erp, tier: 1}
vms:
  - {name: erp-1, service: erp, host: e1}
  - {name: erp-2, service: erp, host: e2}
`,
  });
  const { stdout, stderr } = run(["sync", "east", "west", ...DAY], { cwd });
  expect(stdout).toContain("needs: 2");
  expect(stdout).toContain("keepApart");
  expect(stderr.split("\n").slice(1, 3)).toEqual([
    "baskets: Add erp-1 on host w1 in west, keep it apart from erp-2 and write needs: 2 for “erp”.",
    "baskets: Add erp-2 on host w2 in west and keep it apart from erp-1.",
  ]);
});
