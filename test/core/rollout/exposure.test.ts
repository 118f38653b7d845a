import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readPart } from "../../../src/core/formats/read.ts";
import { DEFAULT_POLICY } from "../../../src/core/model/policy.ts";
import { HOUR } from "../../../src/core/model/values.ts";
import { link } from "../../../src/core/project/link.ts";
import type { Host } from "../../../src/core/project/project.ts";
import { exposureOf, type Weighing } from "../../../src/core/rollout/exposure.ts";
import { planOf } from "../../../src/core/rollout/plan.ts";
import { pointOfNoReturn } from "../../../src/core/rollout/retreat.ts";

function projectIn(text: string) {
  return link([readPart({ path: "case.yaml", text })], DEFAULT_POLICY, Date.UTC(2008, 7, 1));
}

const START = Date.UTC(2008, 7, 4, 22);

/** A rollout over six hosts, in any stages, with what the three classes of defect depend on. */
const rollouts: fc.Arbitrary<Drawn> = fc.record({
  stages: fc.array(
    fc.record({
      share: fc.constantFrom("10%", "20%", "50%", "100%"),
      concurrency: fc.integer({ min: 1, max: 4 }),
      soak: fc.constantFrom("0h", "6h", "2d", "9d"),
    }),
    { maxLength: 3 },
  ),
  released: fc.option(fc.constantFrom("2008-07-25", "2008-08-04T22:00Z", "2008-08-20"), { nil: undefined }),
  verify: fc.option(fc.constantFrom("0d", "3d", "30d", "200d", "400d", "500d"), { nil: undefined }),
  halt: fc.option(fc.constantFrom(1, 2, "50%"), { nil: undefined }),
  holdback: fc.option(fc.constantFrom("2008-08-05", "2008-08-10", "2009-12-01", undefined), {
    nil: undefined,
  }),
  weights: fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 6, maxLength: 6 }),
});

interface Drawn {
  readonly stages: readonly { readonly share: string; readonly concurrency: number; readonly soak: string }[];
  readonly released: string | undefined;
  readonly verify: string | undefined;
  readonly halt: number | string | undefined;
  readonly holdback: string | undefined;
  readonly weights: readonly number[];
}

function posed({ stages, released, verify, halt, holdback, weights }: Drawn) {
  const lines = [
    "apiVersion: baskets/v1\nkind: Rollout\nmetadata: {name: r}",
    `update: {platform: VMware ESX, to: 3.5.0-2${released === undefined ? "" : `, released: ${released}`}}`,
    "start: 2008-08-04T22:00Z",
    ...(stages.length === 0
      ? []
      : [`stages: ${JSON.stringify(stages.map((stage, index) => ({ name: `s${index}`, ...stage })))}`]),
    ...(verify === undefined ? [] : [`verify: {clockForward: ${verify}}`]),
    ...(halt === undefined ? [] : [`halt: {failures: ${halt}}`]),
    ...(holdback === undefined ? [] : [`holdback: {hosts: [h6], until: ${holdback}}`]),
  ];
  const hosts = [1, 2, 3, 4, 5, 6].map(
    (n) => `  - {name: h${n}, platform: VMware ESX, build: ${n === 5 ? "3.5.0-2" : "3.5.0-1"}}`,
  );
  const project = projectIn(
    `apiVersion: baskets/v1\nkind: Estate\nhosts:\n${hosts.join("\n")}\n---\n${lines.join("\n")}\n`,
  );
  const [rollout] = project.rollouts;
  if (rollout === undefined) throw new Error("There is no rollout.");
  const total = weights.reduce((sum, each) => sum + each, 0);
  const weigh = (down: ReadonlySet<Host>) =>
    total === 0 ? 0 : [...down].reduce((sum, host) => sum + (weights[host.order] ?? 0), 0) / total;
  return { project, plan: planOf(project, rollout), weigh };
}

/** Weighs all hosts that were added so far. */
function growing(weigh: (hosts: ReadonlySet<Host>) => number): Weighing {
  return () => {
    const all = new Set<Host>();
    return (more) => {
      for (const host of more) all.add(host);
      return weigh(all);
    };
  };
}

