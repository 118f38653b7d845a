import type { XmlEvents } from "./xml.ts";

/** The parts of a workbook that its sheets share: texts, and what the styles make of numbers. */

/** The texts that cells refer to by position; of a text in several fonts all runs, of one with readings only the text. */
export function sharedTexts(): { readonly all: readonly string[]; readonly events: XmlEvents } {
  const all: string[] = [];
  let text = "";
  let taking = false;
  let phonetic = false;
  return {
    all,
    events: {
      open: (name) => {
        if (name === "si") text = "";
        else if (name === "rPh") phonetic = true;
        else if (name === "t") taking = !phonetic;
      },
      text: (piece) => {
        if (taking) text += piece;
      },
      close: (name) => {
        if (name === "si") all.push(unescaped(text));
        else if (name === "rPh") phonetic = false;
        else if (name === "t") taking = false;
      },
    },
  };
}

/** Which styles show a number as a date. */
export function dateFormats(): { readonly isDate: () => readonly boolean[]; readonly events: XmlEvents } {
  const own = new Map<number, boolean>();
  const used: number[] = [];
  let inCells = false;
  return {
    isDate: () => used.map((format) => own.get(format) ?? isBuiltInDate(format)),
    events: {
      open: (name, { numFmtId, formatCode }) => {
        if (name === "cellXfs") inCells = true;
        else if (name === "numFmt") own.set(Number(numFmtId), isDateFormat(formatCode ?? ""));
        else if (name === "xf" && inCells) used.push(Number(numFmtId ?? 0));
      },
      text: () => {},
      close: (name) => {
        if (name === "cellXfs") inCells = false;
      },
    },
  };
}

/** ECMA-376 part 1, 18.8.30: the formats that have no code in the file, those of East Asia among them. */
function isBuiltInDate(format: number): boolean {
  return (format >= 14 && format <= 22) || (format >= 27 && format <= 36) || (format >= 50 && format <= 58);
}

/** A format that shows a day or a year; what stands in quotation marks, brackets or behind a backslash is no code. */
function isDateFormat(code: string): boolean {
  const [first = ""] = code.split(";");
  return /[dy]/i.test(first.replace(/"[^"]*"|\[[^\]]*\]|\\.|_.|\*./g, ""));
}

/** Characters that XML cannot hold are written `_x000D_`. */
export function unescaped(text: string): string {
  if (!text.includes("_x")) return text;
  return text.replace(/_x([0-9A-Fa-f]{4})_/g, (_, code: string) =>
    String.fromCharCode(Number.parseInt(code, 16)),
  );
}
