import type { Fix } from "../../model/finding.ts";
import {
  type Batches,
  firstBatch,
  type Note,
  type Play,
  type Targets,
  type UpdateStep,
} from "../../model/play.ts";
import { type Plain, setKey } from "../../syntax/edit.ts";
import { entryOf, type MapNode, type Node, type SyntaxFile } from "../../syntax/tree.ts";
import type { FileEdit } from "../../text/edit.ts";
import { once } from "../../text/once.ts";
import type { Place } from "../../text/span.ts";
import { batchesOf } from "../batches.ts";
import type { Surroundings } from "../foreign.ts";
import { readSerial } from "./batches.ts";
import { checksIn, pausesIn } from "./checks.ts";
import { type KnownRoles, newRoles, stepsOf } from "./expand.ts";
import { type Inventory, inventoriesOf } from "./facts.ts";
import { canHalt, freeStrategy, haltsOf } from "./halts.ts";
import type { HostTree } from "./hosts.ts";
import { type Run, runsOf } from "./imports.ts";
import type { InventoryFile } from "./inventory.ts";
import { type Library, libraryOf } from "./library.ts";
import { newShelf, type Shelf, targetsOf } from "./nearest.ts";
import { type HostPattern, hostPattern, type Playbook, type PlayText } from "./playbook.ts";
import { literalOf, type Task } from "./tasks.ts";
import { variablesAt, withRoles } from "./taskVariables.ts";
import { isTemplate, type Literal, type Variables } from "./template.ts";
import { updateSteps } from "./updates.ts";

/**
 * The rollouts among the plays of some playbooks, by file and as written: plays that update hosts,
 * joined with the inventory that each belongs to. A play on `localhost` or on one host is none.
 * A play whose playbook is imported counts as it is imported, once: where several imports make a
 * difference, as the one with the largest first batch.
 */
export function linkPlays(
  playbooks: readonly Playbook[],
  inventories: readonly InventoryFile[],
  { policy, loose }: Surroundings,
): readonly Play[] {
  const library = libraryOf(loose);
  const shelves: Shelves = {
    shelf: newShelf(inventories),
    library,
    roles: newRoles(),
    inventoryOf: inventoriesOf(library, policy.map.get("ansible") ?? new Map()),
  };
  const runs = runsOf(playbooks);
  return playbooks.flatMap((playbook) =>
    playbook.plays.flatMap((text) =>
      worst((runs.get(playbook.file) ?? []).flatMap((run) => linkPlay(playbook, inRun(text, run), shelves))),
    ),
  );
}

/** What the plays of a workspace have in common, found once. */
interface Shelves {
  readonly shelf: Shelf;
  readonly library: Library;
  readonly roles: KnownRoles;
  readonly inventoryOf: (tree: HostTree | undefined, playbook: string) => Inventory;
}

/** A play with all variables that can be seen before any host is there. */
interface PlayToLink extends PlayText {
  readonly pattern: HostPattern;
  readonly name: string;
  readonly importedAt: readonly Place[];
}

function inRun(text: PlayText, run: Run): PlayToLink {
  const variables = new Map([...text.variables, ...run.variables]);
  const pattern = hostPattern(text.hosts, variables);
  const name = text.title ?? (pattern.known ? pattern.patterns.join(":") : pattern.written);
  return { ...text, variables, pattern, name, importedAt: run.by };
}

/** What is safe there is safe elsewhere. */
function worst(ways: readonly Play[]): readonly Play[] {
  const size = (play: Play) => {
    const { share, hosts } = firstBatch(play);
    return (share ?? 0) * 1e6 + (hosts ?? 0);
  };
  const [first, ...more] = ways;
  return first === undefined ? [] : [more.reduce((a, b) => (size(b) > size(a) ? b : a), first)];
}

function linkPlay(playbook: Playbook, written: PlayToLink, shelves: Shelves): readonly Play[] {
  const { file } = playbook;
  const { shelf, library } = shelves;
  const { tasks, set } = stepsOf(written.map, file, library, shelves.roles);
  const seeing = once(() =>
    set.length === 0
      ? written
      : inRun(written, { variables: withRoles(written.variables, set), by: written.importedAt }),
  );
  const found = once(() => targetsOf(file, seeing().pattern, shelf));
  const inventory = once(() => shelves.inventoryOf(found().tree, file));
  const variablesOf = (task: Task) => variablesAt(task, written.variables, set, inventory().ofAll);
  const updates = updateSteps(tasks, variablesOf);
  if (updates.length === 0) return [];
  const play = seeing();
  const { targets } = found();
  if (targets.known && targets.missing.length === 0 && targets.hosts.length < 2) return [];
  const batches = batchesIn(file, playbook.syntax, play, targets);
  const seen = { play: play.variables, task: withInventory(play.variables, inventory().ofAll) };
  const { checks, ignored } = checksIn(tasks, library);
  const pattern = play.pattern.known ? play.pattern.patterns.join(":") : play.pattern.written;
  return [
    {
      source: "ansible",
      kind: "play",
      file,
      name: play.name,
      at: play.at,
      pattern,
      targets,
      batches,
      halts: haltsOf(file, play.map, batches, seen),
      updates,
      checks,
      ignoredChecks: ignored,
      pauses: pausesIn(tasks, variablesOf),
      notes: notesOn(file, play, updates),
      ...membersOf(targets, inventory()),
      node: play.map,
      sizesKey: "serial",
      mends: mendsOf(playbook, play),
      ...(play.importedAt.length > 0 ? { importedAt: play.importedAt } : {}),
    },
  ];
}

