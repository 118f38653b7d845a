/** The text of a file that a person gives: by its byte order mark UTF-8 or UTF-16, as Windows PowerShell's `>` writes it. */
export function textOf(content: string | Uint8Array): string {
  if (typeof content === "string") return content.startsWith("\ufeff") ? content.slice(1) : content;
  const [first = 0, second = 0, third = 0] = content;
  if (first === 0xff && second === 0xfe) return utf16(content.subarray(2), 0);
  if (first === 0xfe && second === 0xff) return utf16(content.subarray(2), 1);
  if (first !== 0 && second === 0 && content.length > 1) return utf16(content, 0);
  return utf8(first === 0xef && second === 0xbb && third === 0xbf ? content.subarray(3) : content);
}

/** @param high where the high byte of each unit is not: 0 in little-endian texts, 1 in big-endian ones */
function utf16(bytes: Uint8Array, high: 0 | 1): string {
  const units = new Uint16Array(bytes.length >> 1);
  for (let unit = 0; unit < units.length; unit++) {
    const [a = 0, b = 0] = [bytes[2 * unit], bytes[2 * unit + 1]];
    units[unit] = high === 0 ? a | (b << 8) : (a << 8) | b;
  }
  return textFrom(units, units.length);
}

const REPLACEMENT = 0xfffd;

/** Bytes that are no UTF-8 become U+FFFD. */
function utf8(bytes: Uint8Array): string {
  const units = new Uint16Array(bytes.length);
  let length = 0;
  for (let at = 0; at < bytes.length; ) {
    const [code, size] = codeAt(bytes, at);
    at += size;
    if (code > 0xffff) {
      units[length++] = 0xd800 + ((code - 0x10000) >> 10);
      units[length++] = 0xdc00 + ((code - 0x10000) & 0x3ff);
    } else units[length++] = code;
  }
  return textFrom(units, length);
}

/** The smallest code point that a sequence of so many bytes may stand for. */
const LEAST = [0, 0, 0x80, 0x800, 0x10000];

function codeAt(bytes: Uint8Array, at: number): readonly [code: number, size: number] {
  const lead = bytes[at] ?? 0;
  if (lead < 0x80) return [lead, 1];
  const size = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
  if (lead < 0xc2 || lead > 0xf4) return [REPLACEMENT, 1];
  let code = lead & (0x7f >> size);
  for (let next = 1; next < size; next++) {
    const byte = bytes[at + next] ?? 0;
    if ((byte & 0xc0) !== 0x80) return [REPLACEMENT, 1];
    code = (code << 6) | (byte & 0x3f);
  }
  const isHalf = code >= 0xd800 && code <= 0xdfff;
  return isHalf || code > 0x10ffff || code < (LEAST[size] ?? 0) ? [REPLACEMENT, 1] : [code, size];
}

/** Units at a time: a call takes only so many arguments. */
const CHUNK = 8192;

function textFrom(units: Uint16Array, length: number): string {
  let text = "";
  for (let at = 0; at < length; at += CHUNK)
    text += String.fromCharCode(...units.subarray(at, Math.min(length, at + CHUNK)));
  return text;
}
