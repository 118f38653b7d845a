import type { ErrorCode } from "yaml";
import type { Span } from "../text/span.ts";

/** What the YAML library says about a place, before it is put into our words. */
export interface Fault extends Span {
  readonly code: ErrorCode;
  readonly message: string;
}

/**
 * A fault in our own words: what is wrong at this place and what to write instead.
 * `undefined` where it is none for us: tags are left alone, known or not.
 */
export function explain(fault: Fault, text: string): string | undefined {
  const words = WORDS[fault.code];
  if (words === undefined) return undefined;
  const isItem = /^-\s/.test(text.slice(fault.start, fault.start + 2));
  if (isItem && STRAY_ITEM.has(fault.code) && !fault.message.includes("column")) {
    return "This list item cannot stand here: what is above it already has a value or holds keys. Indent it under its key, or remove it.";
  }
  return words(fault, shown(text.slice(fault.start, fault.end)), text);
}

const STRAY_ITEM: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  "MISSING_CHAR",
  "MULTILINE_IMPLICIT_KEY",
  "BLOCK_AS_IMPLICIT_KEY",
  "BAD_INDENT",
]);

/** A piece of the text as it can stand in a sentence: one line, not long. */
export function shown(source: string): string {
  const line = (source.split(/[\r\n]/, 1)[0] ?? "").trimEnd();
  return line.length > 40 ? `${line.slice(0, 37)}…` : line;
}

type Words = (fault: Fault, source: string, text: string) => string;

