import type { Host, Service, Vm } from "../project/project.ts";
import { eachFlight, type Flight, flightOf, type Stay, type WaveFlight } from "./flight.ts";
import type { Ground } from "./ground.ts";
import { planWith, type RolloutPlan } from "./plan.ts";

/** What is down while one host alone is in flight: the least that updating it can cost. */
export type Alone = (host: Host) => Flight;

/** Each host is looked at once, when it is first asked for. */
export function aloneOf(ground: Ground): Alone {
  const known = new Map<Host, Flight>();
  return (host) => {
    const flight = known.get(host) ?? flightOf(ground, [host]);
    known.set(host, flight);
    return flight;
  };
}

/** Services that go down in this wave though none of its hosts alone takes them: another order or a lower concurrency keeps them up. */
export function avoidable(flight: Flight, alone: Alone): readonly Service[] {
  if (flight.servicesDown.length === 0) return [];
  const anyway = new Set([...flight.hosts].flatMap((host) => alone(host).servicesDown));
  return flight.servicesDown.filter((service) => !anyway.has(service));
}

/** VMs that are down only because so many hosts are in flight together, or so soon after others. */
export function crowdedOut(flight: Flight, alone: Alone): readonly (readonly [Vm, Stay])[] {
  if (flight.down.size === 0) return [];
  const anyway = new Set([...flight.hosts].flatMap((host) => [...alone(host).down.keys()]));
  return [...flight.down].filter(([vm]) => !anyway.has(vm));
}

/** A wave that takes no more than updating its hosts one by one would. */
export function isGentle(flight: WaveFlight, alone: Alone): boolean {
  return avoidable(flight, alone).length === 0 && crowdedOut(flight, alone).length === 0;
}

/**
 * The largest concurrency, at most `most`, with which all waves of a stage are gentle; undefined where
 * not even one host after the other is (a storage that has not resynced in between).
 */
export function gentleConcurrency(
  ground: Ground,
  plan: RolloutPlan,
  index: number,
  most: number,
  alone: Alone,
): number | undefined {
  const specs = plan.stages.map((stage) => stage.spec);
  return concurrencies(most).find((concurrency) => {
    const changed = specs.map((spec, at) => (at === index ? { ...spec, concurrency } : spec));
    for (const flight of eachFlight(ground, planWith(ground.project, plan.source, changed), index)) {
      if (!isGentle(flight, alone)) return false;
    }
    return true;
  });
}

/** All numbers from `most` down while they are few; of many, halves: nobody misses the one between. */
function concurrencies(most: number): readonly number[] {
  const found: number[] = [];
  for (let next = most; next >= 1; next = next > 16 ? Math.floor(next / 2) : next - 1) found.push(next);
  return found;
}
