import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { analyze, applyFix, validFixes } from "../../../src/core/analyze.ts";
import { DAY } from "../../../src/core/model/values.ts";
import { aloneOf, isGentle } from "../../../src/core/rollout/avoid.ts";
import { flightsOf } from "../../../src/core/rollout/flight.ts";
import { groundOf } from "../../../src/core/rollout/ground.ts";
import { planOf } from "../../../src/core/rollout/plan.ts";
import { plainStage } from "../../../src/core/rollout/proposal.ts";
import { type Staging, stagingOf } from "../../../src/core/rollout/staging.ts";
import { factsOf } from "../../../src/core/rules/facts.ts";
import { named } from "../../support/project.ts";
import { estates } from "./estates.ts";
import { esx, manifest, NEW, projectWith, stagesOf } from "./manifests.ts";

interface Written {
  readonly [key: string]: unknown;
}

/** The staging proposed; undefined where there is none. */
function staged(estate: Written, rollout: Written = {}): Staging | undefined {
  const staging = proposed(estate, rollout);
  return "impossible" in staging ? undefined : staging;
}

function proposed(estate: Written, rollout: Written = {}) {
  const project = projectWith(estate, rollout);
  const facts = factsOf(project);
  return stagingOf(facts.ground, planOf(project, named(project.rollouts, "r1")), facts.exposure);
}

/** Stage names with their hosts, as the proposal would have them. */
function stages(estate: Written, rollout: Written = {}) {
  const staging = staged(estate, rollout);
  return staging && stagesOf(staging.plan);
}

const numbered = (prefix: string, count: number) =>
  Array.from({ length: count }, (_, at) => `${prefix}${String(at + 1).padStart(2, "0")}`);

