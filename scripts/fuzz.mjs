/**
 * `npm run fuzz [-- EDITS]`: random edits (a million unless said) over fixtures and generated estates, after which
 * everything is as if the texts had been read anew. Each round has a seed of its own; one that fails is printed and can
 * be run again: `FC_SEED=SEED FC_RUNS=RUNS npx vitest run FILE`.
 */
import { spawnSync } from "node:child_process";
import { randomInt } from "node:crypto";
import path from "node:path";
import { fileURLToPath } from "node:url";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
const wanted = Number(process.argv[2] ?? 1_000_000);
/** Of the texts alone, which takes little, ten times as many rounds as of whole estates. */
const rounds = [
  { file: "test/engine/incremental.property.test.ts", runs: "500" },
  { file: "test/core/syntax/live.property.test.ts", runs: "5000" },
];

let edits = 0;
const begin = Date.now();
while (edits < wanted) {
  for (const { file, runs } of rounds) {
    const seed = String(randomInt(2 ** 31));
    const env = { ...process.env, FC_SEED: seed, FC_RUNS: runs, NO_COLOR: "1", FORCE_COLOR: "0" };
    const { status, stdout } = spawnSync("npx", ["vitest", "run", file, "--testTimeout=0"], {
      cwd: root,
      env,
      encoding: "utf8",
      maxBuffer: 2 ** 28,
    });
    if (status !== 0) {
      console.error(stdout);
      console.error(`A difference: FC_SEED=${seed} FC_RUNS=${runs} npx vitest run ${file}`);
      process.exit(1);
    }
    edits += Number(/^edits: (\d+)$/m.exec(stdout)?.[1] ?? Number.NaN);
    if (Number.isNaN(edits)) throw new Error(`${file} does not say how many edits it made.`);
  }
  console.log(`${edits} edits, no difference, ${Math.round((Date.now() - begin) / 1000)} s`);
}
