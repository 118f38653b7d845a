import { fieldsOf } from "../model/fields.ts";
import type { RolloutDocument } from "../model/rolloutManifest.ts";
import type { Located } from "../model/shape.ts";
import type { Instant } from "../model/values.ts";
import type { RolloutSource } from "../project/project.ts";

/** A holdback that is only proposed. */
export interface Holdback {
  readonly environments?: readonly string[];
  readonly hosts?: readonly string[];
  readonly until: Instant;
}

/** Openings on every day, in minutes after midnight UTC. */
export interface Window {
  readonly from: number;
  readonly until: number;
}

/** What is proposed for a rollout beside its stages. */
export interface Proposed {
  readonly holdback?: Holdback | undefined;
  readonly window?: Window | undefined;
  /** Stops after so many failures. */
  readonly halt?: number | undefined;
}

/** The same rollout as if that were written in it: to judge a proposal exactly as what is written. */
export function withProposed(source: RolloutSource, { holdback, halt, window }: Proposed): RolloutSource {
  const { document, at } = source;
  const located = <T>(value: T): Located<T> => ({ value, at });
  const told = { node: document.node, at };
  const more: Partial<RolloutDocument> = {
    ...(halt === undefined ? {} : { halt: { ...told, failures: located({ kind: "count", count: halt }) } }),
    ...(window === undefined
      ? {}
      : { window: { ...told, from: located(window.from), until: located(window.until) } }),
    ...(holdback === undefined
      ? {}
      : {
          holdback: {
            ...told,
            ...(holdback.environments ? { environments: holdback.environments.map(located) } : {}),
            ...(holdback.hosts ? { hosts: holdback.hosts.map(located) } : {}),
            until: located(holdback.until),
          },
        }),
  };
  return { ...source, document: { ...fieldsOf(document), ...more } };
}
