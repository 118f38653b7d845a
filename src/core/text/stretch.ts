import type { Place, Span } from "./span.ts";

/**
 * A stretch of a file that is read by itself. Where it starts changes while the file is edited before it, and with it
 * every place within; only the reader that follows the edits changes it.
 */
export interface Stretch {
  readonly file: string;
  start: number;
}

/**
 * A place that moves along with its stretch. A class, since there are millions in a large estate: `{...place}` is none,
 * and says nothing of where it is.
 */
export class Anchored implements Moving {
  readonly stretch: Stretch;
  /** Counted from the start of the stretch. */
  #from: number;
  #to: number;

  constructor(stretch: Stretch, start: number, end: number) {
    this.stretch = stretch;
    this.#from = start - stretch.start;
    this.#to = end - stretch.start;
  }

  get moves(): true {
    return true;
  }

  get file(): string {
    return this.stretch.file;
  }

  get start(): number {
    return this.stretch.start + this.#from;
  }

  get end(): number {
    return this.stretch.start + this.#to;
  }

  /** What stands here was found elsewhere in its stretch; for the reader that follows the edits. */
  moveTo({ start, end }: Span): void {
    this.#from = start - this.stretch.start;
    this.#to = end - this.stretch.start;
  }
}

/** Another span of the same file as a place; one that moves along with what is given where that moves. */
export function placeLike(like: Span, file: string, { start, end }: Span): Place {
  return like instanceof Anchored ? new Anchored(like.stretch, start, end) : { file, start, end };
}

/** A span that is a place by itself, and always where what stands there is now. */
export interface Moving extends Place {
  readonly moves: true;
}

/** A span as a place in a file; one that moves goes on moving. */
export function placeIn(file: string, span: Span & { readonly moves?: true }): Place {
  return span.moves ? (span as Moving) : { file, start: span.start, end: span.end };
}

/** From the start of one place to the end of another in the same file, wherever they are. */
export function placeOver(first: Place, last: Place): Moving {
  return {
    moves: true,
    file: first.file,
    get start() {
      return first.start;
    },
    get end() {
      return last.end;
    },
  };
}
