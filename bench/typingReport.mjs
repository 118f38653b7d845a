/**
 * What `npm run bench -- typing` has measured, in Markdown.
 */
import { figure, machine, quantile, table } from "./performance.mjs";

/** @typedef {(number | undefined)[]} Times milliseconds; undefined where nothing came within two minutes */

/**
 * @typedef {object} Measured
 * @property {number} size
 * @property {number} bytes
 * @property {{ ours: Times, own: Times, peer: Times }} open
 * @property {{ kind: string, ours: Times, own: Times, alone: Times, peer: Times }[]} edits
 * @property {{ ours: number[], alone: number[], peer: number[] }} cpu milliseconds, for each edit
 * @property {{ ours: Times, alone: Times, peer: Times }} memory MB
 */

/**
 * @param {Measured[]} all
 * @param {{ vscode: string, peer: string }} versions
 */
export function typingReport(all, { vscode, peer }) {
  const times = [
    [
      "",
      "ours p50 (ms)",
      "p95",
      "n",
      "engine p50",
      "VS Code alone p50",
      "peer p50 (ms)",
      "p95",
      "n",
      "peer / ours",
      "peer / engine",
    ],
    ...all.flatMap(({ size, open, edits }) => [
      row(`${size.toLocaleString("en")} VMs: open`, open.ours, open.own, [], open.peer),
      ...edits.map((edit) => row(edit.kind, edit.ours, edit.own, edit.alone, edit.peer)),
    ]),
  ];
  const costs = [
    [
      "",
      "manifest (MB)",
      "ours (MB)",
      "with VS Code",
      "peer (MB)",
      "ours / peer",
      "ours, CPU (ms an edit)",
      "with VS Code",
      "peer, CPU (ms an edit)",
    ],
    ...all.map(cost),
  ];
  const aims = [
    [
      "",
      "keystroke, goal",
      "peer / ours",
      "peer / engine",
      "open, goal",
      "peer / ours",
      "memory, goal",
      "ours / peer",
    ],
    ...all.map(goals),
  ];
  return `${machine()}; VS Code ${vscode} (server, in Chromium), yaml-language-server ${peer}.

${table(times)}

${table(costs)}

${table(aims)}`;
}

/** Milliseconds: nobody is waited for any longer. */
const PATIENCE = 120_000;

/** What is aimed at: so many times as fast as the peer, at most this share of its memory. */
const GOALS = new Map([
  [1_000, { keystroke: 100, open: 10, memory: 2 }],
  [10_000, { keystroke: 300, open: 10, memory: 4 }],
  [100_000, { keystroke: 1_000, open: 20, memory: 4 }],
]);

/**
 * Of the edits in the manifest the worst: in the rollout the peer has but a few lines to read.
 * @param {Measured} measured
 */
function goals({ size, open, edits, memory }) {
  const goal = GOALS.get(size);
  const typed = edits.slice(0, 3);
  const worst = (/** @type {"ours" | "own"} */ which) =>
    Math.min(...typed.map((edit) => faster(edit.peer, edit[which]) ?? 0));
  const opened = faster(open.peer, open.ours) ?? 0;
  const less = leaner(memory);
  const missed = (/** @type {number | undefined} */ value, /** @type {number | undefined} */ wanted) =>
    value === undefined || wanted === undefined || value >= wanted ? "" : " (missed)";
  return [
    `${size.toLocaleString("en")} VMs`,
    goal ? `≥ ${goal.keystroke.toLocaleString("en")}×` : "–",
    `${figure(worst("ours"))}×${missed(worst("ours"), goal?.keystroke)}`,
    `${figure(worst("own"))}×`,
    goal ? `≥ ${goal.open}×` : "–",
    `${figure(opened)}×${missed(opened, goal?.open)}`,
    goal ? `≤ 1 / ${goal.memory}` : "–",
    less === undefined ? "–" : `1 / ${figure(less)}${missed(less, goal?.memory)}`,
  ];
}

/**
 * How many times as fast we are; at least, where the peer has not answered in time.
 * @param {Times} peer
 * @param {Times} ours
 */
function faster(peer, ours) {
  const our = known(ours, 0.5);
  return our === undefined || peer.length === 0 ? undefined : (known(peer, 0.5) ?? PATIENCE) / our;
}

/**
 * How many times as much memory the peer has.
 * @param {Measured["memory"]} memory
 */
function leaner({ ours, alone, peer }) {
  const [together, without, theirs] = [known(ours, 0.5), known(alone, 0.5), known(peer, 0.5)];
  if (together === undefined || without === undefined || theirs === undefined) return undefined;
  return theirs / (together - without);
}

/**
 * @param {string} name
 * @param {Times} ours
 * @param {Times} own
 * @param {Times} alone
 * @param {Times} peer
 */
function row(name, ours, own, alone, peer) {
  return [
    name,
    ...[shown(ours, 0.5), shown(ours, 0.95), String(ours.length), shown(own, 0.5), shown(alone, 0.5)],
    ...[shown(peer, 0.5), shown(peer, 0.95), String(peer.length)],
    ...[ratio(peer, ours), ratio(peer, own)],
  ];
}

/** @param {Measured} measured */
function cost({ size, bytes, memory, cpu }) {
  const [ours, alone, peer] = [known(memory.ours, 0.5), known(memory.alone, 0.5), known(memory.peer, 0.5)];
  const own = ours === undefined || alone === undefined ? undefined : ours - alone;
  const [oursCpu, aloneCpu, peerCpu] = [mean(cpu.ours), mean(cpu.alone), mean(cpu.peer)];
  const ownCpu = oursCpu === undefined || aloneCpu === undefined ? undefined : oursCpu - aloneCpu;
  const less = leaner(memory);
  return [
    `${size.toLocaleString("en")} VMs`,
    figure(bytes / 1e6),
    ...[figure(own), figure(ours), figure(peer)],
    less === undefined ? "–" : `1 / ${figure(less)}`,
    ...[figure(ownCpu), figure(oursCpu), figure(peerCpu)],
  ];
}

/**
 * What did not come counts as longer than all that did.
 * @param {Times} times
 * @param {number} share
 */
function known(times, share) {
  const value = quantile(
    times.map((time) => time ?? Number.POSITIVE_INFINITY),
    share,
  );
  return value === Number.POSITIVE_INFINITY ? undefined : value;
}

/**
 * @param {Times} times
 * @param {number} share
 */
function shown(times, share) {
  if (times.length === 0) return "–";
  const value = known(times, share);
  return value === undefined ? "> 120 s" : figure(value);
}

/**
 * @param {Times} peer
 * @param {Times} ours
 */
function ratio(peer, ours) {
  const times = faster(peer, ours);
  if (times === undefined) return "–";
  return `${known(peer, 0.5) === undefined ? "> " : ""}${figure(times)}×`;
}

/** @param {readonly number[]} values */
function mean(values) {
  return values.length === 0 ? undefined : values.reduce((sum, value) => sum + value, 0) / values.length;
}