describe("a proposed staging", () => {
  it("begins with one host and grows by the policy", () => {
    const sizes = stages({ hosts: esx(numbered("h", 40)) })?.map(([name, hosts]) => [name, hosts.length]);
    expect(sizes).toEqual([
      // 1, 5, 25 would leave nine for a fourth stage: few stages first, then the early ones small.
      ["canary", 2],
      ["stage-2", 7],
      ["rest", 31],
    ]);
  });

  it("begins with one host of each model", () => {
    const hosts = [...esx(["a", "b"], { model: "G5" }), ...esx(["c", "d", "e"], { model: "G6" })];
    expect(stages({ hosts })).toEqual([
      ["canary", ["a", "c"]],
      ["rest", ["b", "d", "e"]],
    ]);
  });

  it("begins where the least is lost: no service that goes down, no tier 1", () => {
    const services = [
      { name: "erp", tier: 1, needs: 1 },
      { name: "wiki", tier: 4 },
      { name: "mail", tier: 2, needs: 1 },
    ];
    const vms = [
      { name: "erp-1", service: "erp", host: "h01" },
      { name: "erp-2", service: "erp", host: "h02" },
      { name: "wiki-1", service: "wiki", host: "h03" },
      { name: "mail-1", service: "mail", host: "h04" },
      { name: "mail-2", service: "mail", host: "h02" },
    ];
    expect(stages({ hosts: esx(numbered("h", 4)), services, vms })?.[0]).toEqual(["canary", ["h04"]]);
  });

  it("takes the recovery side of a pair first, and never both sides together", () => {
    const estate = {
      environments: [{ name: "east" }, { name: "west" }],
      pairs: [{ between: ["east", "west"] }],
      hosts: [...esx(["e1", "e2"], { environment: "east" }), ...esx(["w1", "w2"], { environment: "west" })],
    };
    expect(stages(estate)).toEqual([
      ["west-canary", ["w1"]],
      ["west-rest", ["w2"]],
      ["east-canary", ["e1"]],
      ["east-rest", ["e2"]],
    ]);
    expect(staged(estate)?.stages.map(plainStage)).toMatchObject([
      { name: "west-canary", hosts: ["w1"], soak: "1d" },
      { name: "west-rest", environments: ["west"], soak: "3d" },
      { name: "east-canary", hosts: ["e1"], soak: "7d" },
      { name: "east-rest", share: "100%" },
    ]);
  });

  it("updates no more hosts at a time than every service bears", () => {
    const estate = {
      hosts: esx(numbered("h", 6)),
      services: [{ name: "s", needs: 2 }],
      vms: [1, 2, 3].map((at) => ({ name: `v${at}`, service: "s", host: `h0${at}` })),
    };
    const concurrency = staged(estate)?.plan.stages.map((stage) => stage.concurrency);
    // h01, h02 and h03 come one after the other in the estate: two of them together would leave one.
    expect(concurrency).toEqual([1, 1]);
  });

  it("parts the hosts of a storage so that it has resynced between them", () => {
    const estate = {
      clusters: [{ name: "pve", tolerates: 1, storage: "ceph" }],
      hosts: esx(["p1", "p2", "p3"], { cluster: "pve" }),
      services: [{ name: "s", tier: 2 }],
      vms: [{ name: "v", service: "s", host: "p1" }],
      domains: [{ kind: "storage", name: "ceph", servedBy: { cluster: "pve", survives: 1, resync: "2h" } }],
    };
    expect(stages(estate)?.map(([, hosts]) => hosts)).toEqual([["p2"], ["p1"], ["p3"]]);
    expect(staged(estate)?.stages[0]?.gates).toContain("storage-healthy");
  });

  it("begins with the smallest cluster where whole clusters are updated", () => {
    const clusters = [{ name: "big" }, { name: "small" }, { name: "large" }];
    const hosts = [
      ...esx(numbered("b", 3), { cluster: "big" }),
      ...esx(["s1"], { cluster: "small" }),
      ...esx(numbered("l", 9), { cluster: "large" }),
    ];
    const update = { platform: "VMware ESX", to: NEW, unit: "cluster" };
    expect(
      staged({ clusters, hosts }, { update })?.stages.map((stage) => stage.clusters ?? stage.share),
    ).toEqual([["small"], ["big"], 1]);
    expect(staged({ clusters: [{ name: "big" }], hosts: hosts.slice(0, 3) }, { update })).toBeUndefined();
  });

  it("watches the first stage until a known date of the new build has passed", () => {
    const domains = [{ kind: "build", name: NEW, expires: "2008-08-12" }];
    const proposal = staged({ hosts: esx(["a", "b"]), domains }, { start: "2008-08-04T22:00Z" });
    expect(proposal?.stages.map(plainStage)[0]).toMatchObject({ soak: "9d" });
  });

  it("lets a storage resync between two waves by one opening a day where stages would be too many", () => {
    const estate = {
      clusters: [{ name: "vsan", tolerates: 1, storage: "pool" }],
      hosts: esx(numbered("v", 16), { cluster: "vsan" }),
      services: [{ name: "s", tier: 2 }],
      vms: [{ name: "v", service: "s", host: "v01" }],
      domains: [{ kind: "storage", name: "pool", servedBy: { cluster: "vsan", survives: 1, resync: "30m" } }],
    };
    const staging = staged(estate, { start: "2008-08-04T22:00Z" });
    expect(staging?.unmet).toEqual([]);
    expect(staging?.window).toEqual({ from: 22 * 60, until: 23 * 60 + 30 });
    expect(staging?.plan.stages.map((stage) => stage.hosts.length)).toEqual([1, 3, 12]);
    // A window that the author wrote is theirs: then no plan keeps to everything, and it says why.
    const own = staged(estate, {
      start: "2008-08-04T22:00Z",
      window: { from: "00:00", until: "24:00" },
    });
    expect(own?.window).toBeUndefined();
    expect(own?.unmet[0]).toMatch(/^The storage pool has not resynced when the next host of vsan is updated/);
  });

  it("holds one side of a pair back from a young update that was not run with its clock ahead", () => {
    const estate = {
      environments: [{ name: "east" }, { name: "west" }],
      pairs: [{ between: ["east", "west"] }],
      hosts: [...esx(["e1", "e2"], { environment: "east" }), ...esx(["w1", "w2"], { environment: "west" })],
    };
    const update = { platform: "VMware ESX", to: NEW, released: "2008-07-25" };
    const young = staged(estate, { update, start: "2008-08-04T22:00Z" });
    expect(young?.holdback).toMatchObject({ environments: ["east"] });
    // Thirty days after the last wave: by then it is no longer young.
    const last = young?.plan.stages.at(-1)?.endsAfter ?? 0;
    const end = Date.UTC(2008, 7, 4, 22) + last + 30 * DAY;
    expect(young?.holdback?.until).toBe(Math.ceil(end / DAY) * DAY);
    const holdbackOf = (more: Written) => staged(estate, { start: "2008-08-04T22:00Z", ...more })?.holdback;
    expect(holdbackOf({ update, verify: { clockForward: "400d" } })).toBeUndefined();
    expect(holdbackOf({ update: { ...update, released: "2008-05-01" } })).toBeUndefined();
    expect(holdbackOf({})).toBeUndefined();
  });

  it("holds one host of each cluster back where there is no other side", () => {
    const clusters = [
      { name: "a", tolerates: 1 },
      { name: "b", tolerates: 1 },
      { name: "two", tolerates: 1 },
    ];
    const hosts = [
      ...esx(["a1", "a2", "a3"], { cluster: "a" }),
      ...esx(["b1", "b2", "b3", "b4"], { cluster: "b" }),
      ...esx(["t1", "t2"], { cluster: "two" }),
    ];
    const update = { platform: "VMware ESX", to: NEW, released: "2008-07-25" };
    expect(staged({ clusters, hosts }, { update, start: "2008-08-04T22:00Z" })?.holdback).toMatchObject({
      hosts: ["a3", "b4"],
    });
  });

  it("begins with the protected side where managers are updated", () => {
    const host = (name: string, environment: string) => ({
      name,
      environment,
      platform: "VMware vCenter",
      build: "8.0.2-1",
    });
    const estate = {
      environments: [{ name: "east" }, { name: "west" }],
      pairs: [{ between: ["east", "west"] }],
      hosts: [host("vc-w", "west"), host("vc-e", "east")],
    };
    expect(stages(estate, { update: { platform: "VMware vCenter", to: "8.0.3-1" } })).toEqual([
      ["east", ["vc-e"]],
      ["west", ["vc-w"]],
    ]);
  });

  it("takes hosts together that can fail together, where that exposes less than their order", () => {
    // Two clusters of which each bears the loss of one host: the second stage takes one more of neither.
    const clusters = numbered("c", 8).map((name) => ({ name, tolerates: 1 }));
    const hosts = clusters.flatMap(({ name }) => esx(numbered(`${name}-h`, 3), { cluster: name }));
    const services = clusters.map(({ name }) => ({ name: `s-${name}`, tier: 1, needs: 2 }));
    const vms = clusters.flatMap(({ name }) =>
      [1, 2].map((at) => ({ name: `v-${name}-${at}`, service: `s-${name}`, host: `${name}-h0${at}` })),
    );
    // Not the build with a known date, for which the first stage would be watched for so long that it hardly matters.
    const update = { platform: "VMware ESX", to: "3.5.0-110268" };
    const staging = staged({ clusters, hosts, services, vms }, { update, start: "2008-08-04T22:00Z" });
    const [first, second] = staging?.plan.stages ?? [];
    const early = [...(first?.hosts ?? []), ...(second?.hosts ?? [])].map(({ cluster }) => cluster?.name);
    expect(early.length).toBeGreaterThan(2);
    expect(new Set(early).size).toBe(early.length);
    expect(staging?.after.latent).toBeLessThan(0.1);
  });

  it("says that there is none, and why", () => {
    expect(proposed({ hosts: esx(["a"]) })).toEqual({
      impossible: "There is nothing to stage: it has less than two targets.",
    });
    const update = { platform: "VMware ESX", to: NEW, unit: "cluster" };
    const hosts = esx(["a", "b"], { cluster: "only" });
    expect(proposed({ clusters: [{ name: "only" }], hosts }, { update })).toEqual({
      impossible: "Whole clusters are updated and there is only one: no host can go before the others.",
    });
  });

  it("is none for a single target", () => {
    expect(staged({ hosts: esx(["a"]) })).toBeUndefined();
  });
});

describe("the staging of a generated estate", () => {
  it("mends the rollout and brings nothing new, whatever the estate", () => {
    let offered = 0;
    fc.assert(
      fc.property(estates, (written) => {
        const text = manifest(...written);
        const analysis = analyze([{ path: "case.estate.yaml", text }], { asOf: Date.UTC(2008, 7, 1) });
        const finding = analysis.findings.find(({ rule }) => rule === "unstaged-rollout");
        const [fix] = finding?.fixes?.() ?? [];
        const isBest = finding?.message.includes("No staging that was found") ?? false;
        if (finding === undefined || fix === undefined || isBest) return;
        offered++;
        expect(validFixes(analysis, finding)).toEqual([fix]);
        const after = applyFix(analysis, fix);
        const ground = after && groundOf(after.facts.project);
        const alone = ground && aloneOf(ground);
        for (const plan of after?.facts.plans ?? []) {
          for (const flight of ground ? flightsOf(ground, plan) : [])
            expect(alone && isGentle(flight, alone)).toBe(true);
        }
      }),
      { numRuns: 60 },
    );
    expect(offered).toBeGreaterThan(20);
  });
});
