import { describe, expect, it } from "vitest";
import { evaluate } from "../../../src/core/risk/evaluate.ts";
import { structureOf } from "../../../src/core/risk/structure.ts";
import { named, projectOf } from "../../support/project.ts";
import { estate, eventNamed } from "./outage.ts";

describe("a host", () => {
  it("is down with each of the kinds that take hosts down, and with no other", () => {
    const { hosts } = estate(`
clusters: [{name: c, environment: e}]
hosts:
  - {name: h, cluster: c, rack: r, power: p, site: s, platform: VMware ESX, build: 3.5.0-1, model: m, firmware: [{part: disk, version: "1"}],
     storage: san, network: net, manager: mgr, identity: i, dns: d, time: t, licence: l, backup: b, updateSource: u}`);
    const takes = [
      "host:e/h",
      "cluster:e/c",
      "rack:r",
      "power:p",
      "site:s",
      "platform:VMware ESX",
      "release:VMware ESX 3.5",
      "build:3.5.0-1",
      "model:m",
      "firmware:disk 1",
      "vendor:VMware",
    ];
    for (const id of takes) expect(hosts(id), id).toEqual(["h"]);
    const others = [
      "storage:san",
      "network:net",
      "manager:mgr",
      "identity:i",
      "dns:d",
      "time:t",
      "licence:l",
      "backup:b",
      "updateSource:u",
    ];
    expect(hosts(...others)).toEqual([]);
  });

  it("on redundant feeds is down only when all of them are", () => {
    const { hosts } = estate("hosts: [{name: h, environment: e, power: {anyOf: [a, b]}}]");
    expect(hosts("power:b")).toEqual([]);
    expect(hosts("power:a", "power:b")).toEqual(["h"]);
  });

  it("that is taken as down takes along what is within it", () => {
    const { project, structure } = estate(`
hosts: [{name: h, environment: e}, {name: other, environment: e}]
services: [{name: s}, {name: t}]
vms: [{name: v, service: s, host: other, storage: local}, {name: w, service: t, host: other}]
domains: [{kind: storage, name: local, within: {host: h}}]`);
    const truth = evaluate(structure, () => false, new Set([named(project.hosts, "h")]));
    const down = [...structure.serviceGate].filter(([, gate]) => truth[gate] === 1);
    expect(down.map(([service]) => service.name)).toEqual(["s"]);
  });
});

