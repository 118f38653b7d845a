import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { build } from "esbuild";
import { afterAll, beforeAll } from "vitest";

const ROOT = path.join(import.meta.dirname, "..", "..");

export interface Ran {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Baskets {
  readonly run: (
    args: readonly string[],
    options?: { readonly cwd?: string; readonly env?: Record<string, string> },
  ) => Ran;
  /** The program's file. */
  readonly file: () => string;
  /** A new directory with these files; a path is relative to it, bytes are written as they are. */
  readonly directory: (files: Record<string, string | Uint8Array>) => string;
  /** A new directory with a copy of `test/fixtures/estates/NAME`. */
  readonly estate: (name: string) => string;
}

/**
 * The command line as it ships: one bundled file, run as a process of its own. It is bundled here
 * from the sources at hand, so that a `dist` of yesterday is never what is tested.
 */
export function baskets(): Baskets {
  let top = "";
  let made = 0;
  const file = () => path.join(top, "cli.js");
  beforeAll(async () => {
    top = mkdtempSync(path.join(tmpdir(), "baskets-cli-"));
    await build({
      absWorkingDir: ROOT,
      entryPoints: ["src/cli.ts"],
      outfile: file(),
      bundle: true,
      minify: true,
      platform: "node",
      format: "cjs",
      target: "node20",
      logLevel: "warning",
    });
  });
  afterAll(() => rmSync(top, { recursive: true, force: true }));
  const newDirectory = () => {
    const directory = path.join(top, `work-${++made}`);
    mkdirSync(directory);
    return directory;
  };
  return {
    file,
    run: (args, { cwd = top, env = {} } = {}) => {
      const { status, stdout, stderr } = spawnSync(process.execPath, [file(), ...args], {
        cwd,
        encoding: "utf8",
        env: { ...process.env, ...env },
        maxBuffer: 1 << 28,
      });
      return { status, stdout, stderr };
    },
    directory: (files) => {
      const directory = newDirectory();
      for (const [name, content] of Object.entries(files)) {
        mkdirSync(path.dirname(path.join(directory, name)), { recursive: true });
        writeFileSync(path.join(directory, name), content);
      }
      return directory;
    },
    estate: (name) => {
      const directory = newDirectory();
      cpSync(path.join(ROOT, "test", "fixtures", "estates", name), directory, { recursive: true });
      return directory;
    },
  };
}
