/**
 * Packages the extension as `npx vsce package` does, into dist/baskets.vsix.
 */
import { execFile } from "node:child_process";
import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");

const vsix = path.join(root, "dist", "baskets.vsix");

/** The gallery and every remote window load it whole. Bytes. */
const LARGEST = 500 * 1024;

/** What is packaged, a path on each line: a file more or less is to be seen in a change. */
const LIST = path.join(root, "test", "packaged.txt");

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
  await checkPackage(vsce);
  return vsix;
}

/** @param {string} vsce */
async function checkPackage(vsce) {
  const { size } = statSync(vsix);
  if (size > LARGEST) throw new Error(`The package has ${size} bytes, more than ${LARGEST}.`);
  const { stdout } = await promisify(execFile)(process.execPath, [vsce, "ls", "--no-dependencies"], {
    cwd: root,
  });
  const files = `${stdout.trim().split("\n").sort().join("\n")}\n`;
  if (process.argv.includes("--update")) writeFileSync(LIST, files);
  else if (files !== readFileSync(LIST, "utf8"))
    throw new Error(
      `Other files are packaged than ${path.relative(root, LIST)} lists; if that is meant: npm run package -- --update`,
    );
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    console.log(path.relative(process.cwd(), await packageExtension()));
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    process.exit(1);
  }
}
