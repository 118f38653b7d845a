import * as vscode from "vscode";
import { LARGEST_FILE } from "../core/formats/candidates.ts";
import type { Estate } from "./estate.ts";
import { fail, warn } from "./say.ts";

/** What is said in a notification: only what stops Baskets from reviewing, and each thing once. */
export interface Notices {
  readonly restarted: (why: string) => void;
  readonly gaveUp: (why: string, again: () => void) => void;
  /** `why` is a whole sentence. */
  readonly unavailable: (why: string) => void;
  readonly tooLarge: (uri: vscode.Uri, bytes: number) => void;
  readonly distrusted: () => void;
  readonly policyProblems: (estate: Estate, messages: readonly string[]) => void;
}

export function createNotices(): Notices {
  const said = new Set<string>();
  const once = (message: string) => {
    if (said.has(message)) return;
    said.add(message);
    void warn(message);
  };
  return {
    restarted(why) {
      void warn(vscode.l10n.t("The review of Baskets ended because {0}; it has been started again.", why));
    },
    gaveUp(why, again) {
      const message = vscode.l10n.t(
        "The review of Baskets ended again because {0}; nothing is reviewed until you start it again.",
        why,
      );
      void fail(message, START_AGAIN).then((chosen) => chosen === START_AGAIN && again());
    },
    unavailable: once,
    tooLarge(uri, bytes) {
      const megabytes = Math.round(bytes / 1024 / 1024);
      once(
        vscode.l10n.t(
          "{0} has {1} MB and is not reviewed: Baskets reads files of up to {2} MB.",
          vscode.workspace.asRelativePath(uri),
          megabytes,
          LARGEST_FILE / 1024 / 1024,
        ),
      );
    },
    distrusted: () =>
      once(
        vscode.l10n.t(
          "In Restricted Mode neither the policy nor the silencing comments of this workspace hold anything back: they count once you trust it.",
        ),
      ),
    policyProblems(_estate, messages) {
      for (const message of messages) once(vscode.l10n.t("The setting baskets.policy: {0}", message));
    },
  };
}

const START_AGAIN = vscode.l10n.t("Start Again");
