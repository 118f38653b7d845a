import { at, flag, text } from "../snapshot/fields.ts";
import type { Note } from "../snapshot/observed.ts";
import { noteAt } from "../snapshot/rows.ts";
import { isTemplate, parts } from "./kinds.ts";
import { boundTo, type Rows } from "./nodes.ts";

/** What high availability does in a cluster; guests by their id, `vm:100` and `ct:101` as 100 and 101. */
export interface Ha {
  /** Guests that are restarted on another node. */
  readonly members: ReadonlySet<string>;
  /** Guests that may run on one node alone. */
  readonly bound: ReadonlySet<string>;
  /** Guests that never share a node. */
  readonly apart: readonly (readonly string[])[];
}

export function haOf(rows: Rows, notes: Note[]): Ha {
  const members = new Set<string>();
  for (const row of rows.haResource) {
    const id = guestOf(text(at(row.value, "sid")));
    // In these states the manager leaves a guest alone.
    const isLeft = /^(?:ignored|disabled)$/.test(text(at(row.value, "state")) ?? "");
    if (id !== undefined && !isLeft) members.add(id);
  }
  if (rows.haResource.length === 0)
    for (const row of rows.guest) {
      const state = text(at(row.value, "hastate"));
      const id = text(at(row.value, "vmid"));
      if (state !== undefined && !/^(?:ignored|disabled|unmanaged)$/.test(state) && !isTemplate(row) && id)
        members.add(id);
    }
  return { members, bound: boundBy(rows), apart: apartBy(rows, notes) };
}

function guestOf(sid: string | undefined): string | undefined {
  return /^(?:vm|ct):(\d+)$/.exec(sid ?? "")?.[1];
}

function guestsIn(value: Parameters<typeof at>[0]): readonly string[] {
  return parts(text(at(value, "resources"))).flatMap((sid) => guestOf(sid) ?? []);
}

/** Strict rules (Proxmox VE 9) and restricted groups (before) with one node. */
function boundBy(rows: Rows): ReadonlySet<string> {
  const bound = new Set<string>();
  for (const { value } of rows.haRule) {
    const isStrict = flag(at(value, "strict")) === true && flag(at(value, "disable")) !== true;
    if (text(at(value, "type")) === "node-affinity" && isStrict && boundTo(value).length === 1)
      for (const id of guestsIn(value)) bound.add(id);
  }
  const groups = new Set(
    rows.haGroup
      .filter(({ value }) => flag(at(value, "restricted")) === true && boundTo(value).length === 1)
      .flatMap(({ value }) => text(at(value, "group")) ?? []),
  );
  for (const { value } of rows.haResource) {
    const group = text(at(value, "group"));
    const id = guestOf(text(at(value, "sid")));
    if (group !== undefined && groups.has(group) && id !== undefined) bound.add(id);
  }
  return bound;
}

function apartBy(rows: Rows, notes: Note[]): readonly (readonly string[])[] {
  return rows.haRule.flatMap((row) => {
    const isApart =
      text(at(row.value, "type")) === "resource-affinity" && text(at(row.value, "affinity")) === "negative";
    if (!isApart) return [];
    if (flag(at(row.value, "disable")) === true) {
      notes.push(noteAt(row, "A rule that keeps guests apart is switched off: left out."));
      return [];
    }
    return [guestsIn(row.value)];
  });
}
