import { formatInstant, type Instant } from "../model/values.ts";
import type { RolloutPlan } from "../rollout/plan.ts";
import type { Facts } from "../rules/facts.ts";
import { jsonPieces } from "./jsonText.ts";
import { capacityJson } from "./pairsJson.ts";
import { rolloutJson } from "./rolloutJson.ts";
import { type Moment, momentOf, type Simulation, simulationOf } from "./simulation.ts";
import { simulationMarkdown } from "./simulationMarkdown.ts";
import { simulationText } from "./simulationText.ts";
import type { TextOptions } from "./text.ts";
import { visible } from "./visible.ts";

export interface SimulateOptions extends TextOptions {
  readonly format: string;
  /** An instant of the rollout to look at. */
  readonly at: Instant | undefined;
}

/** What `baskets simulate` prints: one rollout played through (spec CLI.md). */
export function simulateReport(
  facts: Facts,
  plan: RolloutPlan,
  options: SimulateOptions,
): string | Iterable<string> {
  const simulation = simulationOf(facts, plan);
  const moment = options.at === undefined ? undefined : momentOf(simulation, options.at);
  if (options.format === "hosts") return hostLines(simulation);
  if (options.format === "markdown") return simulationMarkdown(facts, simulation);
  return options.format === "json"
    ? simulationJson(facts, simulation, moment)
    : simulationText(facts, simulation, moment, options);
}

/** `wave<TAB>host`, for the tool that carries it out; names as the estate has them. */
function hostLines({ waves }: Simulation): string {
  return waves
    .flatMap(({ number, flight }) => flight.wave.hosts.map((host) => `${number}\t${visible(host.name)}\n`))
    .join("");
}

function simulationJson(facts: Facts, simulation: Simulation, moment: Moment | undefined): Iterable<string> {
  const { plan, waves } = simulation;
  return jsonPieces({
    version: 1,
    asOf: formatInstant(facts.project.asOf),
    rollout: {
      ...rolloutJson(facts, plan, (_, index) => waveJson(waves[index])),
      heldBack: plan.heldBack.map((host) => host.domain.name),
      left: plan.left.map((host) => host.domain.name),
    },
    ...(moment === undefined
      ? {}
      : {
          at: {
            instant: formatInstant(moment.at),
            wavesEnded: moment.ended,
            running: moment.running?.number ?? null,
            next: moment.next?.number ?? null,
            carrying: moment.carrying,
            lost: moment.lost,
          },
        }),
  });
}

function waveJson(wave: Simulation["waves"][number] | undefined): object {
  if (wave === undefined) return {};
  const { number, moved, down, lost, load, standby } = wave;
  const fullest =
    load === undefined
      ? null
      : { cluster: load.cluster.domain.name, resource: load.resource, share: load.share };
  const noStandby = standby.map((side) => ({ environment: side.environment.name, ...capacityJson(side) }));
  return { wave: number, vmsMoved: moved, vmsDown: down, lost, fullest, noStandby };
}
