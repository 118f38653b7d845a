import { Inflate } from "fflate";

/** A file in a zip archive, as the archive's directory describes it. */
export interface ZipEntry {
  readonly name: string;
  /** Bytes when unpacked, as declared. */
  readonly size: number;
  /** As it lies in the archive. */
  readonly packed: Uint8Array;
  readonly deflated: boolean;
}

/** `problem` is a clause that follows the file's name. */
export interface Problem {
  readonly problem: string;
}

export interface Limits {
  /** Entries of an archive. */
  readonly entries: number;
  /** Bytes that an entry may unpack to. */
  readonly size: number;
  /** How many times as large an entry of more than `small` bytes may become. */
  readonly ratio: number;
  readonly small: number;
}

/** Far beyond any workbook of an estate; sheets of the same words over and over reach a ratio of 60. */
const LIMITS: Limits = { entries: 10_000, size: 1 << 30, ratio: 250, small: 16 << 20 };

/** The files of an archive by name. Nothing is unpacked. */
export function openZip(bytes: Uint8Array, limits: Limits = LIMITS): ReadonlyMap<string, ZipEntry> | Problem {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = endOfDirectory(view);
  if (end === undefined) return { problem: "is no whole zip archive: it may have been cut off" };
  const { count, start } = end;
  if (count > limits.entries) return { problem: `holds ${count} files, more than any workbook: not opened` };
  const entries = new Map<string, ZipEntry>();
  let at = start;
  for (let index = 0; index < count; index++) {
    const entry = entryAt(view, bytes, at);
    if (entry === undefined) return { problem: "is no whole zip archive: its directory is damaged" };
    if (entry === "locked") return { problem: "is protected by a password: it cannot be read" };
    entries.set(entry.entry.name, entry.entry);
    at = entry.next;
  }
  return entries;
}

/**
 * Unpacks a file piece by piece, so that it is never whole in memory. `take` answers whether it wants more.
 * Undefined when all went well.
 */
export function unpack(
  entry: ZipEntry,
  take: (piece: Uint8Array, last: boolean) => boolean,
  limits: Limits = LIMITS,
): Problem | undefined {
  const { packed } = entry;
  const most = mostOf(packed.length, limits);
  const bomb: Problem = {
    problem: `holds “${entry.name}”, which would unpack to far more than a sheet can be: left out`,
  };
  if (entry.size > most) return bomb;
  if (!entry.deflated) {
    take(packed, true);
    return undefined;
  }
  let total = 0;
  let wants = true;
  const inflate = new Inflate((piece, last) => {
    total += piece.length;
    if (total <= most && wants) wants = take(piece, last);
  });
  // The library answers damaged data only by throwing: the one place here that catches.
  try {
    for (let at = 0; at < packed.length && total <= most && wants; at += STEP)
      inflate.push(packed.subarray(at, at + STEP), at + STEP >= packed.length);
  } catch {
    return { problem: `is damaged: “${entry.name}” cannot be unpacked to its end` };
  }
  return total > most ? bomb : undefined;
}

/** Bytes that are unpacked at a time: 16 KiB are at most 16 MiB of the same. */
const STEP = 1 << 14;

function mostOf(packed: number, limits: Limits): number {
  return Math.min(limits.size, Math.max(limits.small, packed * limits.ratio));
}

/** APPNOTE.TXT 4.3.16: the record at the end, before a comment of at most 64 KiB. */
function endOfDirectory(view: DataView): { readonly count: number; readonly start: number } | undefined {
  const { byteLength } = view;
  for (let at = byteLength - 22; at >= Math.max(0, byteLength - 22 - 0xffff); at--) {
    if (view.getUint32(at, true) !== 0x06054b50) continue;
    const count = view.getUint16(at + 10, true);
    const start = view.getUint32(at + 16, true);
    if (start < byteLength || count === 0) return { count, start };
  }
  return undefined;
}

/** APPNOTE.TXT 4.3.12, 4.3.7 and 4.5.3. Only "stored" and "deflated" are in workbooks. */
function entryAt(
  view: DataView,
  bytes: Uint8Array,
  at: number,
): { readonly entry: ZipEntry; readonly next: number } | "locked" | undefined {
  if (at + 46 > view.byteLength || view.getUint32(at, true) !== 0x02014b50) return undefined;
  if ((view.getUint16(at + 8, true) & 1) === 1) return "locked";
  const method = view.getUint16(at + 10, true);
  const [nameLength, extraLength, commentLength] = [28, 30, 32].map((offset) =>
    view.getUint16(at + offset, true),
  ) as [number, number, number];
  const next = at + 46 + nameLength + extraLength + commentLength;
  if (next > view.byteLength || (method !== 0 && method !== 8)) return undefined;
  const name = String.fromCharCode(...bytes.subarray(at + 46, at + 46 + nameLength));
  const [size, packedSize, local] = longOnes(view, at + 46 + nameLength, extraLength, [
    view.getUint32(at + 24, true),
    view.getUint32(at + 20, true),
    view.getUint32(at + 42, true),
  ]);
  if (local + 30 > view.byteLength || view.getUint32(local, true) !== 0x04034b50) return undefined;
  const data = local + 30 + view.getUint16(local + 26, true) + view.getUint16(local + 28, true);
  if (data + packedSize > view.byteLength) return undefined;
  const packed = bytes.subarray(data, data + packedSize);
  return { entry: { name, size, packed, deflated: method === 8 }, next };
}

/** Numbers that stand in the extra field, as eight bytes each, where they are written as all ones (zip64). */
function longOnes(
  view: DataView,
  start: number,
  length: number,
  numbers: readonly [number, number, number],
): readonly [number, number, number] {
  if (numbers.every((number) => number !== 0xffffffff)) return numbers;
  for (let at = start; at + 4 <= start + length; ) {
    const size = view.getUint16(at + 2, true);
    if (view.getUint16(at, true) === 1 && at + 4 + size <= start + length) {
      let inside = at + 4;
      return numbers.map((number) => {
        if (number !== 0xffffffff || inside + 8 > at + 4 + size) return number;
        inside += 8;
        return Number(view.getBigUint64(inside - 8, true));
      }) as unknown as readonly [number, number, number];
    }
    at += 4 + size;
  }
  return numbers;
}
