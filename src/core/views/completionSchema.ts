import { estateShape } from "../model/estate.ts";
import { policyShape } from "../model/policyManifest.ts";
import { rolloutShape } from "../model/rolloutManifest.ts";
import type { JsonSchema } from "../model/shape.ts";

/** What may stand at a path of a manifest: read from the same description as its reader. */
export function schemaAt(kind: string | undefined, path: readonly string[]): readonly JsonSchema[] {
  const root = SHAPES.find(([name]) => name === kind)?.[1].schema;
  return path.reduce<readonly JsonSchema[]>(
    (schemas, key) => schemas.flatMap((schema) => under(schema, key)).flatMap(alternatives),
    root === undefined ? [] : alternatives(root),
  );
}

const SHAPES = [
  ["Estate", estateShape],
  ["Rollout", rolloutShape],
  ["Policy", policyShape],
] as const;

/** The maps and scalars that a schema allows; of lists what they hold. */
function alternatives(schema: JsonSchema): readonly JsonSchema[] {
  const { anyOf, items } = schema as { anyOf?: readonly JsonSchema[]; items?: JsonSchema };
  if (anyOf !== undefined)
    // The description stands outside of the choice.
    return anyOf.flatMap((each) => alternatives({ description: schema.description, ...each }));
  return items === undefined ? [schema] : alternatives(items);
}

function under(schema: JsonSchema, key: string): readonly JsonSchema[] {
  const known = propertiesOf(schema)[key];
  if (known !== undefined) return [known];
  const any = schema.additionalProperties as JsonSchema | boolean | undefined;
  return any !== undefined && typeof any === "object" ? [any] : [];
}

export function propertiesOf(schema: JsonSchema): { readonly [key: string]: JsonSchema } {
  return (schema.properties ?? {}) as { readonly [key: string]: JsonSchema };
}

/** Keys of a map whose keys are a choice: kinds of failure domains, tiers. */
export function keyChoices(schema: JsonSchema): readonly string[] {
  const names = schema.propertyNames as { readonly enum?: readonly string[] } | undefined;
  return names?.enum ?? [];
}

export function isMap(schema: JsonSchema): boolean {
  return schema.type === "object";
}

/** Whether a key is followed by a list, and by one of maps. */
export function listBelow(schema: JsonSchema): "none" | "list" | "maps" | "map" {
  if (schema.type === "object") return "map";
  const items = schema.items as JsonSchema | undefined;
  if (items === undefined) return "none";
  return items.type === "object" ? "maps" : "list";
}
