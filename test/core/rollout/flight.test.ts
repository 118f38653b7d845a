import { describe, expect, it } from "vitest";
import { aloneOf, avoidable, crowdedOut } from "../../../src/core/rollout/avoid.ts";
import { flightOf, flightsOf } from "../../../src/core/rollout/flight.ts";
import { groundOf } from "../../../src/core/rollout/ground.ts";
import { planOf } from "../../../src/core/rollout/plan.ts";
import { named } from "../../support/project.ts";
import { esx, projectWith } from "./manifests.ts";

interface Written {
  readonly [key: string]: unknown;
}

/** What is down, and why, while these hosts are in flight: `{"erp-1": "pinned"}`, and the services. */
function inFlight(
  estate: Written,
  hosts: readonly string[],
): { readonly vms: Written; readonly services: readonly string[] } {
  const project = projectWith(estate);
  const flight = flightOf(
    groundOf(project),
    hosts.map((name) => named(project.hosts, name)),
  );
  return {
    vms: Object.fromEntries([...flight.down].map(([vm, stay]) => [vm.name, stay.why])),
    services: flight.servicesDown.map((service) => service.name),
  };
}

const CLUSTER = { name: "prod", tolerates: 1 };
const three = (more: Written = {}) => esx(["h1", "h2", "h3"], { cluster: "prod", ...more });

describe("a VM on a host in flight", () => {
  it("runs on elsewhere where its cluster restarts or moves VMs", () => {
    const vms = [{ name: "a", host: "h1" }];
    expect(inFlight({ clusters: [CLUSTER], hosts: three(), vms }, ["h1"]).vms).toEqual({});
    expect(
      inFlight({ clusters: [{ name: "prod", autoPlace: true }], hosts: three(), vms }, ["h1"]).vms,
    ).toEqual({});
    expect(inFlight({ clusters: [{ name: "prod" }], hosts: three(), vms }, ["h1"]).vms).toEqual({
      a: "fixed",
    });
    expect(
      inFlight({ environments: [{ name: "e" }], hosts: esx(["h1"], { environment: "e" }), vms }, ["h1"]).vms,
    ).toEqual({ a: "fixed" });
  });

  it("is not looked at while it is off, nor on a host in maintenance", () => {
    const hosts = [...three(), ...esx(["h4"], { cluster: "prod", maintenance: true })];
    const vms = [
      { name: "a", host: "h1", pinned: true, power: "off" },
      { name: "b", host: "h4", pinned: true },
    ];
    expect(inFlight({ clusters: [CLUSTER], hosts, vms }, ["h1", "h4"]).vms).toEqual({});
  });

  it("stays when it is pinned, or when its storage is part of its host", () => {
    const vms = [
      { name: "a", host: "h1", pinned: true },
      { name: "b", host: "h1", storage: "local" },
      { name: "c", host: "h1", disks: [{ name: "log", storage: "nested" }] },
      { name: "d", host: "h1", storage: { anyOf: ["local", "san"] } },
      { name: "e", host: "h2", storage: "local" },
    ];
    const domains = [
      { kind: "storage", name: "local", within: { host: "h1" } },
      { kind: "storage", name: "nested", within: { storage: "local" } },
    ];
    expect(inFlight({ clusters: [CLUSTER], hosts: three(), vms, domains }, ["h1"]).vms).toEqual({
      a: "pinned",
      b: "localDisk",
      c: "localDisk",
      e: "domain",
    });
  });

  it("stays when only its own host reaches its storage", () => {
    const hosts = [
      ...esx(["h1"], { cluster: "prod", storage: "shelf-1" }),
      ...esx(["h2"], { cluster: "prod", storage: "shelf-2" }),
    ];
    expect(inFlight({ clusters: [CLUSTER], hosts, vms: [{ name: "a", host: "h1" }] }, ["h1"]).vms).toEqual({
      a: "localDisk",
    });
    const both = hosts.map((host) => ({ ...host, storage: ["shelf-1", "shelf-2"] }));
    expect(
      inFlight({ clusters: [CLUSTER], hosts: both, vms: [{ name: "a", host: "h1" }] }, ["h1"]).vms,
    ).toEqual({});
  });

  it("stays when every other host holds a VM that it is kept apart from", () => {
    const cluster = { ...CLUSTER, keepApart: [["a", "b", "c"]] };
    const vms = ["a", "b", "c"].map((name, at) => ({ name, host: `h${at + 1}` }));
    expect(inFlight({ clusters: [cluster], hosts: three(), vms }, ["h1"]).vms).toEqual({ a: "keepApart" });
    const four = [...three(), ...esx(["h4"], { cluster: "prod" })];
    expect(inFlight({ clusters: [cluster], hosts: four, vms }, ["h1"]).vms).toEqual({});
    expect(inFlight({ clusters: [cluster], hosts: four, vms }, ["h1", "h2"]).vms).toEqual({ b: "keepApart" });
    const off = vms.map((vm) => (vm.name === "c" ? { ...vm, power: "off" } : vm));
    expect(inFlight({ clusters: [cluster], hosts: three(), vms: off }, ["h1"]).vms).toEqual({});
  });

  it("stays when no host is left, also one that the scheduler places", () => {
    const vms = [
      { name: "a", host: "h1" },
      { name: "b", cluster: "prod" },
    ];
    expect(inFlight({ clusters: [CLUSTER], hosts: three(), vms }, ["h1", "h2", "h3"]).vms).toEqual({
      a: "noHost",
      b: "noHost",
    });
    expect(inFlight({ clusters: [CLUSTER], hosts: three(), vms }, ["h1", "h2"]).vms).toEqual({});
  });
});

