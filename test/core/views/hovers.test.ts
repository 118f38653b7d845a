import { describe, expect, test } from "vitest";
import { analyze } from "../../../src/core/analyze.ts";
import { hoverAt } from "../../../src/core/views/hovers.ts";
import { plain } from "../../../src/core/views/markdown.ts";

const estate = `apiVersion: baskets/v1
kind: Estate
environments:
  - {name: east, site: dc-east}
clusters:
  - {name: prod, environment: east, storage: san-1, tolerates: 1}
hosts:
  - {name: esx-1, cluster: prod, platform: VMware ESX, build: 3.5.0-1, rack: r1, memory: 64GiB}
  - {name: esx-2, cluster: prod, platform: VMware ESX, build: 3.5.0-1, rack: r2}
  - {name: lone, environment: east, platform: VMware ESX, build: 3.5.0-1}
services:
  - {name: erp, tier: 1, needs: 1, users: 400, dependsOn: [dns], owner: finance}
  - {name: dns}
vms:
  - {name: erp-1, service: erp, host: esx-1, cpu: 4, memory: 16GiB}
  - {name: erp-2, service: erp, host: esx-2}
  - {name: dns-1, service: dns, host: lone, storage: local}
domains:
  - {kind: storage, name: san-1, note: "bought 2006 [click](command:evil) <b>"}
`;
const rollout = `apiVersion: baskets/v1
kind: Rollout
metadata: {name: update-2}
update: {platform: VMware ESX, to: 3.5.0-2}
stages:
  - {name: canary, hosts: [lone], soak: 7d}
  - {name: rest, concurrency: 1}
`;
const files = [
  { path: "corp.estate.yaml", text: estate },
  { path: "update.rollout.yaml", text: rollout },
];
const { facts } = analyze(files, { asOf: Date.UTC(2008, 7, 1) });

/** The hover over the first occurrence of a text, at its first character past `skip`. */
function over(text: string, skip = 0): string {
  for (const { path, text: whole } of files) {
    const at = whole.indexOf(text);
    if (at >= 0) return hoverAt(facts, path, at + skip)?.markdown ?? "";
  }
  throw new Error(`No file contains ${text}.`);
}

describe("a hover", () => {
  test("over a service names its VMs, what it needs and what takes it down", () => {
    const said = over("erp, tier: 1");
    for (const part of [
      "**service erp** · tier 1 · 400 users · finance",
      "2 VMs, of which 1 must run:",
      "- erp-1 on host esx-1",
      "Cannot run without dns.",
      "**\\~100 min/year \\(est., target 53\\)** · Risk 64 of 100, high · 6 of 10 kinds of basket known",
      "One failure is enough, with its share of the outage:",
      "- 47 % host lone",
      "- 14 % storage local",
      "Two failures together take it down:",
      "- under 1 % host esx-1 with host esx-2",
    ]) {
      expect(said).toContain(part);
    }
  });

  test("over a service says what would help most, with the number that it leaves", () => {
    expect(over("{name: dns}", "{name: ".length)).toContain(
      "What would help most:\n\n- Move dns-1 to host esx-1\\: 83 → 40 min/year\n",
    );
  });

  test("over a service offers of places that come to the same only one", () => {
    expect(over("{name: dns}", "{name: ".length)).not.toContain("esx-2");
  });

  test("over a reference is that of the object", () => {
    expect(over("service: erp, host: esx-1", "service: ".length)).toBe(over("erp, tier: 1"));
    expect(over("[dns]", 1)).toBe(over("{name: dns}", "{name: ".length));
    expect(over("hosts: [lone]", "hosts: [".length)).toBe(over("{name: lone", "{name: ".length));
  });

  test("over a host says what its failure takes along", () => {
    const said = over("{name: lone", "{name: ".length);
    expect(said).toContain("**host lone** · environment east");
    expect(said).toContain(
      "If it fails alone: 1 VM, 2 services (1 of tier 1), 400 users go down: erp and dns.",
    );
  });

  test("over a host whose VMs restart elsewhere says that none stays down", () => {
    expect(over("{name: esx-1", "{name: ".length)).toContain("If it fails alone, no VM stays down.");
  });

  test("over a failure domain says what stands on it", () => {
    const said = over("storage: san-1", "storage: ".length);
    expect(said).toContain("**storage san-1** · datastore, array or pool");
    expect(said).toContain("On it: 2 hosts · 2 VMs · 1 service.");
    expect(said).toContain("If it fails alone: 2 VMs, 1 service (1 of tier 1), 400 users go down: erp.");
  });

  test("over a cluster, an environment and a VM says what they are", () => {
    expect(over("{name: prod", "{name: ".length)).toContain("Restarts what ran on up to 1 host.");
    expect(over("{name: east", "{name: ".length)).toContain(
      "**environment east** · 1 cluster · 3 hosts · 3 VMs · 2 services · 400 users",
    );
    expect(over("{name: erp-1", "{name: ".length)).toContain("**VM erp-1** · service erp · 4 vCPU · 16 GiB");
  });

  test("over a rollout and its stages says who is when", () => {
    expect(over("update-2")).toContain(
      "- canary: 1 host, then watched for 7d\n- rest: 2 hosts, 1 at a time in 2 waves, no watch afterwards",
    );
    expect(over("update-2")).toContain(
      "**Exposure 100 %** of the weight of all services: 100 % if it fails at once, 100 % if it fails after a while, 100 % if it carries a date.",
    );
    expect(over("update-2")).toContain("| carry it then | down meanwhile |");
    expect(over("update-2")).toContain(
      "No way back without downtime after “rest”, wave 2 of 2\\: the hosts without the update could no longer hold the VMs of cluster prod.",
    );
    const stage = over("canary");
    expect(stage).toContain("Hosts: lone. 1 VM on them.");
    expect(stage).toContain("- dns down to 0 of 1 VM, needs 1");
  });

  test("is not there over what names nothing", () => {
    expect(over("kind: Estate")).toBe("");
    expect(hoverAt(facts, "corp.estate.yaml", 1_000_000)).toBeUndefined();
    expect(hoverAt(facts, "no such file", 0)).toBeUndefined();
  });

  test("shows what a file says as plain text", () => {
    const said = over("storage: san-1", "storage: ".length);
    expect(said).toContain("bought 2006 \\[click\\]\\(command\\:evil\\) \\<b\\>");
  });
});

describe("plain text in Markdown", () => {
  test.each([
    ["*a* _b_ `c`", "\\*a\\* \\_b\\_ \\`c\\`"],
    ["https://example.org www.example.org a@b.c", "https\\://example.org www\\.example.org a\\@b.c"],
    ["a\r\n\r\n# b", "a \\# b"],
    ["<img src=x>&amp;", "\\<img src=x\\>\\&amp;"],
    ["esx-e-01.corp", "esx-e-01.corp"],
  ])("%j", (text, markdown) => {
    expect(plain(text)).toBe(markdown);
  });
});
