import { describe, expect, test } from "vitest";
import { readPart } from "../../../src/core/formats/read.ts";
import { DEFAULT_POLICY } from "../../../src/core/model/policy.ts";
import { link } from "../../../src/core/project/link.ts";
import type { Project } from "../../../src/core/project/project.ts";

function linked(...texts: readonly string[]): Project {
  const parts = texts.map((text, index) =>
    readPart({ path: `${index}.estate.yaml`, text: `apiVersion: baskets/v1\nkind: Estate\n${text}` }),
  );
  expect(parts.flatMap((part) => part.findings)).toEqual([]);
  return link(parts, DEFAULT_POLICY, 0);
}

const rules = (project: Project) => project.findings.map((finding) => finding.rule);
const domainsOf = (project: Project, host: string, kind: string) =>
  project.hosts
    .find((each) => each.name === host)
    ?.needs.get(kind)
    ?.domains.map((domain) => domain.name);

const TWO_SITES = `
environments: [{name: east}, {name: west}]
hosts:
  - {name: esx-01, environment: east}
  - {name: esx-01, environment: west}
  - {name: esx-02, environment: west}
`;

describe("names", () => {
  test("an estate may be spread over files", () => {
    const project = linked(
      "environments: [{name: east}]\nhosts: [{name: h1, environment: east}]",
      "services: [{name: erp}]\nvms: [{name: erp-1, service: erp, host: h1}]",
    );
    expect(project.findings).toEqual([]);
    expect(project.services[0]?.placed.map((vm) => vm.host?.name)).toEqual(["h1"]);
  });

  test("a bare name that two environments have is ambiguous, an exact one is not", () => {
    const project = linked(
      `${TWO_SITES}vms: [{name: a, host: esx-01}, {name: b, host: west/esx-01}, {name: c, host: esx-01, environment: west}]`,
    );
    expect(rules(project)).toEqual(["unknown-reference"]);
    expect(project.findings[0]?.message).toContain("east/esx-01 or west/esx-01");
    expect(project.vms.map((vm) => vm.host?.environment.name)).toEqual([undefined, "west", "west"]);
  });

  test("hosts of one name in two environments are told apart in words", () => {
    expect(linked(TWO_SITES).hosts.map((host) => host.domain.name)).toEqual([
      "east/esx-01",
      "west/esx-01",
      "esx-02",
    ]);
  });

  test("the second of two with one name is left out and said", () => {
    const project = linked("hosts: [{name: h1}, {name: h1}, {name: h2}]");
    expect(rules(project)).toEqual(["duplicate-name"]);
    expect(project.hosts.map((host) => host.name)).toEqual(["h1", "h2"]);
  });

  test("names such as __proto__ and constructor are names", () => {
    const project = linked(
      "hosts: [{name: __proto__}, {name: constructor}]\nvms: [{name: toString, host: __proto__}, {name: x, host: hasOwnProperty}]",
    );
    expect(rules(project)).toEqual(["unknown-reference"]);
    expect(project.vms[0]?.host?.name).toBe("__proto__");
  });

  test("an item that belongs to no environment is asked for one where there are several", () => {
    expect(rules(linked("environments: [{name: east}, {name: west}]\nhosts: [{name: h1}]"))).toEqual([
      "shape",
    ]);
    expect(linked("environments: [{name: east}]\nhosts: [{name: h1}]").hosts[0]?.environment.name).toBe(
      "east",
    );
  });
});

describe("failure domains", () => {
  test("are inherited, and the nearest value replaces the one above, lists too", () => {
    const project = linked(`
environments: [{name: east, site: dc, power: [feed-a, feed-b]}]
clusters: [{name: prod, environment: east, rack: r1}]
hosts: [{name: h1, cluster: prod}, {name: h2, cluster: prod, rack: r2, power: feed-c}]`);
    expect(["site", "power", "rack"].map((kind) => domainsOf(project, "h1", kind))).toEqual([
      ["dc"],
      ["feed-a", "feed-b"],
      ["r1"],
    ]);
    expect(["site", "power", "rack"].map((kind) => domainsOf(project, "h2", kind))).toEqual([
      ["dc"],
      ["feed-c"],
      ["r2"],
    ]);
  });

  test("release and vendor follow from platform and build, a vendor that is given wins", () => {
    const project = linked(
      "hosts: [{name: h1, platform: VMware ESX, build: 3.5.0-82663}, {name: h2, platform: VMware ESX, vendor: Reseller}]",
    );
    expect(["release", "vendor"].map((kind) => domainsOf(project, "h1", kind))).toEqual([
      ["VMware ESX 3.5"],
      ["VMware"],
    ]);
    expect(["release", "vendor"].map((kind) => domainsOf(project, "h2", kind))).toEqual([
      undefined,
      ["Reseller"],
    ]);
  });

  test("a build is read as written", () => {
    expect(linked("hosts: [{name: h1, build: 8.10}]").hosts[0]?.build).toBe("8.10");
  });

  test("what a VM's power is says nothing about feeds", () => {
    const vm = linked("hosts: [{name: h1, power: feed-a}]\nvms: [{name: a, host: h1, power: off}]").vms[0];
    expect([vm?.counts, vm?.needs.get("power")?.domains.map((domain) => domain.name)]).toEqual([
      false,
      ["feed-a"],
    ]);
  });

  test("facts override the figures of their kind, and a second entry is said", () => {
    const project = linked(
      "hosts: [{name: h1, rack: r1}]\ndomains: [{kind: rack, name: r1, annualFailures: 0.5, repair: 1h}, {kind: rack, name: r1}]",
    );
    const rack = project.domains.get("rack:r1");
    expect([rack?.annualFailures, rack?.repair, rules(project)]).toEqual([
      0.5,
      3_600_000,
      ["duplicate-name"],
    ]);
  });
});

describe("clusters and services", () => {
  test("a host in maintenance is not counted among its cluster's hosts", () => {
    const project = linked(
      "environments: [{name: e}]\nclusters: [{name: c, environment: e, tolerates: 2}]\nhosts: [{name: a, cluster: c}, {name: b, cluster: c}, {name: d, cluster: c, maintenance: true}]",
    );
    expect([project.clusters[0]?.hosts.length, project.clusters[0]?.tolerance]).toEqual([2, 1]);
  });

  test("needs beyond the VMs that count is said and read as all", () => {
    const project = linked(
      "services: [{name: s, needs: 3}]\nhosts: [{name: h}]\nvms: [{name: a, service: s, host: h}, {name: b, service: s, host: h, power: off}]",
    );
    expect([project.services[0]?.needs, rules(project)]).toEqual([1, ["shape"]]);
  });

  test("services that need each other are one finding that names them", () => {
    const project = linked(
      "services: [{name: a, dependsOn: [b]}, {name: b, dependsOn: [c]}, {name: c, dependsOn: [a]}, {name: d, dependsOn: [a]}]",
    );
    expect(project.findings.map((finding) => finding.message)).toEqual([
      "These services need each other: a, b and c. When one is down, all are. Break the circle at one of these places.",
    ]);
  });

  test("a chain of twenty thousand services is no circle and no stack overflow", () => {
    const services = Array.from(
      { length: 20_000 },
      (_, i) => `  - {name: s${i}${i > 0 ? `, dependsOn: [s${i - 1}]` : ""}}`,
    ).join("\n");
    expect(linked(`services:\n${services}`).findings).toEqual([]);
  });
});
