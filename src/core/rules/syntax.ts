import type { Rule } from "./rule.ts";

/** Found by the reader (syntax/parse.ts). */
export const syntax: Rule = {
  id: "syntax",
  group: "reading",
  severity: "error",
  severityBy:
    "error in a manifest; information in files of other tools, which read them more leniently and check them themselves",
  title: "YAML that cannot be read",
  why: "What cannot be read is not checked. The rest of the file still is, so that one slip of the keyboard does not blank a review, and a broken file never passes for a healthy one.",
  remedy: "Mend the YAML at the place marked. Syntax errors cannot be silenced.",
  bad: `apiVersion: baskets/v1
kind: Estate
environments:
  - name: east
    site: [dc-east
`,
  good: `apiVersion: baskets/v1
kind: Estate
environments:
  - name: east
    site: [dc-east]
`,
};
