import type { Facts } from "../rules/facts.ts";
import type { Place } from "../text/span.ts";
import { domainCard } from "./domainCard.ts";
import { clusterCard, environmentCard, hostCard, vmCard } from "./estateCards.ts";
import { mentionAt } from "./mentions.ts";
import { playCard, rolloutCard, stageCard } from "./rolloutCards.ts";
import { serviceCard } from "./serviceCard.ts";
import type { Subject } from "./subject.ts";

/** What is said about the object that a word names. */
export interface Hover {
  /** The word. */
  readonly at: Place;
  /** Markdown without links and HTML; names and notes out of files are plain text in it. */
  readonly markdown: string;
}

/** Undefined where the place names nothing that is known. */
export function hoverAt(facts: Facts, file: string, offset: number): Hover | undefined {
  const mention = mentionAt(facts, file, offset);
  return mention && { at: mention.at, markdown: card(facts, mention.subject) };
}

function card(facts: Facts, subject: Subject): string {
  switch (subject.kind) {
    case "service":
      return serviceCard(facts, subject.service);
    case "vm":
      return vmCard(facts, subject.vm);
    case "host":
      return hostCard(facts, subject.host);
    case "cluster":
      return clusterCard(facts, subject.cluster);
    case "environment":
      return environmentCard(facts, subject.environment);
    case "domain":
      return domainCard(facts, subject.domain);
    case "rollout":
      return rolloutCard(facts, subject.plan);
    case "stage":
      return stageCard(facts, subject.plan, subject.stage);
    case "play":
      return playCard(facts, subject.play);
  }
}
