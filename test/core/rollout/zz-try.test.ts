import { test } from "vitest";
import { readFileSync } from "node:fs";
import { analyze, applyFix, validFixes } from "/work/main/src/core/analyze.ts";
import { checkRules } from "/work/main/src/core/rules/check.ts";
import { unstagedRollout } from "/work/main/src/core/rules/unstaged-rollout.ts";
const rules = [unstagedRollout];
test("x", () => {
  const run = (path: string, text: string) => {
    const a = analyze([{ path, text }], { asOf: Date.UTC(2008, 7, 11) });
    for (const f of checkRules(a.facts, rules)) {
      console.log(path, f.severity, f.rule, text.slice(f.at.start, f.at.end), "::", f.message, f.related?.map(r => r.message));
      for (const fix of f.fixes ?? []) { console.log("FIX", fix.title, fix.preferred); const b = applyFix(a, fix); console.log(b ? b.parts.map(p => p.text).join("") : "NO FIT"); if (b) for (const g of checkRules(b.facts, rules)) console.log("  AFTER", g.rule, g.message) }
    }
  };
  run("ex.rollout.yaml", unstagedRollout.bad);
  for (const n of ["august-12", "ceph"]) run(n, readFileSync(`/work/shared/cases/${n}.yaml`, "utf8"));
});
