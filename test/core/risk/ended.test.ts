import { describe, expect, it } from "vitest";
import { evaluate } from "../../../src/core/risk/evaluate.ts";
import { structureOf } from "../../../src/core/risk/structure.ts";
import { projectOf } from "../../support/project.ts";

/** What is down when exactly these hosts of the environment `e` fail, on the day looked at. */
function onTheDay(text: string, asOf = "2008-08-12") {
  const project = projectOf(`environments: [{name: e}]\n${text}`, asOf);
  const structure = structureOf(project);
  return {
    stuck: [...structure.noRestart].map((host) => host.name),
    down: (...hosts: readonly string[]) => {
      const truth = evaluate(
        structure,
        () => false,
        new Set(project.hosts.filter((host) => hosts.includes(host.name))),
      );
      return [...structure.vmGate].filter(([, gate]) => truth[gate] === 1).map(([vm]) => vm.name);
    },
  };
}

const TWO_BUILDS = `
clusters: [{name: c, environment: e, tolerates: 2}]
hosts: [{name: h1, cluster: c, build: old}, {name: h2, cluster: c, build: new}, {name: h3, cluster: c, build: new}]
vms: [{name: v1, host: h1}, {name: v2, host: h2}]
`;

describe("a date that has passed", () => {
  it("with `breaks: running` takes down all that stands on the domain, from that day on", () => {
    const text = `${TWO_BUILDS}domains: [{kind: build, name: old, expires: 2008-08-12, breaks: running}]`;
    expect(onTheDay(text, "2008-08-11T23:59Z").down("h2", "h3")).toEqual([]);
    expect(onTheDay(text, "2008-08-12").down("h2", "h3")).toEqual(["v1", "v2"]);
  });

  it("with `breaks: restart` leaves what runs alone while its host is up", () => {
    const { stuck, down } = onTheDay(`${TWO_BUILDS}domains: [{kind: build, name: new, expires: 2008-08-12}]`);
    expect(stuck).toEqual(["h2", "h3"]);
    expect(down()).toEqual([]);
  });

  it("with `breaks: restart` lets a VM restart only while a host without it is up", () => {
    const { down } = onTheDay(
      `${TWO_BUILDS}domains: [{kind: build, name: new, expires: 2008-08-12, breaks: restart}]`,
    );
    expect(down("h2")).toEqual([]);
    expect(down("h1")).toEqual(["v1"]);
    expect(down("h1", "h2")).toEqual(["v1", "v2"]);
  });

  it("on every host of a cluster leaves no VM a restart, one placed by the scheduler neither", () => {
    const { down } = onTheDay(`
clusters: [{name: c, environment: e, tolerates: 1, build: b}]
hosts: [{name: h1, cluster: c}, {name: h2, cluster: c}, {name: h3, cluster: c}]
vms: [{name: v, host: h1}, {name: w, cluster: c}]
domains: [{kind: build, name: b, expires: 2008-08-12}]`);
    expect(down()).toEqual([]);
    expect(down("h1")).toEqual(["v", "w"]);
    expect(down("h2")).toEqual(["w"]);
  });

  it("is only a date where nothing breaks, which is the default at the end of support", () => {
    const support = `${TWO_BUILDS}domains: [{kind: build, name: new, expires: 2008-01-01, reason: support}]`;
    expect(onTheDay(support).stuck).toEqual([]);
    const nothing = `${TWO_BUILDS}domains: [{kind: build, name: new, expires: 2008-01-01, breaks: nothing}]`;
    expect(onTheDay(nothing).stuck).toEqual([]);
    const said = `${TWO_BUILDS}domains: [{kind: build, name: new, expires: 2008-01-01, reason: support, breaks: restart}]`;
    expect(onTheDay(said).stuck).toEqual(["h2", "h3"]);
  });

  it("of a licence stops restarts on the hosts that stand on it, also through what is within it", () => {
    const { stuck, down } = onTheDay(`
clusters: [{name: c, environment: e, tolerates: 1}]
hosts: [{name: h1, cluster: c, licence: key}, {name: h2, cluster: c, platform: P}, {name: h3, cluster: c}]
vms: [{name: v, host: h1}]
domains:
  - {kind: licence, name: key, expires: 2008-08-12, reason: licence}
  - {kind: platform, name: P, within: {licence: key}}`);
    expect(stuck).toEqual(["h1", "h2"]);
    expect(down("h1")).toEqual([]);
    expect(down("h1", "h3")).toEqual(["v"]);
  });

  it("of one of two redundant domains stops nothing", () => {
    const text = (names: string) => `
hosts: [{name: h, environment: e, licence: {anyOf: [a, b]}}]
domains: [${names}]`;
    expect(onTheDay(text("{kind: licence, name: a, expires: 2008-08-12}")).stuck).toEqual([]);
    const both =
      "{kind: licence, name: a, expires: 2008-08-12}, {kind: licence, name: b, expires: 2008-08-12}";
    expect(onTheDay(text(both)).stuck).toEqual(["h"]);
  });

  it("of a storage keeps its VMs from restarting, not those of another storage", () => {
    const { stuck, down } = onTheDay(`
clusters: [{name: c, environment: e, tolerates: 1, storage: san}]
hosts: [{name: h1, cluster: c}, {name: h2, cluster: c}, {name: h3, cluster: c}]
vms: [{name: v, host: h1}, {name: w, host: h1, storage: other}]
domains: [{kind: storage, name: san, expires: 2008-08-12}]`);
    expect(stuck).toEqual([]);
    expect(down("h1")).toEqual(["v"]);
  });
});

describe("a fuse", () => {
  const firmware = (fuse: string, breaks = "running") => `
hosts:
  - {name: long, environment: e, firmware: [{part: disk, version: HPD6}], inService: 2004-01-01, booted: 2008-01-01, installed: 2006-08-13}
  - {name: short, environment: e, firmware: [{part: disk, version: HPD6}], inService: 2004-01-18, booted: 2008-01-17, installed: 2006-08-14}
  - {name: unknown, environment: e, firmware: [{part: disk, version: HPD6}]}
  - {name: mended, environment: e, firmware: [{part: disk, version: HPD7}], inService: 2004-01-01, booted: 2008-01-01, installed: 2006-08-13}
vms: [{name: on-long, host: long}, {name: on-short, host: short}, {name: on-unknown, host: unknown}, {name: on-mended, host: mended}]
domains: [{kind: firmware, name: disk HPD6, fuse: ${fuse}, breaks: ${breaks}}]`;

  it("burns for each host by itself, counted from the date that it names", () => {
    expect(onTheDay(firmware("{powerOn: 40000h}"), "2008-07-24T16:00Z").down()).toEqual(["on-long"]);
    expect(onTheDay(firmware("{uptime: 208d}"), "2008-07-27").down()).toEqual(["on-long"]);
    expect(onTheDay(firmware("{sinceInstall: 2y}"), "2008-08-12").down()).toEqual(["on-long"]);
  });

  it("burns at the first moment that is over, not before", () => {
    expect(onTheDay(firmware("{uptime: 208d}"), "2008-07-26T23:59Z").down()).toEqual([]);
  });

  it("that breaks restarts puts the host among those without", () => {
    const { stuck, down } = onTheDay(firmware("{uptime: 208d}", "restart"), "2008-07-27");
    expect(stuck).toEqual(["long"]);
    expect(down()).toEqual([]);
  });
});
