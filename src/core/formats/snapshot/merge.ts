import { type Change, type Plain, removeItem, removeKey, setKey } from "../../syntax/edit.ts";
import { parseYaml } from "../../syntax/parse.ts";
import { isList } from "../../syntax/render.ts";
import { type MapNode, type SyntaxFile, valueUnder } from "../../syntax/tree.ts";
import { applyEdits, type Edit } from "../../text/edit.ts";
import { type Coming, newItems, UNREADABLE, UNSAFE } from "./add.ts";
import { SNAPSHOT_FORMATS } from "./formats.ts";
import { DEFAULTS, type Item, SECTIONS, type Section } from "./items.ts";
import { estateIn, identityOf, isFrom, itemsIn, type Known, matchIn, SOURCE, says } from "./known.ts";
import type { SnapshotFormat } from "./observed.ts";

/**
 * A later export laid over a manifest that an earlier one made. What the format tells is brought up to date; what people
 * added (services, tiers, needs, comments, order) stays to the byte. What is not there any more stays too, marked with
 * `x-gone`, and out of the reckoning: a VM as powered off, a host as in maintenance.
 */
export interface Merged {
  readonly text: string;
  readonly added: number;
  readonly changed: number;
  readonly gone: number;
  /** Facts that people wrote and the export sees otherwise: theirs stay. */
  readonly kept: readonly string[];
  /** Facts that another format brought and the export sees otherwise. */
  readonly theirs: readonly string[];
  /** Items that could not be edited safely, by name. */
  readonly left: readonly string[];
  /** Facts that the export does not tell any more, with whose they were. */
  readonly lost: readonly string[];
  /** Kinds of which the export lists none: nothing of them is taken for gone. */
  readonly unlisted: readonly Section[];
}

/** `problem` is a clause that follows the manifest's name. */
export function mergeInto(earlier: string, coming: Coming): Merged | { readonly problem: string } {
  const file = parseYaml(earlier);
  if (file.problems.length > 0) return { problem: UNREADABLE };
  if (snapshotIn(file) === undefined)
    return { problem: "it holds no Estate with takenAt, so people wrote it: import into a file of its own" };
  const state = newState(coming);
  // One kind of edit after the other: a key that goes and one that comes may touch.
  let [now, text]: [SyntaxFile | undefined, string] = [file, earlier];
  for (const edits of [replacements, extensions, additions]) {
    // A large manifest is read again only where something was written.
    now ??= parseYaml(text);
    const edited = pass(now, state, edits);
    if (edited === undefined) return { problem: UNSAFE };
    if (edited !== text) [now, text] = [undefined, edited];
  }
  const { added, gone } = state;
  return {
    text,
    added,
    changed: state.changed.size,
    gone,
    kept: [...state.kept],
    theirs: [...state.theirs],
    left: [...state.left],
    lost: [...state.lost],
    unlisted: [...state.unlisted],
  };
}

interface State {
  readonly coming: Coming;
  added: number;
  /** By section and name: an item may change in more than one pass. */
  readonly changed: Set<string>;
  gone: number;
  readonly kept: Set<string>;
  readonly theirs: Set<string>;
  readonly left: Set<string>;
  readonly lost: Set<string>;
  readonly unlisted: Set<Section>;
}

function newState(coming: Coming): State {
  return {
    coming,
    added: 0,
    changed: new Set(),
    gone: 0,
    kept: new Set(),
    theirs: new Set(),
    left: new Set(),
    lost: new Set(),
    unlisted: new Set(),
  };
}

interface Pair {
  readonly section: Section;
  readonly known: Known;
  readonly item: Item | undefined;
}

function pass(
  file: SyntaxFile,
  state: State,
  edits: (file: SyntaxFile, root: MapNode, state: State) => readonly Edit[],
): string | undefined {
  const root = snapshotIn(file);
  const made = root === undefined ? [] : edits(file, root, state);
  return made.length === 0 ? file.text : applyEdits(file.text, made);
}