describe("room", () => {
  const vms = ["a", "b", "c"].map((name, at) => ({ name, host: `h${at + 1}`, memory: "40GiB", cpu: 2 }));

  it("is the total of the hosts that stay, in the order of the estate", () => {
    const hosts = three({ memory: "64GiB", cpu: 4 });
    const full = [...vms, { name: "d", host: "h1", memory: "40GiB", cpu: 2 }];
    expect(inFlight({ clusters: [CLUSTER], hosts, vms }, ["h1"]).vms).toEqual({});
    expect(inFlight({ clusters: [CLUSTER], hosts, vms: full }, ["h1"]).vms).toEqual({ d: "noRoom" });
  });

  it("is promised as far as the policy's overcommit goes", () => {
    const busy = vms.map((vm) => ({ ...vm, cpu: 12 }));
    expect(
      inFlight({ clusters: [CLUSTER], hosts: three({ memory: "1TiB", cpu: 4 }), vms: busy }, ["h1"]).vms,
    ).toEqual({ a: "noRoom" });
    expect(
      inFlight({ clusters: [CLUSTER], hosts: three({ memory: "1TiB", cpu: 5 }), vms: busy }, ["h1"]).vms,
    ).toEqual({});
  });

  it("must be on one host for the largest VM", () => {
    const large = [{ name: "a", host: "h1", memory: "65GiB", cpu: 1 }];
    expect(
      inFlight({ clusters: [CLUSTER], hosts: three({ memory: "64GiB", cpu: 4 }), vms: large }, ["h1"]).vms,
    ).toEqual({ a: "noRoom" });
  });

  it("is not judged where a figure is missing", () => {
    const hosts = three({ memory: "1GiB", cpu: 4 });
    const unknown = [...vms, { name: "d", host: "h2", cpu: 2 }];
    expect(inFlight({ clusters: [CLUSTER], hosts, vms: unknown }, ["h1"]).vms).toEqual({});
    expect(
      inFlight({ clusters: [CLUSTER], hosts: [...three({ memory: "1GiB" })], vms: unknown }, ["h1"]).vms,
    ).toEqual({});
  });
});

