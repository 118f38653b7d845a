import { expect, test } from "vitest";
import { analyze } from "../../src/core/analyze.ts";

const ESTATE = `apiVersion: baskets/v1
kind: Estate
hosts:
  - {name: h1}
  - {name: h2}
services:
  - {name: erp, tier: 1, needs: 1}   # baskets-ignore single-basket: trust me
vms:
  - {name: erp-1, service: erp, host: h1}
  - {name: erp-2, service: erp, host: h1}
`;

const POLICY = `apiVersion: baskets/v1
kind: Policy
profile: relaxed
severity: {single-basket: info, no-keep-apart: error}
silence:
  - {rule: "single-basket", reason: trust us}
`;

const FILES = [
  { path: "a.estate.yaml", text: ESTATE },
  { path: "baskets.policy.yaml", text: POLICY },
];

function severities(options: { readonly untrusted?: boolean; readonly policy?: string }) {
  const { policy, ...rest } = options;
  const { findings, distrusted } = analyze(FILES, {
    asOf: 0,
    ...rest,
    ...(policy === undefined ? {} : { policy: { path: "setting", text: policy } }),
  });
  const found = findings.find(({ rule }) => rule === "single-basket");
  return [found?.severity, distrusted];
}

test("a repository that nobody trusts can neither silence nor lower a finding", () => {
  expect(severities({})).toEqual([undefined, false]);
  expect(severities({ untrusted: true })).toEqual(["error", true]);
});

test("a person's own policy counts in full there", () => {
  const policy = JSON.stringify({ severity: { "single-basket": "warning" } });
  expect(severities({ untrusted: true, policy })).toEqual(["warning", true]);
  const silence = JSON.stringify({ silence: [{ rule: "single-basket", reason: "mine" }] });
  expect(severities({ untrusted: true, policy: silence })).toEqual([undefined, true]);
});

test("nor do its figures and limits make a finding go", () => {
  const rollout = `apiVersion: baskets/v1
kind: Rollout
metadata: {name: update}
update: {platform: ESX, to: "2"}
stages:
  - {name: nearly all, share: 90%, soak: 30d}
  - {name: rest, share: 100%}
`;
  const hosts = Array.from({ length: 10 }, (_, at) => `  - {name: h${at}, platform: ESX, build: "1"}`).join(
    "\n",
  );
  const files = [
    { path: "a.estate.yaml", text: `apiVersion: baskets/v1\nkind: Estate\nhosts:\n${hosts}\n` },
    { path: "b.rollout.yaml", text: rollout },
    {
      path: "baskets.policy.yaml",
      text: "apiVersion: baskets/v1\nkind: Policy\nrollout: {firstStage: 100%}\n",
    },
  ];
  const has = (untrusted: boolean) =>
    analyze(files, { asOf: 0, untrusted }).findings.some(({ rule }) => rule === "first-stage-too-large");
  expect([has(false), has(true)]).toEqual([false, true]);
});

test("a policy may still be stricter there", () => {
  const strict = FILES.map((file) => ({
    ...file,
    text: file.text.replace("single-basket: info", "expires: error"),
  }));
  const estate = ESTATE.replace(
    "vms:",
    "domains:\n  - {kind: rack, name: r1, expires: 1970-01-20, breaks: nothing}\nvms:",
  ).replace("{name: h1}", "{name: h1, rack: r1}");
  const files = [{ path: "a.estate.yaml", text: estate }, ...strict.slice(1)];
  const of = (untrusted: boolean) =>
    analyze(files, { asOf: 0, untrusted }).findings.find(({ rule }) => rule === "expires")?.severity;
  expect([of(false), of(true)]).toEqual(["error", "error"]);
});
