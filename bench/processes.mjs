/**
 * What Linux tells of a process: for benchmarks. Elsewhere it is not known, and the tables have a dash.
 */
import { readFileSync } from "node:fs";

/** Linux counts a process's time in hundredths of a second for everybody, whatever its clock does. */
const TICK = 10;

/**
 * The most memory that it had at once, in MB.
 * @param {number} pid
 */
export function peakMemory(pid) {
  const [, kilobytes] = /^VmHWM:\s+(\d+) kB/m.exec(told(pid, "status")) ?? [];
  return kilobytes === undefined ? undefined : Number(kilobytes) / 1024;
}

/**
 * The time of all its threads so far, in milliseconds.
 * @param {number} pid
 */
export function cpuTime(pid) {
  const fields = told(pid, "stat")
    .replace(/^.*\) /s, "")
    .split(" ");
  return fields.length < 13 ? undefined : (Number(fields[11]) + Number(fields[12])) * TICK;
}

/**
 * Waits until these processes do next to nothing, so that what one still does is not counted as the other's slowness.
 * @param {readonly number[]} pids
 */
export async function rest(pids) {
  const all = () => pids.reduce((sum, pid) => sum + (cpuTime(pid) ?? 0), 0);
  const tooLong = performance.now() + 120_000;
  for (let quiet = 0, before = all(); quiet < 2 && performance.now() < tooLong; ) {
    await new Promise((resolve) => setTimeout(resolve, 150));
    const now = all();
    quiet = now - before <= TICK ? quiet + 1 : 0;
    before = now;
  }
}

/**
 * @param {number} pid
 * @param {string} file
 */
function told(pid, file) {
  try {
    return readFileSync(`/proc/${pid}/${file}`, "utf8");
  } catch {
    return "";
  }
}