function snapshotIn(file: SyntaxFile): MapNode | undefined {
  return estateIn(file, (root) => {
    const metadata = valueUnder(root, "metadata");
    return metadata?.kind === "map" && valueUnder(metadata, "takenAt") !== undefined;
  });
}

function pairsIn(root: MapNode, state: State): readonly Pair[] {
  return SECTIONS.flatMap((section) =>
    matchIn(root, section, state.coming.sections).pairs.map(([known, item]) => ({ section, known, item })),
  );
}

/** Values that changed, keys that are not told any more, marks of what is back. */
function replacements(file: SyntaxFile, root: MapNode, state: State): readonly Edit[] {
  const edits: Edit[] = [];
  for (const pair of pairsIn(root, state))
    if (pair.item !== undefined) take(state, pair, updates(file, pair, pair.item, state), edits);
  return edits;
}

function updates(file: SyntaxFile, { section, known }: Pair, item: Item, state: State): readonly Change[] {
  const { format, reach } = state.coming;
  const owned = ownedBy(format, section);
  const others = othersOf(format, section, known.item);
  const isTold = reach.tellsOf(section, String(item.environment), String(item.name));
  const changes: Change[] = [];
  for (const [key, written] of Object.entries(known.item)) {
    // A key of people may be called as something that every object has.
    const now = Object.hasOwn(item, key) ? item[key] : undefined;
    if (now === undefined) {
      const lapses = isTold && owned.has(key) && !others.has(key) && reach.tellsKey(section, key);
      if (key === GONE || lapses) {
        changes.push(removeKey(file, known.node, key));
        if (key !== GONE && !Object.hasOwn(DEFAULTS, key)) state.lost.add(`${String(item.name)} (${key})`);
      }
    } else if (!says(written, now)) {
      const ours = key === SOURCE ? isFrom(format.id, known.item) : owned.has(key) && !others.has(key);
      if (ours) changes.push(...setDeep(file, known.node, key, written, now));
      else if (key !== SOURCE)
        (others.has(key) ? state.theirs : state.kept).add(`${String(item.name)} (${key})`);
    }
  }
  return changes;
}

const GONE = "x-gone";

/** The keys that an import of this format keeps up to date. */
function ownedBy({ tells }: SnapshotFormat, section: Section): ReadonlySet<string> {
  if (section === "services") return new Set();
  return new Set(["name", "environment", ...(section === "domains" ? TOLD_OF_DOMAINS : tells[section])]);
}

/** Where a machine stands is the word of whoever tells it: of hypervisors few know. */
const PLACES: ReadonlySet<string> = new Set(["site", "rack", "power"]);

/** The keys of an item that another format brought, which it goes on telling: an inventory lags behind a hypervisor. */
function othersOf(format: SnapshotFormat, section: Section, item: Item): ReadonlySet<string> {
  const other = SNAPSHOT_FORMATS.find(({ id }) => id !== format.id && isFrom(id, item));
  if (other === undefined) return new Set();
  const told = ownedBy(other, section);
  return new Set([...told].filter((key) => section === "vms" || !PLACES.has(key)));
}

const TOLD_OF_DOMAINS = ["expires", "reason", "breaks", "within", "servedBy"];

/** In a map keys of people stay beside those that are told. */
function setDeep(file: SyntaxFile, map: MapNode, key: string, written: Plain, now: Plain): readonly Change[] {
  const inner = valueUnder(map, key);
  if (
    inner?.kind !== "map" ||
    typeof now !== "object" ||
    isList(now) ||
    typeof written !== "object" ||
    isList(written)
  )
    return [setKey(file, map, key, now)];
  return Object.entries(now)
    .filter(([name, value]) => !says(written[name], value))
    .flatMap(([name, value]) => setDeep(file, inner, name, written[name] ?? "", value));
}

