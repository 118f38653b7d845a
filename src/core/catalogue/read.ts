import type { Finding } from "../model/finding.ts";
import { type KnownIssue, knownIssueShape, plainIssue } from "../model/knownIssue.ts";
import type { Located } from "../model/shape.ts";
import { parseYaml } from "../syntax/parse.ts";
import type { SourceFile } from "../text/span.ts";

/** The entries of a file of known bad releases, one for each document, and what is wrong with it. */
export function readCatalogue({ path, text }: SourceFile): {
  readonly issues: readonly KnownIssue[];
  readonly findings: readonly Finding[];
} {
  const syntax = parseYaml(text);
  const findings: Finding[] = syntax.problems.map(({ message, start, end }) => ({
    rule: "syntax",
    severity: "error",
    message,
    at: { file: path, start, end },
  }));
  const issues = syntax.documents.flatMap(({ root }) => {
    if (root === undefined) return [];
    const told = knownIssueShape.read(root, { file: path, syntax, findings });
    return told === undefined ? [] : [plainIssue(told)];
  });
  return { issues, findings };
}

/**
 * A team's own catalogues, as its policy names them: relative to the policy or from the root. One that is
 * not among the files is said at its name.
 */
export function teamCatalogues(
  named: readonly Located<string>[],
  files: readonly SourceFile[],
): { readonly issues: readonly KnownIssue[]; readonly findings: readonly Finding[] } {
  const read = named.map((told) => {
    const folder = told.at.file.slice(0, told.at.file.lastIndexOf("/") + 1);
    const wanted = told.value.replace(/^\.\//, "");
    const file =
      files.find(({ path }) => path === `${folder}${wanted}`) ?? files.find(({ path }) => path === wanted);
    if (file !== undefined) return readCatalogue(file);
    const finding: Finding = {
      rule: "unknown-reference",
      severity: "error",
      message: `The catalogue “${told.value}” is not among the files that were read: what it knows is not looked for.`,
      at: told.at,
    };
    return { issues: [], findings: [finding] };
  });
  return { issues: read.flatMap(({ issues }) => issues), findings: read.flatMap(({ findings }) => findings) };
}
