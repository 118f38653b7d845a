import { readPart } from "../src/core/formats/read.ts";
import { DEFAULT_POLICY } from "../src/core/model/policy.ts";
import { link } from "../src/core/project/link.ts";
import { planOf } from "../src/core/rollout/plan.ts";
import { stagingOf } from "../src/core/rollout/staging.ts";
import { factsOf } from "../src/core/rules/facts.ts";
import { estateOf } from "./estates.ts";

/**
 * `npm run bench -- staging`: finding the staging of a rollout that reaches every host of estates that
 * grow tenfold; the first time and the median of the others, in milliseconds.
 */

const RUNS = 5;
const ROLLOUT = `apiVersion: baskets/v1
kind: Rollout
metadata: {name: everything}
update: {platform: VMware ESXi, to: 9.0.0-24755229}
start: 2026-01-10T22:00Z
halt: {failures: 1}
`;

console.log(
  "| VMs | hosts | services | first | median | stages | exposure |\n|---:|---:|---:|---:|---:|---|---|",
);
for (const vms of [1_000, 10_000, 100_000]) {
  const parts = [...estateOf(vms), { path: "x.rollout.yaml", text: ROLLOUT }].map(readPart);
  const project = link(parts, DEFAULT_POLICY, Date.UTC(2026, 0, 1));
  const [rollout] = project.rollouts;
  if (rollout === undefined) throw new Error("no rollout");
  let said = "";
  const times = Array.from({ length: RUNS }, () => {
    // Nothing that was found before is kept: a plan is looked for on a fresh project, its structure known.
    const facts = factsOf(project);
    const started = performance.now();
    const staging = stagingOf(facts.ground, planOf(project, rollout), facts.exposure);
    const time = performance.now() - started;
    said =
      "impossible" in staging
        ? staging.impossible
        : `${staging.plan.stages.map((stage) => `${stage.hosts.length}/${stage.concurrency}`).join(", ")} | ${staging.before.mixed.toFixed(3)} → ${staging.after.mixed.toFixed(3)} ${staging.unmet.join(" ")}`;
    return time;
  });
  const [first = 0, ...more] = times;
  const median = [...more].sort((a, b) => a - b)[Math.floor(more.length / 2)] ?? 0;
  console.log(
    `| ${vms} | ${project.hosts.length} | ${project.services.length} | ${first.toFixed(0)} | ${median.toFixed(0)} | ${said} |`,
  );
}
