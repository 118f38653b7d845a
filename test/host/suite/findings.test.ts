import * as vscode from "vscode";
import {
  check,
  checkEqual,
  closeEditors,
  estateWithTypo,
  findingOf,
  findings,
  inFolder,
  nameOf,
  noFindingOn,
  remove,
  ruleOf,
  type,
  withFile,
} from "../support.ts";

describe("findings", () => {
  afterEach(closeEditors);

  it("are on files of the folder that nobody has opened", async () => {
    await findingOf("single-basket", inFolder("bad.estate.yaml"));
    await findingOf("unstaged-rollout", inFolder("rollouts/all-at-once.rollout.yaml"));
    const open = vscode.workspace.textDocuments.map((document) => nameOf(document.uri));
    check(!open.includes("bad.estate.yaml"), "bad.estate.yaml is open, so this shows nothing.");
  });

  it("name their rule and link to its page", async () => {
    const { code, message, severity } = await findingOf("single-basket", inFolder("bad.estate.yaml"));
    check(typeof code === "object", `The code is ${String(code)}, without a link.`);
    check(code.target instanceof vscode.Uri, "The link of the code is not a Uri.");
    check(code.target.toString().includes("single-basket"), `The link is ${code.target.toString()}.`);
    checkEqual(
      severity,
      vscode.DiagnosticSeverity.Error,
      "The severity of single-basket on a service of tier 1",
    );
    check(message.includes("erp"), `The message does not name the service: ${message}`);
  });

  it("stand on the words at fault", async () => {
    const file = inFolder("bad.estate.yaml");
    const { range } = await findingOf("single-basket", file);
    const document = await vscode.workspace.openTextDocument(file);
    checkEqual(document.getText(range), "erp", "The marked text");
  });

  it("are not on an estate where nothing is wrong", async () => {
    await findingOf("single-basket", inFolder("bad.estate.yaml"));
    const serious = findings(inFolder("estate/lab.estate.yaml")).filter(
      (diagnostic) => diagnostic.severity <= vscode.DiagnosticSeverity.Warning,
    );
    checkEqual(serious.map(ruleOf).join(), "", "What is reported at warning or above");
  });

  it("know what a team's own catalogue knows, and what is wrong with it", async () => {
    const policy = "apiVersion: baskets/v1\nkind: Policy\ncatalogues: [known/ours.yaml]\n";
    const entry =
      "id: ours\ntitle: our image is bad\nurl: https://example.com\nbuilds: [3.5.0-82663]\nbreaks: [running]\n";
    await withFile("known/ours.yaml", `${entry}fixdIn: 3.5.0-110268\n`, async (catalogue) => {
      await withFile("baskets.policy.yaml", policy, async () => {
        const { message } = await findingOf("known-bad-build", inFolder("estate/lab.estate.yaml"));
        check(message.includes("our image is bad"), message);
        await findingOf("shape", catalogue);
      });
      await noFindingOn(inFolder("estate/lab.estate.yaml"), "known-bad-build");
    });
  });

  it("are not on YAML that is not ours, opened or not", async () => {
    const foreign = ["docker-compose.yaml", "deployment.yaml", "broken.yaml"].map(inFolder);
    await withFile("broken.yaml", "services:\n  erp: {image: erp\n hosts: [\n", async () => {
      for (const file of foreign) await vscode.window.showTextDocument(file);
      // What is reported on a file that came later shows that the foreign ones have been looked at.
      await withFile("later.estate.yaml", estateWithTypo("later"), async (later) => {
        await findingOf("shape", later);
        checkEqual(
          foreign.flatMap((file) => findings(file)).length,
          0,
          "The number of findings on foreign YAML",
        );
      });
    });
  });

  it("vanish when the file is deleted", async () => {
    await withFile("deleted.estate.yaml", estateWithTypo("deleted"), async (file) => {
      await findingOf("shape", file);
      await remove(file);
      await noFindingOn(file);
    });
  });

  it("move along when the file is renamed", async () => {
    const after = inFolder("estate/after.estate.yaml");
    await withFile("before.estate.yaml", estateWithTypo("renamed"), async (before) => {
      await findingOf("shape", before);
      await vscode.workspace.fs.rename(before, after);
      try {
        await findingOf("shape", after);
        await noFindingOn(before);
      } finally {
        await remove(after);
      }
    });
  });

  it("vanish when a folder is deleted with all that is in it", async () => {
    const folder = inFolder("team");
    await withFile("team/a.estate.yaml", estateWithTypo("team-a"), async (a) => {
      await withFile("team/deep/b.estate.yaml", estateWithTypo("team-b"), async (b) => {
        await findingOf("shape", a);
        await findingOf("shape", b);
        await vscode.workspace.fs.delete(folder, { recursive: true });
        await noFindingOn(a);
        await noFindingOn(b);
      });
    });
  });

  it("move along when a folder is renamed", async () => {
    const after = inFolder("after");
    await withFile("before/deep/moved.estate.yaml", estateWithTypo("moved"), async (before) => {
      await findingOf("shape", before);
      await vscode.workspace.fs.rename(inFolder("before"), after);
      try {
        await findingOf("shape", inFolder("after/deep/moved.estate.yaml"));
        await noFindingOn(before);
      } finally {
        await vscode.workspace.fs.delete(after, { recursive: true });
      }
    });
  });

  it("are on an inventory whatever its name, and not in a virtual environment", async () => {
    const broken = "[web:oops]\nweb1 ansible_host=192.0.2.1\n";
    await withFile("python/pyvenv.cfg", "home = /usr/bin\n", async () => {
      await withFile("python/inside.estate.yaml", estateWithTypo("inside"), async (inside) => {
        await withFile("team-hosts", broken, async (hosts) => {
          await withFile("team.inventory", broken, async (inventory) => {
            await findingOf("shape", hosts);
            await findingOf("shape", inventory);
            checkEqual(findings(inside).length, 0, "The number of findings in a virtual environment");
          });
        });
      });
    });
    await remove(inFolder("python"));
  });

  it("come and go with what is saved by something else", async () => {
    const text = estateWithTypo("saved");
    await withFile("saved.estate.yaml", text.replace("teir", "tier"), async (file) => {
      await vscode.workspace.fs.writeFile(file, new TextEncoder().encode(text));
      await findingOf("shape", file);
      await vscode.workspace.fs.writeFile(file, new TextEncoder().encode(text.replace("teir", "tier")));
      await noFindingOn(file);
    });
  });

  it("follow text that is not saved", async () => {
    const text = estateWithTypo("unsaved");
    await withFile("unsaved.estate.yaml", text, async (file) => {
      const document = await vscode.workspace.openTextDocument(file);
      await vscode.window.showTextDocument(document);
      await findingOf("shape", file);
      await type(document, text.replace("teir", "tier"));
      await noFindingOn(file);
      await type(document, text);
      await findingOf("shape", file);
      await type(document, text.replace("teir", "tier"));
      await noFindingOn(file);
      check(document.isDirty, "The document was saved, so this shows nothing.");
      await closeEditors();
      await findingOf("shape", file);
    });
  });

  it("are on a document that has never been saved", async () => {
    const document = await vscode.workspace.openTextDocument({
      language: "yaml",
      content: estateWithTypo("untitled"),
    });
    await vscode.window.showTextDocument(document);
    await findingOf("shape", document.uri);
  });

  it("in one file follow an edit in another", async () => {
    const estate = inFolder("bad.estate.yaml");
    await findingOf("single-basket", estate);
    const other = await vscode.workspace.openTextDocument(inFolder("estate/lab.estate.yaml"));
    await vscode.window.showTextDocument(other);
    // With one host failure restarted elsewhere, the host under both VMs no longer takes the service down.
    await type(other, other.getText().replace("storage: array-1\n", "storage: array-1\n    tolerates: 1\n"));
    await noFindingOn(estate, "single-basket");
    await closeEditors();
    await findingOf("single-basket", estate);
  });

  it("do not repeat what a YAML extension says of the syntax", async () => {
    const text = "apiVersion: baskets/v1\nkind: Estate\nhosts: [a\nservices: []\n";
    await withFile("broken.estate.yaml", text, async (file) => {
      const ours = await findingOf("syntax", file);
      const other = vscode.languages.createDiagnosticCollection("somebody else");
      const said = new vscode.Diagnostic(ours.range, "Unexpected flow sequence token");
      said.source = "YAML";
      other.set(file, [said]);
      await noFindingOn(file, "syntax");
      other.dispose();
      await findingOf("syntax", file);
    });
  });
});
