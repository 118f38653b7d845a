import { describe, expect, it } from "vitest";
import { evaluate } from "../../../src/core/risk/evaluate.ts";
import { structureOf } from "../../../src/core/risk/structure.ts";
import { named, projectOf } from "../../support/project.ts";
import { estate } from "./outage.ts";

describe("a failure domain", () => {
  it("is down with one that it is within, however deep", () => {
    const { hosts } = estate(`
hosts: [{name: h, environment: e, rack: r}]
domains:
  - {kind: rack, name: r, within: {power: feed}}
  - {kind: power, name: feed, within: {site: hall}}`);
    expect(hosts("site:hall")).toEqual(["h"]);
    expect(hosts("power:feed")).toEqual(["h"]);
  });

  it("within one of several goes down only with all of them", () => {
    const { hosts } = estate(`
hosts: [{name: h, environment: e, rack: r}]
domains: [{kind: rack, name: r, within: {power: {anyOf: [a, b]}}}]`);
    expect(hosts("power:a")).toEqual([]);
    expect(hosts("power:a", "power:b")).toEqual(["h"]);
  });

  it("within a list goes down with any of it", () => {
    const { hosts } = estate(`
hosts: [{name: h, environment: e, rack: r}]
domains: [{kind: rack, name: r, within: {power: [a, b]}}]`);
    expect(hosts("power:a")).toEqual(["h"]);
    expect(hosts("power:b")).toEqual(["h"]);
  });

  it("within a host goes down with everything that takes the host down", () => {
    const { vms } = estate(`
hosts: [{name: h, environment: e, rack: r}, {name: other, environment: e}]
vms: [{name: v, host: other, storage: local}]
domains: [{kind: storage, name: local, within: {host: h}}]`);
    expect(vms("host:e/h")).toEqual(["v"]);
    expect(vms("rack:r")).toEqual(["v"]);
  });

  it("within a cluster goes down with the cluster's own event, not with what the cluster is within", () => {
    const { vms } = estate(`
clusters: [{name: c, environment: e}]
hosts: [{name: h, cluster: c}, {name: other, environment: e}]
vms: [{name: v, host: other, storage: san}]
domains:
  - {kind: storage, name: san, within: {cluster: c}}
  - {kind: cluster, name: c, within: {site: hall}}`);
    expect(vms("cluster:e/c")).toEqual(["v"]);
    expect(vms("site:hall")).toEqual([]);
    expect(vms("host:e/h")).toEqual([]);
  });

  it("does not go down with its manager or licence", () => {
    const { vms } = estate(`
hosts: [{name: h, environment: e, manager: vc}]
vms: [{name: v, host: h, storage: san}]
domains: [{kind: storage, name: san, within: {manager: vc, licence: key}}]`);
    expect(vms("manager:vc", "licence:key")).toEqual([]);
  });

  it("of storage is down when more of the hosts that serve it are down than it survives", () => {
    const { vms } = estate(`
clusters: [{name: c, environment: e, storage: pool}]
hosts: [{name: h1, cluster: c}, {name: h2, cluster: c}, {name: h3, cluster: c}, {name: spare, cluster: c, maintenance: true}, {name: out, environment: e}]
vms: [{name: v, host: out, storage: pool}, {name: w, host: out, storage: pool1}]
domains:
  - {kind: storage, name: pool, servedBy: {cluster: c}}
  - {kind: storage, name: pool1, servedBy: {cluster: c, survives: 0}}`);
    expect(vms("host:e/h1")).toEqual(["w"]);
    expect(vms("host:e/h1", "host:e/h3")).toEqual(["v", "w"]);
    expect(vms("host:e/h1", "host:e/spare")).toEqual(["w"]);
  });

  it("in a circle is down when any of the circle is", () => {
    const { hosts } = estate(`
hosts: [{name: h, environment: e, rack: a}, {name: i, environment: e, rack: b}]
domains:
  - {kind: rack, name: a, within: {power: b}}
  - {kind: power, name: b, within: {site: c}}
  - {kind: site, name: c, within: {rack: [a, b]}}
  - {kind: rack, name: b, within: {rack: a}}`);
    for (const id of ["rack:a", "power:b", "site:c", "rack:b"]) expect(hosts(id)).toEqual(["h", "i"]);
    expect(hosts()).toEqual([]);
  });

  it("in a circle through a storage that its own hosts serve goes down as seldom as the storage does", () => {
    const { hosts } = estate(`
clusters: [{name: c, environment: e}]
hosts: [{name: h1, cluster: c}, {name: h2, cluster: c}, {name: h3, cluster: c}]
domains:
  - {kind: storage, name: pool, servedBy: {cluster: c}}
  - {kind: host, name: h1, within: {storage: pool}}
  - {kind: host, name: h2, within: {storage: pool}}
  - {kind: host, name: h3, within: {storage: pool}}`);
    expect(hosts("host:e/h1")).toEqual(["h1"]);
    expect(hosts("host:e/h1", "host:e/h2")).toEqual(["h1", "h2", "h3"]);
    expect(hosts("storage:pool")).toEqual(["h1", "h2", "h3"]);
  });

  it("at the end of a hundred thousand others still goes down with the first", () => {
    const project = projectOf("hosts: [{name: h, environment: e, rack: r0}]\nenvironments: [{name: e}]");
    const rack = named([...project.domains.values()], "r0");
    const chain = Array.from({ length: 100_000 }, (_, at) => ({
      ...rack,
      id: `rack:r${at}`,
      name: `r${at}`,
    }));
    const linked = chain.map((domain, at) => {
      const next = chain[at + 1];
      const within = next === undefined ? [] : [{ kind: "rack", anyOf: false, domains: [next], at: rack.at }];
      return Object.assign(domain, { within });
    });
    const [first] = linked;
    const [host] = project.hosts;
    if (first === undefined || host === undefined) throw new Error("The estate has one host and its rack.");
    Object.assign(rack, { within: first.within });
    const domains = new Map([
      ...project.domains,
      ...linked.slice(1).map((domain) => [domain.id, domain] as const),
    ]);
    const structure = structureOf({ ...project, domains });
    const last = structure.events.length - 1;
    const truth = evaluate(structure, (event) => event === last);
    expect(truth[structure.hostGate.get(host) ?? -1]).toBe(1);
  });
});
