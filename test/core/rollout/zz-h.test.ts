import { test } from "vitest";
import { analyze } from "../../../src/core/analyze.ts";
import { RULES } from "../../../src/core/rules/index.ts";
import { planOf } from "../../../src/core/rollout/plan.ts";
const run = (name: string, text: string) => { const t = performance.now(); const a = analyze([{ path: "a.yaml", text }], { asOf: Date.UTC(2008, 7, 1) }); console.log(name, Math.round(performance.now() - t) + "ms", a.findings.length);
  const t0 = performance.now(); for (const r of a.facts.project.rollouts) planOf(a.facts.project, r); console.log("  plan", Math.round(performance.now() - t0));
 for (const rule of RULES) { const t = performance.now(); [...(rule.check?.({ ...a.facts, project: { ...a.facts.project } }) ?? [])]; const d = Math.round(performance.now() - t); if (d > 20) console.log("  ", rule.id, d); } };
const H = (n: number) => "apiVersion: baskets/v1\nkind: Estate\nenvironments: [{name: e, platform: X, build: 1.0-1}]\nclusters:\n" + Array.from({ length: n / 20 }, (_, i) => `  - {name: c${i}, environment: e, tolerates: 1}\n`).join("") + "hosts:\n" + Array.from({ length: n }, (_, i) => `  - {name: h${i}, cluster: c${Math.floor(i / 20)}}\n`).join("") + "vms:\n" + Array.from({ length: n * 10 }, (_, i) => `  - {name: v${i}, host: h${i % n}}\n`).join("");
test("hostile", () => {
  run("2000 staged", H(2000) + "---\napiVersion: baskets/v1\nkind: Rollout\nupdate: {platform: X, to: 2.0-1}\nstart: 2008-08-01\nwindow: {from: '22:00', until: '04:00', timeZone: Europe/Berlin}\nstages:\n  - {hosts: [h1]}\n  - {concurrency: 1}\n");
  run("2000 unstaged", H(2000) + "---\napiVersion: baskets/v1\nkind: Rollout\nupdate: {platform: X, to: 2.0-1}\n");
  run("2000 named", H(2000) + "---\napiVersion: baskets/v1\nkind: Rollout\nupdate: {platform: X, to: 2.0-1}\nstages:\n  - hosts: [h0]\n  - hosts: [" + Array.from({ length: 1999 }, (_, i) => "h" + (i + 1)).join(", ") + "]\n  - hosts: [" + Array.from({ length: 1999 }, (_, i) => "x" + (i + 1)).join(", ") + "]\n");
}, 600000);
