import { estateShape } from "./estate.ts";
import { knownIssueShape } from "./knownIssue.ts";
import { policyFields, policyShape } from "./policyManifest.ts";
import { rolloutShape } from "./rolloutManifest.ts";
import { type JsonSchema, record } from "./shape.ts";

/** The JSON Schemas (2020-12) of the three kinds and of catalogue entries, by file name: the very shapes that the reader reads by. */
export const SCHEMAS: readonly { readonly file: string; readonly schema: JsonSchema }[] = [
  schema("estate", "Baskets: Estate", estateShape.schema),
  schema("rollout", "Baskets: Rollout", rolloutShape.schema),
  schema("policy", "Baskets: Policy", policyShape.schema),
  schema("catalogue", "Baskets: known bad release", knownIssueShape.schema),
];

/** The schema of the setting `baskets.policy`: a policy without `apiVersion` and `kind`. */
export const POLICY_SETTING_SCHEMA: JsonSchema = record("the policy setting", policyFields).schema;

function schema(name: string, title: string, body: JsonSchema) {
  return {
    file: `${name}.schema.json`,
    schema: { $schema: "https://json-schema.org/draft/2020-12/schema", title, ...body },
  };
}
