import type { Finding } from "../model/finding.ts";
import { type PolicyDocument, policyFields, policyShape } from "../model/policyManifest.ts";
import { record } from "../model/shape.ts";
import { parseYaml } from "../syntax/parse.ts";
import { valueUnder } from "../syntax/tree.ts";
import type { SourceFile } from "../text/span.ts";
import { unreadable } from "./syntaxFindings.ts";

const settingShape = record("the policy setting", policyFields);

/**
 * A policy that is given besides the estate: a Policy document (`--policy`), or the same keys
 * without `apiVersion` and `kind` as they stand in the editor's settings (JSON is YAML).
 */
export function readPolicySetting(source: SourceFile): {
  readonly policy: Partial<PolicyDocument>;
  readonly findings: readonly Finding[];
} {
  const syntax = parseYaml(source.text);
  const findings: Finding[] = [...unreadable(source.path, syntax, "error")];
  const root = syntax.documents.find((document) => document.root !== undefined)?.root;
  if (root === undefined || (root.kind === "scalar" && root.isNull)) return { policy: {}, findings };
  const whole = root.kind === "map" && valueUnder(root, "apiVersion") !== undefined;
  const reading = { file: source.path, syntax, findings };
  return { policy: (whole ? policyShape : settingShape).read(root, reading) ?? {}, findings };
}
