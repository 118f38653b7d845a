/**
 * What must not outlive a script: its temporary folders and the processes that it started, however it ends.
 */
import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";

/**
 * A new folder that is removed when this process ends, if not before.
 * @param {string} name what its name begins with
 * @returns {string}
 */
export function temporaryFolder(name) {
  const folder = mkdtempSync(path.join(os.tmpdir(), `baskets-${name}-`));
  process.once("exit", () => removeFolder(folder));
  return folder;
}

/** @param {string} folder */
export function removeFolder(folder) {
  rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
}

/** Lets a signal end this process by its "exit" event, where things are put away, instead of at once. */
export function putAwayOnSignals() {
  for (const [signal, status] of /** @type {const} */ ([
    ["SIGINT", 130],
    ["SIGTERM", 143],
    ["SIGHUP", 129],
  ])) {
    process.once(signal, () => process.exit(status));
  }
}
