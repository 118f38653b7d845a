import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readPart } from "../../src/core/formats/read.ts";
import { mayBeOurs, wakes } from "../../src/providers/sniff.ts";

const plan =
  "apiVersion: upgrade.cattle.io/v1\nkind: Plan\nmetadata: {name: agents}\nspec: {concurrency: 1}\n";

const vm = 'resource "vsphere_virtual_machine" "web" {\n  name = "web"\n}\n';

const play =
  "- name: Update hypervisors\n  # all of them\n\n  become: true\n  hosts: hypervisors\n  tasks: []\n";

describe("a text wakes the engine", () => {
  test.each([
    ["by its name, whatever is in it", "a/b/corp.estate.yaml", "{{{"],
    ["by its name, with the other ending", "x.rollout.yml", ""],
    ["as the policy of the folder", "baskets.policy.yaml", ""],
    ["by its version line", "anything.yaml", "# comment\napiVersion: baskets/v1\nkind: Estate\n"],
    ["with quotes and Windows line ends", "anything.yaml", '---\r\n"apiVersion": "baskets/v1"\r\n'],
    ["in flow style", "anything.yaml", "{kind: Estate, apiVersion: baskets/v1}"],
    ["in a later document of the stream", "anything.yaml", "a: 1\n---\napiVersion: baskets/v1\n"],
    ["before it was ever saved", "untitled:Untitled-1", "apiVersion: baskets/v1\n"],
    ["as a play", "site.yml", play],
    ["as a play with Windows line ends", "site.yml", play.replaceAll("\n", "\r\n")],
    ["as a play that begins with its hosts", "site.yml", "---\n- hosts: all\n  tasks: []\n"],
    ["as a playbook of playbooks", "site.yml", "- ansible.builtin.import_playbook: other.yml\n"],
    ["as a plan of Kubernetes", "updates.yaml", plan],
    ["as a plan behind other objects", "all.yaml", `kind: Secret\napiVersion: v1\n---\n${plan}`],
    [
      "as kured",
      "kured.yaml",
      "apiVersion: apps/v1\nkind: DaemonSet\nspec:\n  image: ghcr.io/kubereboot/kured:1.16.0\n",
    ],
    ["as a play that was never saved", "untitled:Untitled-1", play],
    ["as a VM of Terraform", "infra/main.tf", vm],
    ["as a VM of OpenTofu", "infra/main.tofu", vm],
    ["as a plan of Terraform", "tfplan.json", '{"format_version":"1.2","planned_values":{"root_module":{}}}'],
    ["as rules of Proxmox VE", "ha/rules.cfg", "resource-affinity: web\n\tresources vm:100,vm:101\n"],
    [
      "as a cluster of Proxmox VE",
      "corosync.conf",
      "totem {\n  cluster_name: lab\n  config_version: 3\n}\nnodelist {\n  node {\n    nodeid: 1\n  }\n}\n",
    ],
    [
      "as an image of vSphere Lifecycle Manager",
      "esxi.json",
      '{"base_image": {"version": "8.0.2-0.0.22380479"}, "components": {}}',
    ],
  ])("%s", (_how, file, text) => {
    expect([wakes(file, text), mayBeOurs(file, text)]).toEqual([true, true]);
  });
});

describe("a text is told to the engine, and does not wake it", () => {
  test.each([
    ["hosts", "esx-01\nesx-02\n"],
    ["inventories/prod/hosts.ini", "[hypervisors]\nesx-01\n"],
    ["lab.ini", "[all:children]\nhypervisors\n"],
    ["inventory/lab.yml", "all:\n  vars: {x: 1}\n  children:\n    hypervisors:\n"],
    ["lab.yml", "hypervisors:\n  hosts:\n    esx-01:\n"],
    ["nodes.json", '{"apiVersion":"v1","kind":"List","items":[{"apiVersion":"v1","kind":"Node"}]}'],
    ["budget.yaml", "apiVersion: policy/v1\nkind: PodDisruptionBudget\n"],
    ["inventory/lab.vmware.yml", "plugin: community.vmware.vmware_vm_inventory\n"],
    ["variables.tf", 'variable "replicas" {\n  default = 2\n}\n'],
    ["terraform.tfvars", "replicas = 3\n"],
    ["bucket.tf", 'resource "aws_s3_bucket" "b" {}\n'],
  ])("%s", (file, text) => {
    expect([wakes(file, text), mayBeOurs(file, text)]).toEqual([false, true]);
  });
});

