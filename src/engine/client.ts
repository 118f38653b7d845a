import type { Ask, AskKind, Asks, FileReport, FromEngine, Tell, ToEngine } from "./protocol.ts";

/** A running worker. After `ended` was called nothing more comes from it. */
export interface ConnectionOf<To> {
  readonly post: (message: To) => void;
  readonly dispose: () => void;
}

export type Connection = ConnectionOf<ToEngine>;

/** Starts an engine. */
export type Spawn = SpawnOf<ToEngine, FromEngine>;

/** Starts a worker that is told one kind of message and says another. Of `ended` and `unavailable` at most one is called, and at most once. */
export type SpawnOf<To, From> = (on: {
  readonly message: (message: From) => void;
  /** It ended by itself; `why` is a clause. */
  readonly ended: (why: string) => void;
  /** None can be made here, now or later; `why` is a whole sentence. */
  readonly unavailable: (why: string) => void;
}) => ConnectionOf<To>;

export interface ClientEvents {
  /** The engine ended and a new one, which knows nothing yet, has taken its place: tell it everything again. */
  readonly restarted: (why: string) => void;
  /** It ended a second time: nothing is answered any more until `restart`. */
  readonly gaveUp: (why: string) => void;
  /** No engine can be made here: nothing is answered, and starting again would change nothing. */
  readonly unavailable: (why: string) => void;
  /** While an estate is still being looked at: what can be said of these files already. */
  readonly early: (estate: string, revision: number, files: readonly FileReport[]) => void;
  /** The engine needs the whole text of a file. */
  readonly lost: (estate: string, path: string) => void;
}

/**
 * Talks to the engine. What is told is passed on at once; questions are asked one at a time, analyses first, so that
 * an answer nobody waits for any more is not worked on: it is dropped before it is asked.
 */
export interface Client {
  readonly tell: (message: Tell) => void;
  /** Undefined where the question was cancelled or the engine ended. */
  readonly ask: <K extends AskKind>(
    kind: K,
    ask: Asks[K]["ask"],
    cancelled?: () => boolean,
  ) => Promise<Asks[K]["answer"] | undefined>;
  readonly restart: () => void;
  readonly dispose: () => void;
}

/** Longer than the largest estates take: what is still silent then hangs. */
const SILENCE_LIMIT = 120_000;

interface Question {
  readonly message: Ask;
  readonly cancelled: () => boolean;
  readonly settle: (answer: Asks[AskKind]["answer"] | undefined) => void;
}

export function createClient(
  spawn: Spawn,
  events: ClientEvents,
  silenceLimit: number = SILENCE_LIMIT,
): Client {
  let connection: Connection | undefined;
  let asked: Question | undefined;
  let waiting: readonly Question[] = [];
  let nextId = 0;
  let mayRestart = true;
  let clock: ReturnType<typeof setTimeout> | undefined;

  function start(): void {
    let alive = true;
    const opened = spawn({
      message: (message) => alive && receive(message),
      ended(why) {
        if (!alive) return;
        alive = false;
        opened.dispose();
        crashed(why);
      },
      unavailable(why) {
        if (!alive) return;
        alive = false;
        connection = undefined;
        abandon();
        events.unavailable(why);
      },
    });
    connection = {
      post: opened.post,
      dispose() {
        alive = false;
        opened.dispose();
      },
    };
  }

  function receive(message: FromEngine): void {
    if (message.kind === "lost") events.lost(message.estate, message.path);
    else if (message.kind === "early") events.early(message.estate, message.revision, message.files);
    else if (message.id === asked?.message.id) {
      settle(message.answer);
      next();
    }
  }

  function settle(answer: Asks[AskKind]["answer"] | undefined): void {
    clearTimeout(clock);
    const question = asked;
    asked = undefined;
    question?.settle(question.cancelled() ? undefined : answer);
  }

  function next(): void {
    if (asked !== undefined || connection === undefined) return;
    const dropped = waiting.filter(({ cancelled }) => cancelled());
    waiting = waiting.filter((question) => !dropped.includes(question));
    for (const { settle: drop } of dropped) drop(undefined);
    asked = waiting.find(({ message }) => message.kind === "analyze") ?? waiting[0];
    if (asked === undefined) return;
    waiting = waiting.filter((question) => question !== asked);
    clock = setTimeout(() => stop(`it gave no answer for ${silenceLimit / 1000} seconds`), silenceLimit);
    connection.post(asked.message);
  }

  function stop(why: string): void {
    connection?.dispose();
    crashed(why);
  }

  function crashed(why: string): void {
    connection = undefined;
    abandon();
    if (!mayRestart) {
      events.gaveUp(why);
      return;
    }
    // Once: what ends the engine twice would end it again and again.
    mayRestart = false;
    start();
    events.restarted(why);
  }

  function abandon(): void {
    const questions = waiting;
    waiting = [];
    settle(undefined);
    for (const question of questions) question.settle(undefined);
  }

  start();
  return {
    tell: (message) => connection?.post(message),
    ask: (kind, ask, cancelled = () => false) =>
      new Promise((resolve) => {
        if (connection === undefined) return resolve(undefined);
        const message = { kind, id: nextId++, ...ask } as unknown as Ask;
        waiting = [...waiting, { message, cancelled, settle: (answer) => resolve(answer as never) }];
        next();
      }),
    restart() {
      connection?.dispose();
      abandon();
      mayRestart = true;
      start();
    },
    dispose() {
      connection?.dispose();
      connection = undefined;
      abandon();
    },
  };
}
