import { type EstateDocument, estateShape } from "../model/estate.ts";
import { nearest } from "../model/nearest.ts";
import { type PolicyDocument, policyShape } from "../model/policyManifest.ts";
import { type RolloutDocument, rolloutShape } from "../model/rolloutManifest.ts";
import { headOf, type Reading, reportShape } from "../model/shape.ts";
import { type MapNode, type Node, type SyntaxDocument, valueUnder } from "../syntax/tree.ts";
import { isManifestName } from "./candidates.ts";

/** What the native documents of one file say. */
export interface NativeDocuments {
  readonly estates: readonly EstateDocument[];
  readonly rollouts: readonly RolloutDocument[];
  readonly policies: readonly PolicyDocument[];
}

const KINDS = ["Estate", "Rollout", "Policy"] as const;

/** Reads every native document of a file; others in the same stream are left alone. */
export function readNative(documents: readonly SyntaxDocument[], reading: Reading): NativeDocuments {
  const estates: EstateDocument[] = [];
  const rollouts: RolloutDocument[] = [];
  const policies: PolicyDocument[] = [];
  for (const { root } of documents) {
    if (root === undefined || !claimsNative(root, reading.file)) continue;
    const kind = kindOf(root, reading);
    if (kind === "Estate") push(estates, estateShape.read(root, reading));
    else if (kind === "Rollout") push(rollouts, rolloutShape.read(root, reading));
    else if (kind === "Policy") push(policies, policyShape.read(root, reading));
  }
  reportEmpty(documents, reading);
  return { estates, rollouts, policies };
}

function push<T>(list: T[], value: T | undefined): void {
  if (value !== undefined) list.push(value);
}

/** In a file of one of our names every document is ours, unless it says that it is somebody else's. */
function claimsNative(root: Node, path: string): boolean {
  if (root.kind === "scalar" && root.isNull) return false;
  const version = root.kind === "map" ? valueUnder(root, "apiVersion") : undefined;
  if (version?.kind === "scalar")
    return version.text.startsWith("baskets/") || (version.isNull && isManifestName(path));
  return isManifestName(path);
}

function kindOf(root: Node, reading: Reading): (typeof KINDS)[number] | undefined {
  if (root.kind !== "map") {
    reportShape(
      reading,
      "error",
      headOf(root),
      "Expected a manifest: a map that starts with apiVersion: baskets/v1 and kind: Estate, Rollout or Policy.",
    );
    return undefined;
  }
  const node = valueUnder(root, "kind");
  const written = node?.kind === "scalar" ? node.text : undefined;
  const kind = KINDS.find((known) => known === written);
  if (kind !== undefined) return kind;
  reportKind(root, node, reading);
  return undefined;
}

function reportKind(root: MapNode, node: Node | undefined, reading: Reading): void {
  const expected = "a manifest is an Estate, a Rollout or a Policy";
  if (node?.kind !== "scalar" || node.isNull) {
    reportShape(reading, "error", headOf(root), `This manifest does not say its kind: ${expected}.`);
    return;
  }
  const values = nearest(node.text, KINDS);
  const hint = values[0] === undefined ? "" : ` Did you mean ${values[0]}?`;
  reportShape(reading, "error", node, `“${node.text}” is no kind that Baskets knows: ${expected}.${hint}`, {
    node,
    values,
  });
}

/** A file named as a manifest that says nothing must not pass for a healthy one. */
function reportEmpty(documents: readonly SyntaxDocument[], reading: Reading): void {
  const empty = documents.every(({ root }) => root === undefined || (root.kind === "scalar" && root.isNull));
  if (!empty || reading.syntax.problems.length > 0 || !isManifestName(reading.file)) return;
  const message =
    "This file is named as a manifest and holds none: start it with apiVersion: baskets/v1 and kind: Estate, Rollout or Policy.";
  reportShape(reading, "warning", { start: 0, end: Math.min(reading.syntax.text.length, 1) }, message);
}
