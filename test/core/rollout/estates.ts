import fc from "fast-check";
import { DAY } from "../../../src/core/model/values.ts";
import { NEW } from "./manifests.ts";

const START = Date.UTC(2008, 7, 4, 22);

/** Small paired estates with everything that a staging has to mind, and one rollout for all of it. */
export const estates = fc
  .record({
    paired: fc.boolean(),
    /** Days from the release to the start; none = nobody says. */
    age: fc.option(fc.integer({ min: 1, max: 60 }), { nil: undefined }),
    clockForward: fc.constantFrom(undefined, "30d", "500d"),
    concurrency: fc.constantFrom(undefined, 1, 2),
    halt: fc.boolean(),
    unit: fc.constantFrom("host", "cluster"),
    clusters: fc.array(
      fc.record({
        environment: fc.constantFrom("east", "west"),
        tolerates: fc.integer({ min: 0, max: 2 }),
        served: fc.boolean(),
        apart: fc.boolean(),
        hosts: fc.array(
          fc.record({
            model: fc.constantFrom("G5", "G6"),
            memory: fc.constantFrom("64GiB", "96GiB"),
            maintenance: fc.constant(false),
          }),
          { minLength: 1, maxLength: 5 },
        ),
      }),
      { minLength: 1, maxLength: 4 },
    ),
    services: fc.array(
      fc.record({ tier: fc.integer({ min: 1, max: 4 }), needs: fc.constantFrom(1, "50%", "all") }),
      { minLength: 1, maxLength: 4 },
    ),
    vms: fc.array(
      fc.record({
        service: fc.nat(),
        host: fc.nat(),
        memory: fc.constantFrom("8GiB", "40GiB"),
        pinned: fc.integer({ min: 0, max: 9 }),
        local: fc.integer({ min: 0, max: 9 }),
      }),
      { minLength: 1, maxLength: 12 },
    ),
  })
  .map(({ paired, age, clockForward, concurrency, halt, unit, clusters, services, vms }) => {
    const hosts = clusters.flatMap((cluster, at) =>
      cluster.hosts.map((host, index) => ({
        name: `h${at}${index}`,
        cluster: `c${at}`,
        platform: "VMware ESX",
        build: "3.5.0-82663",
        cpu: 64,
        ...host,
      })),
    );
    const placed = vms.map((vm, at) => {
      const host = hosts[vm.host % hosts.length]?.name;
      return {
        name: `v${at}`,
        service: `s${vm.service % services.length}`,
        host,
        cpu: 1,
        memory: vm.memory,
        ...(vm.pinned === 0 ? { pinned: true } : {}),
        ...(vm.local === 0 ? { storage: `local-${host}` } : {}),
      };
    });
    const estate = {
      environments: [{ name: "east" }, { name: "west" }],
      ...(paired ? { pairs: [{ between: ["east", "west"] }] } : {}),
      clusters: clusters.map(({ environment, tolerates, served, apart }, at) => {
        const here = placed.filter((vm) => vm.host?.startsWith(`h${at}`)).map((vm) => vm.name);
        return {
          name: `c${at}`,
          environment,
          tolerates,
          storage: served ? `pool-${at}` : `san-${at}`,
          ...(apart && here.length > 1 ? { keepApart: [here.slice(0, 2)] } : {}),
        };
      }),
      hosts,
      services: services.map((service, at) => ({ name: `s${at}`, ...service })),
      vms: placed,
      domains: [
        ...clusters.flatMap((cluster, at) =>
          cluster.served
            ? [
                {
                  kind: "storage",
                  name: `pool-${at}`,
                  servedBy: { cluster: `c${at}`, survives: 1, resync: "30m" },
                },
              ]
            : [],
        ),
        ...hosts.map((host) => ({
          kind: "storage",
          name: `local-${host.name}`,
          within: { host: host.name },
        })),
      ],
    };
    const released = age && new Date(START - age * DAY).toISOString();
    const rollout = {
      update: { platform: "VMware ESX", to: NEW, unit, ...(released === undefined ? {} : { released }) },
      start: new Date(START).toISOString(),
      ...(clockForward === undefined ? {} : { verify: { clockForward } }),
      ...(concurrency === undefined ? {} : { stages: [{ name: "everything", concurrency }] }),
      ...(halt ? { halt: { failures: 1 } } : {}),
    };
    return [estate, rollout] as const;
  });
