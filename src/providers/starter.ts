import * as vscode from "vscode";

/** Writes a small estate to begin with, in which one thing is wrong, and opens it. */
const STARTER = "baskets.starter";

export function registerStarter(): vscode.Disposable {
  return vscode.commands.registerCommand(STARTER, async () => {
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
    const document =
      folder === undefined
        ? await vscode.workspace.openTextDocument({ language: "yaml", content: TEXT })
        : await written(folder);
    await vscode.window.showTextDocument(document);
  });
}

/** Under a name that is free: nothing is overwritten. */
async function written(folder: vscode.Uri): Promise<vscode.TextDocument> {
  for (let number = 1; ; number++) {
    const file = vscode.Uri.joinPath(folder, number === 1 ? NAME : NAME.replace(".", `-${number}.`));
    const isThere = await vscode.workspace.fs.stat(file).then(
      () => true,
      () => false,
    );
    if (isThere) continue;
    await vscode.workspace.fs.writeFile(file, new TextEncoder().encode(TEXT));
    return vscode.workspace.openTextDocument(file);
  }
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
