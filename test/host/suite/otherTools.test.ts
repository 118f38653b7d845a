import * as vscode from "vscode";
import {
  apply,
  check,
  checkEqual,
  closeEditors,
  eventually,
  findingOf,
  noFindingOn,
  quickFixes,
  rangeOf,
  withFile,
} from "../support.ts";

describe("files of other tools", () => {
  afterEach(closeEditors);

  it("of Terraform: a rule that is switched off is found, and switched on by a quick fix", async () => {
    await withFile("apart.tf", VMS, async (file) => {
      const document = await vscode.workspace.openTextDocument(file);
      const { range } = await findingOf("no-keep-apart", file);
      checkEqual(document.getText(range), "false", "What the finding stands at");
      const fixes = await quickFixes(file, range);
      const fix = fixes.find(({ title }) => title === "Set enabled = true");
      check(fix, `Offered: ${fixes.map(({ title }) => title).join("; ")}.`);
      check(
        fixes.some(({ title }) => title === "Silence no-keep-apart here with a reason"),
        "It cannot be silenced.",
      );
      await apply(fix);
      await noFindingOn(file);
      checkEqual(document.getText(), VMS.replace("= false", "= true"), "The text after the fix");
    });
  });

  it("of Terraform: a value that another file of the folder gives counts, saved or not", async () => {
    await withFile("variables.tf", 'variable "replicas" {\n  default = 1\n}\n', async (variables) => {
      await withFile("alike.tf", ALIKE, async (file) => {
        await vscode.workspace.openTextDocument(file);
        const document = await vscode.workspace.openTextDocument(variables);
        const edit = new vscode.WorkspaceEdit();
        edit.replace(variables, rangeOf(document, "1"), "2");
        check(await vscode.workspace.applyEdit(edit), "The variable could not be edited.");
        const { message } = await findingOf("no-keep-apart", file);
        check(message.includes("tf-web-0 and tf-web-1"), message);
        check(message.includes("var.replicas"), message);
      });
    });
  });

  it("of Terraform: a hover says what is known of a VM", async () => {
    await withFile("hovered.tf", VMS, async (file) => {
      const document = await vscode.workspace.openTextDocument(file);
      await findingOf("no-keep-apart", file);
      const at = rangeOf(document, "tf-db-1").start;
      await eventually("a hover over tf-db-1", async () => {
        const command = "vscode.executeHoverProvider";
        const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(command, file, at);
        const said = hovers.flatMap(({ contents }) =>
          contents.map((part) => (part as { value: string }).value),
        );
        return said.join().includes("tf-db-1");
      });
    });
  });

  it("as JSON have no comments, so nothing is silenced in them", async () => {
    await withFile("tfstate.json", STATE, async (file) => {
      await vscode.workspace.openTextDocument(file);
      const { range } = await findingOf("no-keep-apart", file);
      checkEqual((await quickFixes(file, range)).length, 0, "The number of quick fixes");
    });
  });

  it("of Proxmox VE: a rule that is switched off is found", async () => {
    await withFile("rules.cfg", RULES, async (file) => {
      const document = await vscode.workspace.openTextDocument(file);
      const { range } = await findingOf("no-keep-apart", file);
      check(document.getText(range).includes("disable"), `It stands at ${document.getText(range)}.`);
    });
  });
});

describe("a plan of Terraform", () => {
  afterEach(closeEditors);

  it("is reviewed against what was there before it, whatever it is called, and no longer than that", async () => {
    await withFile("out.json", PLAN, async (file) => {
      await vscode.commands.executeCommand("baskets.reviewPlan", file);
      await findingOf("unstaged-rollout", file);
      await vscode.commands.executeCommand("baskets.changes.copy");
      const said = await vscode.env.clipboard.readText();
      check(said.startsWith("**Against what was there before out.json"), said);
      check(said.includes("the image of the cluster tf-prod"), said);
      await vscode.commands.executeCommand("baskets.changes.close");
      await noFindingOn(file);
    });
  });

  it("that is made anew is reviewed anew", async () => {
    await withFile("anew.json", PLAN, async (file) => {
      await vscode.commands.executeCommand("baskets.reviewPlan", file);
      await findingOf("unstaged-rollout", file);
      const other = PLAN.replaceAll("8.0.2", "8.0.1");
      await vscode.workspace.fs.writeFile(file, new TextEncoder().encode(other));
      await noFindingOn(file);
      const said = await eventually("the other plan to be told", async () => {
        await vscode.commands.executeCommand("baskets.changes.copy");
        const text = await vscode.env.clipboard.readText();
        return !text.includes("the image of the cluster tf-prod") && text;
      });
      check(said.startsWith("**Against what was there before anew.json"), said);
      await vscode.commands.executeCommand("baskets.changes.close");
    });
  });
});

const VMS = `data "vsphere_compute_cluster" "c" {
  name = "tf-prod"
}
resource "vsphere_virtual_machine" "db" {
  count            = 2
  name             = ["tf-db-1", "tf-db-2"][count.index]
  resource_pool_id = data.vsphere_compute_cluster.c.resource_pool_id
}
resource "vsphere_compute_cluster_vm_anti_affinity_rule" "db" {
  name                = "db"
  compute_cluster_id  = data.vsphere_compute_cluster.c.id
  virtual_machine_ids = vsphere_virtual_machine.db[*].id
  enabled             = false # until the third host is there
}
`;

const ALIKE = `data "vsphere_compute_cluster" "c" {
  name = "tf-prod"
}
resource "vsphere_virtual_machine" "web" {
  count            = var.replicas
  name             = "tf-web-\${count.index}"
  resource_pool_id = data.vsphere_compute_cluster.c.resource_pool_id
}
`;

const vm = (index: number) => ({
  address: `vsphere_virtual_machine.app[${index}]`,
  mode: "managed",
  type: "vsphere_virtual_machine",
  name: "app",
  index,
  values: { name: `tf-app-${index}`, resource_pool_id: "resgroup-8" },
});

const STATE = JSON.stringify({
  format_version: "1.0",
  values: {
    root_module: {
      resources: [
        {
          address: "vsphere_compute_cluster.c",
          mode: "managed",
          type: "vsphere_compute_cluster",
          name: "c",
          values: { name: "tf-prod", resource_pool_id: "resgroup-8", drs_enabled: true },
        },
        vm(0),
        vm(1),
      ],
    },
  },
});

const RULES = "resource-affinity: apart\n\taffinity negative\n\tresources vm:100,vm:101\n\tdisable 1\n";

const clusterWith = (build: string) => ({
  root_module: {
    resources: [
      {
        address: "vsphere_compute_cluster.c",
        mode: "managed",
        type: "vsphere_compute_cluster",
        name: "c",
        values: { name: "tf-prod", host_image: [{ esx_version: build }] },
      },
    ],
  },
});

const PLAN = JSON.stringify({
  format_version: "1.2",
  planned_values: clusterWith("8.0.2-0.0.22380479"),
  prior_state: { format_version: "1.0", values: clusterWith("8.0.1-0.0.22380479") },
});
