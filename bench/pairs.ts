import { analyze } from "../src/core/analyze.ts";
import { readPart } from "../src/core/formats/read.ts";
import { DEFAULT_POLICY } from "../src/core/model/policy.ts";
import { compare } from "../src/core/pairs/compare.ts";
import { link } from "../src/core/project/link.ts";
import { syncOf } from "../src/core/sync.ts";
import type { SourceFile } from "../src/core/text/span.ts";
import { estateText, type Item } from "../test/support/estates.ts";

/**
 * `npm run bench -- pairs`: comparing two environments of so many VMs a side (first time and median of the others), and
 * bringing one into line with the other, which tries what it writes. Milliseconds.
 */

const RUNS = 6;

function pairOf(count: number): SourceFile {
  const sides = ["east", "west"];
  const hosts = Math.ceil(count / 25);
  const lists = {
    environments: sides.map((name) => ({ name, site: `dc-${name}`, storage: `san-${name}` })),
    pairs: [{ between: sides, roles: { storage: { "san-east": "san-west" } } }],
    hosts: sides.flatMap((environment) =>
      Array.from({ length: hosts }, (_, at) => ({
        name: `${environment}-${at}`,
        environment,
        cpu: 64,
        memory: "512GiB",
      })),
    ),
    services: Array.from({ length: Math.ceil(count / 4) }, (_, at) => ({
      name: `s${at}`,
      tier: 1 + (at % 4),
      needs: 1,
    })),
    vms: sides.flatMap((environment, side) =>
      Array.from(
        { length: count },
        (_, at): Item => ({
          name: at % 3 === 0 ? `v${at}` : `${environment}-v${at}`,
          service: `s${Math.floor(at / 4)}`,
          host: `${environment}-${at % hosts}`,
          cpu: 2,
          memory: at % 50 === 0 && side === 1 ? "4GiB" : "8GiB",
        }),
      ),
    ),
  };
  return { path: "a.estate.yaml", text: estateText("pair", lists, true) };
}

console.log("| VMs a side | first | median | drift |\n|---:|---:|---:|---:|");
for (const count of [500, 5_000, 50_000]) {
  const project = link([readPart(pairOf(count))], DEFAULT_POLICY, 0);
  const [pair] = project.pairs;
  if (pair === undefined) throw new Error("no pair");
  let drift = 0;
  const times = Array.from({ length: RUNS }, () => {
    const started = performance.now();
    drift = compare(project, pair).drift.length;
    return performance.now() - started;
  });
  const [first = 0, ...more] = times;
  const median = [...more].sort((a, b) => a - b)[Math.floor(more.length / 2)] ?? 0;
  console.log(`| ${count} | ${first.toFixed(0)} | ${median.toFixed(0)} | ${drift} |`);
}

console.log("\n| VMs a side | analysis | sync | taken over | left |\n|---:|---:|---:|---:|---:|");
for (const count of [500, 1_000, 2_000]) {
  const started = performance.now();
  const analysis = analyze([pairOf(count)], { asOf: 0 });
  // Scores are counted when they are first asked for.
  analysis.facts.risk();
  const analysed = performance.now();
  const sync = syncOf(analysis, { from: "east", to: "west" });
  const ended = performance.now();
  const [look, took] = [analysed - started, ended - analysed].map((each) => each.toFixed(0));
  console.log(`| ${count} | ${look} | ${took} | ${sync?.brought.length ?? 0} | ${sync?.left.length ?? 0} |`);
}
