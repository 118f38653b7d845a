export type Expanded =
  | { readonly hosts: readonly string[]; readonly problem?: undefined }
  | {
      readonly hosts?: undefined;
      /** A whole sentence. */
      readonly problem: string;
    };

/** The hosts that are read from one inventory file; what goes beyond is left out and said. */
export const MOST_HOSTS = 20_000;

/** The longest name that DNS allows, with room for brackets. */
const LONGEST = 300;

/**
 * The host names that one entry of an inventory stands for: `web[01:20:2].example.org`, `db-[a:f]`,
 * several ranges in one name, a port behind it. Both ends are included; a leading zero gives the width.
 * Source: Ansible's inventory guide, "Adding ranges of hosts".
 */
export function expandHosts(entry: string): Expanded {
  if (entry.length > LONGEST)
    return { problem: `A host name of ${entry.length} characters cannot be right.` };
  if (entry.endsWith(":")) return { problem: `“${entry}” ends in ":", which has no meaning behind a host.` };
  const name = withoutPort(entry);
  const parts: (readonly string[])[] = [];
  let done = 0;
  let count = 1;
  for (let open = name.indexOf("["); open >= 0; open = name.indexOf("[", done)) {
    const close = name.indexOf("]", open);
    if (close < 0) return { problem: `“${entry}” opens a range with "[" and does not close it.` };
    const range = rangeOf(name.slice(open + 1, close));
    if (typeof range === "string") return { problem: `“${entry}” is not a range of hosts: ${range}.` };
    count *= range.count;
    if (count > MOST_HOSTS) {
      return {
        problem: `“${entry}” stands for ${count} hosts, more than the ${MOST_HOSTS} that are read.`,
      };
    }
    parts.push([name.slice(done, open)], range.names());
    done = close + 1;
  }
  parts.push([name.slice(done)]);
  return { hosts: parts.reduce(joined, [""]) };
}

/** Last part fastest, as nested ranges count. */
function joined(heads: readonly string[], tails: readonly string[]): readonly string[] {
  return heads.flatMap((head) => tails.map((tail) => head + tail));
}

interface Range {
  readonly count: number;
  readonly names: () => readonly string[];
}

const LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

/** The range between the brackets, or why it is none. */
function rangeOf(text: string): Range | string {
  const bounds = text.split(":", 4);
  if (bounds.length < 2 || bounds.length > 3) return "write [first:last] or [first:last:step]";
  const [written = "", last = "", every = "1"] = bounds;
  const step = digits(every);
  if (step === undefined || step < 1) return `the step “${every}” is not a whole number above 0`;
  if (last === "") return "it has no last value";
  const first = written === "" ? "0" : written;
  if (/^[A-Za-z]$/.test(first) && /^[A-Za-z]$/.test(last)) {
    return counted(LETTERS.indexOf(first), LETTERS.indexOf(last), step, (at) => LETTERS[at] ?? "");
  }
  const from = digits(first);
  const to = digits(last);
  if (from === undefined || to === undefined)
    return `“${first}” to “${last}” is neither from number to number nor from letter to letter`;
  const width = first.length > 1 && first.startsWith("0") ? first.length : 0;
  if (width > 0 && width !== last.length)
    return `“${first}” has a leading zero, so “${last}” must be as long`;
  return counted(from, to, step, (at) => String(at).padStart(width, "0"));
}

function counted(from: number, to: number, step: number, name: (at: number) => string): Range | string {
  if (from > to) return `it begins after it ends, so it stands for no host`;
  const count = Math.floor((to - from) / step) + 1;
  return { count, names: () => Array.from({ length: count }, (_, i) => name(from + i * step)) };
}

function digits(text: string): number | undefined {
  return /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}

function withoutPort(entry: string): string {
  const bracketed = /^\[([^\]]+)\]:\d+$/.exec(entry);
  if (bracketed?.[1]?.includes(":")) return bracketed[1];
  const colon = entry.lastIndexOf(":");
  if (colon < 0 || !/^\d+$/.test(entry.slice(colon + 1))) return entry;
  const host = entry.slice(0, colon);
  // Another colon outside of brackets: an IPv6 address, which has its last group there and not a port.
  return colonOutsideBrackets(host) ? entry : host;
}

function colonOutsideBrackets(text: string): boolean {
  let inside = false;
  for (const sign of text) {
    if (sign === "[") inside = true;
    else if (sign === "]") inside = false;
    else if (sign === ":" && !inside) return true;
  }
  return false;
}
