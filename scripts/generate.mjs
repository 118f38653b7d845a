// Writes the generated files (RULES.md, JSON Schemas, the catalogue's data, the adapters' strings, the policy setting in package.json) from their one source in the core.
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import { build } from "esbuild";
import { galleryText, stringsText } from "./strings.mjs";

const root = path.join(import.meta.dirname, "..");
const temporary = await mkdtemp(path.join(tmpdir(), "baskets-generate-"));
try {
  // The catalogue first: what is generated after it reads its data.
  const { catalogueText } = await bundled('export { catalogueText } from "./src/core/catalogue/text.ts";');
  await writeCatalogue(catalogueText);
  const { generatedFiles, POLICY_SETTING_SCHEMA } = await bundled(
    'export * from "./src/core/report/generated.ts"; export { POLICY_SETTING_SCHEMA } from "./src/core/model/schemas.ts";',
  );
  for (const [file, text] of generatedFiles()) await writeFile(path.join(root, file), text);
  await writePolicySetting(POLICY_SETTING_SCHEMA);
  await writeFile(path.join(root, "l10n/bundle.l10n.json"), await stringsText(root));
  await writeFile(path.join(root, "README.gallery.md"), await galleryText(root));
} finally {
  await rm(temporary, { recursive: true, force: true });
}

/** What these lines export, from the core as it is now. */
async function bundled(lines) {
  const outfile = path.join(temporary, `${lines.length}.cjs`);
  await build({
    stdin: { contents: lines, resolveDir: root, loader: "ts" },
    outfile,
    bundle: true,
    format: "cjs",
    platform: "node",
    logLevel: "error",
  });
  return createRequire(import.meta.url)(outfile);
}

/** The keys of the setting `baskets.policy` are those of a policy document. */
async function writePolicySetting(schema) {
  const file = path.join(root, "package.json");
  const manifest = JSON.parse(await readFile(file, "utf8"));
  const setting = manifest.contributes?.configuration?.properties?.["baskets.policy"];
  if (setting === undefined) return;
  setting.properties = schema.properties;
  setting.additionalProperties = false;
  await writeFile(file, `${JSON.stringify(manifest, null, 2)}\n`);
}

/** The entries of the catalogue as data: the core reads no files. */
async function writeCatalogue(catalogueText) {
  const folder = path.join(root, "src/core/catalogue");
  const names = (await readdir(folder)).filter((name) => name.endsWith(".yaml")).sort();
  const files = await Promise.all(
    names.map(async (name) => ({ path: name, text: await readFile(path.join(folder, name), "utf8") })),
  );
  await writeFile(path.join(folder, "bundled.json"), catalogueText(files));
}
