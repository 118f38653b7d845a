/**
 * `npm test`: everything but the desktop run, one step after the other.
 *
 * A step that fails does not stop the ones after it, except those that need what it makes. At the end there is one line
 * for each step; status 1 when any failed.
 */
import { spawnSync } from "node:child_process";
import path from "node:path";
import { fileURLToPath } from "node:url";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");

/** @type {{ name: string, command: string[], needs?: string }[]} */
const steps = [
  { name: "types", command: ["npm", "run", "--silent", "check:types"] },
  { name: "lint", command: ["npm", "run", "--silent", "lint"] },
  { name: "unused code", command: ["npm", "run", "--silent", "knip"] },
  { name: "build", command: ["npm", "run", "--silent", "build"] },
  { name: "unit", command: ["npm", "run", "--silent", "test:unit"] },
  { name: "package", command: ["npm", "run", "--silent", "package"], needs: "build" },
  {
    name: "node extension host",
    command: [process.execPath, "scripts/test-host.mjs", "node", "--packaged"],
    needs: "package",
  },
  {
    name: "web extension host",
    command: [process.execPath, "scripts/test-host.mjs", "web", "--packaged"],
    needs: "package",
  },
  { name: "workbench", command: [process.execPath, "scripts/test-ui.mjs", "--packaged"], needs: "package" },
];

/** @type {Map<string, boolean>} */
const passed = new Map();
/** @type {string[]} */
const summary = [];
const begin = Date.now();
// Colour is for a terminal; in a log it hides the lines that one looks for.
const env = process.stdout.isTTY ? process.env : { ...process.env, FORCE_COLOR: "0", NO_COLOR: "1" };

for (const { name, command, needs } of steps) {
  if (needs && !passed.get(needs)) {
    passed.set(name, false);
    summary.push(`not run  ${name} (needs ${needs})`);
    continue;
  }
  console.log(`\n=== ${name}`);
  const start = Date.now();
  const [program = "", ...rest] = command;
  const { status } = spawnSync(program, rest, { cwd: root, env, stdio: ["ignore", "inherit", "inherit"] });
  passed.set(name, status === 0);
  const line = `${status === 0 ? "passed " : "FAILED "}  ${name} (${seconds(start)} s)`;
  console.log(line);
  summary.push(line);
}

const failures = [...passed.values()].filter((ok) => !ok).length;
console.log(`\n=== all, in ${seconds(begin)} s\n${summary.join("\n")}`);
console.log(`${steps.length - failures} of ${steps.length} steps passed`);
process.exit(failures === 0 ? 0 : 1);

/** @param {number} start */
function seconds(start) {
  return ((Date.now() - start) / 1000).toFixed(1);
}
