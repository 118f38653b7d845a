import { SaxesParser } from "saxes";

/** What is met on the way through a document; names without their prefixes. */
export interface XmlEvents {
  readonly open: (name: string, attributes: { readonly [name: string]: string }) => void;
  readonly text: (text: string) => void;
  readonly close: (name: string) => void;
}

export interface XmlReader {
  /** The next piece of the document; whether more is wanted. */
  readonly write: (piece: string, last: boolean) => boolean;
  /** A clause on why the rest is not read; undefined as long as all is well. */
  readonly problem: () => string | undefined;
}

/** Elements inside each other: a sheet has nine. */
const MOST_DEPTH = 64;
/** Characters without an element, more than a cell can hold (32,767) by far. */
const MOST_QUIET = 1 << 22;

/**
 * XML in pieces, without what can be abused: a document type, and with it entities of its own, is refused, and only the
 * five entities that every document has are known.
 */
export function xmlReader(events: XmlEvents): XmlReader {
  const parser = new SaxesParser({ position: false });
  let problem: string | undefined;
  let depth = 0;
  let quiet = 0;
  const refuse = (why: string) => {
    problem ??= why;
  };
  parser.on("error", () => refuse("is not well-formed XML"));
  parser.on("doctype", () => refuse("has a document type, which no workbook has"));
  parser.on("opentag", ({ name, attributes }) => {
    quiet = 0;
    if (++depth > MOST_DEPTH) refuse("has elements far too deep inside each other");
    if (problem === undefined) events.open(local(name), attributes as { [name: string]: string });
  });
  parser.on("text", (text) => {
    if (problem === undefined) events.text(text);
  });
  parser.on("cdata", (text) => {
    if (problem === undefined) events.text(text);
  });
  parser.on("closetag", ({ name }) => {
    quiet = 0;
    depth--;
    if (problem === undefined) events.close(local(name));
  });
  return {
    write: (piece, last) => {
      if (problem !== undefined) return false;
      quiet += piece.length;
      if (quiet > MOST_QUIET + piece.length) refuse("has a text far longer than a cell can be");
      else parser.write(piece);
      if (last && problem === undefined) parser.close();
      return problem === undefined;
    },
    problem: () => problem,
  };
}

function local(name: string): string {
  const colon = name.indexOf(":");
  return colon === -1 ? name : name.slice(colon + 1);
}
