/**
 * Text that shows everything in it: control, bidirectional and invisible characters and lone
 * surrogates as `<U+202E>`. What stands in a file can then neither steer a terminal nor look like
 * something else (Unicode TR 36, "Bidirectional text spoofing").
 */
export function visible(text: string): string {
  let result = "";
  for (const character of text) result += visibleCharacter(character);
  return result;
}

/** One code point as it is shown: itself, or its number where it cannot be seen. */
export function visibleCharacter(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  if (code >= 0x20 && code < 0x7f) return character;
  const hidden = HIDDEN.some(([from, to]) => code >= from && code <= to);
  return hidden ? `<U+${code.toString(16).toUpperCase().padStart(4, "0")}>` : character;
}

const HIDDEN: readonly (readonly [from: number, to: number])[] = [
  [0x0000, 0x001f], // controls
  [0x007f, 0x009f],
  [0x00ad, 0x00ad], // soft hyphen
  [0x061c, 0x061c], // Arabic letter mark
  [0x180e, 0x180e],
  [0x200b, 0x200f], // zero width, left-to-right and right-to-left marks
  [0x2028, 0x202e], // line separators, bidirectional embeddings and overrides
  [0x2060, 0x206f], // word joiner, bidirectional isolates
  [0xd800, 0xdfff], // surrogates without their other half
  [0xfeff, 0xfeff],
  [0xfff9, 0xfffb],
  [0xe0000, 0xe007f], // tags
];
