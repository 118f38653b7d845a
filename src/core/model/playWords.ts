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
  /** What runs one batch by itself, the others days later; missing where the tool goes on by itself until all are done. */
  readonly alone?: string;
  /** What to write for a smaller first batch than the policy's share. */
  readonly shrink: (share: number) => string;
}

/** What a foreign rollout is, in the words of its tool. */
export type PlayKind = "play" | "plan" | "pool" | "kured" | "clusters";

const NODES = {
  target: ["node", "nodes"],
  list: ["list of nodes", "lists of nodes"],
} as const;

export const PLAY_WORDS: { readonly [K in PlayKind]: PlayWords } = {
  play: {
    thing: "play",
    target: ["host", "hosts"],
    list: ["inventory", "inventories"],
    tool: "Ansible",
    batches: "serial",
    stage:
      "; a limit on how many run at a time does not change that. Write `serial`, beginning with one host.",
    alone: "--limit",
    shrink: (share) => `Begin \`serial\` with one host, as in [1, "${Math.round(share * 100)}%", "20%"].`,
  },
  plan: {
    ...NODES,
    thing: "Plan",
    tool: "the upgrade controller",
    batches: "concurrency",
    stage: ". Write `concurrency: 1`, and `postCompleteDelay` as the time to look.",
    shrink: () => "Lower `concurrency`, or let a Plan of its own go first that selects one node.",
  },
  pool: {
    ...NODES,
    thing: "MachineConfigPool",
    tool: "the machine config operator",
    batches: "maxUnavailable",
    stage: ". Write `maxUnavailable: 1`, which is also what counts where nothing is written.",
    shrink: () => "Lower `maxUnavailable`, or let a pool of its own go first that selects one node.",
  },
  kured: {
    ...NODES,
    thing: "DaemonSet",
    tool: "kured",
    batches: "--concurrency",
    stage: ". Write `--concurrency=1`, and `--lock-release-delay` as the time to look.",
    shrink: () => "Lower `--concurrency`; 1 is also what counts where nothing is written.",
  },
  clusters: {
    thing: "ClusterGroupUpgrade",
    target: ["cluster", "clusters"],
    list: ["list of clusters", "lists of clusters"],
    tool: "the lifecycle manager",
    batches: "maxConcurrency",
    stage: ". Name one of them under `canaries`: it goes first, and if it fails nothing else starts.",
    shrink: () => "Name one cluster under `canaries`: it goes first, and if it fails nothing else starts.",
  },
};
