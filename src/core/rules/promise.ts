import type { Fix } from "../model/finding.ts";
import type { Service, Vm } from "../project/project.ts";
import { type Candidate, candidateMoves, distance } from "../risk/candidates.ts";
import { changeInWords, figures } from "../risk/inWords.ts";
import { isComparable, placementAt } from "../risk/moved.ts";
import type { ServiceRisk } from "../risk/risk.ts";
import type { Spot } from "../risk/spots.ts";
import { type Placement, placementOf } from "../risk/structure.ts";
import type { Facts } from "./facts.ts";
import { type Edits, fixOf, moveEdits, setIn, spotName } from "./mending.ts";
import { basketName } from "./wording.ts";

/** What a fix does to the outage of a service, counted anew before anybody takes it. */

/** What is left of the outage; undefined where it cannot be told: less is known of a place than of the one before. */
export type After = ServiceRisk | undefined;

/** With some VMs of a service elsewhere, and what else changes. */
export function riskAfter(
  service: Service,
  moves: ReadonlyMap<Vm, Spot>,
  { project, risk }: Facts,
  more: { readonly added?: readonly Placement[]; readonly needs?: number } = {},
): After {
  if (![...moves].every(([vm, spot]) => isComparable(project, vm, spot))) return undefined;
  const placements = service.placed.map((vm) => {
    const spot = moves.get(vm);
    return spot === undefined ? placementOf(vm) : placementAt(project, vm, spot);
  });
  return risk().at(service, [...placements, ...(more.added ?? [])], more.needs ?? service.needs);
}

/** `Move erp-2 to host esx-w-03: 64 → 3 min/year`; without a number where none that is shown changes. */
export function promising(title: string, service: Service, after: After, { risk }: Facts): string {
  const before = risk().of(service);
  const change = before && after && changeInWords(before, after);
  return change === undefined ? title : `${title}: ${change}`;
}

/**
 * A fix that says what it does to the outage of a service; none where it would raise what it tells: nobody asks to be
 * worse off, and a rule that is for something else does not come here.
 */
export function promisedFix(
  { title, service, after, edits }: Offered,
  facts: Facts,
  preferred = false,
): readonly Fix[] {
  const before = facts.risk().of(service);
  const raises =
    before !== undefined &&
    after !== undefined &&
    changeInWords(before, after) !== undefined &&
    after.minutes.high > before.minutes.high;
  return raises ? [] : fixOf(facts.project, promising(title, service, after, facts), edits, preferred);
}

interface Offered {
  readonly title: string;
  readonly service: Service;
  readonly after: After;
  readonly edits: readonly Edits[];
}

/** A move that would lower the outage of a service, in words, with its fix where a manifest may be edited for it. */
export interface Help {
  readonly title: string;
  readonly risk: ServiceRisk;
  /** None where the VM stands in an observed document: then it is a task. */
  readonly fix: Fix | undefined;
}

/** What would help a service most, best first. */
export function helpFor(service: Service, facts: Facts, most = 3): readonly Help[] {
  const { project } = facts;
  const helps: Help[] = [];
  const told = new Set<string>();
  for (const candidate of candidateMoves(service, project, facts.places(), facts.risk())) {
    if (helps.length >= most) break;
    const { title, edits } = inManifest(candidate, facts);
    // Of twenty racks that come to the same one is enough.
    const same = `${candidate.vm.name} ${distance(candidate)} ${figures(candidate.risk.minutes)}`;
    if (edits === undefined || told.has(same)) continue;
    told.add(same);
    const promise = promising(title, service, candidate.risk, facts);
    const [fix] = fixOf(project, promise, [edits]);
    helps.push({ title: promise, risk: candidate.risk, fix });
  }
  return helps;
}

function inManifest(
  candidate: Candidate,
  { project }: Facts,
): { readonly title: string; readonly edits: Edits } {
  const { vm } = candidate;
  if ("spot" in candidate)
    return {
      title: `Move ${vm.name} to ${spotName(candidate.spot, vm)}`,
      edits: moveEdits(project, vm, candidate.spot),
    };
  const { storage } = candidate;
  return {
    title: `Put ${vm.name} on ${basketName(storage)}`,
    edits: setIn(project, vm.entry, "storage", storage.name, ["name", "service", "host", "cluster"]),
  };
}
