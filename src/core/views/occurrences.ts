import type { Facts } from "../rules/facts.ts";
import type { Place } from "../text/span.ts";
import { mentionAt, mentions } from "./mentions.ts";
import { type Mention, meant, type Subject } from "./subject.ts";

/** All that an estate says of the thing that a word names. */
export interface Occurrences {
  /** The word. */
  readonly at: Place;
  readonly subject: Subject;
  /** Its own entry; for a failure domain without one, where it is first named. */
  readonly definition: Place;
  /** Every place where it is named, its definition among them, each once. */
  readonly mentions: readonly Mention[];
}

export function occurrencesAt(facts: Facts, file: string, offset: number): Occurrences | undefined {
  const word = mentionAt(facts, file, offset);
  return word && { at: word.at, ...occurrencesOf(facts, word.subject) };
}

function occurrencesOf(facts: Facts, subject: Subject): Omit<Occurrences, "at"> {
  const wanted = meant(subject);
  const found = new Map<string, Mention>();
  for (const mention of mentions(facts)) {
    if (meant(mention.subject) !== wanted) continue;
    const key = `${mention.at.start} ${mention.at.file}`;
    // The same place may be reached more than once, by an alias for one.
    if (!found.has(key) || mention.isDefinition) found.set(key, mention);
  }
  const all = [...found.values()];
  const definition = all.find(({ isDefinition }) => isDefinition)?.at ?? firstOf(subject) ?? all[0]?.at;
  return { subject, definition: definition as Place, mentions: all };
}

function firstOf(subject: Subject): Place | undefined {
  return subject.kind === "domain" ? subject.domain.at : undefined;
}
