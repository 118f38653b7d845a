import { caveats, firstBatchInWords, type Play, wordsOf } from "../model/play.ts";
import { formatDuration, formatInstant, formatMinute, formatShare } from "../model/values.ts";
import { counted, listed } from "../model/words.ts";
import { flightsOf } from "../rollout/flight.ts";
import type { RolloutPlan, StagePlan } from "../rollout/plan.ts";
import { pointOfNoReturn } from "../rollout/retreat.ts";
import type { Facts } from "../rules/facts.ts";
import { noReturnSentence } from "../rules/rolloutWords.ts";
import { servicesLow } from "./lenses.ts";
import { blocks, bold, bullets, plain } from "./markdown.ts";

/** What hovers say about rollouts: our own, and those of other tools. */

export function rolloutCard(facts: Facts, plan: RolloutPlan): string {
  const { source, targets, heldBack, done, left, stages } = plan;
  const { platform, to } = source.document.update;
  return blocks([
    `${bold(`rollout ${source.name}`)} · ${plain(`${platform.value} to ${to.value}`)} · ${counted(targets.length, "host")}`,
    exposureInWords(facts, plan),
    bullets(
      stages.map((stage) => `${plain(stage.name)}: ${stageInWords(stage)}`),
      12,
    ),
    timeline(facts, plan),
    noReturnInWords(facts, plan),
    done.length === 0 ? undefined : `${counted(done.length, "host")} on ${plain(to.value)} already.`,
    heldBack.length === 0
      ? undefined
      : `Held back: ${plain(listed(heldBack.map(({ name }) => name)))}${plan.heldUntil === undefined ? "" : `, until ${day(plan.heldUntil)}`}.`,
    left.length === 0 ? undefined : `In no stage: ${plain(listed(left.map(({ name }) => name)))}.`,
  ]);
}

/** What goes if the update is bad: the mean, and each of the three classes of defect. */
function exposureInWords({ project, exposure }: Facts, plan: RolloutPlan): string | undefined {
  const hasWaves = plan.stages.some(({ waves }) => waves.length > 0);
  if (!hasWaves || !project.services.some(({ placed }) => placed.length > 0)) return undefined;
  const { mixed, prompt, latent, timeBomb } = exposure(plan);
  const classes = [
    `${formatShare(prompt)} if it fails at once`,
    `${formatShare(latent)} if it fails after a while`,
    `${formatShare(timeBomb)} if it carries a date`,
  ];
  return `${bold(`Exposure ${formatShare(mixed)}`)} of the weight of all services: ${classes.join(", ")}.`;
}

/** So many waves are a table that one takes in; the others are counted. */
const WAVES_SHOWN = 10;

function timeline({ ground }: Facts, plan: RolloutPlan): string | undefined {
  const flights = flightsOf(ground, plan);
  if (flights.length < 2) return undefined;
  let updated = 0;
  const total = plan.targets.length + plan.heldBack.length;
  const rows = flights.map(({ stage, wave, servicesDown }) => {
    updated += wave.hosts.length;
    const when = wave.start === undefined ? "" : formatMinute(wave.start).replace("T", " ");
    const hosts = listed(
      wave.hosts.map(({ name }) => name),
      3,
    );
    const down =
      servicesDown.length === 0
        ? ""
        : listed(
            servicesDown.map(({ name }) => name),
            3,
          );
    return `| ${[when, stage.name, hosts, `${updated} of ${total}`, down].map(plain).join(" | ")} |`;
  });
  const left = rows.length - WAVES_SHOWN;
  return [
    "| wave begins | stage | hosts | carry it then | down meanwhile |",
    "| --- | --- | --- | --- | --- |",
    ...rows.slice(0, WAVES_SHOWN),
    ...(left > 0 ? [`| and ${counted(left, "more wave")} | | | | |`] : []),
  ].join("\n");
}

function noReturnInWords({ project }: Facts, plan: RolloutPlan): string | undefined {
  const point = pointOfNoReturn(plan, project);
  return point && plain(noReturnSentence(point));
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
    ...(start === undefined ? [] : [`from ${formatMinute(start)}`]),
    soak === 0 ? "no watch afterwards" : `then watched for ${formatDuration(soak)}`,
  ].join(", ");
}

export function playCard(facts: Facts, play: Play): string {
  const plan = facts.playPlans.get(play);
  const names = play.targets.known ? play.targets.hosts : [];
  return blocks([
    `${bold(`${wordsOf(play).thing} ${play.name}`)} · ${plain(firstBatchInWords(play))}`,
    plan && exposureInWords(facts, plan),
    plan && timeline(facts, plan),
    plan && noReturnInWords(facts, plan),
    names.length === 0 ? undefined : `${capital(wordsOf(play).target[1])}: ${plain(listed(names, 12))}.`,
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

function capital(word: string): string {
  return `${word.charAt(0).toUpperCase()}${word.slice(1)}`;
}

function day(instant: number): string {
  return formatInstant(instant).slice(0, 10);
}
