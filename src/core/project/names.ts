import type { EstateDocument } from "../model/estate.ts";
import type { Finding, Fix, Related } from "../model/finding.ts";
import { nearest } from "../model/nearest.ts";
import { type Located, shorten } from "../model/shape.ts";
import { replaceScalar } from "../syntax/edit.ts";
import type { Node, ScalarNode, SyntaxFile } from "../syntax/tree.ts";
import type { FileEdit } from "../text/edit.ts";
import type { Place } from "../text/span.ts";
import { addEntryFix } from "./entries.ts";

/** Anything that has a name in an environment, or (environments, services) over the whole estate. */
export interface Named {
  readonly name: string;
  /** Missing for what is unique over the estate. */
  readonly environment?: { readonly name: string };
}

/** Finds items of one kind by the rules of spec MANIFESTS.md: bare in the same environment, else the only one; `env/name` is exact. */
export interface NameIndex<T extends Named> {
  /** The kind in messages: `host`. */
  readonly what: string;
  readonly byName: ReadonlyMap<string, readonly T[]>;
}

/** Where references are resolved, and where what cannot be is collected. */
export interface Linking {
  readonly files: ReadonlyMap<string, SyntaxFile>;
  readonly findings: Finding[];
  /** All estate documents, in estate order: where a missing entry would go. */
  readonly estates: readonly EstateDocument[];
}

export function nameIndex<T extends Named>(what: string, items: readonly T[]): NameIndex<T> {
  const byName = new Map<string, T[]>();
  const add = (key: string, item: T) => {
    const list = byName.get(key);
    if (list === undefined) byName.set(key, [item]);
    else list.push(item);
  };
  for (const item of items) {
    add(item.name, item);
    if (item.environment !== undefined) add(`${item.environment.name}/${item.name}`, item);
  }
  return { what, byName };
}

/** The item that a name means when written in `from` (an environment's name), or all that it might mean. */
function lookUp<T extends Named>(index: NameIndex<T>, name: string, from: string | undefined): readonly T[] {
  const found = index.byName.get(name) ?? [];
  const near = from === undefined ? [] : found.filter((item) => item.environment?.name === from);
  return near.length > 0 ? near : found;
}

/** Whoever lacks more names than this lacks a file: nobody adds its entries one by one. */
const MOST_ADDED = 20;

/** Binds a reference; an unknown or ambiguous one is an `unknown-reference` finding that offers the nearest names, and the missing entry. */
export function bind<T extends Named>(
  linking: Linking,
  index: NameIndex<T>,
  reference: Located<string>,
  from: string | undefined,
): T | undefined {
  const found = lookUp(index, reference.value, from);
  if (found.length === 1) return found[0];
  if (found.length > 1) {
    const names = found.map((item) => `${item.environment?.name}/${item.name}`);
    report(
      linking,
      reference,
      `“${reference.value}” is the name of ${found.length} ${index.what}s: write ${orList(names)}.`,
      names,
      undefined,
    );
    return undefined;
  }
  const close = nearest(reference.value, index.byName.keys(), 2);
  const meant = close.length > 0 ? ` Did you mean ${orList(close.map((name) => `“${name}”`))}?` : "";
  const message = `There is no ${index.what} called “${shorten(reference.value)}” in the estate.${meant}`;
  report(
    linking,
    reference,
    message,
    close,
    linking.findings.length < MOST_ADDED
      ? () => addEntryFix(linking, index.what, reference.value, from)
      : undefined,
  );
  return undefined;
}

function report(
  linking: Linking,
  reference: Located<string>,
  message: string,
  names: readonly string[],
  add: (() => Fix | undefined) | undefined,
): void {
  const renames = () =>
    names.flatMap((name): Fix[] => {
      const edits = renameEdits(linking, reference.at, name);
      return edits === undefined
        ? []
        : [
            {
              title: `Change to ${name}`,
              edits,
              ...(names.length === 1 ? { preferred: true as const } : {}),
            },
          ];
    });
  linking.findings.push({
    rule: "unknown-reference",
    severity: "error",
    message,
    at: reference.at,
    fixes: () => [...renames(), ...[add?.()].filter((fix) => fix !== undefined)],
  });
}

/** Edits that write another name at a place where a name stands. */
export function renameEdits(
  linking: Pick<Linking, "files">,
  at: Place,
  name: string,
): readonly FileEdit[] | undefined {
  const file = linking.files.get(at.file);
  const node = file && scalarAt(file, at.start);
  if (file === undefined || node === undefined) return undefined;
  return replaceScalar(file, node, name)?.map((edit) => ({ ...edit, file: at.file }));
}

/** The scalar that starts at an offset. */
function scalarAt(file: SyntaxFile, offset: number): ScalarNode | undefined {
  let node: Node | undefined = file.documents.find(
    (document) => document.start <= offset && offset <= document.end,
  )?.root;
  while (node !== undefined && node.kind !== "scalar") node = childAt(node, offset);
  return node?.start === offset ? node : undefined;
}

function childAt(node: Exclude<Node, ScalarNode>, offset: number): Node | undefined {
  const children =
    node.kind === "list"
      ? node.items
      : node.entries.flatMap((entry) => (entry.value === undefined ? [entry.key] : [entry.key, entry.value]));
  return children.find(
    (child) =>
      child.shared === undefined && child.start <= offset && offset < Math.max(child.end, child.start + 1),
  );
}

/** Keeps the first of each name; the others are `duplicate-name` findings. */
export function unique<T>(
  linking: Linking,
  what: string,
  items: readonly T[],
  nameOf: (item: T) => Located<string>,
  scopeOf: (item: T) => string,
): readonly T[] {
  const seen = new Map<string, T>();
  return items.filter((item) => {
    const name = nameOf(item);
    const key = `${scopeOf(item)}/${name.value}`;
    const first = seen.get(key);
    if (first === undefined) {
      seen.set(key, item);
      return true;
    }
    const where = scopeOf(item) === "" ? "" : ` in ${scopeOf(item)}`;
    const related: Related = {
      at: nameOf(first).at,
      message: `The first ${what} “${name.value}” stands here.`,
    };
    linking.findings.push({
      rule: "duplicate-name",
      severity: "error",
      message: `There is already ${what === "environment" ? "an" : "a"} ${what} called “${shorten(name.value)}”${where}: this one is left out. Give it another name, or remove it.`,
      at: name.at,
      related: [related],
    });
    return false;
  });
}

function orList(words: readonly string[]): string {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} or ${words[words.length - 1]}`;
}
