import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { analyze } from "../../../../src/core/analyze.ts";
import { type Imported, importSnapshot } from "../../../../src/core/formats/snapshot/import.ts";
import { SECTIONS } from "../../../../src/core/formats/snapshot/items.ts";
import { plainOf } from "../../../../src/core/formats/snapshot/known.ts";
import type { Observed, SnapshotFormat } from "../../../../src/core/formats/snapshot/observed.ts";
import { parseYaml } from "../../../../src/core/syntax/parse.ts";
import { type Node, valueUnder } from "../../../../src/core/syntax/tree.ts";
import { observed } from "../../../support/observed.ts";
import "../../../support/seed.ts";

const NOW = "2026-11-27T06:00Z";

/** A format whose export is the value itself: what is tested is what becomes of it. */
function formatOf(seen: Observed): SnapshotFormat {
  return {
    id: "direct",
    title: "A value",
    tells: {
      environments: ["manager"],
      clusters: ["tolerates", "autoPlace", "storage"],
      hosts: [
        "cluster",
        "platform",
        "build",
        "model",
        "firmware",
        "cpu",
        "memory",
        "maintenance",
        "booted",
        "licence",
      ],
      vms: ["host", "cluster", "cpu", "memory", "disk", "storage", "network", "os", "power"],
    },
    recognise: () => true,
    read: () => seen,
  };
}

function imported(seen: Observed, earlier?: string): Imported {
  const made = importSnapshot({
    format: formatOf(seen),
    files: [],
    name: "estate",
    now: NOW,
    ...(earlier === undefined ? {} : { earlier }),
  });
  if ("problem" in made) throw new Error(made.problem);
  return made;
}

/** The items of a manifest as they are written, every scalar as its text. */
function itemsIn(text: string): { readonly [section: string]: unknown } {
  const root = parseYaml(text).documents[0]?.root;
  if (root?.kind !== "map") throw new Error(`No manifest:\n${text}`);
  return Object.fromEntries(SECTIONS.map((section) => [section, asText(valueUnder(root, section))]));
}

function asText(node: Node | undefined): unknown {
  return node === undefined ? [] : plainOf(node);
}

/** The same from a value. */
function texts(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(texts);
  if (typeof value !== "object" || value === null) return String(value);
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, texts(inner)]));
}

