import { openPsa } from "./openpsa.ts";
import type { Reported } from "./reported.ts";
import { scoreMarkdown } from "./scoreMarkdown.ts";
import { detailsOf, type Order } from "./scores.ts";
import { scoreText } from "./scoreText.ts";
import { scoreJson } from "./serviceJson.ts";
import type { TextOptions } from "./text.ts";

export interface ScoreOptions extends TextOptions {
  readonly format: string;
  /** One service alone. */
  readonly service: string | undefined;
  readonly order: Order;
}

/** What `baskets score` prints, whole or in pieces. */
export function scoreReport(reported: Reported, options: ScoreOptions): string | Iterable<string> {
  const { facts, asOf } = reported;
  const { project, structure } = facts;
  const asked = options.service !== undefined;
  const services = project.services.filter(({ name }) => !asked || name === options.service);
  if (options.format === "openpsa") {
    const [service] = services;
    // A service of which no VM is on and placed cannot fail: a tree that never does.
    const gate = service === undefined ? 0 : (structure.serviceGate.get(service) ?? 0);
    return service === undefined
      ? ""
      : openPsa(service, gate, facts.risk().of(service), { structure, project, asOf });
  }
  const details = detailsOf(services, asked, options.order, facts);
  if (options.format === "json") return scoreJson(reported, services, details, options.order);
  return options.format === "markdown"
    ? scoreMarkdown(reported, services, details)
    : scoreText(reported, services, details, options);
}
