import type { EstateDocument } from "../model/estate.ts";
import type { Fix } from "../model/finding.ts";
import { insertItem, setKey } from "../syntax/edit.ts";
import { type SyntaxFile, valueUnder } from "../syntax/tree.ts";

/** Where each kind of item is listed. A VM is not made up: nobody but its author knows where it stands. */
const LISTS = new Map([
  ["environment", "environments"],
  ["cluster", "clusters"],
  ["host", "hosts"],
  ["service", "services"],
] as const);

/**
 * Adds the item that a name asks for: after the last of the last document that lists its kind, else
 * as a new list in the last document. `from` is the environment that it is named from.
 */
export function addEntryFix(
  {
    files,
    estates,
  }: { readonly files: ReadonlyMap<string, SyntaxFile>; readonly estates: readonly EstateDocument[] },
  what: string,
  name: string,
  from: string | undefined,
): Fix | undefined {
  const list = LISTS.get(what as "host");
  if (list === undefined || name.includes("/")) return undefined;
  const home = estates.findLast((estate) => (estate[list]?.length ?? 0) > 0) ?? estates[estates.length - 1];
  const file = home && files.get(home.at.file);
  if (home === undefined || file === undefined) return undefined;
  const placed = what === "cluster" || what === "host";
  const several = estates.reduce((count, estate) => count + (estate.environments?.length ?? 0), 0) > 1;
  if (placed && several && from === undefined) return undefined;
  const item = placed && several && from !== undefined ? { name, environment: from } : { name };
  const node = valueUnder(home.node, list);
  const edits =
    node?.kind === "list"
      ? insertItem(file, node, node.items.length, item)
      : setKey(file, home.node, list, [item]);
  return (
    edits && {
      title: `Add the ${what} ${name}`,
      edits: edits.map((edit) => ({ ...edit, file: home.at.file })),
    }
  );
}
