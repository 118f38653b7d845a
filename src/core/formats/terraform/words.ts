/** `a, b and c`; of many the first and how many more. */
export function listed(words: readonly string[]): string {
  const shown =
    words.length > MOST ? [...words.slice(0, MOST - 1), `${words.length - MOST + 1} more`] : words;
  return shown.length < 2
    ? shown.join("")
    : `${shown.slice(0, -1).join(", ")} and ${shown[shown.length - 1]}`;
}

const MOST = 6;

/** `1 group`, `4 groups`. */
export function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? "" : "s"}`;
}