const WORDS: { readonly [code in ErrorCode]: Words | undefined } = {
  ALIAS_PROPS: (_, source) =>
    `The alias ${source} cannot have an anchor or a tag of its own. Remove the \`&…\` or \`!…\` before it.`,
  BAD_ALIAS: () => "A name is missing here. Write it directly behind the `*` or `&`, without a space.",
  BAD_DIRECTIVE: () =>
    "YAML does not know this `%` line. Remove it; where it is meant as a value, put it in quotes.",
  BAD_DQ_ESCAPE: ({ start }, _, text) =>
    `\`${shown(text.slice(start, start + 2))}\` means nothing between double quotes. Write a backslash as \`\\\\\`, or use single quotes.`,
  BAD_INDENT: badIndent,
  BAD_PROP_ORDER: () =>
    "An anchor (`&…`) or a tag (`!…`) stands before this sign. Move it behind, directly before the value.",
  BAD_SCALAR_START: (_, source) =>
    `A value cannot start with \`${source.charAt(0)}\` unless it is in quotes. Put quotes around it.`,
  BLOCK_AS_IMPLICIT_KEY: secondKey,
  BLOCK_IN_FLOW: (_, source) =>
    source.startsWith("-")
      ? "Between brackets, list items are separated by commas and have no dashes. Write `[a, b]`."
      : "There is a second colon in this item. Add the comma that is missing, or put a value that contains `: ` in quotes.",
  DUPLICATE_KEY: undefined,
  IMPOSSIBLE: () => "This line cannot be read as YAML. Check its indentation and punctuation.",
  KEY_OVER_1024_CHARS: () =>
    "This key is longer than 1,024 characters, which YAML does not allow. Shorten it, or check for a missing quote or bracket.",
  MISSING_CHAR: missingChar,
  MULTILINE_IMPLICIT_KEY: (_, source) =>
    /^["'{[]/.test(source)
      ? "A key must stand on one line, together with its colon. Shorten it, or add the quote or bracket that is missing."
      : noColon(source),
  MULTIPLE_ANCHORS: (_, source) =>
    `A value can have only one anchor, and ${named(source)} is another. Remove one of them.`,
  MULTIPLE_DOCS: undefined,
  MULTIPLE_TAGS: (_, source) =>
    `A value can have only one tag, and ${named(source)} is another. Remove one of them.`,
  NON_STRING_KEY: undefined,
  RESOURCE_EXHAUSTION: () => "This part is nested too deeply to be read. Write it flatter.",
  TAB_AS_INDENT: () =>
    "This line is indented with a tab. YAML allows only spaces there: replace the tab by spaces.",
  TAG_RESOLVE_FAILED: undefined,
  UNEXPECTED_TOKEN: unexpected,
  BAD_COLLECTION_TYPE: undefined,
};

function secondKey({ start, message }: Fault, _: string, text: string): string {
  if (message.includes("sequence"))
    return "A list cannot be a key. Indent it under the key that it belongs to.";
  const key = text.slice(start, text.indexOf(": ", start));
  return key.includes("\n")
    ? NEXT_LINE_INDENTED
    : "There is a second key on this line. Put a value that contains `: ` in quotes, or start the key on a line of its own.";
}

function badIndent(fault: Fault): string {
  const { message } = fault;
  if (message.includes("must be sufficiently indented")) return unclosed(message);
  if (message.includes("lock scalar"))
    return "The text under `|` or `>` must be indented further than its key, and no line less than the first. Indent it with spaces.";
  if (message.includes("sequence"))
    return "The dashes of one list must stand in the same column. Move this one under the others.";
  return "The keys of one level must start in the same column. Move this one under its neighbours.";
}

function missingChar(fault: Fault, source: string): string {
  const { message } = fault;
  if (message.includes("must end with a")) return unclosed(message);
  if (message.startsWith("Comments must"))
    return "A space is missing before this `#`. Add one, or put the text in quotes if the `#` belongs to it.";
  if (message.startsWith("Missing space after :"))
    return "A space is missing after this colon. Write `key: value`.";
  if (message.startsWith("Missing , or :"))
    return "A comma or a colon is missing before this. Write `{key: value, key: value}`.";
  if (message.startsWith("Missing ,"))
    return "A comma is missing before this item. Separate the items by `, `.";
  if (message.startsWith("Implicit map keys")) return noColon(source);
  if (message.startsWith("Sequence item"))
    return "A dash is missing before this list item. Write `- ` in the column of the other dashes.";
  if (message.startsWith("Missing newline after block sequence"))
    return "A list cannot start on the line of its anchor or tag. Start it on the next line.";
  if (message.startsWith("Block collection cannot start"))
    return "Nothing but a simple value can stand behind `---` on its line. Move this to the next line.";
  if (message.startsWith("Block scalars with"))
    return "An empty line before this text has more spaces than the text. Remove the spaces of the empty line.";
  if (message.startsWith("Tags and anchors"))
    return "A space is missing between the anchor or tag and what follows it. Add one.";
  if (message.includes("irectives-end"))
    return "A line `---` is missing between the `%` lines and the document. Add it.";
  return "Something is missing here, so that this line cannot be read. Check its punctuation and indentation.";
}

function noColon(source: string): string {
  return `A colon is missing after ${named(source)}. Write \`key: value\`, with a space after the colon.`;
}

function unclosed(message: string): string {
  const bracket = message.endsWith("}") ? "}" : "]";
  return `A closing \`${bracket}\` is missing here. Add it before the next line.`;
}

function unexpected(fault: Fault, source: string): string {
  const { message } = fault;
  const first = source.charAt(0);
  if (message.startsWith("Block scalar header"))
    return "Nothing but `+`, `-` or a digit can follow `|` or `>` on its line. Move the text to the next line.";
  if (message.includes("empty item") || first === ",")
    return "There is a comma too many here. Remove it, or write the item that is missing.";
  if (first === "}" || first === "]")
    return `This \`${first}\` closes nothing. Remove it, or add the bracket that opens it.`;
  if (message.includes("block-seq-ind") || message.includes("seq-item-ind")) return LIST_ON_KEY_LINE;
  if (message.includes("map-value-ind") || first === ":")
    return "This colon is one too many: the line cannot be read as a key and its value. Put a value that contains `: ` in quotes.";
  if (first === "") return "This line cannot be read as YAML. Check its indentation and punctuation.";
  return `${named(source)} cannot stand here. Check the indentation of this line, and put the value in quotes if this belongs to it.`;
}

function named(source: string): string {
  return source === "" ? "it" : `“${source}”`;
}

/** Said of a list that a slip above it keeps from being one, item after item. */
export const LIST_ON_KEY_LINE =
  "A list cannot start on the line of its key. Start it on the next line, or write it as `[a, b]`.";

/** Said of every line of a block that a slip above it has put into the wrong place. */
export const NEXT_LINE_INDENTED =
  "The next line is indented further than this one, which already has a value. Move that line under its neighbours, or remove the value here.";
