import type * as vscode from "vscode";
import type { BaseUse } from "../engine/protocol.ts";
import type { Base } from "./bases.ts";
import type { Estate } from "./estate.ts";
import { warn } from "./say.ts";
import type { Workspace } from "./workspace.ts";

/** The base that the engine has been told for one use; told again when it moves and when the engine is a new one. */
export interface KeptBase extends vscode.Disposable {
  /** The base in words, once the engine has been told it; undefined where it cannot be read, which is said, or another came. */
  readonly set: (estate: Estate, base: Base) => Promise<string | undefined>;
  readonly clear: () => void;
  /** What the base is called now. */
  readonly label: () => string | undefined;
}

export function keepBase(workspace: Workspace, use: BaseUse): KeptBase {
  let kept:
    | { readonly estate: Estate; readonly base: Base; readonly following: vscode.Disposable }
    | undefined;
  let label: string | undefined;

  async function tell(): Promise<string | undefined> {
    const of = kept;
    const isOver = () => kept !== of;
    while (of !== undefined && !isOver()) {
      // Of what changes while the base is read nobody knows whether the base has it.
      const before = await of.estate.settled(isOver);
      const read = await of.base.read();
      if (isOver() || before === undefined) return undefined;
      if ("problem" in read) {
        void warn(read.problem);
        return undefined;
      }
      if ((await of.estate.settled(isOver)) !== before) continue;
      label = read.label;
      of.estate.rebase(use, read.texts);
      return label;
    }
    return undefined;
  }

  function forget(): void {
    kept?.following.dispose();
    kept = undefined;
    label = undefined;
  }

  const restarting = workspace.onDidStartEngine(() => void tell());
  return {
    async set(estate, base) {
      if (kept !== undefined && kept.estate !== estate) kept.estate.rebase(use, undefined);
      forget();
      kept = { estate, base, following: base.follow(() => void tell()) };
      return tell();
    },
    clear() {
      kept?.estate.rebase(use, undefined);
      forget();
    },
    label: () => label,
    dispose() {
      forget();
      restarting.dispose();
    },
  };
}
