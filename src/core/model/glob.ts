/**
 * Whether a name matches a pattern in which `*` stands for any characters, also none, and `?` for one.
 * Greedy with a single way back, so the time is at most pattern × name: nothing can make it explode.
 */
export function globMatches(pattern: string, name: string): boolean {
  let at = 0;
  let star = -1;
  let starAt = 0;
  let i = 0;
  while (i < name.length) {
    if (at < pattern.length && (pattern[at] === "?" || (pattern[at] === name[i] && pattern[at] !== "*"))) {
      at++;
      i++;
    } else if (pattern[at] === "*") {
      star = at++;
      starAt = i;
    } else if (star !== -1) {
      at = star + 1;
      i = ++starAt;
    } else {
      return false;
    }
  }
  while (pattern[at] === "*") at++;
  return at === pattern.length;
}

export function isGlob(pattern: string): boolean {
  return pattern.includes("*") || pattern.includes("?");
}
