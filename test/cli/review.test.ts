import { spawnSync } from "node:child_process";
import { readFileSync, realpathSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { baskets } from "./run.ts";

const { run, estate, directory } = baskets();
const DAY = ["--as-of", "2008-08-11"];

/** A repository with everything in it committed. */
function committed(cwd: string): string {
  for (const args of [
    ["init", "-q"],
    ["add", "-A"],
    ["commit", "-qm", "as it was"],
  ]) {
    const { status, stderr } = spawnSync(
      "git",
      ["-c", "user.name=a", "-c", "user.email=a@example.org", ...args],
      {
        cwd,
        encoding: "utf8",
      },
    );
    expect([status, stderr]).toEqual([0, ""]);
  }
  return cwd;
}

function change(cwd: string, file: string, ...replacements: readonly (readonly [string, string])[]): void {
  const whole = path.join(cwd, file);
  let text = readFileSync(whole, "utf8");
  for (const [from, to] of replacements) {
    expect(text).toContain(from);
    text = text.replace(from, to);
  }
  writeFileSync(whole, text);
}

const TWO_HOSTS = `apiVersion: baskets/v1
kind: Estate
metadata: {name: corp, owner: platform-team}
clusters:
  - {name: prod, storage: san-1}
hosts:
  - {name: h1, cluster: prod}
  - {name: h2, cluster: prod}
services:
  - {name: erp, tier: 1, needs: 1}
  - {name: files, tier: 3}
  - {name: wiki, tier: 3}
vms:
  - {name: erp-1, service: erp, host: h1}
  - {name: erp-2, service: erp, host: h2}
  - {name: files-1, service: files, host: h1}
  - {name: wiki-1, service: wiki, host: h2}
domains:
  - {kind: storage, name: san-1, annualFailures: 0.02}
`;

test("a change is told by what it makes worse, apart from what is only known now", async () => {
  const cwd = committed(directory({ "corp.estate.yaml": TWO_HOSTS }));
  change(
    cwd,
    "corp.estate.yaml",
    ["erp, host: h2", "erp, host: h1"],
    // True before, and said only now.
    ["annualFailures: 0.02", "annualFailures: 0.02, expires: 2008-09-01, reason: licence, breaks: running"],
    [
      "  - {name: prod, storage: san-1}",
      "  # baskets-ignore restart-capacity: memory is on order, until 2008-10-01\n  - {name: prod, storage: san-1}",
    ],
  );
  const ran = run(["review", "--base", "HEAD", ...DAY], { cwd });
  expect([ran.status, ran.stderr]).toEqual([1, ""]);
  await expect(ran.stdout).toMatchFileSnapshot("../fixtures/estates/review/review.txt");
  const markdown = run(["review", "--base", "HEAD", "--format", "markdown", ...DAY], { cwd });
  await expect(markdown.stdout).toMatchFileSnapshot("../fixtures/estates/review/review.md");
  const json = JSON.parse(run(["review", "--base", "HEAD", "--format", "json", ...DAY], { cwd }).stdout);
  const rules = (list: readonly { readonly rule: string }[]) => list.map(({ rule }) => rule);
  expect([rules(json.worse), rules(json.known)]).toEqual([
    expect.arrayContaining(["single-basket"]),
    ["expires"],
  ]);
  expect(json.services).toMatchObject([
    { name: "erp", oneFailure: { gained: [{ kind: "host", name: "h1" }], shed: [] } },
  ]);
  expect(json.services[0].points).toBeGreaterThan(0);
  expect(json.waved).toMatchObject([
    { by: "comment", what: "restart-capacity", owner: "platform-team", until: "2008-10-01T00:00:00Z" },
  ]);
});

test("the change back is told as mended, and no change as nothing", () => {
  const bad = TWO_HOSTS.replace("erp, host: h2", "erp, host: h1");
  const cwd = committed(directory({ "corp.estate.yaml": bad }));
  const report = () =>
    JSON.parse(run(["review", "--base", "HEAD", "--format", "json", ...DAY], { cwd }).stdout);
  expect(report()).toMatchObject({
    worse: [],
    known: [],
    mended: [],
    services: [],
    rollouts: [],
    pairs: [],
    waved: [],
  });
  writeFileSync(path.join(cwd, "corp.estate.yaml"), TWO_HOSTS);
  const { worse, mended, services } = report();
  expect(worse).toEqual([]);
  expect(mended).toMatchObject([{ rule: "single-basket", severity: "error" }]);
  expect(services[0].points).toBeLessThan(0);
  expect(services[0].oneFailure).toEqual({ gained: [], shed: [{ kind: "host", name: "h1" }] });
});

test("what is silenced is not mended, and who waves it through is told", () => {
  const bad = TWO_HOSTS.replace("erp, host: h2", "erp, host: h1");
  const cwd = committed(directory({ "corp.estate.yaml": bad }));
  change(cwd, "corp.estate.yaml", [
    "{name: erp, tier: 1, needs: 1}",
    "{name: erp, tier: 1, needs: 1}   # baskets-ignore single-basket: second array in spring",
  ]);
  const json = JSON.parse(run(["review", "--base", "HEAD", "--format", "json", ...DAY], { cwd }).stdout);
  expect([json.worse, json.mended]).toEqual([[], []]);
  expect(json.waved).toMatchObject([
    {
      what: "single-basket",
      reason: "second array in spring",
      until: null,
      holds: [expect.stringContaining("host h1")],
    },
  ]);
});

test("an accepted difference of a pair is waved through as well", () => {
  const cwd = committed(estate("pair"));
  change(cwd, "pair.estate.yaml", [
    "      - {field: memory, services: [erp], reason: half size, until: 2009-06-30}",
    "      - {field: memory, services: [erp], reason: half size, until: 2010-06-30}\n      - {field: missing, services: [mail], reason: one is enough there}",
  ]);
  const json = JSON.parse(run(["review", "--base", "HEAD", "--format", "json", ...DAY], { cwd }).stdout);
  expect(json.waved).toMatchObject([
    { by: "pair", what: "memory", about: "east–west: erp", until: "2010-06-30T00:00:00Z" },
    { by: "pair", what: "missing", about: "east–west: mail", until: null },
  ]);
  expect(json.pairs).toMatchObject([{ between: ["east", "west"], drift: { before: 3, after: 2 } }]);
});

test("revisions can be compared too, and what is no revision is refused", () => {
  const cwd = committed(directory({ "corp.estate.yaml": TWO_HOSTS }));
  change(cwd, "corp.estate.yaml", [
    "service: erp, host: h2",
    "service: erp, memory: 8GiB, storage: san-2, host: h2",
  ]);
  const { stdout } = run(["diff", "@HEAD", "@", "--format", "json", ...DAY], { cwd });
  expect(JSON.parse(stdout).drift).toMatchObject([{ field: "storage", values: ["san-1", "san-2"] }]);
  expect(run(["review", "--base", "nope", ...DAY], { cwd })).toEqual({
    status: 2,
    stdout: "",
    stderr: `baskets: “nope” is no revision of a git repository in ${realpathSync(cwd)}.\n`,
  });
  expect(run(["review", ...DAY], { cwd }).stderr).toBe(
    "baskets: “baskets review” takes what the change is: --base REV, the revision to compare with, or --plan FILE, a plan of Terraform.\n",
  );
});

test("a plan of Terraform is a change too: what it makes worse is told at its place in the plan", () => {
  const plan = readFileSync("test/fixtures/terraform/shown/plan.json", "utf8");
  const cwd = directory({ "plan.json": plan });
  const { status, stdout, stderr } = run(["review", "--plan", "plan.json", "--fail-on", "warning"], { cwd });
  expect([status, stderr]).toEqual([1, ""]);
  expect(stdout).toContain("warning keep-apart-broken plan.json:99:31\n");
  expect(stdout).toContain("Against what was there before plan.json: 2 findings made worse, 0 mended");
  // Beside what it was made of it says the same: there all is as it will be already.
  const beside = directory({ "plan.json": plan, "main.tf": CONFIGURATION });
  const again = run(["review", "--plan", "plan.json", "--fail-on", "warning"], { cwd: beside });
  expect(again.stdout).toContain("warning keep-apart-broken plan.json:99:31\n");
  expect(again.stdout).toContain(": 2 findings made worse, 0 mended");
  // The state alone is no plan.
  const state = readFileSync("test/fixtures/terraform/shown/state.json", "utf8");
  expect(run(["review", "--plan", "state.json"], { cwd: directory({ "state.json": state }) })).toEqual({
    status: 2,
    stdout: "",
    stderr: "baskets: --plan: state.json is no plan as “terraform show -json” prints one.\n",
  });
});

/** What the plan of the fixture was made of. */
const CONFIGURATION = `resource "vsphere_compute_cluster" "prod" {
  name = "prod"
}
resource "vsphere_virtual_machine" "web" {
  count            = 3
  name             = "web-\${count.index + 1}"
  host_system_id   = "host-11"
  resource_pool_id = vsphere_compute_cluster.prod.resource_pool_id
}
resource "vsphere_compute_cluster_vm_anti_affinity_rule" "web" {
  name                = "web"
  compute_cluster_id  = vsphere_compute_cluster.prod.id
  virtual_machine_ids = vsphere_virtual_machine.web[*].id
}
`;
