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

/** Words that describe or lead to what is described. */
const KEPT: ReadonlySet<string> = new Set(["$schema", "title", "description"]);

/**
 * The same without anything that could be broken: it describes keys and judges nothing. Contributed for our file names,
 * so that a YAML extension beside ours tells what a key means and leaves all complaints to the review.
 */
export const DESCRIPTIVE_SCHEMAS: readonly { readonly file: string; readonly schema: JsonSchema }[] =
  SCHEMAS.filter(({ file }) => file !== "catalogue.schema.json").map(({ file, schema: whole }) => ({
    file: `descriptive/${file}`,
    schema: descriptive(whole),
  }));

function descriptive(whole: JsonSchema): JsonSchema {
  const told = Object.entries(whole).flatMap(([key, value]): [string, unknown][] => {
    if (KEPT.has(key)) return [[key, value]];
    if (key === "properties") return [[key, mapped(value as { readonly [name: string]: JsonSchema })]];
    if (key === "items") return [[key, descriptive(value as JsonSchema)]];
    if (key === "anyOf") {
      const told = (value as readonly JsonSchema[])
        .map(descriptive)
        .filter((each) => Object.keys(each).length > 0);
      return told.length === 0 ? [] : [[key, told]];
    }
    // What is below keys of the author's own choosing.
    if (key === "additionalProperties" && typeof value === "object")
      return [[key, descriptive(value as JsonSchema)]];
    return [];
  });
  return Object.fromEntries(told);
}

function mapped(properties: { readonly [name: string]: JsonSchema }) {
  return Object.fromEntries(Object.entries(properties).map(([name, each]) => [name, descriptive(each)]));
}

/** The schema of the setting `baskets.policy`: a policy without `apiVersion` and `kind`. */
export const POLICY_SETTING_SCHEMA: JsonSchema = record("the policy setting", policyFields).schema;

function schema(name: string, title: string, body: JsonSchema) {
  return {
    file: `${name}.schema.json`,
    schema: { $schema: "https://json-schema.org/draft/2020-12/schema", title, ...body },
  };
}
