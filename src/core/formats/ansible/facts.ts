import { globMatches } from "../../model/glob.ts";
import type { HostFacts, StandIns } from "../../model/play.ts";
import type { Located } from "../../model/shape.ts";
import { folderOf } from "../paths.ts";
import { type HostTree, hostsIn } from "./hosts.ts";
import type { Library } from "./library.ts";
import type { Variables } from "./template.ts";
import { type Layer, layersOf, valuesOf, variablesOfAll } from "./variables.ts";

/** What a team calls our keys in its inventory: the policy's `map: {ansible: …}`. */
export type VariableNames = ReadonlyMap<string, string>;

/** All that is known of the hosts of an inventory besides their groups. */
export interface Inventory {
  /** What is the same for all of them; what is set for some is there and not known. */
  readonly ofAll: Variables;
  readonly facts: HostFacts;
  readonly standIns: readonly StandIns[];
}

/** Each inventory is read once for the playbooks of a folder. */
export function inventoriesOf(
  library: Library,
  map: VariableNames,
): (tree: HostTree | undefined, playbook: string) => Inventory {
  const known = new Map<string, Inventory>();
  return (tree, playbook) => {
    if (tree === undefined) return NOTHING;
    const key = [folderOf(playbook), ...tree.files].join("\n");
    const found = known.get(key) ?? inventoryOf(tree, layersOf(tree, playbook, library), map);
    known.set(key, found);
    return found;
  };
}

const NOTHING: Inventory = { ofAll: new Map(), facts: new Map(), standIns: [] };

function inventoryOf(tree: HostTree, layers: readonly Layer[], map: VariableNames): Inventory {
  const facts = factsIn(tree, layers, map);
  return { ofAll: variablesOfAll(layers), facts, standIns: standInsIn(tree, facts, map) };
}

/**
 * What the variables of an inventory say of its hosts, by host and by our key. Only what the policy maps is taken:
 * what a variable means nobody can tell from its name. A value that is a template, in a vault or no single text is unknown.
 */
function factsIn(tree: HostTree, layers: readonly Layer[], map: VariableNames): HostFacts {
  const facts = new Map<string, Map<string, Located<string>>>();
  for (const [key, variable] of map) {
    if (key === GROUPS) continue;
    for (const [host, { text, at }] of valuesOf(variable, layers, tree)) {
      if (text === undefined || text.trim() === "") continue;
      const of = facts.get(host) ?? new Map<string, Located<string>>();
      facts.set(host, of.set(key, { value: text.trim(), at }));
    }
  }
  return facts;
}

/**
 * Hosts that stand in for each other: those with one value of `redundantGroup`, and those of a group of the inventory
 * whose name matches `redundantGroups`. A set of one host, or one that is not wholly known, is none.
 */
function standInsIn(tree: HostTree, facts: HostFacts, map: VariableNames): readonly StandIns[] {
  const byValue = new Map<string, { readonly hosts: string[]; readonly at: StandIns["at"] }>();
  for (const host of tree.hosts) {
    const told = facts.get(host)?.get(GROUP);
    if (told === undefined) continue;
    const known = byValue.get(told.value) ?? { hosts: [], at: told.at };
    known.hosts.push(host);
    byValue.set(told.value, known);
  }
  const sets = [...byValue].map(([name, { hosts, at }]): StandIns => ({ name, hosts, at }));
  return [...sets, ...namedGroups(tree, map.get(GROUPS))].filter(({ hosts }) => hosts.length > 1);
}

const GROUP = "redundantGroup";
const GROUPS = "redundantGroups";

function namedGroups(tree: HostTree, pattern: string | undefined): readonly StandIns[] {
  if (pattern === undefined) return [];
  return [...tree.groups.keys()]
    .filter((name) => globMatches(pattern, name))
    .flatMap((name): StandIns[] => {
      const { hosts, gaps } = hostsIn(tree, [name]);
      const at = tree.inventories
        .map(({ groups }) => groups.get(name)?.at)
        .find((place) => place !== undefined);
      return gaps.length > 0 || at === undefined ? [] : [{ name, hosts, at }];
    });
}