describe("a VM", () => {
  it("is down with its storage, that of one of its disks, or its network", () => {
    const { vms } = estate(`
hosts: [{name: h, environment: e, storage: san, network: net}]
vms: [{name: v, host: h, disks: [{name: log, storage: log}, {name: data}]}]`);
    for (const id of ["storage:san", "storage:log", "network:net"]) expect(vms(id), id).toEqual(["v"]);
  });

  it("on redundant fabrics goes down only with both", () => {
    const { vms } = estate(
      "hosts: [{name: h, environment: e, network: {anyOf: [a, b]}}]\nvms: [{name: v, host: h}]",
    );
    expect(vms("network:a")).toEqual([]);
    expect(vms("network:a", "network:b")).toEqual(["v"]);
  });

  const cluster = (more: string) => `
clusters: [{name: c, environment: e, ${more}}]
hosts: [{name: h1, cluster: c}, {name: h2, cluster: c}, {name: h3, cluster: c}, {name: h4, cluster: c}]`;

  it("restarts elsewhere until more hosts are down than its cluster tolerates", () => {
    const { vms } = estate(`${cluster("tolerates: 1")}\nvms: [{name: v, host: h1}]`);
    expect(vms("host:e/h1")).toEqual([]);
    expect(vms("host:e/h2", "host:e/h3")).toEqual([]);
    expect(vms("host:e/h1", "host:e/h3")).toEqual(["v"]);
  });

  it("goes down with its host where it is pinned, in no cluster, or in one that tolerates nothing", () => {
    expect(
      estate(`${cluster("tolerates: 1")}\nvms: [{name: v, host: h1, pinned: true}]`).vms("host:e/h1"),
    ).toEqual(["v"]);
    expect(estate(`${cluster("tolerates: 0")}\nvms: [{name: v, host: h1}]`).vms("host:e/h1")).toEqual(["v"]);
    expect(estate("hosts: [{name: h, environment: e}]\nvms: [{name: v, host: h}]").vms("host:e/h")).toEqual([
      "v",
    ]);
  });

  it("in a cluster that tolerates more than it has hosts goes down with all of them", () => {
    const { vms } = estate(`${cluster("tolerates: 9")}\nvms: [{name: v, host: h1}]`);
    expect(vms("host:e/h1", "host:e/h2", "host:e/h3")).toEqual([]);
    expect(vms("host:e/h1", "host:e/h2", "host:e/h3", "host:e/h4")).toEqual(["v"]);
  });

  it("placed by a scheduler survives one host, or as many as its cluster tolerates", () => {
    const none = estate(`${cluster("tolerates: 0")}\nvms: [{name: v, cluster: c}]`);
    expect(none.vms("host:e/h1")).toEqual([]);
    expect(none.vms("host:e/h1", "host:e/h2")).toEqual(["v"]);
    const two = estate(`${cluster("tolerates: 2")}\nvms: [{name: v, cluster: c}]`);
    expect(two.vms("host:e/h1", "host:e/h2")).toEqual([]);
    expect(two.vms("host:e/h1", "host:e/h2", "host:e/h3")).toEqual(["v"]);
  });

  it("placed by the scheduler of a single host goes down with it", () => {
    const { vms } = estate(
      "clusters: [{name: c, environment: e}]\nhosts: [{name: h, cluster: c}]\nvms: [{name: v, cluster: c}]",
    );
    expect(vms("host:e/h")).toEqual(["v"]);
  });

  it("stops where no majority of the votes is up, wherever it runs", () => {
    const { vms } = estate(
      `${cluster("tolerates: 3, quorum: majority")}\nvms: [{name: v, host: h1}, {name: w, host: h1, pinned: true}, {name: x, cluster: c}]`,
    );
    expect(vms("host:e/h2")).toEqual([]);
    expect(vms("host:e/h2", "host:e/h3")).toEqual(["v", "w", "x"]);
  });

  it("keeps its majority by a witness, which counts as one vote", () => {
    const { vms } = estate(
      `${cluster("tolerates: 3, quorum: majority, witness: {site: third}")}\nvms: [{name: v, host: h1}]`,
    );
    expect(vms("host:e/h2", "host:e/h3")).toEqual([]);
    expect(vms("host:e/h2", "host:e/h3", "site:third")).toEqual(["v"]);
    expect(vms("host:e/h2", "site:third")).toEqual([]);
    expect(vms("host:e/h2", "host:e/h3", "host:e/h4")).toEqual(["v"]);
  });

  it("does not count on hosts in maintenance", () => {
    const { vms } = estate(`
clusters: [{name: c, environment: e, tolerates: 2, quorum: majority}]
hosts: [{name: h1, cluster: c}, {name: h2, cluster: c}, {name: h3, cluster: c, maintenance: true}, {name: h4, cluster: c, maintenance: true}]
vms: [{name: v, host: h1}]`);
    expect(vms("host:e/h2")).toEqual(["v"]);
    expect(vms("host:e/h3", "host:e/h4")).toEqual([]);
  });

  it("without a known place has no gate", () => {
    const { structure } = estate("vms: [{name: v, environment: e}]");
    expect(structure.vmGate.size).toBe(0);
  });
});

