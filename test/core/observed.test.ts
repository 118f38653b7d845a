import { describe, expect, test } from "vitest";
import { analyze } from "../../src/core/analyze.ts";

/** A document with `takenAt` says what was seen: nothing is ever written into it (spec MANIFESTS.md). */

const ESTATE = (metadata: string) => `apiVersion: baskets/v1
kind: Estate
metadata: {name: corp${metadata}}
environments: [{name: east}]
clusters: [{name: prod, environment: east}]
hosts:
  - {name: h1, cluster: prod, memory: 64}
  - {name: h2, cluster: prod}
services: [{name: erp, tier: 1, needs: 1}]
vms:
  - {name: erp-1, service: erp, host: h1}
  - {name: erp-2, service: erp, host: h1}
  - {name: web-1, service: web, host: h22}
`;

const fixesOf = (text: string) =>
  analyze([{ path: "a.estate.yaml", text }], { asOf: 0 }).findings.flatMap((finding) => finding.fixes ?? []);

describe("an observed document", () => {
  test("gets no edit of any rule, where the same wish gets several", () => {
    expect(fixesOf(ESTATE("")).length).toBeGreaterThan(3);
    expect(fixesOf(ESTATE(", takenAt: 1970-01-01"))).toEqual([]);
  });
});
