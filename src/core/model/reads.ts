/**
 * Which fields of what was read are asked for while something is computed: what changes no field that it asked for
 * changes nothing about it. Kept here and nowhere else; whoever records takes what was asked for meanwhile.
 */
let asked: Set<string> | undefined;

/** A field of one kind of thing, or all of them (`*`): `a VM.cpu`. */
export type FieldId = string;

export function fieldId(what: string, key: string): FieldId {
  return `${what}.${key}`;
}

export function noteRead(field: FieldId): void {
  asked?.add(field);
}

/** A value with the fields that were asked for while it was made. */
export interface Recorded<T> {
  readonly value: T;
  readonly reads: ReadonlySet<FieldId>;
}

export function recorded<T>(make: () => T): Recorded<T> {
  const outer = asked;
  const reads = new Set<FieldId>();
  asked = reads;
  const value = make();
  asked = outer;
  return taken({ value, reads });
}

/** Whoever uses a recorded value asks for what it asked for. */
export function taken<T>(made: Recorded<T>): Recorded<T> {
  if (asked !== undefined) for (const field of made.reads) asked.add(field);
  return made;
}

/** For what asks for fields later than when it is made: it stands for all of them. */
export const EVERYTHING: FieldId = "*";

/** Whether one of these fields was asked for. */
export function isAffected(reads: ReadonlySet<FieldId>, fields: Iterable<FieldId>): boolean {
  if (reads.has(EVERYTHING)) return true;
  for (const field of fields)
    if (reads.has(field) || reads.has(`${field.slice(0, field.lastIndexOf("."))}.*`)) return true;
  return false;
}
