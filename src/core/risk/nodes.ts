/**
 * Hash-consed decision nodes: a node asks about the variable of its level and goes on to `high` where that is
 * true and to `low` where it is not. The same three numbers always give the same node, and children come before
 * parents: a loop over the indices from the front sees both children of a node before the node itself.
 */
export interface NodeTable {
  /** Nodes made so far, the two terminals among them. */
  readonly count: () => number;
  /** The node with these three; `BEYOND` where there are as many nodes as there may be. */
  readonly node: (level: number, low: number, high: number) => number;
  /** `TERMINAL_LEVEL` for the terminals. */
  readonly level: (node: number) => number;
  readonly low: (node: number) => number;
  readonly high: (node: number) => number;
}

export const FALSE = 0;
export const TRUE = 1;

/** Given instead of a node where the budget has ended; whatever is made from it is `BEYOND` too. */
export const BEYOND = -1;

/** Below every variable. */
const TERMINAL_LEVEL = 0x7fff_ffff;

const FIRST_SIZE = 1 << 10;

export function nodeTable(most: number): NodeTable {
  let levels = new Int32Array(FIRST_SIZE);
  let lows = new Int32Array(FIRST_SIZE);
  let highs = new Int32Array(FIRST_SIZE);
  let slots = new Int32Array(FIRST_SIZE * 2);
  let count = 2;
  levels[FALSE] = TERMINAL_LEVEL;
  levels[TRUE] = TERMINAL_LEVEL;

  function grow(): void {
    const size = levels.length * 2;
    levels = larger(levels, size);
    lows = larger(lows, size);
    highs = larger(highs, size);
    slots = new Int32Array(size * 2);
    for (let node = 2; node < count; node += 1) {
      slots[freeSlot(levels[node] as number, lows[node] as number, highs[node] as number)] = node;
    }
  }

  /** Where this node stands, or the empty slot where it belongs. */
  function freeSlot(level: number, low: number, high: number): number {
    const mask = slots.length - 1;
    let slot = mixed(level, low, high) & mask;
    for (;;) {
      const node = slots[slot] as number;
      if (node === 0 || (levels[node] === level && lows[node] === low && highs[node] === high)) return slot;
      slot = (slot + 1) & mask;
    }
  }

  return {
    count: () => count,
    node(level, low, high) {
      const slot = freeSlot(level, low, high);
      const known = slots[slot] as number;
      if (known !== 0) return known;
      if (count >= most) return BEYOND;
      const node = count++;
      levels[node] = level;
      lows[node] = low;
      highs[node] = high;
      slots[slot] = node;
      if (count === levels.length) grow();
      return node;
    },
    level: (node) => levels[node] as number,
    low: (node) => lows[node] as number,
    high: (node) => highs[node] as number,
  };
}

/** Found where nothing is kept. */
export const UNKNOWN = -2;

/**
 * The last answer to each question of three numbers, the first of them never 0. Questions that fall on the same place
 * drive each other out and are worked out again: memory stays bounded.
 */
export interface AnswerCache {
  /** `UNKNOWN` where it was not kept. */
  readonly find: (a: number, b: number, c: number) => number;
  readonly keep: (a: number, b: number, c: number, answer: number) => number;
}

const FIRST_ANSWERS = 1 << 12;
const MOST_ANSWERS = 1 << 22;

/** `size` is how many answers would be worth keeping now: the cache grows with it. */
export function answerCache(size: () => number): AnswerCache {
  let kept = new Int32Array(FIRST_ANSWERS * 4);
  const place = (a: number, b: number, c: number) => (mixed(a, b, c) & (kept.length / 4 - 1)) * 4;
  return {
    find(a, b, c) {
      const at = place(a, b, c);
      return kept[at] === a && kept[at + 1] === b && kept[at + 2] === c ? (kept[at + 3] as number) : UNKNOWN;
    },
    keep(a, b, c, answer) {
      if (kept.length / 4 < size() && kept.length / 4 < MOST_ANSWERS) kept = new Int32Array(kept.length * 2);
      const at = place(a, b, c);
      kept[at] = a;
      kept[at + 1] = b;
      kept[at + 2] = c;
      kept[at + 3] = answer;
      return answer;
    },
  };
}

/** Three numbers mixed into one hash (the multipliers and shifts of MurmurHash3, public domain). */
function mixed(a: number, b: number, c: number): number {
  let hash = Math.imul(a, 0x85ebca6b) ^ Math.imul(b, 0xc2b2ae35) ^ Math.imul(c, 0x27d4eb2f);
  hash = Math.imul(hash ^ (hash >>> 15), 0x85ebca6b);
  return hash ^ (hash >>> 13);
}

function larger(values: Int32Array<ArrayBuffer>, size: number): Int32Array<ArrayBuffer> {
  const copy = new Int32Array(size);
  copy.set(values);
  return copy;
}
