/**
 * How a foreign rollout is spoken of: the only place that knows what each tool calls things. Names of keys stand in
 * backticks; sentences are whole.
 */
export interface PlayWords {
  /** Stands before its name: `the play “upgrade”`. */
  readonly thing: string;
  /** What it updates: one, several. */
  readonly target: readonly [one: string, many: string];
  /** What lists its targets. */
  readonly list: readonly [one: string, many: string];
  /** The tool that runs it. */
  readonly tool: string;
  /** How its batches come about, for the one who has to change them. */
  readonly batches: string;
  /** Ends what is said where all targets are in one batch. */
  readonly stage: string;
  /** What to write for a smaller first batch than the policy's share. */
  readonly shrink: (share: number) => string;
}

/** What a foreign rollout is, in the words of its tool. */
export type PlayKind = "play";

export const PLAY_WORDS: { readonly [K in PlayKind]: PlayWords } = {
  play: {
    thing: "play",
    target: ["host", "hosts"],
    list: ["inventory", "inventories"],
    tool: "Ansible",
    batches: "serial",
    stage:
      "; a limit on how many run at a time does not change that. Write `serial`, beginning with one host.",
    shrink: (share) => `Begin \`serial\` with one host, as in [1, "${Math.round(share * 100)}%", "20%"].`,
  },
};
