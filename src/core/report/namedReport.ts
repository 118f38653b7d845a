import type { RolloutPlan } from "../rollout/plan.ts";
import type { Facts } from "../rules/facts.ts";
import type { Call } from "./call.ts";
import { rolloutCalled } from "./rolloutCalled.ts";
import { simulateReport } from "./simulateReport.ts";
import type { TextOptions } from "./text.ts";

/** What a command is about that names something of the estate; `problem` is a sentence without its full stop. */
export type Named =
  | { readonly problem: string }
  | { readonly report: string | Iterable<string> }
  /** For `stage`, whose suggestion is written by whoever asked. */
  | { readonly plan: RolloutPlan };

/** `simulate` and `stage`: a rollout by its name or by its file, `path`. */
export function namedReport(facts: Facts, call: Call, path: string, screen: TextOptions): Named {
  const [wanted = ""] = call.operands;
  const options = { ...call, ...screen };
  const plan = rolloutCalled(facts, wanted, path);
  if ("problem" in plan) return plan;
  return call.command === "stage" ? { plan } : { report: simulateReport(facts, plan, options) };
}
