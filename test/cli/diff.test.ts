import { expect, test } from "vitest";
import { baskets } from "./run.ts";

const { run, estate, directory } = baskets();
const DAY = ["--as-of", "2008-08-11"];

test("two environments are told item by item: what drifted, what is meant, what both stand on, what differs and should", async () => {
  const cwd = estate("pair");
  const { status, stdout, stderr } = run(["diff", "east", "west", ...DAY], { cwd });
  expect([status, stderr]).toEqual([0, ""]);
  await expect(stdout).toMatchFileSnapshot("../fixtures/estates/pair/diff.txt");
  await expect(
    run(["diff", "east", "west", "--format", "markdown", ...DAY], { cwd }).stdout,
  ).toMatchFileSnapshot("../fixtures/estates/pair/diff.md");
});

test("as JSON it has every item, and turned round the same", () => {
  const cwd = estate("pair");
  const report = (...names: string[]) =>
    JSON.parse(run(["diff", ...names, "--format", "json", ...DAY], { cwd }).stdout);
  const [one, other] = [report("east", "west"), report("west", "east")];
  expect(one).toMatchObject({
    between: ["east", "west"],
    drift: [
      { field: "missing", service: "mail", vms: ["mail-2", null] },
      { field: "memory", service: "mail", vms: ["mail-1", "mail-w1"], values: ["17179869184", "8589934592"] },
      { field: "network", service: "mail", values: ["vlan-10", "vlan-10"], wanted: [null, "vlan-110"] },
    ],
    accepted: [{ field: "memory", service: "erp", reason: "half size", until: "2009-06-30T00:00:00Z" }],
    sharedFate: [
      { kind: "network", name: "vlan-10", pairDiffers: "yes" },
      { kind: "manager", name: "vc", pairDiffers: "yes" },
    ],
    diversity: [{ kind: "site", names: [["dc-east"], ["dc-west"]] }, { kind: "storage" }],
  });
  expect(other.drift.length).toBe(one.drift.length);
  expect(other.sharedFate).toEqual(one.sharedFate);
});

test("an environment that there is not is refused with the nearest", () => {
  expect(run(["diff", "east", "wst", ...DAY], { cwd: estate("pair") })).toEqual({
    status: 2,
    stdout: "",
    stderr: "baskets: there is no environment, file or directory “wst” (did you mean “west”?).\n",
  });
  expect(run(["diff", "east"]).stderr).toBe(
    "baskets: “baskets diff” takes two environments, files or revisions.\n",
  );
});

test("as a patch both sides are one text in which only what differs differs", async () => {
  const cwd = estate("pair");
  const { status, stdout } = run(["diff", "east", "west", "--patch", ...DAY], { cwd });
  expect(status).toBe(0);
  await expect(stdout).toMatchFileSnapshot("../fixtures/estates/pair/diff.patch.txt");
});

test("two files are compared whatever their environments are called, and alike ones give nothing", () => {
  const one = (name: string, memory: string) =>
    `apiVersion: baskets/v1\nkind: Estate\nenvironments: [{name: ${name}}]\nhosts: [{name: h, environment: ${name}}]\nservices: [{name: s}]\nvms: [{name: a, service: s, host: h, memory: ${memory}}]\n`;
  const cwd = directory({
    "a.yaml": one("east", "4GiB"),
    "b.yaml": one("west", "8GiB"),
    "c.yaml": one("west", "4GiB"),
  });
  const drift = (...files: string[]) =>
    JSON.parse(run(["diff", ...files, "--format", "json", ...DAY], { cwd }).stdout).drift;
  expect(drift("a.yaml", "b.yaml")).toMatchObject([{ field: "memory", vms: ["a", "a"] }]);
  expect(drift("a.yaml", "c.yaml")).toEqual([]);
  expect(
    run(["diff", "a.yaml", "c.yaml", "--patch", ...DAY], { cwd })
      .stdout.split("\n")
      .slice(2),
  ).toEqual(["@@ -1,4 +1,4 @@", "-# east", "+# west", " services:", "   s:", "     a:", ""]);
});

test("what could not be read is said alone: whether a name is there nobody knows then", () => {
  const cwd = estate("pair");
  const unread = "baskets: munich cannot be read: no such file or directory.\n";
  for (const command of ["diff", "sync"])
    expect(run([command, "berlin", "west", "munich", ...DAY], { cwd })).toEqual({
      status: 2,
      stdout: "",
      stderr: unread,
    });
  expect(run(["score", "--service", "erp", "munich", ...DAY], { cwd }).stderr).toBe(unread);
});
