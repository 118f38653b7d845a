import { fieldsOf } from "../model/fields.ts";
import type { Project, Vm } from "../project/project.ts";
import { roleOf } from "../project/roles.ts";
import type { Spot } from "../risk/spots.ts";
import { insertItem, type Plain } from "../syntax/edit.ts";
import { isList } from "../syntax/render.ts";
import {
  entryOf,
  type ListNode,
  type MapNode,
  type Node,
  type ScalarNode,
  type SyntaxFile,
} from "../syntax/tree.ts";
import { type Edits, named, type PlaceKeys, placeKeys } from "./mending.ts";

/** How a copy differs from its original, its place aside. */
export interface TwinOptions {
  /** A name that is free where it goes. */
  readonly name: string;
  /** The VM right behind which it is written; default the original. */
  readonly behind?: Vm;
  /** Whose other half it says it is. */
  readonly counterpart?: string;
}

/** A second VM like the first in another place; `undefined` where its place cannot be written or nothing is translated. */
export function twinEdits(project: Project, vm: Vm, spot: Spot, options: TwinOptions): Edits {
  const { name, behind = vm, counterpart } = options;
  const file = project.files.get(behind.entry.at.file);
  const list = file && listOf(file, behind);
  const value = twinOf(project, vm, spot, name);
  if (file === undefined || list === undefined || value === undefined) return undefined;
  const whole = counterpart === undefined ? value : { ...value, counterpart };
  return named(behind.entry.at.file, insertItem(file, list.list, list.index + 1, whole));
}

/** The list that each VM is written in, by its entry. */
export function listsOf({ files }: Project): ReadonlyMap<Node, ListNode> {
  const lists = new Map<Node, ListNode>();
  for (const { documents } of files.values()) {
    for (const { root } of documents) {
      const list = root?.kind === "map" ? entryOf(root, "vms")?.value : undefined;
      if (list?.kind === "list") for (const item of list.items) lists.set(item, list);
    }
  }
  return lists;
}

/** The list that a VM is written in, and its position there; `undefined` where nothing can be put behind it. */
function listOf(file: SyntaxFile, { entry }: Vm) {
  const document = file.documents.find(({ start, end }) => start <= entry.at.start && entry.at.end <= end);
  return listAround(document?.root, entry.node);
}

/** What the copy of a VM does not take over: what was done to the first, and who stands in for it. */
const NOT_COPIED = ["name", "host", "cluster", "environment", "counterpart", "replica", "pinned"];

function twinOf(
  project: Project,
  vm: Vm,
  spot: Spot,
  name: string,
): { readonly [key: string]: Plain } | undefined {
  const away = spot.environment !== vm.environment;
  const disks = away ? disksThere(project, vm, spot) : undefined;
  if (disks === "unknown") return undefined;
  const keys = placeKeys(project, disks === undefined ? vm : withoutDisks(vm), spot, name);
  if (keys === undefined) return undefined;
  const value: { [key: string]: Plain } = { name };
  for (const { key, value: node } of vm.entry.node.entries) {
    const plain = key.text === "disks" && disks !== undefined ? disks : node && plainOf(node);
    if (PLACES.includes(key.text) || keys.has(key.text)) {
      const written = placeValue(key.text, keys, spot);
      if (written !== undefined) value[key.text] = written;
    } else if (plain !== undefined && !NOT_COPIED.includes(key.text)) value[key.text] = plain;
  }
  for (const [key, written] of keys)
    if (written !== undefined && value[key] === undefined) value[key] = written;
  return value;
}

const PLACES = ["host", "cluster", "environment"];

function placeValue(key: string, keys: PlaceKeys, spot: Spot): string | undefined {
  return keys.get(key) ?? (key === "environment" ? spot.environment.name : undefined);
}

/** Its disks where the VM goes, each on the storage that has the role of its own there. */
function disksThere(project: Project, vm: Vm, spot: Spot): readonly Plain[] | "unknown" | undefined {
  const { disks } = vm.entry;
  if (disks === undefined || disks.every(({ storage }) => storage === undefined)) return undefined;
  const written: Plain[] = [];
  for (const disk of disks) {
    const plain = plainOf(disk.node);
    const [only, second] = disk.storage?.names ?? [];
    if (typeof plain !== "object" || isList(plain)) return "unknown";
    if (disk.storage === undefined) {
      written.push(plain);
      continue;
    }
    const role =
      only === undefined || second !== undefined
        ? undefined
        : roleOf(project, vm.environment, spot.environment, "storage", only.value);
    if (role === undefined) return "unknown";
    written.push({ ...plain, storage: role });
  }
  return written;
}

function withoutDisks(vm: Vm): Vm {
  const { disks, ...entry } = fieldsOf(vm.entry);
  return { ...vm, entry };
}

function listAround(root: Node | undefined, item: MapNode) {
  const list = root?.kind === "map" ? entryOf(root, "vms")?.value : undefined;
  if (list?.kind !== "list" || list.shared) return undefined;
  const index = list.items.indexOf(item);
  return index === -1 ? undefined : { list, index };
}

/** A value as it is written. */
export function plainOf(node: Node): Plain | undefined {
  if (node.kind === "scalar") return node.isNull ? undefined : plainScalar(node);
  if (node.kind === "list") return node.items.flatMap((item) => plainOf(item) ?? []);
  return Object.fromEntries(
    node.entries.flatMap(({ key, value }) => {
      const plain = value && plainOf(value);
      return plain === undefined ? [] : [[key.text, plain] as const];
    }),
  );
}

/** What was written without quotes is written so again: `2` and `true` would get them as texts. */
function plainScalar({ text, style }: ScalarNode): Plain {
  if (style !== "plain") return text;
  if (text === "true" || text === "false") return text === "true";
  return String(Number(text)) === text && Number.isFinite(Number(text)) ? Number(text) : text;
}
