/**
 * Whether a path matches one of VS Code's globs: `*` and `?` within a name, `**` over folders, `{a,b}`, `[abc]`.
 * Paths are relative to the workspace folder, and so are globs. One without a slash matches a name in any folder; one that matches a folder matches all that is in it.
 */
export function globMatcher(globs: readonly string[]): (path: string) => boolean {
  const patterns = globs.flatMap((glob) => patternOf(glob) ?? []);
  return (path) => patterns.some((pattern) => pattern.test(path));
}

/** Undefined for what is no glob: a setting in the middle of being written excludes nothing. */
function patternOf(glob: string): RegExp | undefined {
  const inside = glob.trim().replace(/^\.\//, "").replace(/\/$/, "");
  if (inside === "") return undefined;
  const anywhere = inside.includes("/") ? inside.replace(/^\//, "") : `**/${inside}`;
  try {
    return new RegExp(`^${expressionOf(anywhere)}(/.*)?$`);
  } catch {
    return undefined;
  }
}

const TOKEN = /\*\*\/|\/\*\*|\*\*|\*|\?|\[!?[^\]/]+\]|[{},]|[\s\S]/g;

function expressionOf(glob: string): string {
  let depth = 0;
  const parts = (glob.match(TOKEN) ?? []).map((token) => {
    if (token === "**/") return "(?:.*/)?";
    if (token === "/**") return "(?:/.*)?";
    if (token === "**") return ".*";
    if (token === "*") return "[^/]*";
    if (token === "?") return "[^/]";
    if (token.startsWith("[") && token.length > 1) return token.replace("[!", "[^");
    if (token === "{") {
      depth++;
      return "(?:";
    }
    if (token === "}" && depth > 0) {
      depth--;
      return ")";
    }
    if (token === "," && depth > 0) return "|";
    return token.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  });
  return parts.join("") + ")".repeat(depth);
}
