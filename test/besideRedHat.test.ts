import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { describe, expect, test } from "vitest";
import type { getLanguageService } from "yaml-language-server";
import { analyze } from "../src/core/analyze.ts";

/**
 * Red Hat's YAML server, which many have beside ours, with the schemas that package.json contributes to it: it tells what
 * keys mean and complains of nothing that the review says already.
 */

const root = path.join(import.meta.dirname, "..");
const load = createRequire(import.meta.url);
const { getLanguageService: start } = load("yaml-language-server") as {
  getLanguageService: typeof getLanguageService;
};
const { TextDocument } = load(
  "vscode-languageserver-textdocument",
) as typeof import("vscode-languageserver-textdocument");

const FAULTS = `apiVersion: baskets/v1
kind: Estate
hosts:
  - name: h1
    memory: a lot
    teir: 1
  - {cluster: prod}
services:
  - {name: erp, tier: 9, needs: none}
vms:
  - {name: erp-1, service: erp, host: h7, power: maybe}
`;

/** The server's words about a text, with the contributed schemas or with the full ones. */
async function serverSays(
  name: string,
  text: string,
  folder: "contributed" | "full",
): Promise<readonly string[]> {
  const service = serviceWith(folder);
  const document = TextDocument.create(`file:///work/${name}`, "yaml", 1, text);
  const found = await service.doValidation(document, false);
  return found.map(({ message, range }) => `${range.start.line + 1}: ${message}`);
}

function serviceWith(folder: "contributed" | "full") {
  const { contributes } = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8")) as {
    contributes: { yamlValidation: { fileMatch: string[]; url: string }[] };
  };
  const service = start({
    schemaRequestService: async (uri) => readFileSync(new URL(uri), "utf8"),
    workspaceContext: { resolveRelativePath: (relative) => relative },
  });
  service.configure({
    validate: true,
    hover: true,
    completion: true,
    schemas: contributes.yamlValidation.map(({ fileMatch, url }) => ({
      fileMatch,
      uri: `file://${path.join(root, folder === "full" ? url.replace("descriptive/", "") : url)}`,
    })),
  });
  return service;
}

describe("beside Red Hat's server", () => {
  test("of what is wrong in a manifest only the review speaks", async () => {
    const ours = analyze([{ path: "a.estate.yaml", text: FAULTS }], { asOf: 0 }).findings;
    expect(ours.filter(({ rule }) => rule === "shape").length).toBeGreaterThan(4);
    expect(await serverSays("a.estate.yaml", FAULTS, "contributed")).toEqual([]);
    // The same server with the full schemas says it all once more.
    expect((await serverSays("a.estate.yaml", FAULTS, "full")).length).toBeGreaterThan(4);
  });

  test.each([
    "august-12/estate.estate.yaml",
    "august-12/servers.estate.yaml",
    "august-12/staged.rollout.yaml",
    "august-12/pushed.rollout.yaml",
    "august-12/baskets.policy.yaml",
  ])("nothing is said about examples/%s", async (name) => {
    const text = readFileSync(path.join(root, "examples", name), "utf8");
    expect(await serverSays(path.basename(name), text, "contributed")).toEqual([]);
  });

  test("it tells what a key means", async () => {
    const document = TextDocument.create("file:///work/a.estate.yaml", "yaml", 1, FAULTS);
    const at = document.positionAt(FAULTS.indexOf("memory") + 2);
    const hover = await serviceWith("contributed").doHover(document, at);
    expect(JSON.stringify(hover?.contents)).toContain("Physical memory.");
  });
});
