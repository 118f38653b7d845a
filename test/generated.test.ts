import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import Ajv2020 from "ajv/dist/2020.js";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { readCatalogue } from "../src/core/catalogue/read.ts";
import { catalogueText } from "../src/core/catalogue/text.ts";
import { DESCRIPTIVE_SCHEMAS, POLICY_SETTING_SCHEMA, SCHEMAS } from "../src/core/model/schemas.ts";
import { generatedFiles } from "../src/core/report/generated.ts";

const root = path.join(import.meta.dirname, "..");
const read = (file: string) => readFileSync(path.join(root, file), "utf8");

describe("generated files are fresh (npm run generate)", () => {
  test.each([...generatedFiles()])("%s", (file, text) => {
    expect(read(file)).toBe(text);
  });

  test("the strings of the adapters and the packaged README, and nothing is said to a person past them", async () => {
    const { galleryText, stringsText } = (await import(path.join(root, "scripts/strings.mjs"))) as {
      [name in "galleryText" | "stringsText"]: (root: string) => Promise<string>;
    };
    expect(read("l10n/bundle.l10n.json")).toBe(await stringsText(root));
    expect(read("README.gallery.md")).toBe(await galleryText(root));
    const folder = path.join(root, "src/providers");
    const bare =
      /(?:show(?:Warning|Information|Error)Message|setStatusBarMessage)\(\s*["`]|(?:prompt|placeHolder|tooltip): ["`][A-Z]/;
    const wrong = readdirSync(folder).filter((name) =>
      bare.test(readFileSync(path.join(folder, name), "utf8")),
    );
    expect(wrong).toEqual([]);
  });

  test("the catalogue's data is what its YAML files say", () => {
    const folder = path.join(root, "src/core/catalogue");
    const files = readdirSync(folder)
      .filter((name) => name.endsWith(".yaml"))
      .sort()
      .map((name) => ({ path: name, text: readFileSync(path.join(folder, name), "utf8") }));
    expect(readFileSync(path.join(folder, "bundled.json"), "utf8")).toBe(catalogueText(files));
    expect(files.flatMap((file) => readCatalogue(file).findings)).toEqual([]);
    // Each file is one entry, called by its id.
    expect(
      files.map((file) => [file.path, readCatalogue(file).issues.map(({ id }) => `${id}.yaml`)]),
    ).toEqual(files.map((file) => [file.path, [file.path]]));
  });

  test("the setting baskets.policy has the keys of a policy document", () => {
    const manifest = JSON.parse(read("package.json"));
    expect(manifest.contributes.configuration.properties["baskets.policy"].properties).toEqual(
      JSON.parse(JSON.stringify(POLICY_SETTING_SCHEMA.properties)),
    );
  });
});

describe("the JSON Schemas accept what the reader accepts", () => {
  const ajv = new Ajv2020({ allowUnionTypes: true });
  const validators = new Map(
    SCHEMAS.map(({ file, schema }) => [file.replace(".schema.json", ""), ajv.compile(schema)]),
  );

  test.each([
    ["estate", "examples/august-12/estate.estate.yaml"],
    ["estate", "examples/august-12/servers.estate.yaml"],
    ["rollout", "examples/august-12/pushed.rollout.yaml"],
    ["rollout", "examples/august-12/staged.rollout.yaml"],
    ["policy", "examples/august-12/baskets.policy.yaml"],
  ])("%s: %s", (kind, file) => {
    const validate = validators.get(kind);
    validate?.(parse(read(file)));
    expect(validate?.errors ?? []).toEqual([]);
  });

  test("their descriptive forms have nothing that a value could break", () => {
    const told = new Set(["$schema", "title", "description", "doNotSuggest"]);
    const judging = (schema: unknown, at: string): string[] =>
      Object.entries(schema as { [keyword: string]: unknown }).flatMap(([keyword, value]) => {
        const here = `${at}/${keyword}`;
        if (told.has(keyword)) return [];
        if (keyword === "properties")
          return Object.entries(value as object).flatMap(([key, each]) => judging(each, `${here}/${key}`));
        const leads = ["items", "additionalProperties"].includes(keyword) && typeof value === "object";
        return leads ? judging(value, here) : [here];
      });
    expect(DESCRIPTIVE_SCHEMAS.flatMap(({ file, schema }) => judging(schema, file))).toEqual([]);
    // The full forms are judged by the same eye.
    expect(SCHEMAS.flatMap(({ file, schema }) => judging(schema, file))).toContain(
      "estate.schema.json/required",
    );
  });

  test("a misspelled key is refused", () => {
    expect(validators.get("estate")?.({ apiVersion: "baskets/v1", kind: "Estate", host: [] })).toBe(false);
  });
});
