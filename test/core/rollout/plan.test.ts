import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isUnstaged } from "../../../src/core/rollout/plan.ts";
import { esx, NEW, namesOf, OLD, plan, stagesOf } from "./manifests.ts";

const TEN = { hosts: esx(["h0", "h1", "h2", "h3", "h4", "h5", "h6", "h7", "h8", "h9"]) };

const TWO_SITES = {
  environments: [{ name: "east" }, { name: "west" }],
  clusters: [
    { name: "prod", environment: "east" },
    { name: "test", environment: "east" },
    { name: "prod", environment: "west" },
  ],
  hosts: [
    ...esx(["e1", "e2"], { cluster: "east/prod" }),
    ...esx(["e3"], { cluster: "test" }),
    ...esx(["w1", "w2"], { cluster: "west/prod" }),
  ],
};

describe("targets", () => {
  it("are the hosts that run the platform and not yet the new build", () => {
    const hosts = [
      { name: "old", platform: "VMware ESX", build: OLD },
      { name: "new", platform: "VMware ESX", build: NEW },
      { name: "other", platform: "Hyper-V", build: OLD },
      { name: "unknown", build: OLD },
      { name: "unbuilt", platform: "VMware ESX" },
    ];
    const planned = plan({ hosts }, {});
    expect(namesOf(planned.targets)).toEqual(["old", "unbuilt"]);
    expect(namesOf(planned.done)).toEqual(["new"]);
  });

  it("match every key given", () => {
    expect(
      namesOf(plan(TWO_SITES, { targets: { environments: ["east"], clusters: ["prod"] } }).targets),
    ).toEqual(["e1", "e2"]);
    expect(namesOf(plan(TWO_SITES, { targets: { clusters: ["west/prod"] } }).targets)).toEqual(["w1", "w2"]);
    expect(namesOf(plan(TWO_SITES, { targets: { hosts: ["?1"] } }).targets)).toEqual(["e1", "w1"]);
    expect(namesOf(plan(TWO_SITES, { targets: { hosts: ["west/*"] } }).targets)).toEqual(["w1", "w2"]);
    expect(namesOf(plan(TWO_SITES, { targets: { hosts: ["west*"] } }).targets)).toEqual([]);
    expect(namesOf(plan(TWO_SITES, { targets: { builds: ["3.5.*"] } }).targets)).toHaveLength(5);
    expect(namesOf(plan(TWO_SITES, { targets: { hosts: [] } }).targets)).toEqual([]);
  });

  it("that are done stay matched although their build is no longer the one asked for", () => {
    const hosts = [...esx(["a"], { build: NEW }), ...esx(["b"])];
    expect(namesOf(plan({ hosts }, { targets: { builds: [OLD] } }).done)).toEqual(["a"]);
  });
});

describe("stages", () => {
  it("none is one, named all", () => {
    expect(stagesOf(plan({ hosts: esx(["a", "b"]) }, {}))).toEqual([["all", ["a", "b"]]]);
  });

  it("without selector and share take all that is left", () => {
    const stages = [{ hosts: ["h3", "h1"] }, { name: "rest" }];
    expect(stagesOf(plan(TEN, { stages }))).toEqual([
      ["stage 1", ["h1", "h3"]],
      ["rest", ["h0", "h2", "h4", "h5", "h6", "h7", "h8", "h9"]],
    ]);
  });

  it("take shares of all targets, rounded up, from what is left", () => {
    const stages = [{ share: "11%" }, { share: "50%" }, { share: "100%" }];
    expect(stagesOf(plan(TEN, { stages })).map(([, hosts]) => hosts.length)).toEqual([2, 5, 3]);
  });

  it("with selector and share take that share of all targets from the selected", () => {
    const stages = [
      { hosts: ["h5", "h6", "h7", "h8"], share: "20%" },
      { hosts: ["h?"], share: "30%" },
    ];
    const planned = plan(TEN, { stages });
    expect(stagesOf(planned)).toEqual([
      ["stage 1", ["h5", "h6"]],
      ["stage 2", ["h0", "h1", "h2"]],
    ]);
    expect(namesOf(planned.left)).toEqual(["h3", "h4", "h7", "h8", "h9"]);
  });

  it("keep what earlier stages have left them", () => {
    const stages = [{ hosts: ["e1"] }, { environments: ["east"] }, { environments: ["east"] }];
    expect(stagesOf(plan(TWO_SITES, { stages })).map(([, hosts]) => hosts)).toEqual([
      ["e1"],
      ["e2", "e3"],
      [],
    ]);
  });

  it("count their share without the hosts that are held back", () => {
    const planned = plan(TEN, {
      stages: [{ share: "50%" }, {}],
      holdback: { share: "20%", until: "2009-01-01" },
    });
    expect(namesOf(planned.heldBack)).toEqual(["h8", "h9"]);
    expect(stagesOf(planned).map(([, hosts]) => hosts.length)).toEqual([4, 4]);
  });

  it("take whole clusters where the tool updates whole clusters", () => {
    const update = { platform: "VMware ESX", to: NEW, unit: "cluster" };
    const planned = plan(TWO_SITES, { update, stages: [{ hosts: ["e2"] }, { share: "20%" }, {}] });
    expect(stagesOf(planned).map(([, hosts]) => hosts)).toEqual([["e1", "e2"], ["e3"], ["w1", "w2"]]);
  });

  it("that are done still are a stage: a rollout in progress is not unstaged", () => {
    const hosts = [...esx(["a"], { build: NEW }), ...esx(["b", "c"])];
    const planned = plan({ hosts }, { stages: [{ name: "canary", hosts: ["a"] }, { name: "rest" }] });
    expect(planned.stages.map((stage) => namesOf(stage.done))).toEqual([["a"], []]);
    expect(isUnstaged(planned)).toBe(false);
    expect(isUnstaged(plan({ hosts }, {}))).toBe(true);
  });

  it("share out the targets: each is in one stage, held back or left, never in two", () => {
    const pattern = fc.constantFrom("h1", "h?", "*", "h[0", "h7", "nobody", "*9*");
    const selector = {
      hosts: fc.array(pattern, { maxLength: 3 }),
      share: fc.integer({ min: 0, max: 100 }).map((share) => `${share}%`),
    };
    const stage = fc.record(
      { ...selector, concurrency: fc.integer({ min: 1, max: 12 }) },
      { requiredKeys: [] },
    );
    const holdback = fc.record(selector, { requiredKeys: [] });
    fc.assert(
      fc.property(
        fc.array(stage, { maxLength: 4 }),
        fc.option(holdback, { nil: undefined }),
        (stages, held) => {
          const planned = plan(TEN, { stages, ...(held === undefined ? {} : { holdback: held }) });
          const all = [...planned.heldBack, ...planned.left, ...planned.stages.flatMap((each) => each.hosts)];
          expect([...namesOf(all)].sort()).toEqual([
            "h0",
            "h1",
            "h2",
            "h3",
            "h4",
            "h5",
            "h6",
            "h7",
            "h8",
            "h9",
          ]);
          for (const each of planned.stages) {
            expect(each.waves.flatMap((wave) => wave.hosts)).toEqual(each.hosts);
            for (const wave of each.waves) expect(wave.hosts.length).toBeLessThanOrEqual(each.concurrency);
          }
        },
      ),
      { numRuns: 60 },
    );
  });
});
