import type { Play } from "../model/play.ts";
import type { Policy } from "../model/policy.ts";
import { growthLimit, shareLimit } from "./limits.ts";

/** Batches for a play whose hosts only its inventory knows. */
export interface DomainSerial {
  /** As `serial` lists them, the last repeated. */
  readonly sizes: readonly number[];
  /** The kind of failure domain of which no batch holds hosts of two. */
  readonly along?: string;
  /** Whether hosts had to be kept apart that stand in for each other. */
  readonly apart: boolean;
}

/**
 * The policy's share first, then sizes that grow by the policy, cut where the hosts of the next site (cluster,
 * rack) begin and before a batch would hold all hosts that stand in for each other. Ansible takes hosts in the order
 * of the inventory, so a domain is only kept to where its hosts follow each other there. Undefined where the
 * inventory says nothing that would make a difference, and where nobody knows the order.
 */
export function serialByDomains(play: Play, policy: Policy): DomainSerial | undefined {
  const { targets, batches, standIns = [] } = play;
  const hosts = batches.hosts?.flat();
  if (!targets.known || targets.missing.length > 0 || hosts === undefined || hosts.length < 2)
    return undefined;
  const positions = new Map(hosts.map((host, index) => [host, index]));
  const sets = standIns.map((set) => {
    const at = set.hosts.map((host) => positions.get(host) ?? 0);
    return { first: Math.min(...at), last: Math.max(...at) };
  });
  if (batches.shuffled) return sets.length === 0 ? undefined : { sizes: [1], apart: true };
  const along = KINDS.find((kind) => bordersOf(kind, hosts, play) !== undefined);
  const tries = [
    ...(along === undefined ? [] : [{ along, borders: bordersOf(along, hosts, play) ?? [] }]),
    ...(sets.length === 0 ? [] : [{ borders: [] }]),
  ];
  for (const { borders, ...kept } of tries) {
    const sizes = sizesFor(hosts.length, policy, borders, sets);
    if (sizes.length <= MOST_SIZES) return { sizes, apart: sets.length > 0, ...kept };
  }
  return sets.length === 0 ? undefined : { sizes: [1], apart: true };
}

/** The outermost first: what keeps to a site keeps to all within it. */
const KINDS = ["site", "cluster", "rack"];

/** A list that a person still reads. */
const MOST_SIZES = 12;

/** Where the next domain of a kind begins; undefined where not all hosts have one, all have the same, or they are mixed. */
function bordersOf(kind: string, hosts: readonly string[], { facts }: Play): readonly number[] | undefined {
  const names = hosts.map((host) => facts?.get(host)?.get(kind)?.value);
  if (names.includes(undefined)) return undefined;
  const borders = names.flatMap((name, index) => (index > 0 && name !== names[index - 1] ? [index] : []));
  return borders.length > 0 && borders.length === new Set(names).size - 1 ? borders : undefined;
}

interface Stretch {
  readonly first: number;
  readonly last: number;
}

function sizesFor(
  hosts: number,
  policy: Policy,
  borders: readonly number[],
  sets: readonly Stretch[],
): readonly number[] {
  const sizes: number[] = [];
  let largest = 0;
  for (let at = 0; at < hosts; ) {
    const allowed = at === 0 ? shareLimit(policy, hosts) : growthLimit(policy, largest);
    const border = borders.find((next) => next > at) ?? hosts;
    const whole = sets.flatMap(({ first, last }) => (first >= at ? [last - at] : []));
    const size = Math.max(1, Math.min(allowed, border - at, ...whole));
    sizes.push(size);
    largest = Math.max(largest, size);
    at += size;
  }
  return withoutRepeats(sizes);
}

/** The last size repeats and takes no more than is left, so a smaller one behind it need not be written. */
function withoutRepeats(sizes: readonly number[]): readonly number[] {
  const kept = [...sizes];
  const last = () => kept.at(-1) ?? 0;
  if (kept.length > 1 && last() <= (kept.at(-2) ?? 0)) kept.pop();
  while (kept.length > 1 && last() === kept.at(-2)) kept.pop();
  return kept;
}
