import type { Finding } from "../model/finding.ts";
import { silencesIn } from "../model/silence.ts";
import { parseYaml } from "../syntax/parse.ts";
import type { SyntaxFile } from "../syntax/tree.ts";
import type { SourceFile } from "../text/span.ts";
import { looksNative, type NativeDocuments, readNative } from "./native.ts";
import type { Part } from "./part.ts";

const NOTHING: NativeDocuments = { estates: [], rollouts: [], policies: [] };

/** Reads one file as whatever it is. What is not ours says nothing, whatever is wrong with it. */
export function readPart(source: SourceFile): Part {
  const { path, text } = source;
  if (!looksNative(path, text)) return { path, text, syntax: NO_TREE(text), recognised: "nothing", native: NOTHING, silences: [], findings: [] };
  const syntax = parseYaml(text);
  const findings: Finding[] = syntaxFindings(path, syntax);
  const native = readNative(syntax.documents, { file: path, syntax, findings });
  return { path, text, syntax, recognised: "manifest", native, silences: silencesIn(path, syntax), findings };
}

function NO_TREE(text: string): SyntaxFile {
  return { text, documents: [], comments: [], problems: [] };
}

/** What could not be read, as findings. */
export function syntaxFindings(path: string, syntax: SyntaxFile): Finding[] {
  return syntax.problems.map(({ message, start, end }) => ({ rule: "syntax", severity: "error", message, at: { file: path, start, end } }));
}
