import { BUNDLED } from "../catalogue/bundled.ts";
import { badBuild } from "../catalogue/known.ts";
import type { KnownIssue } from "../model/knownIssue.ts";
import type { Play } from "../model/play.ts";
import { type Comparison, compare } from "../pairs/compare.ts";
import type { Domain, Pair, Project } from "../project/project.ts";
import { type EstateBaskets, estateBaskets } from "../risk/estateBaskets.ts";
import { type Fall, fallsOf } from "../risk/falls.ts";
import { type GrowingLoss, lossOf } from "../risk/loss.ts";
import { type OneFailure, oneFailure } from "../risk/oneFailure.ts";
import { type PlaceIndex, placeIndex } from "../risk/places.ts";
import { type Risk, riskOf } from "../risk/risk.ts";
import { type Structure, structureOf } from "../risk/structure.ts";
import { type Alone, aloneOf } from "../rollout/avoid.ts";
import { type DatesOf, datesIn } from "../rollout/dates.ts";
import { type Exposure, exposureOf } from "../rollout/exposure.ts";
import { type Ground, groundOf } from "../rollout/ground.ts";
import { planOf, type RolloutPlan } from "../rollout/plan.ts";
import { planOfPlay } from "../rollout/plays.ts";

/** What several rules need, computed once for each analysis. */
export interface Facts {
  readonly project: Project;
  readonly structure: Structure;
  /** What one failure takes down. */
  readonly failure: OneFailure;
  /** What lies under nearly everything and is said once. */
  readonly estate: EstateBaskets;
  /** Where VMs could go; found when it is first asked for. */
  readonly places: () => PlaceIndex;
  /** How often and how long services are down; counted when it is first asked for. */
  readonly risk: () => Risk;
  /** What goes when one failure domain fails alone; found when it is first asked for. */
  readonly falls: (domain: Domain) => Fall;
  /** Each declared pair with its two sides compared; found when it is first asked for. */
  readonly comparisons: () => readonly Compared[];
  readonly plans: readonly RolloutPlan[];
  /** Foreign rollouts over hosts that the estate knows, as the rollouts that they are. */
  readonly playPlans: ReadonlyMap<Play, RolloutPlan>;
  /** Begins with no host down: what is down when more and more of exactly these hosts are. */
  readonly loss: () => GrowingLoss;
  /** What goes if the update of a rollout is bad; each is counted once. */
  readonly exposure: (plan: RolloutPlan) => Exposure;
  /** Known bad releases: those that come with Baskets and the team's own. */
  readonly known: readonly KnownIssue[];
  /** What looking at hosts in flight needs. */
  readonly ground: Ground;
  /** What updating one host alone costs. */
  readonly alone: Alone;
}

export interface Compared {
  readonly pair: Pair;
  readonly comparison: Comparison;
}

export function factsOf(project: Project, known: readonly KnownIssue[] = BUNDLED): Facts {
  const structure = structureOf(project);
  const failure = oneFailure(structure);
  const ground = groundOf(project, knownDates(project, known));
  let places: PlaceIndex | undefined;
  let risk: Risk | undefined;
  let loss: (() => GrowingLoss) | undefined;
  const exposures = new Map<RolloutPlan, Exposure>();
  const lossNow = () => {
    loss ??= lossOf(project, structure);
    return loss();
  };
  let compared: readonly Compared[] | undefined;
  let falls: ((domain: Domain) => Fall) | undefined;
  return {
    project,
    structure,
    failure,
    estate: estateBaskets(project, failure),
    places() {
      places ??= placeIndex(project, structure, failure);
      return places;
    },
    risk() {
      risk ??= riskOf(project, structure);
      return risk;
    },
    falls(domain) {
      falls ??= fallsOf(project, failure);
      return falls(domain);
    },
    comparisons() {
      compared ??= project.pairs.map((pair) => ({ pair, comparison: compare(project, pair) }));
      return compared;
    },
    loss: lossNow,
    exposure(plan) {
      const known =
        exposures.get(plan) ??
        exposureOf(plan, project.asOf, project.policy, () => {
          const grow = lossNow();
          return (more) => grow(more).share;
        });
      exposures.set(plan, known);
      return known;
    },
    plans: project.rollouts.map((rollout) => planOf(project, rollout)),
    playPlans: new Map(
      project.plays.flatMap((play) => {
        const plan = planOfPlay(project, play);
        return plan === undefined ? [] : [[play, plan] as const];
      }),
    ),
    known,
    ground,
    alone: aloneOf(ground),
  };
}

/** What the estate says of a build, and what the catalogue knows for certain where the estate says nothing. */
function knownDates(project: Project, known: readonly KnownIssue[]): DatesOf {
  const written = datesIn(project);
  return (platform, build) => {
    const told = written(platform, build);
    if (told.length > 0) return told;
    return badBuild(known, platform, build).flatMap(({ issue: { trigger, title }, certain }) =>
      certain && trigger?.kind === "date"
        ? [{ on: trigger.on, name: `build ${build}`, why: title, at: undefined }]
        : [],
    );
  };
}
