import type * as vscode from "vscode";
import type { AskKind, Asks, Outdated } from "../engine/protocol.ts";
import type { Estate } from "./estate.ts";
import type { Found, Workspace } from "./workspace.ts";

/**
 * Asks about an estate as its texts are when the answer comes: what is outdated by then is asked again. Undefined where
 * nobody waits for it any more, or the engine ended.
 */
export async function askNow<K extends AskKind>(
  { engine }: Workspace,
  kind: K,
  estate: Estate,
  ask: Omit<Asks[K]["ask"], "estate" | "revision">,
  isOver: () => boolean = () => false,
): Promise<Exclude<Asks[K]["answer"], Outdated> | undefined> {
  for (;;) {
    const revision = await estate.settled(isOver);
    if (revision === undefined) return undefined;
    const whole = { ...ask, estate: estate.id, revision } as unknown as Asks[K]["ask"];
    const answer = await engine.ask(kind, whole, isOver);
    if (answer !== "outdated") return answer as Exclude<Asks[K]["answer"], Outdated> | undefined;
  }
}

/** The same about one file, for a provider that VS Code may no longer wait for. */
export function askAbout<K extends AskKind>(
  workspace: Workspace,
  kind: K,
  { estate, path }: Found,
  ask: Omit<Asks[K]["ask"], "estate" | "revision" | "path">,
  token: vscode.CancellationToken,
): Promise<Exclude<Asks[K]["answer"], Outdated> | undefined> {
  const about = { ...ask, path } as unknown as Omit<Asks[K]["ask"], "estate" | "revision">;
  return askNow(workspace, kind, estate, about, () => token.isCancellationRequested);
}

/**
 * The same for what waits for no look at the estate: asked about the texts as they are. Again where others of its files
 * have changed until it was asked.
 */
export async function askAsTyped<K extends "completion" | "lenses">(
  { engine }: Workspace,
  kind: K,
  { estate, path }: Found,
  ask: Omit<Asks[K]["ask"], "estate" | "revision" | "path">,
  token: vscode.CancellationToken,
): Promise<Exclude<Asks[K]["answer"], Outdated> | undefined> {
  const isOver = () => token.isCancellationRequested;
  let revision = -1;
  // The engine has heard of all that was told before it is asked: where nothing changed since, it does not know the estate.
  while (revision !== estate.revision() && !isOver()) {
    revision = estate.revision();
    const answer = await engine.ask(
      kind,
      { ...ask, path, estate: estate.id, revision } as unknown as Asks[K]["ask"],
      isOver,
    );
    if (answer !== "outdated") return answer as Exclude<Asks[K]["answer"], Outdated> | undefined;
  }
  return undefined;
}
