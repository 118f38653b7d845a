/** How messages write numbers, lists and names: one way everywhere. */

/** `1 VM`, `3 VMs`, `4,000 VMs`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${grouped(count)} ${count === 1 ? one : many}`;
}

/** `4,000` */
export function grouped(count: number): string {
  const [whole = "", ...fraction] = String(count).split(".");
  return [whole.replace(/\B(?=(?:\d{3})+$)/g, ","), ...fraction].join(".");
}

/** `a, b and c`; a long list is cut: `a, b, c and 7 more`. */
export function listed(words: readonly string[], most = 6): string {
  if (words.length > most + 1)
    return `${words.slice(0, most).join(", ")} and ${grouped(words.length - most)} more`;
  return joined(words, "and");
}

/** `a, b or c`. */
export function either(words: readonly string[]): string {
  return joined(words, "or");
}

/** `A host`: as it begins a sentence. */
export function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** `“san-east”`: a name as it stands in a file. */
export function quoted(name: string): string {
  return `“${name}”`;
}

function joined(words: readonly string[], last: "and" | "or"): string {
  if (words.length < 2) return words.join("");
  return `${words.slice(0, -1).join(", ")} ${last} ${words[words.length - 1]}`;
}