describe("services", () => {
  it("are down below what they need, and with a service that they cannot run without", () => {
    const estate = {
      clusters: [{ name: "prod" }],
      hosts: three(),
      services: [
        { name: "front", needs: 1, dependsOn: ["back"] },
        { name: "back", needs: 2 },
        { name: "empty", dependsOn: ["back"] },
        { name: "spare", needs: 1 },
      ],
      vms: [
        { name: "f1", service: "front", host: "h3" },
        { name: "b1", service: "back", host: "h1" },
        { name: "b2", service: "back", host: "h2" },
        { name: "s1", service: "spare", host: "h1" },
        { name: "s2", service: "spare", host: "h3" },
      ],
    };
    expect(inFlight(estate, ["h1"]).services).toEqual(["front", "back"]);
    expect(inFlight(estate, ["h3"]).services).toEqual(["front"]);
  });

  it("that need each other go down together", () => {
    const services = [
      { name: "a", dependsOn: ["b"] },
      { name: "b", dependsOn: ["a"] },
    ];
    const vms = [
      { name: "a1", service: "a", host: "h1" },
      { name: "b1", service: "b", host: "h2" },
    ];
    expect(
      inFlight({ clusters: [{ name: "prod" }], hosts: three(), services, vms }, ["h2"]).services,
    ).toEqual(["a", "b"]);
  });

  it("that only so many hosts together take down could stay up", () => {
    const project = projectWith({
      clusters: [{ name: "prod" }],
      hosts: three(),
      services: [{ name: "pair", needs: 1 }, { name: "single" }],
      vms: [
        { name: "p1", service: "pair", host: "h1" },
        { name: "p2", service: "pair", host: "h2" },
        { name: "s1", service: "single", host: "h1" },
      ],
    });
    const ground = groundOf(project);
    const alone = aloneOf(ground);
    const flight = flightOf(ground, project.hosts);
    expect(flight.servicesDown.map((service) => service.name)).toEqual(["pair", "single"]);
    expect(avoidable(flight, alone).map((service) => service.name)).toEqual(["pair"]);
    expect(crowdedOut(flight, alone)).toEqual([]);
  });
});

describe("storage that the hosts of a cluster serve", () => {
  const estate = (resync: string, survives: number) => ({
    clusters: [
      { ...CLUSTER, storage: "pool" },
      { name: "other", storage: "pool" },
    ],
    hosts: [...three(), ...esx(["x"], { cluster: "other" })],
    services: [{ name: "s" }],
    vms: [{ name: "v", service: "s", host: "x" }],
    domains: [{ kind: "storage", name: "pool", servedBy: { cluster: "prod", survives, resync } }],
  });

  /** Which waves of h1, h2, h3, one hour each, find the storage down. */
  function downInWave(resync: string, survives: number, stages: readonly Written[]): readonly boolean[] {
    const project = projectWith(estate(resync, survives), { targets: { hosts: ["h?"] }, stages });
    const flights = flightsOf(groundOf(project), planOf(project, named(project.rollouts, "r1")));
    return flights.map((flight) => flight.servicesDown.length > 0);
  }

  it("is down when more of them are in flight than it survives", () => {
    expect(downInWave("0s", 1, [{ concurrency: 2 }])).toEqual([true, false]);
    expect(downInWave("0s", 2, [{ concurrency: 2 }])).toEqual([false, false]);
    expect(downInWave("0s", 0, [{ concurrency: 1 }])).toEqual([true, true, true]);
  });

  it("misses a host until it has resynced, and no longer", () => {
    expect(downInWave("1m", 1, [{ concurrency: 1 }])).toEqual([false, true, true]);
    expect(downInWave("1h", 2, [{ concurrency: 1 }])).toEqual([false, false, false]);
    expect(downInWave("61m", 2, [{ concurrency: 1 }])).toEqual([false, false, true]);
    expect(downInWave("2h", 1, [{ hosts: ["h1"], soak: "2h" }, { hosts: ["h2"], soak: "119m" }, {}])).toEqual(
      [false, false, true],
    );
  });

  it("takes hosts in maintenance for gone already", () => {
    const hosts = [
      ...three(),
      ...esx(["h4"], { cluster: "prod", maintenance: true }),
      ...esx(["x"], { cluster: "other" }),
    ];
    expect(inFlight({ ...estate("0s", 1), hosts }, ["h1", "h4"]).services).toEqual([]);
    expect(inFlight({ ...estate("0s", 1), hosts }, ["h1", "h2"]).services).toEqual(["s"]);
  });
});
