import { formatDay, formatDuration, formatShare } from "../model/values.ts";
import { counted, listed } from "../model/words.ts";
import { stopsAfter } from "../rollout/limits.ts";
import type { StagePlan } from "../rollout/plan.ts";
import type { Facts } from "../rules/facts.ts";
import { noReturnSentence } from "../rules/rolloutWords.ts";
import { changeIn, thingOf } from "./rolloutCalled.ts";
import {
  lengthOf,
  type Moment,
  type SimulatedWave,
  type Simulation,
  standbySentences,
} from "./simulation.ts";
import { type Style, styleOf, wrap } from "./style.ts";
import { tableLines } from "./table.ts";
import type { TextOptions } from "./text.ts";
import { visible } from "./visible.ts";
import { wallClockOf } from "./when.ts";

const COLUMNS = [
  { title: "wave", right: true },
  { title: "begins", right: false },
  { title: "stage", right: false },
  { title: "hosts", right: false },
  { title: "moved", right: true },
  { title: "down", right: true },
  { title: "carry it", right: true },
  { title: "lost if bad", right: true },
  { title: "fullest", right: false },
  { title: "services down", right: false },
];

/** The rollout with its time line drawn, one line a stage, and a table of its waves. */
export function simulationText(
  facts: Facts,
  simulation: Simulation,
  moment: Moment | undefined,
  options: TextOptions,
): string {
  const style = styleOf(options.colour);
  const width = Math.max(options.width, 60);
  const { plan, waves } = simulation;
  const head = `${style.strong(visible(`${thingOf(facts, plan)} ${plan.source.name}`))}  ${visible(changeIn(facts, plan))} · ${counted(plan.targets.length, "host")} in ${counted(plan.stages.length, "stage")}, ${counted(waves.length, "wave")}`;
  const blocks = [
    [head, exposureLine(facts, simulation), ...zoneLines(facts, simulation)].join("\n"),
    drawn(simulation, moment, wallClockOf(facts.project.policy.timeZone), style, width).join("\n"),
    waves.length === 0 ? "" : table(rowsOf(facts, simulation), style, width).join("\n"),
    [...momentLines(facts, moment), ...tail(simulation)].map(visible).join("\n"),
  ];
  return `${blocks.filter((block) => block !== "").join("\n\n")}\n`;
}

/** Columns that stand below their row where the table would be too wide, the first of these first. */
const FOLDED = ["services down", "hosts", "fullest", "carry it"];

/** Without the columns in which nothing stands; what does not fit beside the rest stands below its row, whole. */
function table(rows: readonly (readonly string[])[], style: Style, width: number): readonly string[] {
  const filled = COLUMNS.filter((_, column) => rows.some((row) => row[column] !== ""));
  const folds = FOLDED.filter((title) => filled.some((column) => column.title === title));
  const cell = (row: readonly string[], title: string) =>
    row[COLUMNS.findIndex((column) => column.title === title)] ?? "";
  const wide = (columns: typeof COLUMNS) =>
    columns.reduce(
      (sum, { title }) =>
        sum + 2 + Math.max(title.length, ...rows.map((row) => visible(cell(row, title)).length)),
      -2,
    );
  const beside = (count: number) => filled.filter(({ title }) => !folds.slice(0, count).includes(title));
  const few = folds.findIndex((_, index) => wide(beside(index)) <= width);
  const count = few === -1 ? folds.length : few;
  const columns = beside(count);
  const cells = rows.map((row) => columns.map(({ title }) => cell(row, title)));
  const [head = "", ...lines] = tableLines(columns, cells, style, width);
  const indent = " ".repeat(6);
  const below = (row: readonly string[]) =>
    folds.slice(0, count).flatMap((title) => {
      const text = cell(row, title);
      return text === "" ? [] : wrap(visible(`${title}: ${text}`), width - 6, 0, 2).map(hanging);
    });
  const hanging = (line: string, index: number) => `${indent}${index === 0 ? "" : "  "}${line}`;
  return [head, ...rows.flatMap((row, index) => [lines[index] ?? "", ...below(row)])];
}

function exposureLine({ project }: Facts, { exposure, waves }: Simulation): string {
  if (waves.length === 0) return "No wave: nothing is updated.";
  if (!project.services.some(({ placed }) => placed.length > 0))
    return "Exposure unknown: no services are written.";
  const { mixed, prompt, latent, timeBomb } = exposure;
  return `Exposure ${formatShare(mixed)}: ${formatShare(prompt)} if it fails at once, ${formatShare(latent)} if it fails after a while, ${formatShare(timeBomb)} if it carries a date`;
}

/** In which zone all times of the report are, where there are any. */
function zoneLines({ project }: Facts, { plan, waves }: Simulation): readonly string[] {
  return plan.source.document.start === undefined || waves.length === 0
    ? []
    : [`Times are in ${project.policy.timeZone}.`];
}

