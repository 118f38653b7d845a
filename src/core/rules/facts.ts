import { BUNDLED } from "../catalogue/bundled.ts";
import { badBuild } from "../catalogue/known.ts";
import type { KnownIssue } from "../model/knownIssue.ts";
import type { Play } from "../model/play.ts";
import {
  EVERYTHING,
  type FieldId,
  isAffected,
  noteRead,
  type Recorded,
  recorded,
  taken,
} from "../model/reads.ts";
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
  /** Has what asked for one of these fields found anew: they read otherwise now. Fixes of findings that stand ask for it too. */
  readonly forget: (fields: ReadonlySet<FieldId>) => void;
}

export interface Compared {
  readonly pair: Pair;
  readonly comparison: Comparison;
}

export function factsOf(project: Project, known: readonly KnownIssue[] = BUNDLED): Facts {
  const made = new Map<string, Recorded<unknown>>();
  /** Found when it is first asked for, and kept. */
  const fact = <T>(name: string, find: () => T): T => {
    const kept = made.get(name) ?? recorded(find);
    made.set(name, kept);
    return taken(kept).value as T;
  };
  /** The same for what asks for fields later than when it is made. */
  const lasting = <T>(name: string, find: () => T): T =>
    fact(name, () => {
      noteRead(EVERYTHING);
      return find();
    });
  const exposures = () => lasting("exposures", () => new Map<RolloutPlan, Exposure>());
  const loss = () => lasting("loss", () => lossOf(project, facts.structure));
  const facts: Facts = {
    project,
    known,
    get structure() {
      return fact("structure", () => structureOf(project));
    },
    get failure() {
      return fact("failure", () => oneFailure(facts.structure));
    },
    get estate() {
      return fact("estate", () => estateBaskets(project, facts.failure));
    },
    places: () => lasting("places", () => placeIndex(project, facts.structure, facts.failure)),
    risk: () => lasting("risk", () => riskOf(project, facts.structure)),
    falls: (domain) => lasting("falls", () => fallsOf(project, facts.failure))(domain),
    comparisons: () =>
      lasting("comparisons", () =>
        project.pairs.map((pair) => ({ pair, comparison: compare(project, pair) })),
      ),
    loss: () => loss()(),
    exposure(plan) {
      const counted = exposures();
      const exposure =
        counted.get(plan) ??
        exposureOf(plan, project.asOf, project.policy, () => {
          const grow = facts.loss();
          return (more) => grow(more).share;
        });
      counted.set(plan, exposure);
      return exposure;
    },
    get plans() {
      return fact("plans", () => project.rollouts.map((rollout) => planOf(project, rollout)));
    },
    get playPlans() {
      return fact(
        "playPlans",
        () =>
          new Map(
            project.plays.flatMap((play) => {
              const plan = planOfPlay(project, play);
              return plan === undefined ? [] : [[play, plan] as const];
            }),
          ),
      );
    },
    get ground() {
      return lasting("ground", () => groundOf(project, knownDates(project, known)));
    },
    get alone() {
      return lasting("alone", () => aloneOf(facts.ground));
    },
    forget(fields) {
      for (const [name, { reads }] of made) if (isAffected(reads, fields)) made.delete(name);
    },
  };
  return facts;
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
