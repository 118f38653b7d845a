import type { Note } from "../snapshot/observed.ts";

/** Collects what is to be said: the same thing about many rows is said once, with how many there are. */
export interface NoteBook {
  readonly say: (file: string, row: number | undefined, message: string) => void;
  /** @param message from how many there are */
  readonly count: (
    file: string,
    row: number | undefined,
    message: (count: number) => string,
    key: string,
  ) => void;
  readonly all: () => readonly Note[];
}

interface Counted {
  readonly file: string;
  readonly row: number | undefined;
  readonly message: (count: number) => string;
  count: number;
}

export function noteBook(): NoteBook {
  const kept = new Map<string, Counted>();
  const count: NoteBook["count"] = (file, row, message, key) => {
    const id = `${file}\0${key}`;
    const known = kept.get(id);
    if (known === undefined) kept.set(id, { file, row, message, count: 1 });
    else known.count++;
  };
  return {
    say: (file, row, message) => count(file, row, () => message, message),
    count,
    all: () =>
      [...kept.values()].map((each) => ({
        file: each.file,
        ...(each.row === undefined ? {} : { row: each.row }),
        message: each.message(each.count),
      })),
  };
}
