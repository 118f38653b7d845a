import type { Rule } from "./rule.ts";

/** Found by the linker (project/names.ts). */
export const unknownReference: Rule = {
  id: "unknown-reference",
  group: "reading",
  severity: "error",
  title: "A name that nothing in the estate has",
  why: "A VM on a host that does not exist stands nowhere: it carries no service, and a rule about it keeps nothing apart. A bare name means the item in the same environment, else the only one of that name; `west/esx-01` is always exact.",
  remedy:
    "Take the nearest name, write `environment/name` where several items share a name, or add the missing entry.",
  silentWhen: "Failure domains (racks, sites, storages …) need no entry of their own: naming one makes it.",
  bad: `apiVersion: baskets/v1
kind: Estate
environments:
  - name: east
hosts:
  - name: esx-e-01
    environment: east
vms:
  - name: wiki-1
    host: esx-e-10
`,
  good: `apiVersion: baskets/v1
kind: Estate
environments:
  - name: east
hosts:
  - name: esx-e-01
    environment: east
vms:
  - name: wiki-1
    host: esx-e-01
`,
  fixed: `apiVersion: baskets/v1
kind: Estate
environments:
  - name: east
hosts:
  - name: esx-e-01
    environment: east
vms:
  - name: wiki-1
    host: esx-e-01
`,
};