/** Keys that are new, and the marks of what is gone. */
function extensions(file: SyntaxFile, root: MapNode, state: State): readonly Edit[] {
  const edits: Edit[] = [];
  const covered = coveredBy(state.coming);
  for (const pair of pairsIn(root, state)) {
    const { section, known, item } = pair;
    if (item !== undefined) {
      take(
        state,
        pair,
        newKeys(file, known, item, othersOf(state.coming.format, section, known.item)),
        edits,
      );
    } else if (isFrom(state.coming.format.id, known.item) && covered.has(String(known.item.environment))) {
      const marks = goneMarks(section, known.item, state);
      const changes = Object.entries(marks).map(([key, value]) => setKey(file, known.node, key, value));
      if (changes.length > 0 && take(state, pair, changes, edits)) {
        state.gone++;
        state.changed.delete(keyOf(pair));
      }
    }
  }
  return edits;
}

function newKeys(
  file: SyntaxFile,
  { node, item: written }: Known,
  item: Item,
  others: ReadonlySet<string>,
): readonly Change[] {
  const keys = Object.keys(item);
  // What is so without a word is not written, and told all the same; the cluster of a VM is that of its host.
  const isSilent = (key: string) => others.has(key) && (Object.hasOwn(DEFAULTS, key) || key === "cluster");
  return keys.flatMap((key, index) =>
    written[key] !== undefined || item[key] === undefined || isSilent(key)
      ? []
      : [setKey(file, node, key, item[key] as Plain, { after: keys.slice(0, index) })],
  );
}

/** The environments that this export shows: of others nobody knows what is gone. */
function coveredBy({ sections }: Coming): ReadonlySet<string> {
  return new Set(sections.environments.map((item) => String(item.name)));
}

function goneMarks(section: Section, item: Item, { coming, unlisted }: State): Item {
  if (item[GONE] !== undefined) return {};
  if (!coming.reach.lists(section)) {
    unlisted.add(section);
    return {};
  }
  const mark = { [GONE]: coming.takenAt.slice(0, "2026-11-26".length) };
  if (section === "vms") return { power: "off", ...mark };
  if (section === "hosts") return { maintenance: true, ...mark };
  return section === "clusters" ? mark : {};
}

/** New items, and facts about domains that nothing tells any more go. */
function additions(file: SyntaxFile, root: MapNode, state: State): readonly Edit[] {
  const edits: Edit[] = [];
  const list = valueUnder(root, "domains");
  const { pairs, fresh } = matchIn(root, "domains", state.coming.sections);
  if (list?.kind === "list" && fresh.length < list.items.length)
    for (const [known] of lapsed(pairs, root, state))
      take(
        state,
        { section: "domains", known, item: undefined },
        [removeItem(file, list, known.index)],
        edits,
      );
  const metadata = valueUnder(root, "metadata");
  const day = metadata?.kind === "map" ? setKey(file, metadata, "takenAt", state.coming.takenAt) : undefined;
  const { edits: items, added } = newItems(file, root, state.coming);
  state.added += added;
  return [...(day ?? []), ...edits, ...items];
}

/** Facts of this format that nothing tells any more, where the export has all of all environments: else they may be another's. */
function lapsed(
  pairs: readonly (readonly [Known, Item | undefined])[],
  root: MapNode,
  { coming }: State,
): readonly (readonly [Known, Item | undefined])[] {
  const covered = coveredBy(coming);
  const whole =
    coming.reach.lists("hosts") &&
    coming.reach.lists("vms") &&
    itemsIn(root, "environments").every(({ item }) => covered.has(String(item.name)));
  return whole ? pairs.filter(([{ item }, now]) => now === undefined && isFrom(coming.format.id, item)) : [];
}

function keyOf({ section, known }: Pick<Pair, "section" | "known">): string {
  return `${section}\0${identityOf(section, known.item)}`;
}

/** All changes of an item or none of them. */
function take(state: State, { section, known }: Pair, changes: readonly Change[], edits: Edit[]): boolean {
  if (changes.length === 0) return false;
  const name = String(known.item.name);
  if (changes.includes(undefined)) {
    state.left.add(name);
    return false;
  }
  state.changed.add(keyOf({ section, known }));
  for (const change of changes) edits.push(...(change ?? []));
  return true;
}
