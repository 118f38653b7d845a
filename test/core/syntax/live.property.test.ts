import fc from "fast-check";
import { expect, test } from "vitest";
import { liveYaml } from "../../../src/core/syntax/live.ts";
import { parseYaml } from "../../../src/core/syntax/parse.ts";
import type { Node, SyntaxFile } from "../../../src/core/syntax/tree.ts";
import { piecesOf } from "../../../src/core/text/pieces.ts";
import type { Span } from "../../../src/core/text/span.ts";
import { manifest, sound, typed } from "./manifests.ts";

/** The tree as plain values, whatever objects it is made of. */
function written({ text, documents, comments, problems }: SyntaxFile) {
  const at = ({ start, end }: Span) => ({ start, end });
  return {
    text,
    documents: documents.map((document) => ({
      ...at(document),
      root: document.root && nodeOf(document.root),
    })),
    comments: comments.map((comment) => ({ ...at(comment), text: comment.text })),
    problems: problems.map((problem) => ({ ...at(problem), message: problem.message, open: problem.open })),
  };
}

function nodeOf(node: Node): object {
  const at = { start: node.start, end: node.end, kind: node.kind, shared: node.shared };
  if (node.kind === "scalar") return { ...at, text: node.text, style: node.style, isNull: node.isNull };
  if (node.kind === "list") return { ...at, flow: node.flow, items: node.items.map(nodeOf) };
  const entries = node.entries.map(({ key, value }) => [nodeOf(key), value && nodeOf(value)]);
  return { ...at, flow: node.flow, entries };
}

test("a text that follows its edits is read as if it were read anew", () => {
  let followed = 0;
  let count = 0;
  fc.assert(
    fc.property(
      fc.oneof({ weight: 3, arbitrary: sound }, manifest),
      fc.array(typed, { maxLength: 12 }),
      (given, edits) => {
        const pieces = piecesOf(given);
        let live = liveYaml("a", pieces);
        for (const { at, removed, text } of edits) {
          const start = at % (pieces.length() + 1);
          const edit = { start, end: Math.min(pieces.length(), start + removed), text };
          const undo = { start, end: start + text.length, text: pieces.slice(start, edit.end) };
          count++;
          pieces.replace(edit);
          if (live !== undefined && live.follow(edit) !== "lost") followed++;
          else live = liveYaml("a", pieces);
          if (live === undefined) {
            pieces.replace(undo);
            live = liveYaml("a", pieces);
          }
          if (live !== undefined) expect(written(live.syntax)).toEqual(written(parseYaml(pieces.text())));
        }
      },
    ),
    { numRuns: Number(process.env.FC_RUNS ?? 2000) },
  );
  expect(followed).toBeGreaterThan(1000);
  if (process.env.FC_RUNS !== undefined) console.log(`edits: ${count}`);
});
