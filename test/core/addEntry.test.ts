import { expect, test } from "vitest";
import { analyze, applyFix, validFixes } from "../../src/core/analyze.ts";

test("a name that nothing has may become an entry: services, hosts, clusters and environments", () => {
  const text = `apiVersion: baskets/v1
kind: Estate
environments: [{name: lab}]
hosts:
  - {name: h1, cluster: production}
vms:
  - {name: a, host: h1, service: wiki}
  - {name: b, host: somewhere-else}
`;
  const analysis = analyze([{ path: "a.estate.yaml", text }], { asOf: 0 });
  const added = analysis.findings.flatMap((finding) => {
    const fix = validFixes(analysis, finding).find(({ title }) => title.startsWith("Add the "));
    return fix === undefined ? [] : [[fix.title, applyFix(analysis, fix)?.parts[0]?.text] as const];
  });
  expect(added.map(([title]) => title)).toEqual([
    "Add the cluster production",
    "Add the service wiki",
    "Add the host somewhere-else",
  ]);
  expect(added[2]?.[1]).toContain("  - {name: h1, cluster: production}\n  - {name: somewhere-else}\n");
});
