import { describe, expect, test } from "vitest";
import { analyze } from "../../../src/core/analyze.ts";

const ESTATE = {
  path: "ops/prod.estate.yaml",
  text: `apiVersion: baskets/v1
kind: Estate
hosts:
  - {name: esx-01, platform: VMware ESXi, build: 8.0.2-22380479}
`,
};
const POLICY = {
  path: "ops/baskets.policy.yaml",
  text: "apiVersion: baskets/v1\nkind: Policy\ncatalogues: [known/drivers.yaml]\n",
};
const ENTRY = `id: our-driver
title: hosts lose their storage under load
url: https://wiki.example.com/driver
platform: VMware ESXi
builds: [">=8.0.2 <8.0.3"]
breaks: [running]
`;

function found(...files: readonly { path: string; text: string }[]) {
  return analyze(files, { asOf: Date.UTC(2026, 0, 1) }).findings.map(
    ({ rule, severity, at }) => `${severity} ${rule} ${at.file}`,
  );
}

describe("a team's own catalogue", () => {
  test("is read where the policy names it, relative to the policy or from the root", () => {
    const said = ["error known-bad-build ops/prod.estate.yaml"];
    expect(found(ESTATE, POLICY, { path: "ops/known/drivers.yaml", text: ENTRY })).toEqual(said);
    expect(found(ESTATE, POLICY, { path: "known/drivers.yaml", text: ENTRY })).toEqual(said);
    expect(found(ESTATE, { path: "ops/known/drivers.yaml", text: ENTRY })).toEqual([]);
  });

  test("may hold several entries, of which one that cannot be read does not cost the others", () => {
    const text = `${ENTRY}---\nid: broken\ntitle: no source and nothing that breaks\n`;
    expect(found(ESTATE, POLICY, { path: "ops/known/drivers.yaml", text })).toEqual([
      "error shape ops/known/drivers.yaml",
      "error known-bad-build ops/prod.estate.yaml",
    ]);
  });

  test("that is not there is said at its name", () => {
    expect(found(ESTATE, POLICY)).toEqual(["error unknown-reference ops/baskets.policy.yaml"]);
  });

  test("says unknown, not good, where what is written does not decide", () => {
    const estate = { ...ESTATE, text: ESTATE.text.replace("8.0.2-22380479", "8.0") };
    expect(found(estate, POLICY, { path: "ops/known/drivers.yaml", text: ENTRY })).toEqual([
      "info known-bad-build ops/prod.estate.yaml",
    ]);
  });
});
