/** How the bytes of an export were read. */
export interface Decoded {
  /** Without a byte order mark. */
  readonly text: string;
  readonly encoding: "UTF-8" | "UTF-16LE" | "UTF-16BE" | "Windows-1252";
  /** How many places were no text in that encoding: each is U+FFFD. */
  readonly broken: number;
}

/**
 * Bytes as text. What begins with a byte order mark, or can only be UTF-16 by where its zero bytes stand, is read as
 * that; valid UTF-8 as UTF-8, and so is what is UTF-8 but for a few bytes (a file cut off, a value pasted in); the rest
 * as Windows-1252, in which every byte is a character. Total.
 */
export function decodeText(bytes: Uint8Array): Decoded {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return utf16(bytes, 2, true);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return utf16(bytes, 2, false);
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return utf8(bytes.subarray(3));
  const zeros = zerosIn(bytes);
  if (zeros !== undefined) return utf16(bytes, 0, zeros === "odd");
  const { sequences, broken } = tallyUtf8(bytes);
  return broken === 0 || broken < sequences ? utf8(bytes) : windows1252(bytes);
}

/**
 * UTF-8 that comes in pieces, which may end within a character: a function that answers the text of each next piece.
 * What is no UTF-8 becomes U+FFFD.
 */
export function utf8Pieces(): (piece: Uint8Array, last: boolean) => string {
  let kept: Uint8Array = new Uint8Array(0);
  return (piece, last) => {
    const bytes = kept.length === 0 ? piece : joined(kept, piece);
    const end = last ? bytes.length : wholeUpTo(bytes);
    // A copy: whoever gives the pieces may use their memory again.
    kept = bytes.slice(end);
    return utf8(bytes.subarray(0, end)).text;
  };
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array {
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}

/** Where the last character that is not whole begins, or the end. */
function wholeUpTo(bytes: Uint8Array): number {
  for (let back = 1; back <= 3 && back <= bytes.length; back++) {
    const byte = bytes[bytes.length - back] as number;
    if (byte < 0x80) break;
    if (byte >= 0xc0) return lengthOf(byte) > back ? bytes.length - back : bytes.length;
  }
  return bytes.length;
}

/** Bytes of the sequence that a lead byte begins; 0 for what begins none. */
function lengthOf(lead: number): number {
  if (lead < 0x80) return 1;
  if (lead >= 0xc2 && lead <= 0xdf) return 2;
  if (lead >= 0xe0 && lead <= 0xef) return 3;
  return lead >= 0xf0 && lead <= 0xf4 ? 4 : 0;
}

/** The character that begins at an offset, or -1; which second bytes are allowed is in the Unicode Standard, table 3-7. */
function characterAt(bytes: Uint8Array, at: number, length: number): number {
  const lead = bytes[at] as number;
  if (length === 0 || at + length > bytes.length) return -1;
  let code = lead & (0x7f >> length);
  for (let next = 1; next < length; next++) {
    const byte = bytes[at + next] as number;
    if ((byte & 0xc0) !== 0x80) return -1;
    code = (code << 6) | (byte & 0x3f);
  }
  const short = (length === 3 && code < 0x800) || (length === 4 && code < 0x10000);
  return short || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff) ? -1 : code;
}

/** Sequences of several bytes that are UTF-8, and bytes that belong to none. One cut off by the end counts as neither. */
function tallyUtf8(bytes: Uint8Array): { readonly sequences: number; readonly broken: number } {
  let sequences = 0;
  let broken = 0;
  const end = wholeUpTo(bytes);
  for (let at = 0; at < end; ) {
    const lead = bytes[at] as number;
    if (lead < 0x80) {
      at++;
      continue;
    }
    const length = lengthOf(lead);
    if (characterAt(bytes, at, length) === -1) {
      broken++;
      at++;
    } else {
      sequences++;
      at += length;
    }
  }
  return { sequences, broken };
}

/** Code units that become a string at a time: a call takes its arguments on the stack. */
const BLOCK = 8192;

function utf8(bytes: Uint8Array): Decoded {
  const sink = units();
  let broken = 0;
  for (let at = 0; at < bytes.length; ) {
    const lead = bytes[at] as number;
    if (lead < 0x80) {
      sink.add(lead);
      at++;
      continue;
    }
    const length = lengthOf(lead);
    const code = characterAt(bytes, at, length);
    if (code === -1) {
      broken++;
      sink.add(0xfffd);
      at++;
      continue;
    }
    if (code > 0xffff) {
      sink.add(0xd800 + ((code - 0x10000) >> 10));
      sink.add(0xdc00 + ((code - 0x10000) & 0x3ff));
    } else sink.add(code);
    at += length;
  }
  return { text: sink.text(), encoding: "UTF-8", broken };
}

function utf16(bytes: Uint8Array, start: number, little: boolean): Decoded {
  const sink = units();
  const [high, low] = little ? [1, 0] : [0, 1];
  for (let at = start; at + 1 < bytes.length; at += 2)
    sink.add(((bytes[at + high] as number) << 8) | (bytes[at + low] as number));
  const text = sink.text();
  return { text, encoding: little ? "UTF-16LE" : "UTF-16BE", broken: (bytes.length - start) % 2 };
}

/** What Windows-1252 has where ISO 8859-1 has control characters, 0x80 to 0x9F; five of them are free. */
const UPPER = "€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ";

function windows1252(bytes: Uint8Array): Decoded {
  const sink = units();
  for (const byte of bytes) sink.add(byte >= 0x80 && byte < 0xa0 ? UPPER.charCodeAt(byte - 0x80) : byte);
  return { text: sink.text(), encoding: "Windows-1252", broken: 0 };
}

/** Collects code units block by block. */
function units(): { readonly add: (unit: number) => void; readonly text: () => string } {
  const block = new Uint16Array(BLOCK);
  const parts: string[] = [];
  let length = 0;
  const flush = () => {
    parts.push(String.fromCharCode.apply(null, block.subarray(0, length) as unknown as number[]));
    length = 0;
  };
  return {
    add: (unit) => {
      block[length++] = unit;
      if (length === BLOCK) flush();
    },
    text: () => {
      flush();
      return parts.join("");
    },
  };
}

/** Bytes that are looked at to tell UTF-16 without a mark. */
const SAMPLE = 4096;

/** Text of our alphabets in UTF-16 has a zero in almost every pair, always on one side. */
function zerosIn(bytes: Uint8Array): "even" | "odd" | undefined {
  const pairs = Math.min(SAMPLE, bytes.length) >> 1;
  if (pairs < 2) return undefined;
  let even = 0;
  let odd = 0;
  for (let pair = 0; pair < pairs; pair++) {
    if (bytes[2 * pair] === 0) even++;
    if (bytes[2 * pair + 1] === 0) odd++;
  }
  if (odd > pairs * 0.6 && even < pairs * 0.05) return "odd";
  return even > pairs * 0.6 && odd < pairs * 0.05 ? "even" : undefined;
}
