import { readFileSync } from "node:fs";
import path from "node:path";
import Ajv2020 from "ajv/dist/2020.js";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { POLICY_SETTING_SCHEMA, SCHEMAS } from "../src/core/model/schemas.ts";
import { generatedFiles } from "../src/core/report/generated.ts";

const root = path.join(import.meta.dirname, "..");
const read = (file: string) => readFileSync(path.join(root, file), "utf8");

describe("generated files are fresh (npm run generate)", () => {
  test.each([...generatedFiles()])("%s", (file, text) => {
    expect(read(file)).toBe(text);
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

  test("a misspelled key is refused", () => {
    expect(validators.get("estate")?.({ apiVersion: "baskets/v1", kind: "Estate", host: [] })).toBe(false);
  });
});
