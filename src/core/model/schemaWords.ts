import type { JsonSchema } from "./shape.ts";

/** What a value must be, in words: for the documentation, and for whoever hovers over its key. */
export function valueWords(schema: JsonSchema): string {
  if (typeof schema.title === "string") return schema.title;
  const choices = schema.anyOf as readonly JsonSchema[] | undefined;
  if (choices !== undefined) return [...new Set(choices.map(valueWords))].join(", or ");
  if (schema.type === "array") return `a list of: ${valueWords(schema.items as JsonSchema)}`;
  if (schema.additionalProperties === false) {
    const keys = Object.keys((schema.properties ?? {}) as object);
    return keys.length === 1 ? `\`{${keys[0]}: …}\`` : "a map";
  }
  const values = schema.additionalProperties as JsonSchema | undefined;
  return values === undefined ? "anything" : `a map from names to: ${valueWords(values)}`;
}
