/**
 * `npm run bench -- typing [SIZE…] [--write]`: from opening an estate and from a keystroke in it to the findings, in a real
 * VS Code, beside yaml-language-server with our JSON Schemas. Both take turns with the same texts and the same edits, each
 * when the other rests. With `--write` the result goes into docs/performance.md.
 */
import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import path from "node:path";
import { packageExtension } from "../scripts/package.mjs";
import { putAwayOnSignals, removeFolder, temporaryFolder } from "../scripts/temporary.mjs";
import { installServer } from "../scripts/vscode-install.mjs";
import { asked, estates, publish } from "./performance.mjs";
import { cpuTime, peakMemory, rest } from "./processes.mjs";
import { peerVersion, startPeer } from "./typingPeer.mjs";
import { typingReport } from "./typingReport.mjs";
import { startVsCode } from "./typingWindow.mjs";

/**
 * How often: `rounds` with a new window and a new peer, in each so many `turns` of every edit and its taking back, of which
 * the peer, who may need a minute for one, has the first few.
 * @param {number} size
 */
function effort(size) {
  if (size <= 3_000) return { rounds: 3, turns: 5, peerTurns: 3 };
  return size <= 30_000 ? { rounds: 2, turns: 6, peerTurns: 2 } : { rounds: 1, turns: 2, peerTurns: 1 };
}

/** @typedef {import("./typingReport.mjs").Measured} Measured */

putAwayOnSignals();
const { sizes, isWritten } = asked();
const temporary = temporaryFolder("typing");
const { typingEstate, typingEdits, ESTATE, ROLLOUT } = await estates(temporary);
const ours = await startVsCode(temporary, await packageExtension());
const alone = await startVsCode(temporary, undefined);
try {
  /** @type {Measured[]} */
  const all = [];
  for (const size of sizes) all.push(await measure(size));
  const { version } = await installServer();
  publish("typing", typingReport(all, { vscode: version, peer: peerVersion }), isWritten);
} finally {
  await alone.stop();
  await ours.stop();
  removeFolder(temporary);
}

/**
 * @param {number} size
 * @returns {Promise<Measured>}
 */
async function measure(size) {
  const texts = typingEstate(size);
  const { edits, standing } = typingEdits(texts);
  /** @type {Measured} */
  const measured = {
    size,
    bytes: texts.estate.length,
    open: { ours: [], own: [], peer: [] },
    edits: edits.map(({ kind }) => ({ kind, ours: [], own: [], alone: [], peer: [] })),
    cpu: { ours: [], alone: [], peer: [] },
    memory: { ours: [], alone: [], peer: [] },
  };
  const { rounds, turns, peerTurns } = effort(size);
  for (let round = 0; round < rounds; round++) {
    console.error(`${size} VMs, round ${round + 1} of ${rounds}`);
    await together(measured, texts, edits, standing, turns, peerTurns);
  }
  console.error(`${size} VMs, VS Code alone`);
  await byItself(measured, texts, edits, standing, turns);
  return measured;
}

/**
 * One window and one peer, in turn.
 * @param {Measured} measured
 * @param {import("./typingEstate.ts").TypingEstate} texts
 * @param {readonly import("./typingEdits.ts").TypingEdit[]} edits
 * @param {number} standing
 * @param {number} turns
 * @param {number} peerTurns
 */
async function together(measured, texts, edits, standing, turns, peerTurns) {
  const { workspace, estate } = foldersFor(texts);
  const window = await ours.open(workspace);
  const peer = await startPeer();
  const pids = [window.pid, peer.pid];
  try {
    await rest(pids);
    const opened = await window.tell({ order: "open", estate, standing });
    measured.open.ours.push(opened?.whole);
    measured.open.own.push(opened?.own);
    await rest(pids);
    measured.open.peer.push(await peer.open(ESTATE, texts.estate, standing));
    await peer.open(ROLLOUT, texts.rollout);
    await rest(pids);
    for (let turn = 0; turn < turns; turn++) {
      for (const [index, edit] of edits.entries()) {
        const into = /** @type {Measured["edits"][number]} */ (measured.edits[index]);
        for (const isBack of [false, true]) {
          const took = await costing(pids, window.pid, measured.cpu.ours, () =>
            window.tell({ order: "edit", edit, isBack, standing }),
          );
          into.ours.push(took?.whole);
          into.own.push(took?.own);
          // Who has not answered once is not asked again.
          if (turn >= peerTurns || measured.open.peer.includes(undefined) || into.peer.includes(undefined))
            continue;
          const peerTook = await costing(pids, peer.pid, measured.cpu.peer, () => peer.edit(edit, isBack));
          into.peer.push(peerTook);
        }
      }
    }
    measured.memory.ours.push(peakMemory(window.pid));
    measured.memory.peer.push(peakMemory(peer.pid));
  } finally {
    await window.close();
    await peer.stop();
  }
}

/**
 * The same in a window without our extension: what VS Code itself needs to tell extensions what is typed.
 * @param {Measured} measured
 * @param {import("./typingEstate.ts").TypingEstate} texts
 * @param {readonly import("./typingEdits.ts").TypingEdit[]} edits
 * @param {number} standing
 * @param {number} turns
 */
async function byItself(measured, texts, edits, standing, turns) {
  const { workspace, estate } = foldersFor(texts);
  const window = await alone.open(workspace);
  try {
    await window.tell({ order: "open", estate, standing });
    await rest([window.pid]);
    for (let turn = 0; turn < turns; turn++) {
      for (const [index, edit] of edits.entries()) {
        for (const isBack of [false, true]) {
          const took = await costing([window.pid], window.pid, measured.cpu.alone, () =>
            window.tell({ order: "edit", edit, isBack, standing }),
          );
          measured.edits[index]?.alone.push(took?.whole);
        }
      }
    }
    measured.memory.alone.push(peakMemory(window.pid));
  } finally {
    await window.close();
  }
}

/**
 * Does it and waits until nobody does anything any more: then the time of the processor is all that it cost.
 * @template T
 * @param {readonly number[]} pids
 * @param {number} pid
 * @param {number[]} costs
 * @param {() => Promise<T>} task
 */
async function costing(pids, pid, costs, task) {
  const before = cpuTime(pid);
  const done = await task();
  await rest(pids);
  const after = cpuTime(pid);
  if (before !== undefined && after !== undefined) costs.push(after - before);
  return done;
}

/**
 * A folder with the rollout, and the estate beside it: it is moved in when it is opened.
 * @param {import("./typingEstate.ts").TypingEstate} texts
 */
function foldersFor({ estate, rollout }) {
  const folder = mkdtempSync(path.join(temporary, "estate-"));
  const workspace = path.join(folder, "workspace");
  mkdirSync(workspace);
  writeFileSync(path.join(workspace, ROLLOUT), rollout);
  writeFileSync(path.join(folder, ESTATE), estate);
  return { workspace, estate: path.join(folder, ESTATE) };
}
