import { formatDay, formatDuration, formatShare } from "../model/values.ts";
import { counted, listed } from "../model/words.ts";
import { stopsAfter } from "../rollout/limits.ts";
import type { Facts } from "../rules/facts.ts";
import { noReturnSentence } from "../rules/rolloutWords.ts";
import { escaped } from "./markdown.ts";
import { changeIn } from "./rolloutCalled.ts";
import { lengthOf, outages, type Simulation, standbySentences } from "./simulation.ts";
import { loadInWords } from "./simulationText.ts";
import { wallClockOf } from "./when.ts";

/**
 * A change record (spec CLI.md): when in local time, what moves, what goes down, whom to tell, when it
 * stops, where the way back ends and what it is.
 */
export function simulationMarkdown(facts: Facts, simulation: Simulation): string {
  const { plan, waves } = simulation;
  const { document, name } = plan.source;
  const { from } = document.update;
  const { timeZone } = facts.project.policy;
  const clock = wallClockOf(timeZone);
  const [first, last] = [waves[0]?.flight.wave, waves.at(-1)?.flight.wave];
  const builds = [...new Set(plan.targets.flatMap(({ build }) => build ?? []))];
  const before = from?.value ?? (builds.length === 0 ? "" : listed(builds, 3));
  const owner = document.metadata?.owner?.value;
  const facts_: readonly (readonly [string, string])[] = [
    ["Change", changeIn(facts, plan, before)],
    [
      "Hosts",
      `${counted(plan.targets.length, "host")} in ${counted(plan.stages.length, "stage")}, ${counted(waves.length, "wave")}`,
    ],
    [
      "When",
      first?.start === undefined
        ? `no start is written; it takes ${formatDuration(lengthOf(simulation))}`
        : `${clock(first.start)} to ${clock(last?.end)} (${timeZone})`,
    ],
    ...(owner === undefined ? [] : [["Owner", owner] as const]),
    ["If the update is bad", exposureText(simulation)],
    ["Stops by itself", stopText(simulation)],
    ["Way back", wayBack(simulation)],
    [
      "Point of no return",
      simulation.noReturn === undefined ? "none" : noReturnSentence(simulation.noReturn).replace(/\.$/, ""),
    ],
    ...standbySentences(simulation).map((sentence) => ["Other side of the pair", sentence] as const),
    ...(plan.heldBack.length === 0
      ? []
      : [
          [
            "Held back",
            `${listed(plan.heldBack.map((host) => host.name))}${plan.heldUntil === undefined ? "" : `, until ${formatDay(plan.heldUntil)}`}`,
          ] as const,
        ]),
  ];
  return [
    `# ${escaped(name)}`,
    "",
    ...facts_.map(([key, value]) => `- **${key}**: ${escaped(value)}`),
    "",
    "## Waves",
    "",
    `| wave | begins (${escaped(timeZone)}) | ends | stage | hosts | VMs moved | VMs down | fullest | services down |`,
    "| ---: | --- | --- | --- | --- | ---: | ---: | --- | --- |",
    ...waves.map((wave) => {
      const { flight } = wave;
      const cells = [
        String(wave.number),
        clock(flight.wave.start),
        clock(flight.wave.end),
        flight.stage.name,
        flight.wave.hosts.map((host) => host.name).join(", "),
        String(wave.moved),
        String(wave.down),
        loadInWords(wave),
        flight.servicesDown.map((service) => service.name).join(", "),
      ];
      return `| ${cells.map(escaped).join(" | ")} |`;
    }),
    "",
    ...watching(simulation),
    ...downtime(facts, simulation),
  ].join("\n");
}

function exposureText({ exposure: { mixed, prompt, latent, timeBomb } }: Simulation): string {
  return `exposure ${formatShare(mixed)} of the weight of all services (${formatShare(prompt)} if it fails at once, ${formatShare(latent)} after a while, ${formatShare(timeBomb)} on a date)`;
}

function stopText({ plan }: Simulation): string {
  const stops = stopsAfter(plan);
  return stops === undefined ? "no" : `after ${counted(stops, "failed host")}`;
}

function wayBack({ plan }: Simulation): string {
  const { rollback } = plan.source.document;
  if (rollback?.to === undefined) return "none is written";
  const tested =
    rollback.tested === undefined ? "never tested" : `tested on ${formatDay(rollback.tested.value)}`;
  return `to ${rollback.to.value}, ${tested}`;
}

function watching({ plan }: Simulation): readonly string[] {
  const stages = plan.stages.filter(({ soak, spec }) => soak > 0 || (spec.gates ?? []).length > 0);
  if (stages.length === 0) return [];
  return [
    "## Between the stages",
    "",
    ...stages.map(({ name, soak, spec }) => {
      const gates = spec.gates ?? [];
      const watch = soak > 0 ? `watched for ${formatDuration(soak)}` : "not watched";
      return `- ${escaped(`${name}: ${watch}${gates.length === 0 ? "" : `; goes on when these are good: ${gates.join(", ")}`}`)}`;
    }),
    "",
  ];
}

/** What goes down and who is to be told. */
function downtime(facts: Facts, simulation: Simulation): readonly string[] {
  const { timeZone } = facts.project.policy;
  const clock = wallClockOf(timeZone);
  const down = outages(simulation, facts);
  if (down.length === 0) return ["## What goes down", "", "No service falls below what it needs.", ""];
  return [
    "## What goes down",
    "",
    `| service | tier | users | tell | when (${escaped(timeZone)}) |`,
    "| --- | ---: | ---: | --- | --- |",
    ...down.map(({ service, waves }) => {
      const when = waves.map(({ flight }) =>
        flight.wave.start === undefined
          ? flight.stage.name
          : `${clock(flight.wave.start)} to ${clock(flight.wave.end)}`,
      );
      const cells = [
        service.name,
        service.tier === undefined ? "" : String(service.tier),
        service.users === undefined ? "" : String(service.users),
        service.entry.owner?.value ?? "its users",
        listed(when, 3),
      ];
      return `| ${cells.map(escaped).join(" | ")} |`;
    }),
    "",
  ];
}
