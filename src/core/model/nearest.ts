/** Words that a person may have meant, nearest first: at most a third of the letters differ. */
export function nearest(written: string, known: Iterable<string>, most = 1): readonly string[] {
  const limit = Math.max(1, Math.floor(written.length / 3));
  const lower = written.toLowerCase();
  const close: { word: string; distance: number }[] = [];
  for (const word of known) {
    if (word === written || Math.abs(word.length - written.length) > limit) continue;
    const distance = editDistance(lower, word.toLowerCase(), limit);
    if (distance <= limit) close.push({ word, distance });
  }
  close.sort((a, b) => a.distance - b.distance || (a.word < b.word ? -1 : 1));
  return close.slice(0, most).map((candidate) => candidate.word);
}

/**
 * Damerau-Levenshtein distance (optimal string alignment): insertions, deletions, substitutions and
 * swaps of neighbours. Beyond `limit` any larger number may be given.
 */
function editDistance(a: string, b: string, limit: number): number {
  if (a.length > 200 || b.length > 200) return a === b ? 0 : limit + 1;
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    let best = i;
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let cost = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        cost = Math.min(cost, (beforeLast[j - 2] ?? 0) + 1);
      }
      row.push(cost);
      best = Math.min(best, cost);
    }
    if (best > limit + 1) return limit + 1;
    beforeLast = last;
    last = row;
  }
  return last[b.length] ?? limit + 1;
}
