/** Any signs, also none. */
export const ANY = Symbol("any signs");

/** A sign as it is, a test of one sign, or any signs. */
export type GlobPart = typeof ANY | string | ((sign: string) => boolean);

/** Whether a name matches a pattern in which `*` stands for any characters, also none, and `?` for one. */
export function globMatches(pattern: string, name: string): boolean {
  return partsMatch(pattern.split("").map(partOf), name);
}

export function isGlob(pattern: string): boolean {
  return pattern.includes("*") || pattern.includes("?");
}

/** The part that a sign of a pattern stands for by itself. */
export function partOf(sign: string): GlobPart {
  if (sign === "*") return ANY;
  return sign === "?" ? () => true : sign;
}

/**
 * Whether a text is what the parts say, from its first sign to its last (UTF-16 units).
 * Greedy with a single way back, so the time is at most parts × text: nothing can make it explode.
 */
export function partsMatch(parts: readonly GlobPart[], text: string): boolean {
  let part = 0;
  let sign = 0;
  let star = -1;
  let resume = 0;
  while (sign < text.length) {
    const want = parts[part];
    if (want === ANY) {
      star = part++;
      resume = sign;
    } else if (want !== undefined && fits(want, text.charAt(sign))) {
      part++;
      sign++;
    } else if (star >= 0) {
      part = star + 1;
      sign = ++resume;
    } else return false;
  }
  while (parts[part] === ANY) part++;
  return part === parts.length;
}

function fits(part: Exclude<GlobPart, typeof ANY>, sign: string): boolean {
  return typeof part === "string" ? part === sign : part(sign);
}
