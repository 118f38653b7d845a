import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { stringify } from "yaml";
import { readPart } from "../../../src/core/formats/read.ts";
import { DEFAULT_POLICY } from "../../../src/core/model/policy.ts";
import { type Comparison, compare, standbyOf } from "../../../src/core/pairs/compare.ts";
import { link } from "../../../src/core/project/link.ts";
import type { Pair, Project } from "../../../src/core/project/project.ts";

interface Written {
  readonly [key: string]: unknown;
}

const AS_OF = Date.UTC(2008, 7, 11);

function projectOf(estate: Written): Project {
  const text = stringify(
    { apiVersion: "baskets/v1", kind: "Estate", ...estate },
    { aliasDuplicateObjects: false },
  );
  return link([readPart({ path: "a.estate.yaml", text })], DEFAULT_POLICY, AS_OF);
}

function pairIn(project: Project): Pair {
  const [pair] = project.pairs;
  if (pair === undefined) throw new Error("There is no pair.");
  return pair;
}

const BASE: Written = {
  environments: [
    { name: "east", site: "dc-east", manager: "vc", platform: "VMware ESXi" },
    { name: "west", site: "dc-west", manager: "vc", platform: "Proxmox VE" },
  ],
  pairs: [
    {
      between: ["east", "west"],
      roles: { network: { "vlan-10": "vlan-110" }, storage: { "san-e": "san-w" } },
    },
  ],
  hosts: [
    { name: "e1", environment: "east", memory: "64GiB", cpu: 8 },
    { name: "w1", environment: "west", memory: "32GiB", cpu: 8 },
  ],
  services: [{ name: "erp" }, { name: "mail" }],
};

function vmsOf(...vms: readonly Written[]): Written {
  return { ...BASE, vms };
}

function compared(estate: Written): Comparison {
  const project = projectOf(estate);
  return compare(project, pairIn(project));
}

/** `field here → there` */
function words({ drift }: Comparison): readonly string[] {
  return drift.map(
    ({ field, here, there, values, wanted }) =>
      `${field} ${here?.name ?? "-"}/${there?.name ?? "-"}: ${values.here ?? "-"} → ${values.there ?? "-"}${wanted === undefined ? "" : `, not ${wanted.there}`}`,
  );
}

describe("VMs of two environments", () => {
  test("are halves as written, by name, or by service and position", () => {
    const { matching } = compared(
      vmsOf(
        { name: "erp-1", service: "erp", host: "e1", counterpart: "erp-w" },
        { name: "same", service: "mail", host: "e1" },
        { name: "mail-1", service: "mail", host: "e1" },
        { name: "lonely", host: "e1" },
        { name: "erp-w", service: "erp", host: "w1" },
        { name: "same", service: "mail", host: "w1" },
        { name: "post-1", service: "mail", host: "w1" },
      ),
    );
    expect(matching.matched.map(({ here, there, by }) => [here.name, there.name, by])).toEqual([
      ["erp-1", "erp-w", "counterpart"],
      ["same", "same", "name"],
      ["mail-1", "post-1", "position"],
    ]);
    expect(matching.onlyHere.map(({ name }) => name)).toEqual(["lonely"]);
    expect(matching.ambiguous).toEqual([]);
  });

  test("are ambiguous where two claim one half, and where numbers differ", () => {
    const { matching } = compared(
      vmsOf(
        { name: "a", service: "erp", host: "e1", counterpart: "x" },
        { name: "b", service: "mail", host: "e1", counterpart: "x" },
        { name: "c", service: "mail", host: "e1" },
        { name: "x", service: "erp", host: "w1" },
        { name: "y", service: "mail", host: "w1" },
      ),
    );
    expect(
      matching.ambiguous.map((each) =>
        each.kind === "taken"
          ? `${each.vm.name}: ${each.by.name}`
          : `${each.service.name}: ${each.here.length} and ${each.there.length}`,
      ),
    ).toEqual(["b: a", "mail: 2 and 1"]);
  });
});

describe("what should be alike", () => {
  test("is told field by field, translated by the pair's roles; what a side does not say is not known to differ", () => {
    const left = {
      name: "erp-1",
      service: "erp",
      host: "e1",
      cpu: 4,
      memory: "16GiB",
      disk: "100GiB",
      os: "Debian 12",
    };
    const right = {
      ...left,
      host: "w1",
      memory: "8GiB",
      os: "Debian 11",
      network: "vlan-10",
      storage: "san-w",
    };
    const { disk: _, ...without } = right;
    expect(words(compared(vmsOf({ ...left, network: "vlan-10", storage: "san-e" }, without)))).toEqual([
      "memory erp-1/erp-1: 17179869184 → 8589934592",
      "os erp-1/erp-1: Debian 12 → Debian 11",
      "network erp-1/erp-1: vlan-10 → vlan-10, not vlan-110",
    ]);
  });

  test("is a VM of a service that is missing, rules that keep apart, and replicas in time", () => {
    const estate = {
      ...vmsOf(
        { name: "a", service: "erp", host: "e1", replica: { last: "2008-08-10", every: "12h" } },
        { name: "b", service: "erp", host: "e1" },
        { name: "gone", service: "mail", host: "e1" },
        { name: "test", host: "e1" },
        { name: "a", service: "erp", host: "w1", replica: { last: "2008-08-10T20:00Z", every: "12h" } },
        { name: "b", service: "erp", host: "w1" },
      ),
      clusters: [
        { name: "ce", environment: "east", keepApart: [["a", "b"]] },
        { name: "cw", environment: "west" },
      ],
      hosts: [
        { name: "e1", cluster: "ce" },
        { name: "w1", cluster: "cw" },
      ],
    };
    expect(words(compared(estate))).toEqual([
      "missing gone/-: gone → -",
      "keepApart a/a: b → ",
      "replica a/a: late → in time",
      "keepApart b/b: a → ",
    ]);
  });

  test("is accepted where the pair says so, for its services and until its day", () => {
    const vms = [
      { name: "erp-1", service: "erp", host: "e1", memory: "16GiB" },
      { name: "mail-1", service: "mail", host: "e1", memory: "16GiB" },
      { name: "erp-1", service: "erp", host: "w1", memory: "8GiB" },
      { name: "mail-1", service: "mail", host: "w1", memory: "8GiB" },
    ];
    const accepting = (until: string) => ({
      ...vmsOf(...vms),
      pairs: [
        {
          between: ["east", "west"],
          accepted: [{ field: "memory", services: ["erp"], reason: "half size", until }],
        },
      ],
    });
    const now = compared(accepting("2008-08-12"));
    expect(now.accepted.map(({ here, reason }) => [here?.name, reason])).toEqual([["erp-1", "half size"]]);
    expect(now.drift.map(({ here }) => here?.name)).toEqual(["mail-1"]);
    expect(compared(accepting("2008-08-11")).accepted).toEqual([]);
  });
});

