import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Diagnostic } from "vscode-languageserver-protocol/node.js";
import { type Analysis, analyze } from "../src/core/analyze.ts";
import { lineStarts, positionAt } from "../src/core/text/lines.ts";
import { hoverAt } from "../src/core/views/hovers.ts";
import { notYetSaid } from "../src/providers/notYetSaid.ts";
import { CONTRIBUTED, FULL, type RedHat, schemaUri, startRedHat } from "./support/redHat.ts";

/**
 * Red Hat's YAML server, which many have beside ours, with the schemas that package.json contributes to it: it tells what
 * keys mean, offers nothing that we offer, and complains of nothing that the review says already.
 */

const root = path.join(import.meta.dirname, "..");
const example = (name: string) => readFileSync(path.join(root, "examples/august-12", name), "utf8");

const FAULTS = `apiVersion: baskets/v1
kind: Estate
hosts:
  - name: h1
    memory: a lot
    teir: 1
  - {cluster: prod}
services:
  - {name: erp, tier: 9, needs: none}
  - name: crm
    tier: 1
    tier: 2
vms: {erp-1: h1}
domains:
  - {kind: storage, name: san-1, breaks: all}
`;

/** What is wrong on which line of it; lines count from 1. */
const WRONG = {
  "a value of another form": 5,
  "a key that is none": 6,
  "a needed key that is missing": 7,
  "a number out of range": 9,
  "a key twice": 12,
  "a map where a list is needed": 13,
  "a word that is no choice": 15,
};

let contributed: RedHat;
let full: RedHat;
beforeAll(async () => {
  [contributed, full] = await Promise.all([startRedHat(CONTRIBUTED), startRedHat(FULL)]);
});
afterAll(() => Promise.all([contributed, full].map((server) => server.stop())));

/** Our findings as the editor has them, and those that it shows beside what the server says. */
function ours(text: string, said: readonly Diagnostic[]) {
  const starts = lineStarts(text);
  const { findings } = analyze([{ path: "a.estate.yaml", text }], { asOf: 0 });
  const others = said.map(({ source, tags, range: { start } }) => ({
    source,
    tags,
    start: { line: start.line, column: start.character },
  }));
  const placed = findings.map(({ rule, at, open }) => ({
    rule,
    open: open === true,
    range: { start: positionAt(starts, at.start) },
  }));
  const shown = notYetSaid(placed, others);
  return { placed, visible: shown, all: linesOf(placed), shown: linesOf(shown) };
}

function linesOf(said: readonly { readonly range: { readonly start: { readonly line: number } } }[]) {
  return new Set(said.map(({ range }) => range.start.line + 1));
}

/** Lines of which both speak. */
function twice(text: string, said: readonly Diagnostic[]): readonly number[] {
  const { shown } = ours(text, said);
  return [...linesOf(said)].filter((line) => shown.has(line)).sort((a, b) => a - b);
}

describe("of what is wrong in a manifest", () => {
  test("nothing is said twice, and everything once", async () => {
    const { said } = await contributed.open("a.estate.yaml", FAULTS);
    expect(twice(FAULTS, said)).toEqual([]);
    const { all, shown } = ours(FAULTS, said);
    for (const [what, line] of Object.entries(WRONG)) expect([what, all.has(line)]).toEqual([what, true]);
    // A key that stands twice is a fault of the YAML itself, whatever the schema: there we give way.
    expect(said.map(({ message }) => message)).toEqual(["Map keys must be unique"]);
    expect(shown.has(WRONG["a key twice"])).toBe(false);
  });

  test("with the full schemas it would be said twice", async () => {
    const { said } = await full.open("a.estate.yaml", FAULTS);
    expect(twice(FAULTS, said)).toEqual(Object.values(WRONG).filter((line) => line !== WRONG["a key twice"]));
  });

  test("nothing is said twice where the server refuses keys that no schema has", async () => {
    const strict = await startRedHat(CONTRIBUTED, { disableAdditionalProperties: true });
    const { said } = await strict.open("a.estate.yaml", FAULTS);
    await strict.stop();
    expect(twice(FAULTS, said)).toEqual([]);
  });

  test.each([
    "estate.estate.yaml",
    "servers.estate.yaml",
    "desktops.estate.yaml",
    "staged.rollout.yaml",
    "pushed.rollout.yaml",
    "baskets.policy.yaml",
  ])("the server says nothing about examples/august-12/%s", async (name) => {
    expect((await contributed.open(name, example(name))).said).toEqual([]);
  });

  test.each([
    ["a key twice", "vms:\n  - {name: a, name: b}\n"],
    ["a missing colon", "vms:\n  - name: a\n    service b\n    host: c\n"],
    ["a missing comma", "vms:\n  - {name: a host: b}\n"],
    ["a bracket too many", "vms: []]\n"],
    ["a tab as indentation", "vms:\n\t- name: a\n"],
    ["a sign that needs quotes", "vms:\n  - {name: @a}\n"],
    ["a key indented too little", "vms:\n  - name: a\n   host: b\n"],
    ["an alias of nothing", "vms: *all\n"],
  ])("the syntax is left to the server: %s", async (_, body) => {
    const text = `apiVersion: baskets/v1\nkind: Estate\n${body}`;
    const { said } = await contributed.open("a.estate.yaml", text);
    const { all, shown } = ours(text, said);
    expect(all.size).toBeGreaterThan(shown.size);
    expect(twice(text, said)).toEqual([]);
  });

  test.each([
    ["a bracket", "hosts: [a\nservices: []\nvms: []\n"],
    ["a brace over lines", "hosts:\n  - {name: a,\n    rack: r1\n  - {name: b}\nvms: []\n"],
    ["a quote", 'hosts:\n  - name: "a\n  - name: b\nvms: []\n'],
    ["the wrong bracket", "hosts: [a,\n  b}\nvms: []\n"],
  ])("what is left open is left to the server, where it notices: %s", async (_, body) => {
    const text = `apiVersion: baskets/v1\nkind: Estate\n${body}`;
    const { said } = await contributed.open("a.estate.yaml", text);
    expect(said.length).toBeGreaterThan(0);
    const { placed, visible } = ours(text, said);
    expect(placed.some(({ open }) => open)).toBe(true);
    expect(visible.filter(({ rule }) => rule === "syntax")).toEqual([]);
  });

  test("an anchor that nothing uses hides no error of ours", async () => {
    const text = "apiVersion: baskets/v1\nkind: Estate\nvms: &y {<<: 1}\n";
    const { said } = await contributed.open("a.estate.yaml", text);
    expect(said.map(({ message }) => message).join()).toContain("Unused anchor");
    expect([...ours(text, said).shown]).toEqual([3]);
  });
});