describe("a text is left alone", () => {
  test.each([
    ["a compose file", "docker-compose.yaml", "services:\n  erp:\n    image: erp\n"],
    ["a workflow", ".github/workflows/ci.yml", "on: push\njobs:\n  build:\n    steps:\n      - uses: x\n"],
    ["a list of tasks", "tasks/main.yml", "- name: Install\n  package: {name: x}\n"],
    ["another object", "web.yaml", "apiVersion: apps/v1\nkind: Deployment\nspec: {replicas: 2}\n"],
    ["another daemon set", "log.yaml", "apiVersion: apps/v1\nkind: DaemonSet\nspec:\n  image: x/fluentd\n"],
    ["a template of Helm", "templates/plan.yaml", `{{- if .Values.upgrade }}\n${plan}{{- end }}\n`],
    ["variables beside an inventory", "inventory/group_vars/all.yml", "serial: 1\n"],
    ["settings of a program", "php.ini", "[PHP]\nengine = On\n"],
    ["the manifest of a package", "package.json", '{"name": "web", "version": "1.0.0"}'],
    ["Terraform's own state", "terraform.tfstate", '{"version": 4, "resources": []}'],
    ["settings in sections", "setup.cfg", "[metadata]\nname = web\n"],
  ])("%s", (_what, file, text) => {
    expect(mayBeOurs(file, text)).toBe(false);
  });
});

test("YAML with hosts in it does not wake the engine where it is no play", () => {
  expect(wakes("deployment.yaml", "apiVersion: apps/v1\nkind: Deployment\nspec:\n  hosts: [a]\n")).toBe(
    false,
  );
});

test("what the core takes for its own is never left alone", () => {
  const samples = path.join(import.meta.dirname, "..", "..", "examples");
  const files = readdirSync(samples, { recursive: true, encoding: "utf8" }).filter((file) =>
    /\.(ya?ml|ini)$/.test(file),
  );
  const texts = files.map((file) => ({ path: file, text: readFileSync(path.join(samples, file), "utf8") }));
  expect(texts.length).toBeGreaterThan(0);
  const foreign = path.join(import.meta.dirname, "..", "..", "..", "shared", "samples", "ansible");
  for (const file of existsSync(foreign) ? readdirSync(foreign) : [])
    texts.push({ path: file, text: readFileSync(path.join(foreign, file), "utf8") });
  for (const source of texts) {
    if (readPart(source).recognised !== "nothing")
      expect([source.path, mayBeOurs(source.path, source.text)]).toEqual([source.path, true]);
  }
});

test("no text takes long", () => {
  const line = fc.constantFrom(
    "- a",
    "- name: x",
    "  # c",
    "  ",
    "",
    "\r",
    "  b:",
    "\t",
    "hosts",
    "  hosts:",
    "[a]",
    "a ansible_",
  );
  fc.assert(
    fc.property(
      fc.array(line, { minLength: 1, maxLength: 6 }),
      fc.constantFrom("a.yml", "hosts", "a.ini"),
      (lines, file) => {
        const text = `${lines.join("\n")}\n`.repeat(3000);
        const start = performance.now();
        wakes(file, text);
        mayBeOurs(file, text);
        // Far above what it takes, far below what backtracking over so many characters would.
        expect(performance.now() - start).toBeLessThan(20_000);
      },
    ),
    { numRuns: 50 },
  );
});
