import { describe, expect, test } from "vitest";
import { analyze, applyFix } from "../../src/core/analyze.ts";
import { renamableAt, renameAt } from "../../src/core/rename.ts";
import { occurrencesAt } from "../../src/core/views/occurrences.ts";

const FILES = {
  "a.estate.yaml": `apiVersion: baskets/v1
kind: Estate
environments:
  - {name: east}
  - {name: west}
pairs:
  - between: [east, west]
    roles: {storage: {san-east: san-west}}
clusters:
  - {name: prod, environment: east, storage: san-east, keepApart: [[erp-1, erp-2]]}
  - {name: prod, environment: west, storage: san-west}
`,
  "b.estate.yaml": `apiVersion: baskets/v1
kind: Estate
hosts:
  - {name: h1, cluster: east/prod}   # first
  - {name: 'h2', cluster: east/prod}
  - {name: h1, cluster: west/prod}
services:
  - {name: erp, tier: 3, needs: 1}
domains:
  - {kind: storage, name: "san-east", within: {host: east/h1}}
`,
  "c.estate.yaml": `apiVersion: baskets/v1
kind: Estate
vms:
  - {name: erp-1, service: erp, host: east/h1}
  - {name: erp-2, service: erp, host: h2}
  - {name: erp-w1, service: erp, host: west/h1, counterpart: erp-1}
`,
  "d.rollout.yaml": `apiVersion: baskets/v1
kind: Rollout
metadata: {name: update}
update: {platform: VMware ESX, to: "2"}
targets: {hosts: [east/h1, h2]}
stages:
  - {name: first, hosts: [h2]}
  - {name: rest, hosts: ["east/h1"]}
`,
};

function analysed(files: { readonly [path: string]: string } = FILES) {
  return analyze(
    Object.entries(files).map(([path, text]) => ({ path, text })),
    { asOf: Date.UTC(2008, 7, 1) },
  );
}

/** The texts after a rename of what is called so where it is first written behind `before`. */
function renamed(path: keyof typeof FILES, before: string, name: string) {
  const analysis = analysed();
  const offset = FILES[path].indexOf(before) + before.length;
  const made = renameAt(analysis, path, offset, name);
  if ("problem" in made) return made.problem;
  const after = applyFix(analysis, { title: "", edits: made.edits });
  return new Map(after?.parts.map((part) => [part.path, part.text]));
}

describe("a rename", () => {
  test("of a host reaches every file, keeps quotes, comments and the environment before it", () => {
    const texts = renamed("b.estate.yaml", "- {name: ", "host1");
    if (typeof texts === "string") throw new Error(texts);
    expect(texts.get("b.estate.yaml")).toBe(
      FILES["b.estate.yaml"]
        .replace("{name: h1, cluster: east", "{name: host1, cluster: east")
        .replace("east/h1", "east/host1"),
    );
    expect(texts.get("c.estate.yaml")).toBe(FILES["c.estate.yaml"].replace("east/h1", "east/host1"));
    expect(texts.get("d.rollout.yaml")).toBe(FILES["d.rollout.yaml"].replaceAll("east/h1", "east/host1"));
    expect(texts.get("a.estate.yaml")).toBe(FILES["a.estate.yaml"]);
  });

  test("of an environment reaches the names that begin with it", () => {
    const texts = renamed("a.estate.yaml", "- {name: ", "north");
    if (typeof texts === "string") throw new Error(texts);
    for (const [path, text] of Object.entries(FILES))
      expect(texts.get(path)).toBe(
        text.replace(/\beast(?=[/,}])/g, "north").replaceAll("san-north", "san-east"),
      );
  });

  test("of a storage reaches facts about it and the roles of a pair", () => {
    const texts = renamed("a.estate.yaml", "{storage: {", "array 7");
    if (typeof texts === "string") throw new Error(texts);
    expect(texts.get("b.estate.yaml")).toContain('name: "array 7"');
    expect(texts.get("a.estate.yaml")).toContain("roles: {storage: {array 7: san-west}}");
    expect(texts.get("a.estate.yaml")).toContain("storage: array 7, keepApart");
  });

  test.each([
    ["b.estate.yaml", "- {name: ", "h2", "There is a host called “h2” in east already."],
    ["b.estate.yaml", "- {name: ", "", "A name cannot be empty."],
    ["b.estate.yaml", "- {name: ", "west/x", "What stands before a “/” would be read as an environment."],
    ["b.estate.yaml", "- {name: ", "h*", "“h*” would be read as a pattern for many names."],
    [
      "a.estate.yaml",
      "{storage: {",
      "san-west",
      "There is a storage called “san-west” already: the two would become one basket.",
    ],
    ["a.estate.yaml", "- {name: ", "west", "There is an environment called “west” already."],
    ["c.estate.yaml", "- {", "x", "Nothing here can be renamed."],
  ] as const)("in %s behind %j to %j is refused", (path, before, name, problem) => {
    expect(renamed(path, before, name)).toBe(problem);
  });

  test("is refused where a pattern would no longer mean it, or what is accepted would no longer be", () => {
    const files = {
      ...FILES,
      "d.rollout.yaml": FILES["d.rollout.yaml"].replace("hosts: [h2]", 'hosts: ["?2"]'),
    };
    const analysis = analysed(files);
    const offset = FILES["b.estate.yaml"].indexOf("'h2'") + 1;
    expect(renameAt(analysis, "b.estate.yaml", offset, "xx2")).toEqual({
      problem: expect.stringMatching(
        /A pattern in the rollout “update” means “h2”|there would be more to mend/,
      ),
    });
  });

  test("begins with the bare name", () => {
    const analysis = analysed();
    const text = FILES["c.estate.yaml"];
    const offset = text.indexOf("east/h1") + 1;
    const start = text.indexOf("h1");
    expect(renamableAt(analysis, "c.estate.yaml", offset)).toEqual({
      at: { file: "c.estate.yaml", start, end: start + 2 },
      name: "h1",
    });
    expect(renamableAt(analysis, "c.estate.yaml", 0)).toEqual({
      problem: "Nothing that has a name stands here.",
    });
  });

  test("finds where a thing is defined, and every place that names it once", () => {
    const { facts } = analysed();
    const found = occurrencesAt(
      facts,
      "c.estate.yaml",
      FILES["c.estate.yaml"].indexOf("counterpart: erp-1") + 14,
    );
    expect(found?.definition).toMatchObject({
      file: "c.estate.yaml",
      start: FILES["c.estate.yaml"].indexOf("erp-1"),
    });
    expect(found?.mentions.map(({ at }) => at.file).sort()).toEqual([
      "a.estate.yaml",
      "c.estate.yaml",
      "c.estate.yaml",
    ]);
  });
});