describe("a service", () => {
  const two = (service: string) => `
hosts: [{name: h1, environment: e}, {name: h2, environment: e}]
services: [${service}]
vms: [{name: v1, service: s, host: h1}, {name: v2, service: s, host: h2}]`;

  it("is down when fewer of its VMs are up than it needs", () => {
    const one = estate(two("{name: s, needs: 1}"));
    expect(one.services("host:e/h1")).toEqual([]);
    expect(one.services("host:e/h1", "host:e/h2")).toEqual(["s"]);
    expect(estate(two("{name: s, needs: all}")).services("host:e/h1")).toEqual(["s"]);
    expect(estate(two("{name: s}")).services("host:e/h1")).toEqual(["s"]);
    expect(estate(two("{name: s, needs: 7}")).services("host:e/h1")).toEqual(["s"]);
  });

  it("counts only VMs that are on and placed", () => {
    const { services } = estate(`
hosts: [{name: h1, environment: e}, {name: h2, environment: e}]
services: [{name: s, needs: 1}]
vms:
  - {name: v1, service: s, host: h1}
  - {name: v2, service: s, host: h2, power: off}
  - {name: v3, service: s, host: h2, power: suspended}
  - {name: v4, service: s, environment: e}`);
    expect(services("host:e/h1")).toEqual(["s"]);
  });

  it("is down with what it depends on, its own part is not", () => {
    const { services, structure, project } = estate(`
hosts: [{name: h1, environment: e}, {name: h2, environment: e}]
services: [{name: shop, dependsOn: [dns]}, {name: dns}]
vms: [{name: v1, service: shop, host: h1}, {name: v2, service: dns, host: h2}]`);
    expect(services("host:e/h2")).toEqual(["shop", "dns"]);
    const event = eventNamed(project, structure, "host:e/h2");
    const truth = evaluate(structure, (each) => each === event);
    expect(truth[structure.ownGate.get(named(project.services, "shop")) ?? -1]).toBe(0);
  });

  it("without VMs has no gate and holds nothing up", () => {
    const { services, structure } = estate(`
hosts: [{name: h, environment: e}, {name: other, environment: e}]
services: [{name: a, dependsOn: [empty]}, {name: empty, dependsOn: [b]}, {name: b}]
vms: [{name: v, service: a, host: h}, {name: w, service: b, host: other}]`);
    expect([...structure.serviceGate.keys()].map((service) => service.name)).toEqual(["a", "b"]);
    expect(services("host:e/other")).toEqual(["b"]);
  });

  it("in a circle of dependencies is down when any of the circle is", () => {
    const { services } = estate(`
hosts: [{name: h1, environment: e}, {name: h2, environment: e}, {name: h3, environment: e}, {name: h4, environment: e}]
services: [{name: a, dependsOn: [b]}, {name: b, dependsOn: [c]}, {name: c, dependsOn: [a, d]}, {name: d, dependsOn: [d]}]
vms: [{name: va, service: a, host: h1}, {name: vb, service: b, host: h2}, {name: vc, service: c, host: h3}, {name: vd, service: d, host: h4}]`);
    for (const host of ["h1", "h2", "h3"]) expect(services(`host:e/${host}`)).toEqual(["a", "b", "c"]);
    expect(services("host:e/h4")).toEqual(["a", "b", "c", "d"]);
  });

  it("at the end of a hundred thousand dependencies is down with the first", () => {
    const project = projectOf(`
environments: [{name: e}]
hosts: [{name: h, environment: e}, {name: other, environment: e}]
services: [{name: s}, {name: last}]
vms: [{name: v, service: s, host: h}, {name: w, service: last, host: other}]`);
    const [model, last] = [named(project.services, "s"), named(project.services, "last")];
    const services = Array.from({ length: 100_000 }, (_, at) => ({ ...model, name: `s${at}` }));
    services.forEach((service, at) => {
      Object.assign(service, {
        dependsOn: [{ service: services[at + 1] ?? last, at: project.environments[0]?.at }],
      });
    });
    const structure = structureOf({ ...project, services: [...services, last] });
    const event = eventNamed(project, structure, "host:e/other");
    const truth = evaluate(structure, (each) => each === event);
    const [first] = services;
    expect(truth[(first && structure.serviceGate.get(first)) ?? -1]).toBe(1);
    expect(truth[(first && structure.ownGate.get(first)) ?? -1]).toBe(0);
  });

  it("of four hundred desktops on forty hosts has forty parts", () => {
    const hosts = Array.from({ length: 40 }, (_, at) => ({ name: `h${at}`, environment: "e" }));
    const vms = Array.from({ length: 400 }, (_, at) => ({
      name: `v${at}`,
      service: "desktops",
      host: `h${at % 40}`,
    }));
    const project = projectOf({
      environments: [{ name: "e" }],
      hosts,
      services: [{ name: "desktops", needs: "50%" }],
      vms,
    });
    const structure = structureOf(project);
    const gate = structure.gates[structure.serviceGate.get(named(project.services, "desktops")) ?? -1];
    // 201 of forty times ten are 21 of forty.
    expect(gate).toMatchObject({ op: "atLeast", least: 21 });
    expect(gate?.op === "atLeast" ? gate.parts.map((part) => part.weight) : []).toEqual(Array(40).fill(1));
  });
});
