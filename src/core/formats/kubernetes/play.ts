import type { Fix } from "../../model/finding.ts";
import type { BatchSize, Halts, Pause, Play, Step, Targets } from "../../model/play.ts";
import type { PlayKind } from "../../model/playWords.ts";
import type { Duration } from "../../model/values.ts";
import { SECOND } from "../../model/values.ts";
import type { Node, ScalarNode } from "../../syntax/tree.ts";
import { batchesOf } from "../batches.ts";
import type { KubeObject } from "./objects.ts";
import { isFilledIn, placeOf, wholeNumber } from "./values.ts";

/** What an object says about how many go at a time. */
export interface Size {
  /** The value that says it, where one is written. */
  readonly node: Node | undefined;
  readonly sizes: readonly BatchSize[];
  /** The same sizes as numbers, for so many targets. */
  readonly counts: (targets: number) => readonly BatchSize[];
}

interface Parts {
  readonly kind: PlayKind;
  readonly targets: Targets;
  readonly size: Size;
  readonly halts: Halts;
  readonly update: Step;
  readonly checks?: readonly Step[];
  readonly watch?: { readonly node: Node; readonly length: Duration } | undefined;
  readonly mends: Play["mends"];
}

/** An object as the rollout that it is: the controllers keep so many going at a time, which is taken for batches. */
export function playOf(object: KubeObject, parts: Parts): Play {
  const { file, syntax } = object;
  const { kind, targets, size, halts, update, watch } = parts;
  const hosts = targets.known ? targets.hosts : undefined;
  return {
    source: "kubernetes",
    kind,
    file,
    name: object.name,
    at: object.at,
    pattern: object.name,
    targets,
    batches: {
      at: size.node && placeOf(file, size.node),
      written: size.node && syntax.text.slice(size.node.start, size.node.end),
      sizes: size.sizes,
      assumes: [],
      hosts: hosts && batchesOf(hosts, size.counts(hosts.length)),
      // The controllers start the next node as soon as one has ended, in an order of their own.
      shuffled: true,
    },
    halts,
    updates: [update],
    checks: parts.checks ?? [],
    ignoredChecks: [],
    pauses: watch === undefined || watch.length === 0 ? [] : [pauseOf(file, watch)],
    notes: [],
    node: object.map,
    mends: parts.mends,
  };
}

function pauseOf(file: string, { node, length }: { readonly node: Node; readonly length: Duration }): Pause {
  return { at: placeOf(file, node), seconds: length / SECOND, prompt: false };
}

/** So many at a time, given as a number; `fallback` where nothing is written. */
export function sizeOfNumber(node: ScalarNode | undefined, text: string | undefined, fallback: number): Size {
  const number = text === undefined ? fallback : wholeNumber(text);
  const size: BatchSize =
    number === undefined || number < 1
      ? { kind: "unknown", why: unreadable(text ?? "") }
      : { kind: "count", hosts: number };
  return { node, sizes: [size], counts: () => [size] };
}

export function unreadable(text: string): string {
  return isFilledIn(text)
    ? `“${text}” is filled in only when it is deployed`
    : `“${text}” is no number that says how many`;
}

/** Whether one goes after the other. */
export function oneByOne(play: Play): boolean {
  const { hosts, sizes } = play.batches;
  if (hosts !== undefined) return hosts.every((batch) => batch.length === 1);
  return sizes.every((size) => size.kind === "count" && size.hosts === 1);
}

/** Whether anything is left when the first batch has gone; true where nobody knows how many there are. */
export function hasMoreBatches(play: Play): boolean {
  return play.batches.hosts === undefined || play.batches.hosts.length > 1;
}

/** The edit that lets one go at a time, wherever that is asked for. */
export function mendsBy(fixes: readonly Fix[]): Play["mends"] {
  const [first] = fixes;
  return first === undefined ? { stage: [] } : { stage: [first], first };
}
