import type { Play } from "../model/play.ts";
import type { Cluster, Domain, Environment, Host, Service, Vm } from "../project/project.ts";
import type { RolloutPlan, StagePlan } from "../rollout/plan.ts";
import type { Place } from "../text/span.ts";

/** What a word in a manifest names. */
export type Subject =
  | { readonly kind: "service"; readonly service: Service }
  | { readonly kind: "vm"; readonly vm: Vm }
  | { readonly kind: "host"; readonly host: Host }
  | { readonly kind: "cluster"; readonly cluster: Cluster }
  | { readonly kind: "environment"; readonly environment: Environment }
  | { readonly kind: "domain"; readonly domain: Domain }
  | { readonly kind: "rollout"; readonly plan: RolloutPlan }
  | { readonly kind: "stage"; readonly plan: RolloutPlan; readonly stage: StagePlan }
  | { readonly kind: "play"; readonly play: Play };

/** A place where something is named: where it is defined, or where something else refers to it. */
export interface Mention {
  readonly at: Place;
  readonly subject: Subject;
  /** Its own entry. */
  readonly isDefinition?: true;
}

/** What is meant, as one object: two mentions name the same where these are the same. */
export function meant(subject: Subject): object {
  switch (subject.kind) {
    case "service":
      return subject.service;
    case "vm":
      return subject.vm;
    case "host":
      return subject.host;
    case "cluster":
      return subject.cluster;
    case "environment":
      return subject.environment;
    case "domain":
      return subject.domain;
    case "rollout":
      return subject.plan;
    case "stage":
      return subject.stage;
    case "play":
      return subject.play;
  }
}

/** Its bare name; empty for what has none. */
export function nameOf(subject: Subject): string {
  switch (subject.kind) {
    case "rollout":
      return subject.plan.source.name;
    case "stage":
      return subject.stage.entry?.name?.value ?? "";
    case "play":
      return subject.play.name;
    default:
      return (meant(subject) as { readonly name: string }).name;
  }
}

/** The environment that it stands in, where it is in one. */
export function environmentOf(subject: Subject): Environment | undefined {
  switch (subject.kind) {
    case "vm":
      return subject.vm.environment;
    case "host":
      return subject.host.environment;
    case "cluster":
      return subject.cluster.environment;
    default:
      return undefined;
  }
}
