import { describe, expect, test } from "vitest";
import { analyze } from "../../../src/core/analyze.ts";
import { RULES } from "../../../src/core/rules/index.ts";
import { completionAt } from "../../../src/core/views/completion.ts";

const ESTATE = `apiVersion: baskets/v1
kind: Estate
environments:
  - {name: east, site: dc-east}
  - {name: west, site: dc-west}
pairs:
  - between: [east, west]
clusters:
  - name: prod
    environment: east
    storage: san-1
hosts:
  - {name: esx-01, cluster: prod, memory: 64GiB, platform: VMware ESX, build: 3.5.0-82663}
  - {name: esx-02, cluster: prod, memory: 256GiB, platform: VMware ESX, build: 3.5.0-82663}
  - {name: esx-w1, environment: west, memory: 64GiB}
services:
  - {name: erp, tier: 1, needs: 1}
  - {name: dns, tier: 1}
vms:
  - {name: erp-1, service: erp, host: esx-01, memory: 16GiB}
  - {name: erp-w1, service: erp, host: esx-w1, memory: 16GiB}
  - {name: dns-w1, service: dns, host: esx-w1, memory: 1GiB}
`;

/** What is offered at `|` in a text that stands beside the estate above. */
function offered(marked: string) {
  const offset = marked.indexOf("|");
  const text = marked.replace("|", "");
  const files = [{ path: "a.estate.yaml", text: ESTATE }];
  const { facts } = analyze(files, { asOf: Date.UTC(2008, 7, 1) });
  const found = completionAt(facts, RULES, text, offset);
  return { word: found && text.slice(found.word.start, found.word.end), choices: found?.choices ?? [] };
}

function labels(marked: string, kind?: string): readonly string[] {
  return offered(marked)
    .choices.filter((choice) => kind === undefined || choice.kind === kind)
    .map(({ label }) => label);
}

const HEAD = "apiVersion: baskets/v1\nkind: Estate\n";

