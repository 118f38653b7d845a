/**
 * How many hosts each stage takes: as few stages as the limits allow, and the early ones as small as
 * that leaves them (spec RISK.md: few stages first, then low exposure).
 *
 * @param total hosts
 * @param least the smallest first stage, its representatives
 * @param most the largest first stage
 * @param growth a stage is at most so many times the one before, rounded down, at least one host
 */
export function sizesOf(total: number, least: number, most: number, growth: number): readonly number[] {
  if (total < 1) return [];
  // Whoever can be updated in one stage still gets a second one, if the first leaves anybody.
  let count = total > least ? 2 : 1;
  while (count < Math.min(total, MOST) && reach(Math.min(most, total), count, growth) < total) count++;
  const sizes: number[] = [];
  let left = total;
  for (let stage = 0; stage < count; stage++) {
    const limit = stage === 0 ? most : grown(sizes[stage - 1] ?? 1, growth);
    let size = stage === 0 ? least : 1;
    while (size < limit && reach(size, count - stage, growth) < left) size++;
    sizes.push(Math.min(size, left));
    left -= Math.min(size, left);
  }
  return left > 0 ? [...sizes, left] : sizes;
}

/** More stages than anyone would propose: the sizes beyond do not matter. */
const MOST = 64;

function grown(size: number, growth: number): number {
  return Math.max(1, Math.floor(growth * size + 1e-9));
}

/** Hosts that so many stages can take, the first of this size and each grown to its limit. */
function reach(first: number, stages: number, growth: number): number {
  let [sum, size] = [0, first];
  for (let stage = 0; stage < stages; stage++) {
    sum += size;
    if (!Number.isFinite(sum)) return sum;
    size = grown(size, growth);
  }
  return sum;
}