function batchesIn(file: string, syntax: SyntaxFile, play: PlayToLink, targets: Targets): Batches {
  const value = entryOf(play.map, "serial")?.value;
  const { sizes, assumes } = readSerial(value, play.variables);
  const ordered = targets.known ? inOrder(targets.hosts, play.map) : undefined;
  return {
    at: value === undefined ? undefined : { file, start: value.start, end: value.end },
    written: value === undefined ? undefined : syntax.text.slice(value.start, value.end),
    sizes,
    assumes: [...new Set([...(play.pattern.known ? play.pattern.assumes : []), ...assumes])],
    hosts: ordered === undefined ? undefined : batchesOf(ordered, sizes),
    ...(literalOf(entryOf(play.map, "order")?.value) === "shuffle" ? { shuffled: true as const } : {}),
    ...(value !== undefined && isPlain(value) ? { plain: true as const } : {}),
  };
}

/** No part of it is a template, whose value is set somewhere else. */
function isPlain(value: Node): boolean {
  if (value.kind === "list") return value.items.every(isPlain);
  return value.kind === "scalar" && !isTemplate(value.text);
}

/** By the play's `order`; `shuffle` is left as the inventory has it: the sizes are the same. */
function inOrder(hosts: readonly string[], play: MapNode): readonly string[] {
  const order = literalOf(entryOf(play, "order")?.value);
  if (order === "reverse_inventory") return [...hosts].reverse();
  if (order === "sorted") return [...hosts].sort();
  return order === "reverse_sorted" ? [...hosts].sort().reverse() : hosts;
}

/** The play's own variables come before those of the inventory. */
function withInventory(own: Variables, inventory: Variables): Variables {
  return new Map<string, Literal | undefined>([...inventory, ...own]);
}

/** What the inventory says of the hosts of a play: their places, and who stands in for whom. */
function membersOf(targets: Targets, { facts, standIns }: Inventory): Pick<Play, "facts" | "standIns"> {
  if (!targets.known) return {};
  const hosts = new Set(targets.hosts);
  const known = new Map([...facts].filter(([host]) => hosts.has(host)));
  const sets = standIns.filter((set) => set.hosts.every((host) => hosts.has(host)));
  return {
    ...(known.size > 0 ? { facts: known } : {}),
    ...(sets.length > 0 ? { standIns: sets } : {}),
  };
}

function notesOn(file: string, play: PlayToLink, updates: readonly UpdateStep[]): readonly Note[] {
  const notes: Note[] = updates
    .filter((step) => step.throttle !== undefined)
    .map((step) => ({
      at: step.at,
      message: `"throttle: ${step.throttle}" only limits how many hosts do this at the same time. It is still one batch: nothing is looked at between two hosts, and the task goes on after a failure.`,
    }));
  const free = freeStrategy(play.map, play.variables);
  if (free !== undefined) {
    notes.push({
      at: { file, start: free.start, end: free.end },
      message: `With "strategy: ${free.name}" each host of a batch runs on its own and no task waits for the others; a failure on one host stops none of them.`,
    });
  }
  return notes;
}

function mendsOf(playbook: Playbook, play: PlayToLink): Play["mends"] {
  const stage = (title: string, serial: Plain): readonly Fix[] => {
    const edits = insertion(playbook, play, "serial", serial);
    return edits === undefined ? [] : [{ title, edits }];
  };
  const stop = canHalt(play.map, play.variables)
    ? insertion(playbook, play, "max_fail_percentage", 0)
    : undefined;
  return {
    stage: [
      ...stage(`Stage “${play.name}”: one host first, then 10 %, 50 % and the rest`, [
        1,
        "10%",
        "50%",
        "100%",
      ]),
      // Hosts that serve a storage, or whose cluster restarts only so many, are never updated side by side.
      ...stage(`Update “${play.name}” one host at a time`, 1),
    ],
    ...(stop === undefined
      ? {}
      : { halt: { title: `Stop “${play.name}” at the first host that fails`, edits: stop } }),
  };
}

/** Only where the key is not written at all: what someone wrote is theirs to change. */
function insertion(
  playbook: Playbook,
  play: PlayToLink,
  key: string,
  value: Plain,
): readonly FileEdit[] | undefined {
  if (entryOf(play.map, key) !== undefined) return undefined;
  const edits = setKey(playbook.syntax, play.map, key, value, { after: ["hosts", "serial"] });
  return edits?.map((edit) => ({ ...edit, file: playbook.file }));
}