describe("the exposure of any rollout", () => {
  test("is what a simulation by steps of time comes to, within its steps", () => {
    fc.assert(
      fc.property(rollouts, (drawn) => {
        const { project, plan, weigh } = posed(drawn);
        const exact = exposureOf(plan, project.asOf, DEFAULT_POLICY, growing(weigh));
        const waves = plan.stages.flatMap((stage) => stage.waves);
        const [first] = waves;
        if (first === undefined) {
          expect(exact).toEqual({ prompt: 0, latent: 0, timeBomb: 0, mixed: 0 });
          return;
        }
        const { heldBack, heldUntil, done } = plan;
        const carrying = (at: number) =>
          new Set([
            ...waves.filter(({ endsAfter }) => START + endsAfter <= at).flatMap(({ hosts }) => hosts),
            ...(heldUntil !== undefined && heldUntil <= at ? heldBack : []),
          ]);
        const firstEnd = START + first.endsAfter;
        const { latentMean, horizon, notice } = DEFAULT_POLICY.rollout;
        const step = HOUR / 4;

        let latent = 0;
        for (let at = 0; at < 12 * latentMean; at += step)
          latent +=
            (Math.exp(-at / latentMean) - Math.exp(-(at + step) / latentMean)) *
            weigh(carrying(firstEnd + at + step / 2));
        expect(exact.latent).toBeCloseTo(latent, 2);

        const released = plan.source.document.update.released?.value ?? START;
        const tested = plan.source.document.verify?.clockForward?.value;
        let dated = 0;
        for (let at = 0; at < horizon; at += 6 * HOUR) {
          const date = released + at + 3 * HOUR;
          if (tested !== undefined && date <= START + tested) continue;
          dated += ((6 * HOUR) / horizon) * weigh(new Set([...carrying(date), ...done]));
        }
        expect(exact.timeBomb).toBeCloseTo(dated, 2);

        const halts =
          drawn.halt === 1 ||
          (drawn.halt === 2 && first.hosts.length >= 2) ||
          (drawn.halt === "50%" && first.hosts.length >= Math.ceil(plan.targets.length / 2));
        expect(exact.prompt).toBe(weigh(carrying(firstEnd + (halts ? 0 : notice))));
        expect(exact.mixed).toBeCloseTo((exact.prompt + exact.latent + exact.timeBomb) / 3, 12);
      }),
      { numRuns: 60 },
    );
  });

  test("of a dated fault falls with the clock run forward, and with nothing else that a soak does", () => {
    const base = {
      stages: [{ share: "100%", concurrency: 1, soak: "0h" }],
      released: "2008-08-04T22:00Z",
      halt: undefined,
      holdback: undefined,
      weights: [1, 1, 1, 1, 1, 1],
    };
    const of = (verify: string | undefined) => {
      const { project, plan, weigh } = posed({ ...base, verify });
      return exposureOf(plan, project.asOf, DEFAULT_POLICY, growing(weigh)).timeBomb;
    };
    expect(of(undefined)).toBeGreaterThan(0.9);
    expect(of("200d")).toBeCloseTo(0.5, 10);
    expect(of("400d")).toBe(0);
  });
});

describe("the point of no return", () => {
  const estate = (memory: string) => `apiVersion: baskets/v1
kind: Estate
clusters: [{name: c, tolerates: 1}]
hosts:
${[1, 2, 3, 4].map((n) => `  - {name: h${n}, cluster: c, platform: VMware ESX, build: 3.5.0-1, memory: 64GiB, cpu: 16}`).join("\n")}
vms:
${[1, 2, 3, 4].map((n) => `  - {name: v${n}, host: h${n}, memory: ${memory}, cpu: 4}`).join("\n")}
---
apiVersion: baskets/v1
kind: Rollout
metadata: {name: r}
`;
  const stages = "stages: [{name: one, hosts: [h1]}, {name: rest, share: 100%, concurrency: 1}]\n";
  const pointOf = (memory: string, rollout: string) => {
    const project = projectIn(estate(memory) + rollout);
    const [source] = project.rollouts;
    const point = source && pointOfNoReturn(planOf(project, source), project);
    return point && [point.stage.name, point.number, point.why.kind];
  };

  test("comes with the wave after which the other hosts could not hold the VMs any more", () => {
    const update = "update: {platform: VMware ESX, to: 3.5.0-2}\n";
    expect(pointOf("48GiB", update + stages)).toEqual(["rest", 1, "full"]);
    expect(pointOf("32GiB", update + stages)).toEqual(["rest", 2, "full"]);
    expect(pointOf("60GiB", update + stages)).toEqual(["one", 1, "full"]);
  });

  test("comes with the first wave where nothing moves back", () => {
    expect(pointOf("8GiB", `update: {platform: VMware ESX, to: 3.5.0-2, oneWay: true}\n${stages}`)).toEqual([
      "one",
      1,
      "oneWay",
    ]);
  });

  test("does not come while others can take it", () => {
    const held = `update: {platform: VMware ESX, to: 3.5.0-2}\n${stages}holdback: {hosts: [h4]}\n`;
    expect(pointOf("16GiB", held)).toBeUndefined();
  });
});
