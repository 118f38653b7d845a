import * as vscode from "vscode";
import { check, checkEqual, eventually } from "../support.ts";

/** Set by the runner: the extension host that it asked for. */
declare const EXPECTED_HOST: "node" | "web";

describe("the extension", () => {
  it("runs in the extension host that is being tested", () => {
    const { process } = globalThis as { process?: { versions?: { node?: string } } };
    checkEqual(process?.versions?.node === undefined ? "web" : "node", EXPECTED_HOST, "this extension host");
    check(
      vscode.extensions.getExtension("baskets.baskets"),
      "baskets.baskets is not in this extension host.",
    );
  });

  it("wakes by itself in a folder with manifests", async () => {
    const extension = vscode.extensions.getExtension("baskets.baskets");
    check(extension, "baskets.baskets is not in this extension host.");
    await eventually("baskets.baskets to be active", () => extension.isActive);
  });
});
