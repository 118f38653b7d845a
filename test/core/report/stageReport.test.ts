import { expect, test } from "vitest";
import { analyze, applyFix } from "../../../src/core/analyze.ts";
import { suggestionFor } from "../../../src/core/report/stageReport.ts";

const ESTATE = `apiVersion: baskets/v1
kind: Estate
environments:
  - {name: plant, platform: Proxmox VE, build: 8.2.4-1}
clusters:
  - {name: pve, environment: plant, tolerates: 1, storage: ceph}
hosts:
  - {name: p1, cluster: pve}
  - {name: p2, cluster: pve}
  - {name: p3, cluster: pve}
services:
  - {name: mes, tier: 1, needs: 1}
vms:
  - {name: mes-1, service: mes, host: p1}
domains:
  - {kind: storage, name: ceph, servedBy: {cluster: pve, survives: 1, resync: 2h}}
---
`;

function suggested(stages: string) {
  const text = `${ESTATE}apiVersion: baskets/v1
kind: Rollout
metadata: {name: next}
update: {platform: Proxmox VE, to: 8.3.0-1}
start: 2025-02-03T12:00Z
stages:
${stages}halt: {failures: 1}
rollback: {to: 8.2.4-1, tested: 2025-02-01}
`;
  const analysis = analyze([{ path: "a.estate.yaml", text }], { asOf: Date.UTC(2025, 1, 1) });
  const [plan] = analysis.facts.plans;
  if (plan === undefined) throw new Error("There is no rollout.");
  const suggestion = suggestionFor(analysis.facts, plan);
  const after = suggestion.fix && applyFix(analysis, suggestion.fix);
  return { ...suggestion, text: after?.parts[0]?.text };
}

const GATES = "gates: [power-on, login, storage-healthy]";

test("a rollout in stages of which one takes a service down is staged anew, with the names that go with their hosts", () => {
  const { says, text } = suggested(
    `  - {name: first, hosts: [p2], soak: 7d, ${GATES}}\n  - {name: rest, share: 100%, concurrency: 1}\n`,
  );
  // Three stages would expose more than is exposed now: one wave a day lets the storage resync as well.
  expect(says).toEqual([expect.stringMatching(/^Stage “next”: 1, then 2 hosts, one wave a day/)]);
  expect(text).toContain('window: {from: "12:00", until: "13:30"}');
  expect(text).toMatch(/\{name: first, hosts: \[p2\].*\n {2}- \{name: rest, share: 100%/);
});

test("what is staged well stays, and what is written between the stages is not lost", () => {
  const well = `  - {name: first, hosts: [p2], soak: 7d, ${GATES}}\n  - {name: second, hosts: [p1], soak: 7d, ${GATES}}\n  - {name: rest, share: 100%}\n`;
  expect(suggested(well)).toMatchObject({ fix: undefined, failed: false });
  const commented = suggested(
    `  - {name: first, hosts: [p2], soak: 7d, ${GATES}}\n  # p1 and p3 by night\n  - {name: rest, share: 100%, concurrency: 1}\n`,
  );
  expect(commented).toMatchObject({ fix: undefined, failed: true });
  expect(commented.says[0]).toContain("comments between the stages would be lost");
});
