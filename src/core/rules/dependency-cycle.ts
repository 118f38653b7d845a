import type { Rule } from "./rule.ts";

/** Found by the linker (project/dependencies.ts). */
export const dependencyCycle: Rule = {
  id: "dependency-cycle",
  group: "reading",
  severity: "error",
  title: "Services or failure domains that need each other",
  why: "In a circle of dependencies one is down, all are, and after an outage of all none can be started first. Baskets computes it so, and says it, since the circle is more often a slip than a fact.",
  remedy:
    "Break the circle at one of the places named. If it is real, say so in a silencing comment: it is worth a reason.",
  bad: `apiVersion: baskets/v1
kind: Estate
services:
  - name: dns
    dependsOn: [identity]
  - name: identity
    dependsOn: [dns]
`,
  good: `apiVersion: baskets/v1
kind: Estate
services:
  - name: dns
  - name: identity
    dependsOn: [dns]
`,
};
