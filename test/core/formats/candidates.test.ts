import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  CANDIDATE_GLOB,
  isCandidate,
  isManifestName,
  LARGEST_FILE,
  MANIFEST_GLOB,
} from "../../../src/core/formats/candidates.ts";
import { MAX_LENGTH } from "../../../src/core/syntax/guards.ts";
import { globMatcher } from "../../../src/providers/globs.ts";

const searched = globMatcher([CANDIDATE_GLOB]);

describe("a file is looked at", () => {
  test.each([
    "corp.estate.yaml",
    "a/b.yml",
    "B.YAML",
    "site/hosts",
    "inventory",
    "inventory-prod",
    "production",
    "production.ini",
    "lab.inventory",
    "lab.hosts",
    "groups.cfg",
    "lab-hosts",
    "pve/ha/rules.cfg",
    "pve/corosync.conf",
    "corosync-lab.conf",
    "esxi-image.json",
    "prod.vlcm.json",
    "lab_inventory",
    "Hosts",
    "inventories/prod/nodes",
    "inventory.d/10-lab",
    "nodes.json",
    "clusters/east/Nodes.prod.JSON",
    "state/k8s_nodes.json",
    "infra/main.tf",
    "infra/prod.tfvars",
    "main.tofu",
    "prod.tfplan.json",
    "terraform-plan.json",
    "group_vars/all",
    "inventory/group_vars/all",
    "host_vars/hv1/main",
  ])("%s", (path) => {
    expect([isCandidate(path), searched(path)]).toEqual([true, true]);
  });
});

describe("a file is left alone", () => {
  test.each([
    "README.md",
    "terraform.tfstate",
    "tf",
    "main.tf.bak",
    "a.json",
    "images.json",
    "nginx.conf",
    "corosync.conf.bak",
    "package.json",
    "tsconfig.nodes-app.jsonc",
    "nodeserver.json",
    "k8s/values.json",
    "nodes",
    ".#corp.estate.yaml",
    "inventory.py",
    "inventory/ec2.py",
    "group_vars/all~",
    "group_vars/README.md",
    "hosts.txt",
    "src/main",
    "ghosts",
    "etc/hosts.allow",
  ])("%s", (path) => {
    expect(isCandidate(path)).toBe(false);
  });
});

test("a search finds whatever is to be looked at", () => {
  const part = fc.constantFrom(
    ...[
      "inventory",
      "Inventories",
      "hosts",
      "prod",
      "lab",
      "production",
      "x",
      ".",
      "-",
      "_",
      ".yml",
      ".INI",
      ".cfg",
    ],
    ...["nodes", "K8s", ".json", ".JSON"],
    ...[".hosts", ".inventory", ".d", "/", ".#"],
  );
  fc.assert(
    fc.property(fc.array(part, { minLength: 1, maxLength: 7 }), (parts) => {
      const path = parts
        .join("")
        .replace(/\/+/g, "/")
        .replace(/^\/|\/$/g, "");
      if (isCandidate(path)) expect([path, searched(path)]).toEqual([path, true]);
    }),
    { numRuns: 2000 },
  );
});

test("a search for manifests finds what is one by its name", () => {
  const ours = globMatcher([MANIFEST_GLOB]);
  for (const path of [
    "a.estate.yaml",
    "x/a.rollout.yml",
    "baskets.policy.yaml",
    "x/baskets.policy.yml",
    "a.yaml",
  ])
    expect([path, ours(path)]).toEqual([path, isManifestName(path)]);
});

test("no glob has braces in braces, with which VS Code's search finds nothing", () => {
  for (const glob of [CANDIDATE_GLOB, MANIFEST_GLOB]) expect(glob).toMatch(/^[^{}]*\{[^{}]*\}[^{}]*$/);
});

test("what is too large to be read as a file is too large as a text", () => {
  expect(LARGEST_FILE).toBe(MAX_LENGTH);
});
