/**
 * Packages the extension as `npx vsce package` does, into dist/baskets.vsix.
 */
import { execFile } from "node:child_process";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");

/**
 * @returns {Promise<string>} the path of the packaged extension
 * @throws {Error} with vsce's own words
 */
export async function packageExtension() {
  const vsix = path.join(root, "dist", "baskets.vsix");
  const vsce = path.join(root, "node_modules", "@vscode", "vsce", "vsce");
  try {
    // Through the Node that runs this: its first lines ask for whichever `node` is on the PATH.
    await promisify(execFile)(process.execPath, [vsce, "package", "--no-dependencies", "--out", vsix], { cwd: root });
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
