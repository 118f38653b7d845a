import { expect, test } from "vitest";
import { patchOf, shownPatch } from "../../../src/core/report/patch.ts";

test("a patch has the lines around what changes, and the ends of lines as the file has them", () => {
  expect(patchOf("a/b.yaml", "one\r\ntwo\r\n", "one\r\nTWO\r\n")).toBe(
    "--- a/a/b.yaml\n+++ b/a/b.yaml\n@@ -1,2 +1,2 @@\n one\r\n-two\r\n+TWO\r\n",
  );
});

test("what stands in a file does not steer the terminal that shows its patch", () => {
  const shown = shownPatch(patchOf("a.yaml", "# \u001b[2J\u202e\r\nx\r\n", "# \u001b[2J\u202e\r\ny\r\n"));
  expect(shown).toContain(" # <U+001B>[2J<U+202E>\r\n");
  expect(shown.endsWith("-x\r\n+y\r\n")).toBe(true);
});
