import * as vscode from "vscode";

/**
 * A small estate to begin with, in which one thing is wrong: written into the folder once and opened from then on.
 * A folder with an estate of its own gets no names that it has not: there the text is shown, and saved by nobody.
 */
const STARTER = "baskets.starter";

export function registerStarter(): vscode.Disposable {
  return vscode.commands.registerCommand(STARTER, async () => {
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
    const file = folder && (await fileIn(folder));
    const document = await (file === undefined
      ? vscode.workspace.openTextDocument({ language: "yaml", content: TEXT })
      : vscode.workspace.openTextDocument(file));
    await vscode.window.showTextDocument(document, { viewColumn: column(), preview: false });
  });
}

/** Beside a page that shows no text, as the walkthrough that asked for it: its next step is to be read yet. */
function column(): vscode.ViewColumn {
  const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
  const isText = input instanceof vscode.TabInputText || input instanceof vscode.TabInputTextDiff;
  const isEmpty = vscode.window.tabGroups.activeTabGroup.tabs.length === 0;
  return isText || isEmpty ? vscode.ViewColumn.Active : vscode.ViewColumn.Beside;
}

/** The starter that is there, else a new one; undefined where the folder has an estate of its own. */
async function fileIn(folder: vscode.Uri): Promise<vscode.Uri | undefined> {
  const file = vscode.Uri.joinPath(folder, NAME);
  const isThere = await vscode.workspace.fs.stat(file).then(
    () => true,
    () => false,
  );
  if (isThere) return file;
  const others = new vscode.RelativePattern(folder, "**/*.estate.{yaml,yml}");
  const [own] = await vscode.workspace.findFiles(others, "**/node_modules/**", 1);
  if (own !== undefined) return undefined;
  await vscode.workspace.fs.writeFile(file, new TextEncoder().encode(TEXT));
  return file;
}

const NAME = "starter.estate.yaml";

const TEXT = `# A small estate to begin with: change the names to yours.
# Both servers of the shop run on one host, so its failure takes the shop down. The light bulb at "shop" mends that.
apiVersion: baskets/v1
kind: Estate
metadata: {name: starter, owner: platform-team}

environments:
  - {name: main, site: dc-1}

clusters:
  - {name: prod, environment: main, storage: san-1, platform: VMware ESXi, build: 8.0.3-24022510}

hosts:
  - {name: host-1, cluster: prod, rack: r1, cpu: 16, memory: 256GiB}
  - {name: host-2, cluster: prod, rack: r2, cpu: 16, memory: 256GiB}
  - {name: host-3, cluster: prod, rack: r3, cpu: 16, memory: 256GiB}

services:
  - {name: shop, tier: 1, needs: 1, users: 200}
  - {name: files, tier: 3, users: 80}

vms:
  - {name: shop-1, service: shop, host: host-1, cpu: 4, memory: 16GiB}
  - {name: shop-2, service: shop, host: host-1, cpu: 4, memory: 16GiB}
  - {name: files-1, service: files, host: host-2, cpu: 2, memory: 8GiB}
`;
