import { vi } from "vitest";
vi.mock("../../../src/core/rules/index.ts", async (load) => {
  const m = (await load()) as any;
  const { targetMismatch } = await import("../../../src/core/rules/target-mismatch.ts");
  const { movingTarget } = await import("../../../src/core/rules/moving-target.ts");
  const { stageTakesService } = await import("../../../src/core/rules/stage-takes-service.ts");
  const { blockedEvacuation } = await import("../../../src/core/rules/blocked-evacuation.ts");
  const more = [targetMismatch, movingTarget, stageTakesService, blockedEvacuation].filter(r => !m.RULES.some((x: any) => x.id === r.id));
  return { ...m, RULES: [...m.RULES, ...more] };
});
import fc from "fast-check";
import { test, expect } from "vitest";
import { analyze, applyFix, validFixes } from "../../../src/core/analyze.ts";
import { esx, manifest, NEW } from "./manifests.ts";
const estate = {
  environments: [{ name: "east" }, { name: "west" }],
  pairs: [{ between: ["east", "west"] }],
  clusters: [{ name: "ce", environment: "east", tolerates: 1, storage: "pool", keepApart: [["a1", "a2"]] }, { name: "cw", environment: "west", tolerates: 0 }],
  hosts: [...esx(["e1", "e2", "e3", "e4", "e5", "e6"], { cluster: "ce" }), ...esx(["w1", "w2", "w3"], { cluster: "cw" })],
  services: [{ name: "a", tier: 1, needs: 1 }, { name: "b", tier: 3 , needs: "all"}, { name: "c", tier: 2, needs: 2 }],
  vms: [ { name: "a1", service: "a", host: "e1" }, { name: "a2", service: "a", host: "e2" }, { name: "b1", service: "b", host: "w1" }, { name: "c1", service: "c", host: "w1" }, { name: "c2", service: "c", host: "w2" }, { name: "c3", service: "c", host: "w3" }],
  domains: [{ kind: "storage", name: "pool", servedBy: { cluster: "ce", survives: 1, resync: "30m" } }],
};
const sel = { hosts: fc.uniqueArray(fc.constantFrom("e1", "e2", "e3", "e4", "e*", "w?", "w1"), { minLength: 1, maxLength: 3 }), environments: fc.constantFrom(["east"], ["west"]), clusters: fc.constantFrom(["ce"], ["cw"]), share: fc.constantFrom("0%", "5%", "20%", "50%", "100%"), };
const stage = fc.record({ hosts: sel.hosts, share: sel.share, concurrency: fc.integer({ min: 1, max: 6 }), soak: fc.constantFrom("1h", "1d", "3d", "7d"), gates: fc.constantFrom(["ping"], ["power-on"], ["power-on", "storage-healthy"]) }, { requiredKeys: [] });
const rollout = fc.record({ update: fc.constantFrom({ platform: "VMware ESX", to: NEW }, { platform: "VMware ESX", to: "latest" }, { platform: "VMware ESX", to: NEW, unit: "cluster" }, { platform: "VMware ESX", to: NEW, from: "3.5.0-1" }), start: fc.constant("2008-08-04T22:00Z"), stages: fc.array(stage, { maxLength: 4 }), halt: fc.constantFrom({ failures: 1 }, { failures: "100%" }), rollback: fc.constant({ to: "3.5.0-82663" }), holdback: fc.record(sel as any, { requiredKeys: [] }), window: fc.constantFrom({ from: "22:00", until: "23:30" }, { from: "22:00", until: "22:30" }) }, { requiredKeys: [] });
const MINE = ["target-mismatch","moving-target","unstaged-rollout","first-stage-too-large","stage-jump","short-soak","stage-takes-service","blocked-evacuation","no-halt","no-rollback","weak-gates"];
test("quality", () => {
  const count = new Map<string, number>(); const bad = new Map<string, string[]>();
  const add = (k: string) => count.set(k, (count.get(k) ?? 0) + 1);
  fc.assert(fc.property(rollout, (r: any) => {
    const text = manifest(estate, r).replaceAll("share: 0%", "share: 0%");
    const a = analyze([{ path: "c.yaml", text }], { asOf: Date.UTC(2008, 7, 1) });
    let mine = 0;
    for (const f of a.findings) {
      if (!MINE.includes(f.rule)) continue;
      mine++;
      add(f.rule);
      const ok = validFixes(a, f);
      for (const fix of f.fixes ?? []) {
        const b = applyFix(a, fix);
        expect(b, fix.title).toBeDefined();
        const good = ok.includes(fix);
        add(`${f.rule} fix ${good ? "valid" : "INVALID"}`);
        if (!good && b) {
          const before = a.findings.map(x => x.rule + (x.subject?.name ?? x.message));
          const news = b.findings.filter(x => { const i = before.indexOf(x.rule + (x.subject?.name ?? x.message)); if (i >= 0) before.splice(i, 1); return i < 0; });
          const key = `${f.rule} -> ${[...new Set(news.map(x => x.rule))].join(",") || "STILL THERE"}`;
          const l = bad.get(key) ?? []; l.push(f.message + "\n  " + fix.title + "\n   " + news.map(x => x.message).join("\n   ") + "\n" + text.slice(text.indexOf("kind: Rollout")) + "\n-->\n" + b.parts[0]!.text.slice(b.parts[0]!.text.indexOf("kind: Rollout"))); bad.set(key, l);
        }
      }
    }
    add(`findings ${mine}`);
  }), { numRuns: 400 });
  console.log([...count].sort().map(x => x.join(": ")).join("\n"));
  console.log([...bad].map(([k, l]) => `### ${k} (${l.length})\n${l.sort((x, y) => x.length - y.length)[0]}`).join("\n\n"));
}, 600000);
