interface Placed {
  readonly range: { readonly start: { readonly line: number } };
}

/** Findings without those on lines whose syntax a YAML extension beside ours complains of already: nothing is said twice. */
export function notYetSaid<T extends Placed & { readonly rule: string }>(
  findings: readonly T[],
  others: readonly (Placed & { readonly source?: string | undefined })[],
): readonly T[] {
  const yaml = others.filter(({ source }) => source === "YAML");
  const lines = new Set(yaml.map(({ range }) => range.start.line));
  return findings.filter(({ rule, range }) => rule !== "syntax" || !lines.has(range.start.line));
}