describe("what is offered while a manifest is written", () => {
  test("hosts with their room, those with most of it first, and only they", () => {
    const { choices, word } = offered(`${HEAD}vms:\n  - {name: x, service: erp, host: es|}\n`);
    expect(word).toBe("es");
    expect(choices.map(({ label, detail }) => `${label}: ${detail}`)).toEqual([
      "esx-02: 256 GiB free · prod",
      "esx-01: 48 GiB free · prod",
      "esx-w1: 47 GiB free",
    ]);
  });

  test.each([
    ["a service, between brackets", "services:\n  - {name: x, dependsOn: [erp, |]}\n", ["erp", "dns"]],
    ["a service, in a block", "vms:\n  - name: x\n    service: |\n    host: esx-01\n", ["erp", "dns"]],
    ["no service for itself", "services:\n  - name: erp\n    dependsOn:\n      - |\n", ["dns"]],
    ["environments of a pair", "pairs:\n  - between: [|]\n", ["east", "west"]],
    ["the storages there are", "clusters:\n  - {name: x, storage: |}\n", ["san-1"]],
    ["builds in use", "hosts:\n  - name: x\n    build: |\n", ["3.5.0-82663"]],
    [
      "the other half, of the same service first",
      "vms:\n  - {name: x, service: dns, host: esx-01, counterpart: |}\n",
      ["dns-w1", "erp-w1"],
    ],
    ["words of a choice", "vms:\n  - {name: x, power: |}\n", ["on", "off", "suspended"]],
    [
      "kinds of failure domains",
      "domains:\n  - kind: stor|\n    name: x\n",
      expect.arrayContaining(["storage"]),
    ],
    [
      "VMs to be kept apart",
      "clusters:\n  - name: x\n    keepApart: [[erp-1, |]]\n",
      expect.arrayContaining(["erp-w1"]),
    ],
  ])("%s", (_, text, expected) => {
    expect(labels(HEAD + text)).toEqual(expected);
  });

  test.each([
    [
      "in a block",
      "hosts:\n  - name: a\n    cluster: prod\n    |\n",
      ["cpu", "memory", "rack"],
      ["name", "cluster", "tier"],
    ],
    ["begun in a block", "hosts:\n  - name: a\n    me|\n    cpu: 4\n", ["memory"], ["name", "cpu"]],
    ["between brackets", "hosts:\n  - {name: a, |}\n", ["memory", "cluster"], ["name"]],
    ["behind a dash", "vms:\n  - name: a\n  - |\n", ["name", "host"], []],
    ["at the top", "hosts:\n  - name: a\n|\n", ["services", "vms", "pairs"], ["hosts", "apiVersion"]],
    ["deep inside", "vms:\n  - name: a\n    replica:\n      |\n", ["last", "every"], ["name", "host"]],
    [
      "of a choice",
      "pairs:\n  - between: [east, west]\n    roles:\n      |\n",
      ["storage", "network"],
      ["between"],
    ],
  ])("keys that are missing, %s", (_, text, some, none) => {
    const keys = labels(HEAD + text, "key");
    expect(keys).toEqual(expect.arrayContaining(some));
    for (const key of none) expect(keys).not.toContain(key);
  });

  test("a key brings its description and what follows it", () => {
    const find = (text: string, label: string) =>
      offered(HEAD + text).choices.find((choice) => choice.label === label);
    expect(find("hosts:\n  - name: a\n    |\n", "maintenance")).toMatchObject({
      doc: expect.stringContaining("holds nothing now"),
      text: "maintenance: ",
      goesOn: true,
    });
    expect(find("|\n", "vms")).toMatchObject({ text: "vms:\n  - ", isSnippet: true });
    expect(find("vms:\n  - {name: a, |}\n", "replica")).toMatchObject({ text: "replica: {$1}" });
  });

  test("rollouts and policies have theirs", () => {
    const rollout = "apiVersion: baskets/v1\nkind: Rollout\nupdate: {platform: VMware ESX, to: x}\n";
    expect(labels(`${rollout}stages:\n  - {name: a, soak: |}\n`)).toContain("72h");
    expect(labels(`${rollout}stages:\n  - {name: a, hosts: [|]}\n`)).toContain("esx-01");
    expect(labels(`${rollout}start: |\n`)[0]).toBe("2008-08-01");
    const policy = "apiVersion: baskets/v1\nkind: Policy\n";
    expect(labels(`${policy}severity:\n  single|\n`)).toContain("single-basket");
    expect(labels(`${policy}severity: {drift: |}\n`)).toEqual(["error", "warning", "info", "off"]);
    expect(labels(`${policy}silence:\n  - {rule: |}\n`)).toContain("single-basket");
  });

  test("a rule in a silencing comment, and nothing in others", () => {
    expect(labels(`${HEAD}hosts:\n  - name: a   # baskets-ignore no-|\n`)).toContain("no-redundancy");
    expect(labels(`${HEAD}hosts:\n  - name: a   # hosts in |\n`)).toEqual([]);
  });

  test("whole manifests where there is none yet", () => {
    expect(labels("|")).toEqual(["Estate", "Rollout", "Policy"]);
    expect(labels("apiVersion: baskets/v1\n|\n")).toEqual(["kind"]);
  });

  test("where the rest of the line is another thing", () => {
    const line = "  - {name: new, service: |}  - {name: erp-2, service: erp}\n";
    expect(labels(`${HEAD}vms:\n${line}  - {name: a}\n`)).toEqual(["erp", "dns"]);
  });

  test("in the second document of a file too, and with what cannot be read above", () => {
    expect(labels(`${ESTATE}---\napiVersion: baskets/v1\nkind: Policy\nprofile: |\n`)).toEqual([
      "relaxed",
      "standard",
      "strict",
    ]);
    expect(labels(`${HEAD}hosts:\n  - {name: a, cluster: [\nvms:\n  - name: x\n    service: |\n`)).toEqual([
      "erp",
      "dns",
    ]);
  });
});
