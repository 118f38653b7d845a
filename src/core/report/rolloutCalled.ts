import { type Play, wordsOf } from "../model/play.ts";
import { listed } from "../model/words.ts";
import type { RolloutPlan } from "../rollout/plan.ts";
import type { Facts } from "../rules/facts.ts";
import { notThere } from "./call.ts";

/** The rollout (or the play over known hosts) of a name, else the one that stands in a file; `problem` is a sentence without its full stop. */
export function rolloutCalled(
  { plans: own, playPlans }: Facts,
  wanted: string,
  path: string,
): RolloutPlan | { readonly problem: string } {
  const plans = [...own, ...playPlans.values()];
  const named = plans.filter(({ source }) => source.name === wanted);
  const found = named.length > 0 ? named : plans.filter(({ source }) => source.at.file === path);
  const [plan, second] = found;
  if (plan === undefined)
    return {
      problem: notThere(
        "rollout",
        wanted,
        plans.map(({ source }) => source.name),
      ),
    };
  if (second === undefined) return plan;
  return {
    problem: `“${wanted}” is ${listed(found.map(({ source }) => `“${source.name}” in ${source.at.file}`))}: say which`,
  };
}

/** The foreign rollout that a plan was made of; undefined for one of our own. */
export function playOf({ playPlans }: Facts, plan: RolloutPlan): Play | undefined {
  return [...playPlans].find(([, each]) => each === plan)?.[0];
}

/** What kind of thing it is, as its tool calls it: `rollout`, `play`. */
export function thingOf(facts: Facts, plan: RolloutPlan): string {
  const play = playOf(facts, plan);
  return play === undefined ? "rollout" : wordsOf(play).thing;
}

/**
 * What it does to its hosts: `VMware ESX 3.5.0-82663 to 3.5.0-103908`. Another tool's file does not say what is installed
 * in the end, so of that what it does: `upgrades packages and restarts the host`.
 */
export function changeIn(facts: Facts, plan: RolloutPlan, before = ""): string {
  const play = playOf(facts, plan);
  const { platform, to } = plan.source.document.update;
  if (play !== undefined) {
    const does = listed([...new Set(play.updates.map(({ what }) => what))], 3);
    const now = [platform.value, before].filter((word) => word !== "").join(" ");
    return before === "" || platform.value === "" ? does : `${does} (now ${now})`;
  }
  return `${platform.value} ${before === "" ? "" : `${before} `}to ${to.value}`;
}
