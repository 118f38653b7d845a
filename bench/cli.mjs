/**
 * `npm run bench -- cli [SIZE…] [--write]`: how long `baskets check` takes for one estate, the whole process from its start on,
 * and the most memory that it has. Cold: what it reads, its own file too, is not in the page cache; that of Node stays.
 */
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { removeFolder, temporaryFolder } from "../scripts/temporary.mjs";
import { asked, estates, figure, machine, publish, quantile, root, table } from "./performance.mjs";

const program = path.join(root, "dist", "cli.js");
/** What a check should take at most, in seconds. */
const GUIDE = new Map([
  [1_000, "0.25"],
  [10_000, "0.6"],
  [100_000, "4"],
]);
/** An odd number, for a median that was measured. */
const runs = (/** @type {number} */ size) => (size > 30_000 ? 3 : 7);

const { sizes, isWritten } = asked();
spawnSync(process.execPath, [path.join(root, "scripts", "build.mjs")], { stdio: "ignore" });
const temporary = temporaryFolder("cli");
const { typingEstate, ESTATE, ROLLOUT } = await estates(temporary);
// In the process itself, when it ends: how much memory it had is not told to the one that started it.
const hook = path.join(temporary, "hook.cjs");
const said = path.join(temporary, "peak");
writeFileSync(
  hook,
  `process.once("exit", () => require("node:fs").writeFileSync(${JSON.stringify(said)}, String(process.resourceUsage().maxRSS)));`,
);
const rows = [["", "guide (s)", "cold (s)", "warm (s)", "slowest warm", "runs", "peak memory (MB)"]];
for (const size of sizes) {
  const folder = temporaryFolder("cli-estate");
  const { estate, rollout } = typingEstate(size);
  writeFileSync(path.join(folder, ESTATE), estate);
  writeFileSync(path.join(folder, ROLLOUT), rollout);
  const often = Array.from({ length: runs(size) });
  const cold = often.map(() => (forget(folder) ? check(folder) : undefined));
  check(folder);
  const warm = often.map(() => check(folder));
  const seconds = (/** @type {number | undefined} */ time) =>
    time === undefined ? "–" : (time / 1000).toFixed(2);
  const times = warm.map(({ time }) => time);
  rows.push([
    `${size.toLocaleString("en")} VMs`,
    GUIDE.get(size) ?? "–",
    seconds(
      cold.includes(undefined)
        ? undefined
        : quantile(
            cold.map((run) => run?.time ?? 0),
            0.5,
          ),
    ),
    seconds(quantile(times, 0.5)),
    seconds(quantile(times, 1)),
    String(often.length),
    figure(Math.max(...warm.map(({ peak }) => peak)) / 1024),
  ]);
  removeFolder(folder);
}
removeFolder(temporary);
publish("cli", `${machine()}.\n\n${table(rows)}`, isWritten);

/** @param {string} folder */
function check(folder) {
  const start = performance.now();
  const { status, stderr } = spawnSync(process.execPath, ["--require", hook, program, "check", folder], {
    stdio: ["ignore", "ignore", "pipe"],
    encoding: "utf8",
  });
  const time = performance.now() - start;
  // The one value that is wrong from the start: a finding.
  if (status !== 1) throw new Error(`baskets check ended with status ${status}.\n${stderr}`);
  return { time, peak: Number(readFileSync(said, "utf8")) };
}

/**
 * Puts what is read out of the page cache, as far as GNU's dd can; that needs no rights.
 * @param {string} folder
 * @returns {boolean} whether that was possible
 */
function forget(folder) {
  const files = [program, ...readdirSync(folder).map((name) => path.join(folder, name))];
  return files.every((file) => {
    spawnSync("sync", [file]);
    return spawnSync("dd", [`if=${file}`, "iflag=nocache", "count=0"], { stdio: "ignore" }).status === 0;
  });
}
