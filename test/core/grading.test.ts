import { describe, expect, test } from "vitest";
import { analyze } from "../../src/core/analyze.ts";

const ESTATE = `apiVersion: baskets/v1
kind: Estate
environments: [{name: east, colour: red}]
clusters: [{name: prod, environment: east, tolerates: many}]
hosts: [{name: h1, cluster: prd}]
# baskets-ignore single-basket: nothing is found here
`;

function rules(policy: string): string[] {
  const files = [
    { path: "a.estate.yaml", text: ESTATE },
    { path: "baskets.policy.yaml", text: `apiVersion: baskets/v1\nkind: Policy\n${policy}\n` },
  ];
  return analyze(files, { asOf: 0 }).findings.map(({ rule, severity }) => `${rule} ${severity}`);
}

describe("what a policy says of severities", () => {
  test("what was not read cannot be turned off, a mere warning of the same rule can", () => {
    expect(rules("severity: {shape: off, unknown-reference: off, syntax: off}").sort()).toEqual([
      "shape error",
      "silence-unused info",
      "unknown-reference error",
    ]);
  });

  test("rules about silences follow it too", () => {
    expect(rules("severity: {silence-unused: off}")).not.toContain("silence-unused info");
    expect(rules("severity: {silence-unused: warning}")).toContain("silence-unused warning");
  });

  test("a relaxed profile leaves information out, unless a rule is graded by name", () => {
    expect(rules("profile: relaxed")).not.toContain("silence-unused info");
    expect(rules("profile: relaxed\nseverity: {silence-unused: info}")).toContain("silence-unused info");
  });

  test("what is wrong with the policy itself is always said", () => {
    expect(rules("young: 30\nseverity: {shape: off}").filter((each) => each === "shape error")).toHaveLength(
      2,
    );
  });
});
