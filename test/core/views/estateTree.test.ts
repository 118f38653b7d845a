import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { analyze } from "../../../src/core/analyze.ts";
import { datesAhead } from "../../../src/core/views/datesAhead.ts";
import type { TreeNode } from "../../../src/core/views/estateNodes.ts";
import { treeFiltered, treeOf, treePath } from "../../../src/core/views/estateTree.ts";
import { mentions } from "../../../src/core/views/mentions.ts";

const folder = path.join(import.meta.dirname, "../../../examples/august-12");
const FILES = readdirSync(folder)
  .filter((name) => name.endsWith(".yaml"))
  .map((name) => ({ path: name, text: readFileSync(path.join(folder, name), "utf8") }));
const { facts, parts, findings } = analyze(FILES, { asOf: Date.UTC(2008, 7, 1) });

/** The rows below the ones that these keys or labels lead to. */
function below(...labels: readonly string[]): readonly string[] {
  const rows = labels.reduce<readonly TreeNode[]>(
    (level, label) => level.find((node) => node.label === label)?.children?.() ?? [],
    treeOf(facts, parts, findings),
  );
  return rows.map(({ label, description }) => `${label}: ${description}`);
}

describe("the estate as a tree", () => {
  test("by place, from environment to VM, what matters most first", () => {
    expect(below("Environments")).toEqual(["east: 6 hosts · 303 VMs", "west: 4 hosts · 197 VMs"]);
    expect(below("Environments", "east", "east-prod")[2]).toBe("esx-e-03: 51 VMs · 15 GiB free");
    expect(below("Environments", "east", "east-prod", "esx-e-03").slice(0, 2)).toEqual([
      "erp-1: erp · tier 1",
      "erp-2: erp · tier 1",
    ]);
  });

  test("by basket, what takes most along first, with the services that fall with it", () => {
    expect(below("Baskets")).toContain("storage: 2 · datastore, array or pool");
    expect(below("Baskets", "storage")[0]).toMatch(/^san-east: takes down \d+ services · 303 VMs$/);
    expect(below("Baskets", "storage", "san-east").some((row) => row.startsWith("erp: "))).toBe(true);
    // What only manages takes nothing down.
    expect(below("Baskets", "manager")).toContain("vcenter-east: takes nothing down by itself");
  });

  test("services by their risk, rollouts by what they expose", () => {
    expect(below("Services")[0]).toMatch(/^erp: Risk \d+ · ~\d+ min\/year · tier 1$/);
    expect(below("Rollouts")).toContain("update-2-as-pushed: exposure 99 % · 10 hosts");
    expect(below("Rollouts", "update-2-as-pushed")).toEqual(["all: 10 hosts"]);
  });

  test("a name leads to its row, whatever it names", () => {
    const all = [...mentions(facts)].filter((_, index) => index % 40 === 0);
    for (const { subject } of all) {
      const keys = treePath(subject) ?? [];
      let level: readonly TreeNode[] = treeOf(facts, parts, findings);
      for (const key of keys) {
        const node = level.find((each) => each.key === key);
        expect([keys, node?.key]).toEqual([keys, key]);
        level = node?.children?.() ?? [];
      }
    }
    expect(all.length).toBeGreaterThan(20);
  });

  test("filtered it is a list of what has the letters in its name", () => {
    const found = treeFiltered(facts, "SAN-", findings).map(({ label }) => label);
    expect(found).toEqual(["san-east", "san-west"]);
    expect(treeFiltered(facts, "desk", findings).length).toBe(200);
  });
});

test("the dates ahead come in order, and none of them has passed", () => {
  const days = datesAhead(facts, parts).map(({ day, what, tone }) => `${day} ${tone}: ${what}`);
  expect(days.map((each) => each.slice(0, 10))).toEqual([...days.map((each) => each.slice(0, 10))].sort());
  expect(days).toContain("2008-08-04 none: start of rollout update-2-as-pushed");
  expect(days.find((each) => each.startsWith("2008-08-12"))).toMatch(
    /^2008-08-12 warning: build 3\.5\.0-103908.*installed by rollout/,
  );
  const later = analyze(FILES, { asOf: Date.UTC(2010, 0, 1) });
  expect(datesAhead(later.facts, later.parts)).toEqual([]);
});

test("the mark of an item is the worst that is found on it", () => {
  const rollout = (name: string, more: string) =>
    `apiVersion: baskets/v1\nkind: Rollout\nmetadata: {name: ${name}}\nupdate: {platform: VMware ESX, to: 3.5.0-110268}\n${more}`;
  const estate = `apiVersion: baskets/v1
kind: Estate
hosts:
  - {name: h1, platform: VMware ESX}
  - {name: h2, platform: VMware ESX}
services:
  - {name: erp, tier: 4, needs: 5}
  - {name: wiki, tier: 4}
vms:
  - {name: erp-1, service: erp, host: h1}
  - {name: wiki-1, service: wiki, host: h2}
  - {name: lost-1, host: h9}
`;
  const files = [
    { path: "a.estate.yaml", text: estate },
    { path: "pushed.rollout.yaml", text: rollout("pushed", "") },
    { path: "wrong.rollout.yaml", text: rollout("wrong", "stages:\n  - {name: first, hosts: [h7]}\n") },
  ];
  const looked = analyze(files, { asOf: Date.UTC(2008, 7, 1) });
  const rows = treeFiltered(looked.facts, "", looked.findings);
  const tones = new Map(rows.map(({ label, tone }) => [label, tone]));
  expect(["erp", "wiki", "lost-1", "pushed", "wrong"].map((each) => tones.get(each))).toEqual([
    "error",
    "none",
    "error",
    "error",
    "error",
  ]);
});

test("what ends is told with its reason, a silence too", () => {
  const text = `apiVersion: baskets/v1
kind: Estate
hosts:
  - {name: h1, storage: s1}   # baskets-ignore drift: why, until 2030-01-31
domains:
  - {kind: storage, name: s1, expires: 2029-01-01, reason: support}
`;
  const estate = analyze([{ path: "a.estate.yaml", text }], { asOf: Date.UTC(2028, 0, 1) });
  expect(datesAhead(estate.facts, estate.parts).map(({ day, what }) => `${day} ${what}`)).toEqual([
    "2029-01-01 storage s1: support ends",
    "2030-01-31 the silence of drift ends",
  ]);
});
