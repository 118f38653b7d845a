import type { Comment } from "../../syntax/tree.ts";
import { commentIn, type Ignored, type Line, linesOf, type Setting, type Word, wordIn } from "./words.ts";

/** One section: `dir: local` and the indented settings below it. */
export interface Section {
  readonly type: Word;
  readonly name: Word;
  readonly settings: readonly Setting[];
}

export interface SectionConfig {
  readonly sections: readonly Section[];
  readonly comments: readonly Comment[];
  readonly ignored: readonly Ignored[];
}

/**
 * A file of sections as Proxmox VE keeps them (`storage.cfg`, `ha/rules.cfg`): a header `type: name`, then indented
 * settings `key value`, ended by an empty line. Whole lines with `#` are comments; a `#` behind a value belongs to it.
 * Any text can be read: what is neither is said. Source: `PVE::SectionConfig`.
 */
export function readSections(text: string): SectionConfig {
  const sections: { readonly type: Word; readonly name: Word; readonly settings: Setting[] }[] = [];
  const comments: Comment[] = [];
  const ignored: Ignored[] = [];
  let open = false;
  for (const line of linesOf(text)) {
    const comment = commentIn(line);
    const header = headerIn(line);
    const setting = settingIn(line);
    if (comment !== undefined) comments.push(comment);
    else if (line.text === "") open = false;
    else if (header !== undefined) {
      if (open) ignored.push({ ...header.type, end: header.name.end, message: NO_EMPTY_LINE, isRead: true });
      sections.push({ ...header, settings: [] });
      open = true;
    } else if (setting !== undefined && open) sections.at(-1)?.settings.push(setting);
    else {
      const rest = wordIn(line.text, 0, line.text.length, line.start);
      if (rest !== undefined) ignored.push({ start: rest.start, end: rest.end, message: NEITHER });
    }
  }
  return { sections, comments, ignored };
}

const NEITHER =
  "This line is neither the beginning of a section nor an indented setting of one, so Proxmox VE passes over it.";
const NO_EMPTY_LINE =
  "No empty line stands before this section, so Proxmox VE passes over this line and reads what follows as a part of the section above. It is read here as a section of its own. Put an empty line above it.";

/** Characters: no header is longer, and a longer line would be slow to try. */
const LONGEST_HEADER = 500;

function headerIn({ text, start }: Line): Pick<Section, "type" | "name"> | undefined {
  if (text.length > LONGEST_HEADER) return undefined;
  const match = /^(\S+):[ \t]*(\S+)\s*$/.exec(text);
  const [, type, name] = match ?? [];
  if (type === undefined || name === undefined) return undefined;
  const from = start + text.trimEnd().length - name.length;
  return {
    type: { text: type, start, end: start + type.length },
    name: { text: name, start: from, end: from + name.length },
  };
}

function settingIn({ text, start }: Line): Setting | undefined {
  const from = text.search(/\S/);
  if (from < 1) return undefined;
  const length = text.slice(from).search(/\s/);
  const to = length === -1 ? text.length : from + length;
  const key = wordIn(text, from, to, start);
  return key === undefined ? undefined : { key, value: wordIn(text, to, text.length, start) };
}
