/**
 * Packages the extension as `npx vsce package` does, into dist/baskets.vsix.
 */
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");

const vsix = path.join(root, "dist", "baskets.vsix");

/**
 * Packages, unless this was started with `--packaged`: then what was packaged before is taken as it is.
 * @returns {Promise<string>} the path of the packaged extension
 * @throws {Error} with vsce's own words
 */
export async function packageExtension() {
  if (process.argv.includes("--packaged")) {
    if (existsSync(vsix)) return vsix;
    throw new Error(`There is no ${path.relative(process.cwd(), vsix)}: run \`npm run package\` first.`);
  }
  const vsce = createRequire(import.meta.url).resolve("@vscode/vsce/vsce");
  try {
    // Through the Node that runs this: its first lines ask for whichever `node` is on the PATH.
    await promisify(execFile)(process.execPath, [vsce, "package", "--no-dependencies", "--out", vsix], {
      cwd: root,
    });
  } catch (error) {
    const said = error instanceof Error && "stderr" in error ? `${String(error.stderr)}` : "";
    throw new Error(`The extension could not be packaged.\n${said.trim() || String(error)}`);
  }
  return vsix;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    console.log(path.relative(process.cwd(), await packageExtension()));
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    process.exit(1);
  }
}