describe("an import", () => {
  test("says in its manifest what the export showed, and nothing in it is unbound or misread", () => {
    fc.assert(
      fc.property(observed, (seen) => {
        const { text, sections } = imported(seen);
        expect(itemsIn(text)).toEqual(texts(sections));
        const { findings } = analyze([{ path: "a.estate.yaml", text }], { asOf: Date.UTC(2026, 10, 27) });
        const misread = ["syntax", "shape", "unknown-reference", "duplicate-name", "dependency-cycle"];
        expect(findings.filter(({ rule }) => misread.includes(rule))).toEqual([]);
      }),
      { numRuns: 400 },
    );
  });

  test("into an estate that people wrote, whatever it holds already, adds what is new and nothing else", () => {
    const mine = fc.constantFrom(
      "hosts:\n  - name: mine\n",
      "vms:\n  - name: mine\n",
      "environments:\n  - name: own\nclusters:\n  - {name: mine, environment: own}\n",
      "vms:\n  - name: mine\nhosts:\n  - name: mine\n",
      "",
    );
    fc.assert(
      fc.property(observed, mine, (seen, written) => {
        const into = `apiVersion: baskets/v1\nkind: Estate\n${written}`;
        const made = importSnapshot({ format: formatOf(seen), files: [], name: "mine", now: NOW, into });
        if ("problem" in made) throw new Error(made.problem);
        const [before, after] = [itemsIn(into), itemsIn(made.text)];
        for (const section of SECTIONS) {
          const own = before[section] as readonly unknown[];
          const now = after[section] as readonly unknown[];
          expect(now).toEqual([...own, ...(texts(made.sections[section]) as readonly unknown[])]);
        }
      }),
      { numRuns: 200 },
    );
  });

  test("done again changes nothing", () => {
    fc.assert(
      fc.property(observed, (seen) => {
        const { text } = imported(seen);
        const again = imported(seen, text);
        expect(again.text).toBe(text);
        expect(again.merged).toMatchObject({ added: 0, changed: 0, gone: 0, kept: [], left: [] });
      }),
      { numRuns: 300 },
    );
  });

  test("of a later export says what that shows, keeps what people wrote, and marks what is gone", () => {
    fc.assert(
      fc.property(observed, observed, (first, second) => {
        const mine = annotated(imported(first).text);
        const later = imported(second, mine);
        expect(later.merged?.left).toEqual([]);
        const shown = new Set(second.environments.map(({ name }) => name));
        for (const section of ["clusters", "hosts", "vms"] as const) {
          // Of what it lists none of it says nothing.
          if (!second[section].some(({ name, environment, ...facts }) => Object.keys(facts).length > 0))
            continue;
          const there = itemsOf(later.text, section).filter(({ environment }) => shown.has(environment));
          const names = (items: readonly Placed[]) =>
            items.map(({ environment, name }) => `${environment}/${name}`).sort();
          expect(names(there.filter(({ gone }) => !gone))).toEqual(names(second[section].map(placed)));
        }
        for (const line of mine.split("\n").filter((each) => /x-mine|# kept/.test(each)))
          expect(later.text.split("\n")).toContain(line);
        expect(imported(second, later.text).text).toBe(later.text);
      }),
      { numRuns: 300 },
    );
  });
});

describe("what people wrote", () => {
  const seen: Observed = {
    environments: [{ name: "vc" }],
    clusters: [],
    hosts: [{ name: "h1", environment: "vc" }],
    vms: [],
    domains: [],
    notes: [],
  };

  test("is never taken for what every object has", () => {
    const { text } = imported(seen);
    const mine = text.replace(
      "- name: h1",
      "- name: h1\n    constructor: me\n    __proto__: you\n    toString: {a: b}",
    );
    expect(imported(seen, mine)).toMatchObject({ text: mine, merged: { changed: 0, kept: [], left: [] } });
  });

  test("stays a document of its own where it is no estate, and is left alone where it cannot be read", () => {
    const into = (text: string) =>
      importSnapshot({ format: formatOf(seen), files: [], name: "mine", now: NOW, into: text });
    const rollout = "apiVersion: baskets/v1\nkind: Rollout\n";
    expect(into(rollout)).toMatchObject({
      text: expect.stringMatching(/^apiVersion.*\nkind: Rollout\n---\n# What A value/),
    });
    expect(into("")).toMatchObject({ text: expect.stringMatching(/^# What A value/) });
    expect(into("apiVersion: baskets/v1\nkind: Estate\nhosts: [{name: a\n")).toEqual({
      problem: "it holds YAML that cannot be read: mend that first, so that nothing is lost",
    });
  });
});

interface Placed {
  readonly environment: string;
  readonly name: string;
  readonly gone: boolean;
}

function placed({ environment, name }: { readonly environment: string; readonly name: string }): Placed {
  return { environment, name, gone: false };
}

/** Where everything stands as the manifest is understood. */
function itemsOf(text: string, section: "clusters" | "hosts" | "vms"): readonly Placed[] {
  const { project } = analyze([{ path: "a.estate.yaml", text }], { asOf: Date.UTC(2026, 10, 27) }).facts;
  return project[section].map(({ name, environment, entry }) => ({
    name,
    environment: environment.name,
    gone: valueUnder(entry.node, "x-gone") !== undefined,
  }));
}

/** With a comment and a fact of a person at every VM. */
function annotated(text: string): string {
  return text.replace(
    /^ {2}- name: "?(vm-\d+).*$/gm,
    (line, name) => `  # kept of ${name}\n${line}\n    x-mine: ${name}`,
  );
}
