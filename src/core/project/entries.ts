import type { EstateDocument } from "../model/estate.ts";
import type { Fix } from "../model/finding.ts";
import { insertItem, type Plain, setKey } from "../syntax/edit.ts";
import { valueUnder } from "../syntax/tree.ts";
import type { Linking } from "./names.ts";

/**
 * Adds an item to a list of the estate (`services`, `hosts` …): after the last item of the last
 * document that has such a list, else as a new list in the last document.
 */
export function addEntryFix(
  linking: Pick<Linking, "files">,
  estates: readonly EstateDocument[],
  list: "environments" | "clusters" | "hosts" | "services" | "vms",
  what: string,
  name: string,
  more: { readonly [key: string]: Plain },
): Fix | undefined {
  const home = estates.findLast((estate) => (estate[list]?.length ?? 0) > 0) ?? estates[estates.length - 1];
  const file = home && linking.files.get(home.at.file);
  if (home === undefined || file === undefined) return undefined;
  const item = { name, ...more };
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
