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
  return `${machine()}; VS Code ${vscode} (server, in Chromium), yaml-language-server ${peer}.

${table(times)}

${table(costs)}

${table([["", "keystroke, goal", "measured", "from the engine on", "open, goal", "measured", "memory, goal", "measured"], ...all.map(goals)])}`;
}

/** What is aimed at: so many times as fast as the peer, at most this share of its memory. */
const GOALS = new Map([
  [1_000, { keystroke: 100, open: 10, memory: 2 }],
  [10_000, { keystroke: 300, open: 10, memory: 4 }],
  [100_000, { keystroke: 1_000, open: 20, memory: 4 }],
]);

/**
 * The worst of the edits in the manifest: of the rollout the peer reads but the rollout.
 * @param {Measured} measured
 */
function goals(measured) {
  const { size, open, edits, memory } = measured;
  const goal = GOALS.get(size);
  const typed = edits.slice(0, 3);
  const least = (/** @type {"ours" | "own"} */ which) => {
    const [worst] = [...typed].sort((a, b) => times(a.peer, a[which]) - times(b.peer, b[which]));
    return worst === undefined ? "–" : ratio(known(worst.peer, 0.5), known(worst[which], 0.5), worst.peer);
  };
  return [
    `${size.toLocaleString("en")} VMs`,
    ...[goal ? `≥ ${goal.keystroke.toLocaleString("en")}×` : "–", least("ours"), least("own")],
    ...[goal ? `≥ ${goal.open}×` : "–", ratio(known(open.peer, 0.5), known(open.ours, 0.5), open.peer)],
    ...[goal ? `≤ 1 / ${goal.memory}` : "–", share(memory)],
  ];
}

/**
 * @param {Times} theirs
 * @param {Times} ours
 */
function times(theirs, ours) {
  return (known(theirs, 0.5) ?? 120_000) / (known(ours, 0.5) ?? 120_000);
}

/**
 * @param {string} name
 * @param {Times} ours
 * @param {Times} own
 * @param {Times} alone
 * @param {Times} peer
 */
function row(name, ours, own, alone, peer) {
  const [our, engine, their] = [known(ours, 0.5), known(own, 0.5), known(peer, 0.5)];
  return [
    name,
    ...[shown(ours, 0.5), shown(ours, 0.95), String(ours.length), shown(own, 0.5), shown(alone, 0.5)],
    ...[shown(peer, 0.5), shown(peer, 0.95), String(peer.length)],
    ...[ratio(their, our, peer), ratio(their, engine, peer)],
  ];
}

/** @param {Measured} measured */
function cost({ size, bytes, memory, cpu }) {
  const [ours, alone, peer] = [known(memory.ours, 0.5), known(memory.alone, 0.5), known(memory.peer, 0.5)];
  const own = ours === undefined || alone === undefined ? undefined : ours - alone;
  const [oursCpu, aloneCpu, peerCpu] = [mean(cpu.ours), mean(cpu.alone), mean(cpu.peer)];
  const ownCpu = oursCpu === undefined || aloneCpu === undefined ? undefined : oursCpu - aloneCpu;
  return [
    `${size.toLocaleString("en")} VMs`,
    figure(bytes / 1e6),
    ...[figure(own), figure(ours), figure(peer)],
    share(memory),
    ...[figure(ownCpu), figure(oursCpu), figure(peerCpu)],
  ];
}

/** @param {Measured["memory"]} memory */
function share({ ours, alone, peer }) {
  const [together, without, their] = [known(ours, 0.5), known(alone, 0.5), known(peer, 0.5)];
  if (together === undefined || without === undefined || their === undefined) return "–";
  return `1 / ${figure(their / (together - without))}`;
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
 * @param {number | undefined} their
 * @param {number | undefined} our
 * @param {Times} peer
 */
function ratio(their, our, peer) {
  if (our === undefined || peer.length === 0) return "–";
  return their === undefined ? `> ${figure(120_000 / our)}×` : `${figure(their / our)}×`;
}

/** @param {readonly number[]} values */
function mean(values) {
  return values.length === 0 ? undefined : values.reduce((sum, value) => sum + value, 0) / values.length;
}
