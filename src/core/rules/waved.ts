import type { Part } from "../formats/part.ts";
import type { Instant } from "../model/values.ts";
import type { Place } from "../text/span.ts";
import type { Silenced } from "./silencing.ts";

/** Something that the estate's texts say is accepted: a comment, an entry of a policy or a difference of a pair. */
export interface Waved {
  readonly by: "comment" | "policy" | "pair";
  /** The rule, or the field of a pair. */
  readonly what: string;
  /** What it is for, as written; empty for everything. */
  readonly about: string;
  readonly reason: string;
  readonly until: Instant | undefined;
  /** Who accepted it, else who keeps the document. */
  readonly owner: string | undefined;
  readonly at: Place;
  /** What it holds back now. */
  readonly holds: readonly string[];
}

interface Looked {
  readonly parts: readonly Part[];
  readonly silenced: readonly Silenced[];
}

/** What is accepted afterwards and was not before; a new reason or a later day is a new acceptance. */
export function wavedIn(before: Looked, after: Looked): readonly Waved[] {
  const counts = new Map<string, number>();
  for (const each of all(before)) counts.set(keyOf(each), (counts.get(keyOf(each)) ?? 0) + 1);
  return all(after).filter((each) => {
    const left = counts.get(keyOf(each)) ?? 0;
    counts.set(keyOf(each), left - 1);
    return left <= 0;
  });
}

function keyOf({ by, what, about, reason, until }: Waved): string {
  return JSON.stringify([by, what, about, reason, until]);
}

function all({ parts, silenced }: Looked): readonly Waved[] {
  return parts.flatMap((part) => [
    ...inComments(part, silenced),
    ...inPolicies(part, silenced),
    ...inPairs(part),
  ]);
}

function inComments(part: Part, silenced: readonly Silenced[]): readonly Waved[] {
  return part.silences.map(({ rule, reason, until, at }) => ({
    by: "comment",
    what: rule,
    about: "",
    reason,
    until,
    owner: ownerOf(part, at),
    at,
    holds: held(silenced, rule, reason),
  }));
}

function inPolicies(part: Part, silenced: readonly Silenced[]): readonly Waved[] {
  return part.native.policies.flatMap((policy) =>
    (policy.silence ?? []).map(({ rule, object, reason, until, owner, at }) => ({
      by: "policy" as const,
      what: rule.value,
      about: object?.value ?? "",
      reason: reason?.value.trim() ?? "",
      until: until?.value,
      owner: owner?.value ?? policy.metadata?.owner?.value,
      at,
      holds: held(silenced, rule.value, reason?.value.trim() ?? ""),
    })),
  );
}

function inPairs(part: Part): readonly Waved[] {
  return part.native.estates.flatMap((estate) =>
    (estate.pairs ?? []).flatMap(({ between, accepted }) =>
      (accepted ?? []).map(({ field, services, reason, until, at }) => ({
        by: "pair" as const,
        what: field.value,
        about: [
          between.map(({ value }) => value).join("–"),
          ...(services === undefined ? [] : [services.map(({ value }) => value).join(", ")]),
        ].join(": "),
        reason: reason.value,
        until: until?.value,
        owner: estate.metadata?.owner?.value,
        at,
        holds: [],
      })),
    ),
  );
}

/** The document that a comment stands in, or the only one of its file, has an owner. */
function ownerOf({ native }: Part, at: Place): string | undefined {
  const documents = [...native.estates, ...native.rollouts, ...native.policies];
  const around = documents.find((each) => each.at.start <= at.start && at.end <= each.at.end) ?? documents[0];
  const metadata = around?.metadata as { readonly owner?: { readonly value: string } } | undefined;
  return metadata?.owner?.value;
}

function held(silenced: readonly Silenced[], rule: string, reason: string): readonly string[] {
  return silenced
    .filter((each) => each.finding.rule === rule && each.reason === reason)
    .map(({ finding }) => finding.message);
}
