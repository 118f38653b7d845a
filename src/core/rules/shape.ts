import type { Rule } from "./rule.ts";

/** Found by the reader (model/shape.ts) and the linker. */
export const shape: Rule = {
  id: "shape",
  group: "reading",
  severity: "error",
  severityBy:
    "error for a wrong type, a missing key or a missing unit; warning for an unknown key or one without a value; information where a file of Terraform does not tell how many VMs there are",
  title: "A key or value that the format does not have",
  why: "A misspelled key is a fact that nobody reads: `tolerate: 1` leaves a cluster without restart in every figure. A size without its unit may be off by a factor of a thousand. Names, builds and versions are taken as written, so `build: 8.10` stays 8.10.",
  remedy:
    "Take the nearest key, write the unit, or give the missing key. Keys of your own start with `x-` and are never looked at.",
  bad: `apiVersion: baskets/v1
kind: Estate
environments:
  - name: east
clusters:
  - name: east-prod
    tolerate: 1
`,
  good: `apiVersion: baskets/v1
kind: Estate
environments:
  - name: east
clusters:
  - name: east-prod
    tolerates: 1
    x-ticket: PLAT-12
`,
  fixed: `apiVersion: baskets/v1
kind: Estate
environments:
  - name: east
clusters:
  - name: east-prod
    tolerates: 1
`,
};
