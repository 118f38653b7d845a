import { readdir, readFile } from "node:fs/promises";
import path from "node:path";

/**
 * What translators get: every string that the adapters say through `vscode.l10n.t`, as VS Code's bundle has it. The
 * formatter writes these calls in one way, so they can be read off the text.
 * @param {string} root
 * @returns {Promise<string>}
 */
export async function stringsText(root) {
  const folder = path.join(root, "src/providers");
  const names = (await readdir(folder)).filter((name) => name.endsWith(".ts")).sort();
  const texts = await Promise.all(names.map((name) => readFile(path.join(folder, name), "utf8")));
  const strings = texts.flatMap((text) =>
    [...text.matchAll(/\bl10n\.t\(\s*("(?:[^"\\]|\\.)*")/g)].map(([, literal = '""']) => JSON.parse(literal)),
  );
  const entries = [...new Set(strings)].sort().map((string) => [string, string]);
  return `${JSON.stringify(Object.fromEntries(entries), null, 2)}\n`;
}

/**
 * The README as it is packaged: a package may show pictures only from an address, and there is none yet.
 * @param {string} root
 * @returns {Promise<string>}
 */
export async function galleryText(root) {
  const text = await readFile(path.join(root, "README.md"), "utf8");
  return text.replace(/^!\[.*\]\(.*\)\n\n?/gm, "");
}
