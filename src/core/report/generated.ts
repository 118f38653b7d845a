import { BUNDLED } from "../catalogue/bundled.ts";
import { DESCRIPTIVE_SCHEMAS, SCHEMAS } from "../model/schemas.ts";
import { RULES } from "../rules/index.ts";
import { catalogueMarkdown } from "./catalogueMarkdown.ts";
import { manifestsMarkdown } from "./manifestsMarkdown.ts";
import { rulesMarkdown } from "./rulesMarkdown.ts";

/** Every generated file of the project, by path: written by `npm run generate`, checked fresh by a test. */
export function generatedFiles(): ReadonlyMap<string, string> {
  return new Map([
    ["RULES.md", rulesMarkdown(RULES)],
    ["docs/manifests.md", manifestsMarkdown()],
    ["docs/catalogue.md", catalogueMarkdown(BUNDLED)],
    ...[...SCHEMAS, ...DESCRIPTIVE_SCHEMAS].map(
      ({ file, schema }) => [`schemas/${file}`, `${JSON.stringify(schema, null, 2)}\n`] as const,
    ),
  ]);
}
