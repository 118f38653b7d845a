import { type Analysis, applyFix } from "./analyze.ts";
import { isGlob } from "./model/glob.ts";
import { renameEdits } from "./project/names.ts";
import type { RolloutPlan } from "./rollout/plan.ts";
import type { FileEdit } from "./text/edit.ts";
import { contains, type Place } from "./text/span.ts";
import { mentions } from "./views/mentions.ts";
import { type Occurrences, occurrencesAt } from "./views/occurrences.ts";
import { environmentOf, type Mention, nameOf, type Subject } from "./views/subject.ts";

/** Another name for something, wherever it is named; or why it cannot have that name, a sentence. */
export type Renamed = { readonly edits: readonly FileEdit[] } | { readonly problem: string };

/** The bare name at a place and where it stands, without the environment before it. */
export function renamableAt(
  analysis: Analysis,
  file: string,
  offset: number,
): { readonly at: Place; readonly name: string } | { readonly problem: string } {
  const found = occurrencesAt(analysis.facts, file, offset);
  if (found === undefined) return { problem: "Nothing that has a name stands here." };
  if (found.subject.kind === "play")
    return { problem: "A rollout of another tool is called as its own file says: rename it there." };
  const name = nameOf(found.subject);
  const text = textAt(analysis, found.at);
  const start = found.at.start + text.lastIndexOf(name);
  return { at: { file: found.at.file, start, end: start + name.length }, name };
}

/**
 * Renames what is named at a place, in all files. It is tried first: a name that is taken, that would be read as
 * something else, or after which there would be more to mend is refused.
 */
export function renameAt(analysis: Analysis, file: string, offset: number, wanted: string): Renamed {
  const found = occurrencesAt(analysis.facts, file, offset);
  if (found === undefined || found.subject.kind === "play")
    return { problem: "Nothing here can be renamed." };
  const name = wanted.trim();
  const old = nameOf(found.subject);
  if (name === old) return { edits: [] };
  const refused = refusal(found.subject, name) ?? takenBy(analysis, found.subject, name);
  if (refused !== undefined) return { problem: refused };
  const edits = editsFor(analysis, found, old, name);
  if ("problem" in edits) return edits;
  const after = applyFix(analysis, { title: "", edits: edits.edits });
  if (after === undefined) return { problem: `“${old}” is written in a way that cannot be edited safely.` };
  return tried(analysis, after, old, name) ?? edits;
}

function textAt({ facts: { project } }: Analysis, { file, start, end }: Place): string {
  return project.files.get(file)?.text.slice(start, end) ?? "";
}

/** Names that would be read as something else. */
function refusal({ kind }: Subject, name: string): string | undefined {
  if (name === "") return "A name cannot be empty.";
  if (/[\p{Cc}\u2028\u2029]/u.test(name)) return "A name stands on one line.";
  const isScoped = kind === "host" || kind === "cluster" || kind === "vm" || kind === "environment";
  if (isScoped && name.includes("/")) return "What stands before a “/” would be read as an environment.";
  if (isScoped && isGlob(name)) return `“${name}” would be read as a pattern for many names.`;
  return undefined;
}

function takenBy({ facts }: Analysis, subject: Subject, name: string): string | undefined {
  const environment = environmentOf(subject);
  for (const { subject: other, isDefinition } of mentions(facts)) {
    if (other.kind !== subject.kind || nameOf(other) !== name) continue;
    if (other.kind === "domain" && subject.kind === "domain") {
      if (other.domain.kind !== subject.domain.kind) continue;
      return `There is a ${subject.domain.kind} called “${name}” already: the two would become one basket.`;
    }
    if (!isDefinition || environmentOf(other) !== environment) continue;
    if (other.kind === "stage" && subject.kind === "stage" && other.plan !== subject.plan) continue;
    const where = environment === undefined || environment.name === "" ? "" : ` in ${environment.name}`;
    return `There is ${article(subject.kind)} ${word(subject.kind)} called “${name}”${where} already.`;
  }
  return undefined;
}

function word(kind: Subject["kind"]): string {
  return kind === "vm" ? "VM" : kind;
}

function article(kind: Subject["kind"]): string {
  return kind === "environment" ? "an" : "a";
}

function editsFor(analysis: Analysis, found: Occurrences, old: string, name: string): Renamed {
  const { project } = analysis.facts;
  const edits: FileEdit[] = [];
  for (const { at, text } of [
    ...found.mentions.map((mention) => ({ at: mention.at, text: renamedText(mention, analysis, old, name) })),
    ...qualified(analysis, found.subject, old, name),
  ]) {
    if (project.snapshots.some((snapshot) => snapshot.at.file === at.file && contains(snapshot.at, at)))
      return { problem: `“${old}” is named in ${at.file} too, which says what was seen and is not edited.` };
    const made = renameEdits(project, at, text);
    if (made === undefined)
      return { problem: `“${old}” stands in ${at.file} in a way that cannot be edited safely.` };
    edits.push(...made);
  }
  return { edits };
}

/** The environment before a name stays. */
function renamedText({ at }: Mention, analysis: Analysis, old: string, name: string): string {
  const before = /^(["']?)(.*\/)/.exec(textAt(analysis, at))?.[2] ?? "";
  return textAt(analysis, at).replace(/["']$/, "").endsWith(`/${old}`) ? before + name : name;
}

/** `east/esx-01`, where `east` gets another name. */
function* qualified(
  { facts }: Analysis,
  subject: Subject,
  old: string,
  name: string,
): Iterable<{ readonly at: Place; readonly text: string }> {
  if (subject.kind !== "environment") return;
  const seen = new Set<string>();
  for (const { at, subject: other } of mentions(facts)) {
    if (environmentOf(other) !== subject.environment) continue;
    const text = facts.project.files
      .get(at.file)
      ?.text.slice(at.start, at.end)
      .replace(/^["']|["']$/g, "");
    const key = `${at.start} ${at.file}`;
    if (text === undefined || !text.startsWith(`${old}/`) || seen.has(key)) continue;
    seen.add(key);
    yield { at, text: name + text.slice(old.length) };
  }
}

/** What would be otherwise afterwards than before, and should not be. */
function tried(before: Analysis, after: Analysis, old: string, name: string): Renamed | undefined {
  const counts = new Map<string, number>();
  for (const { rule, severity } of before.findings)
    counts.set(`${rule} ${severity}`, (counts.get(`${rule} ${severity}`) ?? 0) + 1);
  for (const { rule, severity, message } of after.findings) {
    const left = (counts.get(`${rule} ${severity}`) ?? 0) - 1;
    counts.set(`${rule} ${severity}`, left);
    if (left < 0) return { problem: `Called “${name}” there would be more to mend: ${message}` };
  }
  const other = after.facts.plans.find((plan, index) => {
    const was = before.facts.plans[index];
    return was !== undefined && choice(was) !== choice(plan);
  });
  if (other !== undefined)
    return {
      problem: `A pattern in the rollout “${other.source.name}” means “${old}” and would not choose the same hosts if it were called “${name}”.`,
    };
  return undefined;
}

/** Which hosts a rollout updates, and when. */
function choice({ targets, heldBack, left, stages }: RolloutPlan): string {
  const orders = (hosts: RolloutPlan["targets"]) => hosts.map(({ order }) => order);
  return JSON.stringify([
    orders(targets),
    orders(heldBack),
    orders(left),
    stages.map(({ hosts }) => orders(hosts)),
  ]);
}
