import * as vscode from "vscode";
import type { LensChoice } from "../core/views/lenses.ts";
import type { Settings } from "../engine/protocol.ts";

/** The settings of package.json, read for a folder; a value of the wrong type counts as not set. */

const LENS_CHOICES: readonly LensChoice[] = ["services", "all", "off"];

export function engineSettings(folder: vscode.Uri | undefined): Settings {
  const settings = vscode.workspace.getConfiguration("baskets", folder ?? null);
  const lenses = LENS_CHOICES.find((choice) => choice === settings.get("lenses")) ?? "services";
  const policy = settings.get<object>("policy");
  const isSet = typeof policy === "object" && policy !== null && Object.keys(policy).length > 0;
  const untrusted = !vscode.workspace.isTrusted;
  return { lenses, untrusted, ...(isSet ? { policy: JSON.stringify(policy) } : {}) };
}

export function excludedGlobs(folder: vscode.Uri): readonly string[] {
  const globs: unknown = vscode.workspace.getConfiguration("baskets", folder).get("exclude");
  return Array.isArray(globs) ? globs.filter((glob) => typeof glob === "string") : [];
}
