import type { Rule } from "./rule.ts";

/** Found by the linker (project/names.ts). */
export const duplicateName: Rule = {
  id: "duplicate-name",
  group: "reading",
  severity: "error",
  title: "Two entries with one name",
  why: "Environments, services and failure domains have one name over the whole estate, clusters, hosts and VMs within their environment. Of two with one name only the first is counted, so the second is capacity or load that no figure knows.",
  remedy:
    "Rename the second, or remove it. There is no quick fix: only a person knows which of the two is meant.",
  bad: `apiVersion: baskets/v1
kind: Estate
environments:
  - name: east
hosts:
  - name: esx-e-01
    environment: east
  - name: esx-e-01
    environment: east
`,
  good: `apiVersion: baskets/v1
kind: Estate
environments:
  - name: east
  - name: west
hosts:
  - name: esx-01
    environment: east
  - name: esx-01
    environment: west
`,
};
