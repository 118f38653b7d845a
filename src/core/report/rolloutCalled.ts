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
