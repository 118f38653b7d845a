import type { Finding } from "../model/finding.ts";
import { silencesIn } from "../model/silence.ts";
import { parseYaml } from "../syntax/parse.ts";
import type { SyntaxFile } from "../syntax/tree.ts";
import { lineStarts, positionAt } from "../text/lines.ts";
import type { SourceFile } from "../text/span.ts";
import { iniComments } from "./ansible/ini.ts";
import { type AnsiblePart, readAnsible } from "./ansible/read.ts";
import { ansibleSyntax } from "./ansible/recognise.ts";
import { looksNative } from "./candidates.ts";
import { type NativeDocuments, readNative } from "./native.ts";
import type { Part } from "./part.ts";

/** Reads one file as whatever it is. What is not ours says nothing, whatever is wrong with it. */
export function readPart(source: SourceFile): Part {
  return readManifest(source) ?? readForeign(source) ?? notOurs(source);
}

function readManifest(source: SourceFile): Part | undefined {
  const { path, text } = source;
  if (!looksNative(path, text)) return undefined;
  const syntax = parseYaml(text);
  const shapes: Finding[] = [];
  const native = readNative(syntax.documents, { file: path, syntax, findings: shapes });
  const findings = [...syntaxFindings(path, syntax), ...withoutFollowUps(shapes, syntax)];
  return {
    path,
    text,
    syntax,
    recognised: "manifest",
    native,
    ansible: undefined,
    silences: silencesIn(path, syntax),
    findings,
  };
}

function readForeign(source: SourceFile): Part | undefined {
  const { path, text } = source;
  const form = ansibleSyntax(path, text);
  if (form === undefined) return undefined;
  const syntax = form === "yaml" ? parseYaml(text) : undefined;
  const ansible = readAnsible(source, syntax);
  if (ansible === undefined) return undefined;
  const tree = syntax ?? { ...unread(text), comments: iniComments(text) };
  // Ansible's own reader forgives some of what YAML does not, and refuses the rest itself before anything runs.
  const unreadable = syntaxFindings(path, tree).map((finding): Finding => ({ ...finding, severity: "info" }));
  const findings = [...unreadable, ...inventoryFindings(ansible)];
  return {
    path,
    text,
    syntax: tree,
    recognised: `ansible-${ansible.kind}`,
    native: NOTHING,
    ansible,
    silences: silencesIn(path, tree),
    findings,
  };
}

/** What is odd about the shape of a line that cannot be read follows from that: one cause, one finding. */
function withoutFollowUps(shapes: readonly Finding[], { text, problems }: SyntaxFile): readonly Finding[] {
  if (problems.length === 0) return shapes;
  const starts = lineStarts(text);
  const broken = new Set(problems.map((problem) => positionAt(starts, problem.start).line));
  return shapes.filter(({ at }) => !broken.has(positionAt(starts, at.start).line));
}

function notOurs({ path, text }: SourceFile): Part {
  return {
    path,
    text,
    syntax: unread(text),
    recognised: "nothing",
    native: NOTHING,
    ansible: undefined,
    silences: [],
    findings: [],
  };
}

const NOTHING: NativeDocuments = { estates: [], rollouts: [], policies: [] };

function unread(text: string): SyntaxFile {
  return { text, documents: [], comments: [], problems: [] };
}

/** What could not be read, as findings. */
export function syntaxFindings(path: string, syntax: SyntaxFile): Finding[] {
  return syntax.problems.map(({ message, start, end, open }) => ({
    rule: "syntax",
    severity: "error",
    message,
    at: { file: path, start, end },
    ...(open ? { open } : {}),
  }));
}

function inventoryFindings(ansible: AnsiblePart): readonly Finding[] {
  if (ansible.kind !== "inventory") return [];
  return ansible.inventory.problems.map(({ at, message }) => ({
    rule: "shape",
    severity: "warning",
    message,
    at,
  }));
}
