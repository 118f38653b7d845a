import type { Fix } from "../model/finding.ts";
import type { Facts } from "../rules/facts.ts";
import { helpFor } from "../rules/promise.ts";
import { mentionAt } from "./mentions.ts";

/** So many are tried before they are offered: each costs an analysis. */
const MOST = 5;

/** The moves that would help most the service that a word names, or the service of the VM that it names. */
export function movesAt(facts: Facts, file: string, offset: number): readonly Fix[] {
  const subject = mentionAt(facts, file, offset)?.subject;
  const service =
    subject?.kind === "service" ? subject.service : subject?.kind === "vm" ? subject.vm.service : undefined;
  return service === undefined ? [] : helpFor(service, facts, MOST).flatMap(({ fix }) => fix ?? []);
}
