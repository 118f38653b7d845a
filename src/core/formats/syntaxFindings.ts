import type { Finding, Severity } from "../model/finding.ts";
import type { SyntaxFile } from "../syntax/tree.ts";
import { placeIn } from "../text/stretch.ts";

/** What could not be read, as findings; in another tool's file as information, since that tool judges its own. */
export function unreadable(path: string, syntax: SyntaxFile, severity: Severity): readonly Finding[] {
  return syntax.problems.map((problem) => ({
    rule: "syntax",
    severity,
    message: problem.message,
    at: placeIn(path, problem),
    ...(problem.open ? { open: true } : {}),
  }));
}

/** The tree of a text that is no YAML of ours. */
export function unreadText(text: string): SyntaxFile {
  return { text, documents: [], comments: [], problems: [] };
}
