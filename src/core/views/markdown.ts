/**
 * Text as Markdown that shows exactly that text: no link, no HTML, no emphasis comes out of what a file says, and
 * line ends do not start a new block.
 */
export function plain(text: string): string {
  return text
    .replace(/[\p{Cc}\p{Cf}\s]+/gu, " ")
    .replace(/[\\`*_{}[\]()#+!|<>~&:@$^]/g, "\\$&")
    .replace(/www\./gi, (prefix) => `${prefix.slice(0, -1)}\\.`);
}

export function bold(text: string): string {
  return `**${plain(text)}**`;
}

/** Paragraphs and lists, with an empty line between; what is undefined is left out. */
export function blocks(parts: readonly (string | undefined)[]): string {
  return parts.filter((part) => part !== undefined && part !== "").join("\n\n");
}

export function bullets(items: readonly string[], most = 8): string {
  const shown = items.slice(0, most).map((item) => `- ${item}`);
  return [...shown, ...(items.length > most ? [`- and ${items.length - most} more`] : [])].join("\n");
}

/** `a · b · c`; what is undefined or empty is left out. */
export function facets(parts: readonly (string | undefined)[]): string {
  return parts.filter((part) => part !== undefined && part !== "").join(" · ");
}