function rowsOf({ project }: Facts, { waves, plan }: Simulation): readonly (readonly string[])[] {
  const clock = wallClockOf(project.policy.timeZone);
  const total = plan.targets.length + plan.heldBack.length;
  return waves.map((wave) => [
    String(wave.number),
    clock(wave.flight.wave.start),
    wave.flight.stage.name,
    listed(
      wave.flight.wave.hosts.map(({ name }) => name),
      2,
    ),
    String(wave.moved),
    String(wave.down),
    `${wave.carrying}/${total}`,
    formatShare(wave.lost),
    loadInWords(wave),
    listed(
      wave.flight.servicesDown.map(({ name }) => name),
      3,
    ),
  ]);
}

/** `memory 81 %` */
export function loadInWords({ load }: SimulatedWave): string {
  return load === undefined ? "" : `${load.resource} ${formatShare(load.share)}`;
}

/** So short a rollout is told by times, in milliseconds: by days alone it would begin and end at the same. */
const SHORT = 48 * 3_600_000;

/** One line for each stage: `█` while its waves run, `░` while it is watched. */
function drawn(
  simulation: Simulation,
  moment: Moment | undefined,
  clock: (instant: number) => string,
  style: Style,
  width: number,
): readonly string[] {
  const { plan } = simulation;
  const stages = plan.stages.filter(({ waves }) => waves.length > 0);
  const whole = lengthOf(simulation);
  if (stages.length === 0 || whole <= 0) return [];
  const names = stages.map(({ name }) => visible(name));
  const left = Math.min(24, Math.max(...names.map((name) => name.length)));
  const room = width - left - 3;
  const column = (after: number) => Math.min(room - 1, Math.floor((after / whole) * room));
  const lines = stages.map((stage, index) => {
    const name = (names[index] ?? "").slice(0, left).padEnd(left);
    return `${name} │${bar(stage, column, room)}`;
  });
  const start = plan.source.document.start?.value;
  const told = (instant: number) => clock(instant).slice(0, whole <= SHORT ? 16 : 10);
  const days =
    start === undefined ? ["start", `after ${formatDuration(whole)}`] : [told(start), told(start + whole)];
  const scale = `${" ".repeat(left)} └${days[0]}${(days[1] ?? "").padStart(Math.max(1, room - (days[0]?.length ?? 0)))}`;
  return [...lines, style.faint(scale), ...mark(moment, left + 2)];

  /** `▲ 2008-08-12`, with the day on the side where there is room. */
  function mark(of: Moment | undefined, indent: number): readonly string[] {
    if (of === undefined || start === undefined || of.at < start || of.at > start + whole) return [];
    const at = indent + column(of.at - start);
    const day = told(of.at);
    return [
      at + 2 + day.length <= width
        ? `${" ".repeat(at)}▲ ${day}`
        : `${" ".repeat(Math.max(0, at - day.length - 1))}${day} ▲`,
    ];
  }
}

function bar(stage: StagePlan, column: (after: number) => number, room: number): string {
  const signs = Array.from({ length: room }, () => " ");
  const fill = (from: number, until: number, sign: string) => {
    for (let at = column(from); at <= column(Math.max(from, until - 1)); at++) signs[at] = sign;
  };
  fill(stage.endsAfter, stage.endsAfter + stage.soak, "░");
  for (const wave of stage.waves) fill(wave.startsAfter, wave.endsAfter, "█");
  return signs.join("").trimEnd();
}

function momentLines({ project }: Facts, moment: Moment | undefined): readonly string[] {
  if (moment === undefined) return [];
  const clock = wallClockOf(project.policy.timeZone);
  const { running, next } = moment;
  const now =
    running === undefined
      ? `${counted(moment.ended, "wave")} ended`
      : `wave ${running.number} (${running.flight.stage.name}) is under way`;
  const then = next === undefined ? "none is to come" : `the next begins ${clock(next.flight.wave.start)}`;
  return [
    `At ${clock(moment.at)}: ${now}, ${then}; ${counted(moment.carrying, "host")} ${moment.carrying === 1 ? "carries" : "carry"} the update, and if it is bad ${formatShare(moment.lost)} of the weight of all services goes.`,
  ];
}

function tail(simulation: Simulation): readonly string[] {
  const { plan, noReturn } = simulation;
  const stops = stopsAfter(plan);
  return [
    noReturn === undefined
      ? "There is a way back without downtime after every wave."
      : noReturnSentence(noReturn),
    ...standbySentences(simulation),
    stops === undefined
      ? "Nothing stops it by itself."
      : `It stops by itself after ${counted(stops, "failed host")}.`,
    ...(plan.heldBack.length === 0
      ? []
      : [
          `Held back: ${listed(plan.heldBack.map(({ name }) => name))}${plan.heldUntil === undefined ? "" : `, until ${formatDay(plan.heldUntil)}`}.`,
        ]),
    ...(plan.left.length === 0 ? [] : [`In no stage: ${listed(plan.left.map(({ name }) => name))}.`]),
  ];
}