test("what both stand on is shared fate, and what differs and should is diversity", () => {
  const { fates } = compared(vmsOf());
  expect(fates.map(({ kind, shared }) => [kind, shared.map(({ name }) => name)])).toEqual([
    ["site", []],
    ["platform", []],
    ["vendor", []],
    ["manager", ["vc"]],
  ]);
});

test("each side is asked whether it can carry what runs on both", () => {
  const { capacity } = compared(
    vmsOf(
      { name: "a", service: "erp", host: "e1", memory: "24GiB", cpu: 2 },
      { name: "b", service: "mail", host: "e1", memory: "16GiB", cpu: 2 },
      // Its half stands ready, switched off and half as large.
      { name: "a", service: "erp", host: "w1", memory: "12GiB", cpu: 1, power: "off" },
      { name: "c", host: "w1", memory: "8GiB", cpu: 2 },
    ),
  );
  const gib = (bytes: number | undefined) => bytes && bytes / 2 ** 30;
  expect(
    capacity.map(({ environment, needs, short }) => [environment.name, gib(needs.memory), gib(short.memory)]),
  ).toEqual([
    // What runs in the west without a service is started nowhere else.
    ["east", 40, undefined],
    ["west", 36, 4],
  ]);
});

test("a side whose host is out carries nothing, and the other is asked as before", () => {
  const project = projectOf(vmsOf({ name: "a", service: "erp", host: "e1", memory: "24GiB", cpu: 2 }));
  const pair = pairIn(project);
  const out = new Set(project.hosts.filter(({ name }) => name === "w1"));
  const { matching } = compare(project, pair);
  const short = (hosts?: typeof out) =>
    standbyOf(project, pair.sides, matching, hosts).map((side) => side.short.memory);
  expect(short()).toEqual([undefined, undefined]);
  expect(short(out)).toEqual([undefined, 24 * 2 ** 30]);
});

const estates = fc
  .array(
    fc.record({
      side: fc.constantFrom("e1", "w1"),
      name: fc.integer({ min: 0, max: 5 }),
      service: fc.constantFrom("erp", "mail", undefined),
      memory: fc.constantFrom("8GiB", "16GiB", undefined),
      network: fc.constantFrom("vlan-10", "vlan-110", undefined),
      storage: fc.constantFrom("san-e", "san-w", undefined),
      counterpart: fc.option(fc.integer({ min: 0, max: 5 }), { nil: undefined }),
    }),
    { maxLength: 10 },
  )
  .map((drawn) => {
    const seen = new Set<string>();
    const vms = drawn.flatMap(({ side, name, counterpart, ...more }) => {
      const key = `${side} ${name}`;
      if (seen.has(key)) return [];
      seen.add(key);
      const half = counterpart === undefined ? {} : { counterpart: `v${counterpart}` };
      return [JSON.parse(JSON.stringify({ name: `v${name}`, host: side, ...more, ...half })) as Written];
    });
    return vmsOf(...vms);
  });

describe("any two environments", () => {
  test("do not differ from themselves", () => {
    fc.assert(
      fc.property(estates, (estate) => {
        const project = projectOf(estate);
        const pair = pairIn(project);
        for (const side of pair.sides) {
          const { drift, fates, matching } = compare(project, { ...pair, sides: [side, side] });
          expect([drift, fates, matching.onlyHere, matching.onlyThere, matching.ambiguous]).toEqual([
            [],
            [],
            [],
            [],
            [],
          ]);
        }
      }),
      { numRuns: 300 },
    );
  });

  test("have the same differences whichever comes first", () => {
    fc.assert(
      fc.property(estates, (estate) => {
        const project = projectOf(estate);
        const pair = pairIn(project);
        const one = compare(project, pair);
        const other = compare(project, { ...pair, sides: [pair.sides[1], pair.sides[0]] });
        const about = ({ drift }: Comparison, turned: boolean) =>
          drift
            .map(({ field, here, there }) => {
              const [a, b] = turned ? [there, here] : [here, there];
              return `${field} ${a?.name ?? ""} ${b?.name ?? ""}`;
            })
            .sort();
        expect(about(other, true)).toEqual(about(one, false));
        expect(other.capacity).toEqual([one.capacity[1], one.capacity[0]]);
        expect(other.fates.map(({ kind, shared }) => [kind, shared])).toEqual(
          one.fates.map(({ kind, shared }) => [kind, shared]),
        );
      }),
      { numRuns: 300 },
    );
  });
});
