import { estateShape } from "./estate.ts";
import { knownIssueShape } from "./knownIssue.ts";
import { policyFields, policyShape } from "./policyManifest.ts";
import { rolloutShape } from "./rolloutManifest.ts";
import { valueWords } from "./schemaWords.ts";
import { type JsonSchema, record } from "./shape.ts";

interface Published {
  readonly file: string;
  /** The names of files that hold only this kind; catalogues have no name of their own. */
  readonly fileMatch: readonly string[];
  readonly schema: JsonSchema;
}

/** The JSON Schemas (2020-12) of the three kinds and of catalogue entries: the very shapes that the reader reads by. */
export const SCHEMAS: readonly Published[] = [
  published("estate", ["*.estate"], "Estate", "What there is, and what it stands on.", estateShape.schema),
  published(
    "rollout",
    ["*.rollout"],
    "Rollout",
    "An update of hypervisors: its stages, and when it stops.",
    rolloutShape.schema,
  ),
  published("policy", ["baskets.policy"], "Policy", "What a team asks for and accepts.", policyShape.schema),
  published(
    "catalogue",
    [],
    "known bad release",
    "An entry of a team's own catalogue of releases.",
    knownIssueShape.schema,
  ),
];

/**
 * The same without anything that could be broken: they describe keys and judge nothing. package.json contributes them for
 * our file names, and what is contributed goes before a schema that a public store has for these names. So a YAML extension
 * beside ours leaves to us what we say: the complaints, and the keys and values that are offered (`doNotSuggest`), which we
 * know with the names of the estate. It tells what we do not: what the key under the pointer means. Our own hovers are of names.
 */
export const DESCRIPTIVE_SCHEMAS: readonly Published[] = SCHEMAS.filter(
  ({ fileMatch }) => fileMatch.length > 0,
).map(({ file, fileMatch, schema: { $schema, title, description, properties } }) => ({
  file: `descriptive/${file}`,
  fileMatch,
  schema: { $schema, title, description, properties: keysDescribed(properties) },
}));

function keysDescribed(properties: unknown): JsonSchema {
  const keys = Object.entries((properties ?? {}) as { readonly [name: string]: JsonSchema });
  return Object.fromEntries(keys.map(([name, each]) => [name, { ...described(each), doNotSuggest: true }]));
}

/** Each has a title: without one, the title of the whole schema would be shown above it. */
function described(schema: JsonSchema): JsonSchema {
  const { description } = schema;
  return {
    title: valueWords(schema),
    ...(description === undefined ? {} : { description }),
    ...below(schema),
  };
}

/**
 * What is described further down. Choices become one: without types nothing tells them apart, and the words of all of them
 * would be shown in a row.
 */
function below({ anyOf, properties, items, additionalProperties: others }: JsonSchema): JsonSchema {
  return Object.assign(
    {},
    ...((anyOf ?? []) as readonly JsonSchema[]).map(below),
    properties === undefined ? {} : { properties: keysDescribed(properties) },
    items === undefined ? {} : { items: described(items as JsonSchema) },
    // Below keys of the author's own choosing.
    typeof others === "object" ? { additionalProperties: described(others as JsonSchema) } : {},
  );
}

/** The schema of the setting `baskets.policy`: a policy without `apiVersion` and `kind`. */
export const POLICY_SETTING_SCHEMA: JsonSchema = record("the policy setting", policyFields).schema;

function published(
  name: string,
  stems: readonly string[],
  title: string,
  description: string,
  body: JsonSchema,
): Published {
  return {
    file: `${name}.schema.json`,
    fileMatch: stems.flatMap((stem) => [`${stem}.yaml`, `${stem}.yml`]),
    schema: {
      $schema: "https://json-schema.org/draft/2020-12/schema",
      title: `Baskets: ${title}`,
      description,
      ...body,
    },
  };
}
