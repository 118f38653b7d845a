/** How a terminal shows a word; plain where colour is not wanted. */
export interface Style {
  readonly error: Paint;
  readonly warning: Paint;
  readonly info: Paint;
  readonly fix: Paint;
  readonly strong: Paint;
  readonly faint: Paint;
}

type Paint = (text: string) => string;

/** ANSI colours (ECMA-48, SGR) of the sixteen that every terminal and theme has, or none. */
export function styleOf(colour: boolean): Style {
  const paint =
    (on: number, off: number): Paint =>
    (text) =>
      colour && text !== "" ? `\u001b[${on}m${text}\u001b[${off}m` : text;
  return {
    error: paint(31, 39),
    warning: paint(33, 39),
    info: paint(36, 39),
    fix: paint(32, 39),
    strong: paint(1, 22),
    faint: paint(2, 22),
  };
}

/**
 * Lines of at most `width` characters, broken at spaces, without their indentation: the first has
 * `taken` characters less room, the following ones `indent`. A word that fits no line is broken.
 */
export function wrap(text: string, width: number, taken: number, indent: number): readonly string[] {
  const lines: string[] = [];
  let line = "";
  let room = width - taken;
  const next = () => {
    lines.push(line);
    line = "";
    room = width - indent;
  };
  for (const word of text.split(" ").filter((part) => part !== "")) {
    let rest = word;
    const fits = line === "" ? rest.length <= room : line.length + 1 + rest.length <= room;
    if (!fits && (line !== "" || lines.length === 0)) next();
    while (rest.length > Math.max(room, 1)) {
      line = rest.slice(0, Math.max(room, 1));
      rest = rest.slice(line.length);
      next();
    }
    line = line === "" ? rest : `${line} ${rest}`;
  }
  if (line !== "" || lines.length === 0) lines.push(line);
  return lines;
}
