import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DAY } from "../../../src/core/model/values.ts";
import type { Environment, Host } from "../../../src/core/project/project.ts";
import { avoidable } from "../../../src/core/rollout/avoid.ts";
import { flightsOf } from "../../../src/core/rollout/flight.ts";
import { planOf, type RolloutPlan, type StagePlan } from "../../../src/core/rollout/plan.ts";
import { type Staging, stagingOf } from "../../../src/core/rollout/staging.ts";
import { type Facts, factsOf } from "../../../src/core/rules/facts.ts";
import { named } from "../../support/project.ts";
import { estates } from "./estates.ts";
import { namesOf, projectWith } from "./manifests.ts";

/** The constraints of spec RISK.md, "A suggested staging", read off the plan anew and not off the planner's own checks. */

interface Found {
  readonly facts: Facts;
  readonly before: RolloutPlan;
  readonly staging: Staging;
}

function find(written: readonly [object, object]): Found | undefined {
  const project = projectWith(written[0] as never, written[1] as never);
  const facts = factsOf(project);
  const before = planOf(project, named(project.rollouts, "r1"));
  const staging = stagingOf(facts.ground, before, facts.exposure);
  return "impossible" in staging ? undefined : { facts, before, staging };
}

const CHECKS: Readonly<Record<string, (found: Found) => void>> = {
  "takes every target once, in a stage or held back"({ before, staging: { plan } }) {
    const taken = plan.stages.flatMap(({ hosts }) => hosts);
    expect(new Set(taken).size).toBe(taken.length);
    expect(new Set([...taken, ...plan.heldBack])).toEqual(new Set(before.targets));
    expect(plan.stages.length).toBeGreaterThan(1);
  },
  "takes no service down that another order would keep up"({ facts, staging: { plan } }) {
    for (const flight of flightsOf(facts.ground, plan)) expect(avoidable(flight, facts.alone)).toEqual([]);
  },
  "never has both sides of a pair in a stage, the recovery side first and watched"({
    facts,
    staging: { plan },
  }) {
    for (const { sides } of facts.project.pairs) {
      const [guarded, recovery] = sides;
      const of = (side: Environment) => plan.stages.filter(({ hosts }) => hosts.some(on(side)));
      for (const stage of of(guarded)) expect(stage.hosts.some(on(recovery))).toBe(false);
      const [early] = of(recovery);
      const [late] = of(guarded);
      if (early === undefined || late === undefined) continue;
      expect(late.index).toBeGreaterThan(of(recovery).at(-1)?.index ?? 0);
      expect((late.waves[0]?.startsAfter ?? 0) - early.endsAfter).toBeGreaterThanOrEqual(DAY);
    }
  },
  "shows each environment its representatives first"({ staging: { plan } }) {
    // Where one of each kind would be everything there is nothing that could come later.
    const all = new Set(plan.targets.map(({ cluster, order }) => (wholeClusters(plan) ? cluster : order)));
    const shown = new Set(plan.targets.map(({ environment, model }) => `${environment.name} ${model}`));
    if (shown.size >= all.size) return;
    for (const environment of new Set(plan.targets.map((host) => host.environment))) {
      const first = plan.stages.find(({ hosts }) => hosts.some(on(environment)));
      const here = plan.targets.filter(on(environment));
      const kinds = (hosts: readonly Host[]) =>
        new Set(hosts.filter(on(environment)).map(({ platform, model }) => `${platform} ${model}`));
      expect(kinds(first?.hosts ?? [])).toEqual(kinds(here));
    }
  },
  "keeps to the policy's shares"({ staging: { plan } }) {
    const [first, ...more] = plan.stages as [StagePlan, ...StagePlan[]];
    const environments = new Set(first.hosts.map(({ environment }) => environment));
    const kinds = new Set(
      plan.targets
        .filter(({ environment }) => environments.has(environment))
        .map(({ environment, platform, model }) => `${environment.name} ${platform} ${model}`),
    );
    if (!wholeClusters(plan))
      expect(first.hosts.length).toBeLessThanOrEqual(
        Math.max(Math.ceil(plan.targets.length * 0.05), kinds.size),
      );
    let before = first;
    for (const stage of more) {
      const single = new Set(stage.hosts.map(({ cluster }) => cluster)).size === 1;
      if (!(wholeClusters(plan) && single))
        expect(stage.hosts.length).toBeLessThanOrEqual(5 * before.hosts.length);
      before = stage;
    }
  },
  "is watched as the policy asks"({ staging: { stages } }) {
    for (const [index, { soak = 0, gates = [] }] of stages.slice(0, -1).entries()) {
      const due = index === stages.length - 2 ? 7 : index === 0 ? 1 : 3;
      expect(soak).toBeGreaterThanOrEqual(due * DAY);
      expect(gates).toContain("power-on");
    }
  },
  "holds something back from an update that is young and was not tried past the horizon"({
    before,
    staging,
  }) {
    const { update, start, verify } = before.source.document;
    const begins = start?.value ?? 0;
    const young = update.released !== undefined && begins - update.released.value < 30 * DAY;
    const tested = (verify?.clockForward?.value ?? 0) >= 400 * DAY;
    if (!young || tested) expect(staging.holdback).toBeUndefined();
    else if (staging.holdback !== undefined) {
      const last = staging.plan.stages.at(-1)?.endsAfter ?? 0;
      expect(staging.holdback.until).toBeGreaterThanOrEqual(begins + last + 30 * DAY);
      expect(staging.plan.heldBack.length).toBeGreaterThan(0);
    }
  },
};

function wholeClusters(plan: RolloutPlan): boolean {
  return plan.source.document.update.unit?.value === "cluster";
}

function on(environment: Environment) {
  return (host: Host) => host.environment === environment;
}

describe("the plan for a generated estate", () => {
  let tried = 0;
  let complete = 0;
  let held = 0;

  it("keeps to every constraint, or says which one it does not keep to", () => {
    fc.assert(
      fc.property(estates, (written) => {
        const found = find(written);
        if (found === undefined) return;
        tried++;
        held += found.staging.holdback === undefined ? 0 : 1;
        if (found.staging.unmet.length > 0) return;
        complete++;
        for (const check of Object.values(CHECKS)) check(found);
      }),
      { numRuns: 2000 },
    );
    expect(tried).toBeGreaterThan(1200);
    expect(complete).toBeGreaterThan(tried * 0.7);
    expect(held).toBeGreaterThan(100);
  });

  it("never exposes more than what it replaces", () => {
    fc.assert(
      fc.property(estates, (written) => {
        const found = find(written);
        if (found === undefined) return;
        const after = found.facts.exposure(found.staging.plan);
        expect(after).toEqual(found.staging.after);
        expect(after.mixed).toBeLessThanOrEqual(found.facts.exposure(found.before).mixed + 1e-9);
      }),
      { numRuns: 500 },
    );
  });

  it("is the same for the same input, and for one with a VM more that nothing needs", () => {
    const hosts = (found: Found | undefined) =>
      found?.staging.plan.stages.map((stage) => namesOf(stage.hosts));
    fc.assert(
      fc.property(estates, (written) => {
        const [estate, rollout] = written;
        const once = find(written);
        expect(hosts(find(written))).toEqual(hosts(once));
        const more = { ...estate, vms: [...estate.vms, { name: "aside", power: "off" }] };
        expect(hosts(find([more, rollout]))).toEqual(hosts(once));
      }),
      { numRuns: 200 },
    );
  });
});
