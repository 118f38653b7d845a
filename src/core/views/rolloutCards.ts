import { caveats, firstBatchInWords, type Play } from "../model/play.ts";
import { formatDuration, formatInstant } from "../model/values.ts";
import { counted, listed } from "../model/words.ts";
import { flightsOf } from "../rollout/flight.ts";
import type { RolloutPlan, StagePlan } from "../rollout/plan.ts";
import type { Facts } from "../rules/facts.ts";
import { servicesLow } from "./lenses.ts";
import { blocks, bold, bullets, plain } from "./markdown.ts";

/** What hovers say about rollouts: our own, and plays of Ansible that update hosts. */

export function rolloutCard(_facts: Facts, plan: RolloutPlan): string {
  const { source, targets, heldBack, done, left, stages } = plan;
  const { platform, to } = source.document.update;
  return blocks([
    `${bold(`rollout ${source.name}`)} · ${plain(`${platform.value} to ${to.value}`)} · ${counted(targets.length, "host")}`,
    bullets(
      stages.map((stage) => `${plain(stage.name)}: ${stageInWords(stage)}`),
      12,
    ),
    done.length === 0 ? undefined : `${counted(done.length, "host")} on ${plain(to.value)} already.`,
    heldBack.length === 0
      ? undefined
      : `Held back: ${plain(listed(heldBack.map(({ name }) => name)))}${plan.heldUntil === undefined ? "" : `, until ${day(plan.heldUntil)}`}.`,
    left.length === 0 ? undefined : `In no stage: ${plain(listed(left.map(({ name }) => name)))}.`,
  ]);
}

export function stageCard(facts: Facts, plan: RolloutPlan, stage: StagePlan): string {
  const flights = flightsOf(facts.ground, plan).filter((flight) => flight.stage === stage);
  const vms = stage.hosts.flatMap((host) => host.vms).filter((vm) => vm.counts);
  const low = servicesLow(flights).map(
    ({ service, up }) =>
      `${plain(service.name)} down to ${up} of ${counted(service.placed.length, "VM")}, needs ${service.needs}`,
  );
  return blocks([
    `${bold(`stage ${stage.name}`)} of ${plain(plan.source.name)} · ${stageInWords(stage)}`,
    stage.hosts.length === 0
      ? undefined
      : `Hosts: ${plain(
          listed(
            stage.hosts.map(({ name }) => name),
            12,
          ),
        )}. ${counted(vms.length, "VM")} on them.`,
    low.length === 0 ? "No service falls below what it needs." : "While it runs:",
    bullets(low),
  ]);
}

/** `8 hosts, 2 at a time in 4 waves, from 2008-08-04T22:00:00Z, then watched for 7d` */
function stageInWords(stage: StagePlan): string {
  const { hosts, waves, concurrency, soak } = stage;
  if (hosts.length === 0)
    return stage.done.length > 0 ? `${counted(stage.done.length, "host")}, done` : "no host";
  const start = waves[0]?.start;
  return [
    waves.length > 1
      ? `${counted(hosts.length, "host")}, ${concurrency} at a time in ${waves.length} waves`
      : counted(hosts.length, "host"),
    ...(start === undefined ? [] : [`from ${formatInstant(start).replace(":00Z", "Z")}`]),
    soak === 0 ? "no watch afterwards" : `then watched for ${formatDuration(soak)}`,
  ].join(", ");
}

export function playCard(play: Play): string {
  const names = play.targets.known ? play.targets.hosts : [];
  return blocks([
    `${bold(`play ${play.name}`)} · ${plain(firstBatchInWords(play))}`,
    names.length === 0 ? undefined : `Hosts: ${plain(listed(names, 12))}.`,
    `It is reviewed because it ${plain(
      listed(
        play.updates.map(({ what }) => what),
        3,
      ),
    )}.`,
    plain(play.halts.why),
    ...caveats(play).map(plain),
  ]);
}

function day(instant: number): string {
  return formatInstant(instant).slice(0, 10);
}
