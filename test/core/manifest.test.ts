import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { build } from "esbuild";
import { describe, expect, test } from "vitest";
import { MANIFEST_GLOB } from "../../src/core/formats/candidates.ts";
import { DESCRIPTIVE_SCHEMAS } from "../../src/core/model/schemas.ts";
import { globMatcher } from "../../src/providers/globs.ts";

/** package.json says what the code does, and the code does what package.json says. */

const root = path.join(import.meta.dirname, "..", "..");
const read = (file: string) => readFileSync(path.join(root, file), "utf8");
const manifest = JSON.parse(read("package.json"));
const providers = readdirSync(path.join(root, "src", "providers"))
  .map((file) => read(path.join("src", "providers", file)))
  .join("\n");

/** What a pattern's first group matches in the code, without doubles. */
function inCode(pattern: RegExp): string[] {
  return [...new Set([...providers.matchAll(pattern)].map((match) => match[1] ?? ""))].sort();
}

describe("package.json", () => {
  test("contributes the commands that are registered, and no others", () => {
    const constants = new Map(
      [...providers.matchAll(/const (\w+) = "(baskets\.[\w.]+)";/g)].map((match) => [match[1], match[2]]),
    );
    const registered = inCode(/registerCommand\(\s*([\w".]+)/g)
      .map((name) => constants.get(name) ?? name.replaceAll('"', ""))
      .sort();
    expect(registered.length).toBeGreaterThan(0);
    expect(manifest.contributes.commands.map(({ command }: { command: string }) => command).sort()).toEqual(
      registered,
    );
  });

  test("gives all commands the category Baskets", () => {
    for (const { category } of manifest.contributes.commands) expect(category).toBe("Baskets");
  });

  test("contributes the settings that are read, and no others", () => {
    const asked = inCode(/\.get(?:<\w+>)?\("(\w+)"\)/g).map((name) => `baskets.${name}`);
    expect(asked.length).toBeGreaterThan(0);
    expect(Object.keys(manifest.contributes.configuration.properties).sort()).toEqual(asked);
  });

  test("offers the lenses that there are", () => {
    const choices = /LENS_CHOICES: readonly LensChoice\[\] = \[([^\]]+)\]/
      .exec(providers)?.[1]
      ?.match(/\w+/g);
    const setting = manifest.contributes.configuration.properties["baskets.lenses"];
    expect(setting.enum).toEqual(choices);
    expect(setting.enumDescriptions).toHaveLength(setting.enum.length);
  });

  test("has words for each placeholder, and none that nobody shows", () => {
    const used = [
      ...new Set([...JSON.stringify(manifest).matchAll(/"%([\w.]+)%"/g)].map((match) => match[1])),
    ].sort();
    expect(Object.keys(JSON.parse(read("package.nls.json"))).sort()).toEqual(used);
  });

  test("wakes the extension for the languages that it serves", () => {
    const events: string[] = manifest.activationEvents.filter((event: string) =>
      event.startsWith("onLanguage:"),
    );
    const served = inCode(/\{ language: "(\w+)" \}/g);
    expect(served.length).toBeGreaterThan(0);
    expect(events.map((event) => event.slice("onLanguage:".length)).sort()).toEqual(served);
  });

  test("wakes the extension in folders with files of our names", () => {
    const events: string[] = manifest.activationEvents.filter((event: string) =>
      event.startsWith("workspaceContains:"),
    );
    const wakes = globMatcher(events.map((event) => event.slice("workspaceContains:".length)));
    const ours = globMatcher([MANIFEST_GLOB]);
    for (const file of [
      "a.estate.yaml",
      "x/a.estate.yml",
      "a.rollout.yaml",
      "x/a.rollout.yml",
      "baskets.policy.yaml",
      "x/baskets.policy.yml",
      "a.yaml",
      "estate.yaml",
      "package.json",
    ]) {
      expect([file, wakes(file)]).toEqual([file, ours(file)]);
    }
    // No language of VS Code's own says that a file is Terraform's.
    expect(["main.tf", "x/main.tofu", "terraform.tfvars"].map(wakes)).toEqual([true, true, false]);
  });

  test("contributes a schema for each kind with a file name of its own, in the form that judges nothing", () => {
    expect(manifest.contributes.yamlValidation).toEqual(
      DESCRIPTIVE_SCHEMAS.map(({ file, fileMatch }) => ({ fileMatch, url: `./schemas/${file}` })),
    );
    for (const { url } of manifest.contributes.yamlValidation)
      expect(JSON.parse(read(url))).toHaveProperty("$schema");
  });

  test("reads without trust and runs in virtual workspaces, on whichever side VS Code likes", () => {
    expect(manifest.capabilities).toEqual({
      untrustedWorkspaces: {
        supported: "limited",
        description: "%capability.untrusted%",
        restrictedConfigurations: ["baskets.policy", "baskets.exclude"],
      },
      virtualWorkspaces: true,
    });
    expect(manifest).not.toHaveProperty("extensionKind");
  });
});

describe("the file that every window with a YAML file loads", () => {
  test.each([
    ["src/extension.ts", "node", 20_000],
    // A browser loads one file.
    ["src/extension.web.ts", "browser", 100_000],
  ] as const)("is small and holds no engine: %s", async (entry, platform, largest) => {
    const { outputFiles, metafile } = await build({
      absWorkingDir: root,
      entryPoints: [entry],
      bundle: true,
      minify: true,
      write: false,
      metafile: true,
      platform,
      format: "cjs",
      external: ["vscode", "./review.js"],
      logLevel: "error",
    });
    expect(outputFiles[0]?.contents.length).toBeLessThan(largest);
    const engine = /node_modules|core\/(?:analyze|rules|risk|rollout|project)\b|engine\/session/;
    expect(Object.keys(metafile.inputs).filter((file) => engine.test(file))).toEqual([]);
  });
});