describe("while somebody reads and writes", () => {
  const name = "estate.estate.yaml";
  const text = example(name);
  const files = [name, "servers.estate.yaml", "desktops.estate.yaml"];
  let analysis: Analysis;
  beforeAll(() => {
    analysis = analyze(
      files.map((file) => ({ path: file, text: example(file) })),
      { asOf: 0 },
    );
  });

  /** Where words begin and lines end: of lines with the same keys only the first, for each question takes its time. */
  function places() {
    const seen = new Set<string>();
    return text.split("\n").flatMap((line, number) => {
      const keys = line.replace(/#.*/, "").replace(/: [^:,}]+/g, ":");
      if (seen.has(keys)) return [];
      seen.add(keys);
      const words = [...line.replace(/#.*/, "").matchAll(/[\w.-]+/g)].map(({ index }) => index);
      return [...words, line.length].map((column) => ({ line: number, column }));
    });
  }

  test("the server tells what a key means, in words that our own hovers do not have", async () => {
    const { uri } = await contributed.open(name, text);
    const starts = lineStarts(text);
    const told: string[] = [];
    const repeated: string[] = [];
    let both = 0;
    for (const { line, column } of places()) {
      const theirs = await contributed.hover(uri, line, column);
      const [title, meaning] = theirs.split("\n\n");
      told.push(`${title} ${meaning}`);
      const offset = (starts[line] ?? 0) + column;
      const card = hoverAt(analysis.facts, name, offset)?.markdown ?? "";
      if (theirs === "" || card === "") continue;
      both++;
      if (meaning !== undefined && card.includes(meaning)) repeated.push(meaning);
    }
    expect(told).toContain("#### a list of: a map Machines that run VMs.");
    expect(told).toContainEqual(expect.stringMatching(/^#### a size with its unit .* Physical memory\.$/));
    // Never the title of the whole schema, which says nothing about a key.
    expect(told.filter((words) => words.includes("Baskets:"))).toEqual([]);
    expect(both).toBeGreaterThan(0);
    expect(repeated).toEqual([]);
  });

  test("the server offers nothing, which with the full schemas it would", async () => {
    const offered = async (server: RedHat) => {
      const { uri } = await server.open(name, text);
      const items = [];
      for (const { line, column } of places()) items.push(...(await server.offers(uri, line, column)));
      return items.map(({ label }) => label);
    };
    expect(await offered(contributed)).toEqual([]);
    expect(await offered(full)).toContain("tolerates");
  });
});

describe("another schema for a file of our names", () => {
  const faulty = "apiVersion: baskets/v1\nkind: Estate\nhost: []\n";

  test("from a public store stands behind the contributed one", async () => {
    const schemas = FULL.map(({ fileMatch, url }) => ({ name: url, fileMatch, url: schemaUri(url) }));
    const store = createServer((_, response) => response.end(JSON.stringify({ schemas }))).listen(
      0,
      "127.0.0.1",
    );
    await once(store, "listening");
    const url = `http://127.0.0.1:${(store.address() as AddressInfo).port}/catalog.json`;
    const settings = { schemaStore: { enable: true, url } };
    const [beside, alone] = await Promise.all([
      startRedHat(CONTRIBUTED, settings),
      startRedHat([], settings),
    ]);
    const said = await Promise.all([beside, alone].map((server) => server.open("a.estate.yaml", faulty)));
    await Promise.all([beside.stop(), alone.stop()]);
    store.close();
    expect(said.map(({ said: each }) => each.map(({ message }) => message))).toEqual([
      [],
      ["Property host is not allowed."],
    ]);
  });

  test.each([
    ["the full one", FULL, ["Property host is not allowed."]],
    ["the contributed one", CONTRIBUTED, []],
  ])("named in the settings is used, as docs/manifests.md says: %s", async (_, schemas, messages) => {
    const named = Object.fromEntries(schemas.map(({ fileMatch, url }) => [schemaUri(url), fileMatch]));
    const server = await startRedHat([], { schemas: named });
    const { said } = await server.open("a.estate.yaml", faulty);
    await server.stop();
    expect(said.map(({ message }) => message)).toEqual(messages);
  });

  test("named in its first line goes before the contributed one, as docs/manifests.md says", async () => {
    const line = `# yaml-language-server: $schema=${schemaUri("schemas/estate.schema.json")}\n`;
    const { said } = await contributed.open("a.estate.yaml", line + faulty);
    expect(twice(line + faulty, said)).toEqual([4]);
  });
});
