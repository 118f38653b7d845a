import type { Project, Service } from "../project/project.ts";
import type { Risk, ServiceRisk } from "./risk.ts";

/** What a change of the estate does to a service; a side is missing where the service is new, gone or counts no VM. */
export interface RiskChange {
  readonly name: string;
  /** As it is afterwards, else as it was. */
  readonly service: Service;
  readonly before: ServiceRisk | undefined;
  readonly after: ServiceRisk | undefined;
  readonly trend: "worse" | "better" | "same";
}

interface Counted {
  readonly project: Project;
  readonly risk: () => Risk;
}

/** By name, over all services of either side, in estate order. */
export function riskChanges(before: Counted, after: Counted): readonly RiskChange[] {
  const then = new Map(before.project.services.map((service) => [service.name, service]));
  const now = new Map(after.project.services.map((service) => [service.name, service]));
  const [riskThen, riskNow] = [before.risk(), after.risk()];
  return [...new Map([...then, ...now])].map(([name, service]) => {
    const [old, fresh] = [then.get(name), now.get(name)];
    const [was, is] = [old && riskThen.of(old), fresh && riskNow.of(fresh)];
    return { name, service, before: was, after: is, trend: trendOf(was, is) };
  });
}

/** Beyond what the order of adding up could make of the same number. */
const NOISE = 1e-9;

function trendOf(before: ServiceRisk | undefined, after: ServiceRisk | undefined): RiskChange["trend"] {
  if (before === undefined || after === undefined) return "same";
  const [was, is] = [before.unavailability, after.unavailability];
  const rises = (a: number, b: number) => b > a * (1 + NOISE);
  if (rises(was.low, is.low) || rises(was.high, is.high)) return "worse";
  return rises(is.low, was.low) || rises(is.high, was.high) ? "better" : "same";
}
