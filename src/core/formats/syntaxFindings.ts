import type { Finding, Severity } from "../model/finding.ts";
import type { SyntaxFile } from "../syntax/tree.ts";

/** What could not be read, as findings; in another tool's file as information, since that tool judges its own. */
export function unreadable(path: string, syntax: SyntaxFile, severity: Severity): readonly Finding[] {
  return syntax.problems.map(({ message, start, end, open }) => ({
    rule: "syntax",
    severity,
    message,
    at: { file: path, start, end },
    ...(open ? { open } : {}),
  }));
}

/** The tree of a text that is no YAML of ours. */
export function unreadText(text: string): SyntaxFile {
  return { text, documents: [], comments: [], problems: [] };
}
