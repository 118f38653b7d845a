import * as vscode from "vscode";
import {
  check,
  checkEqual,
  closeEditors,
  eventually,
  findingOf,
  findings,
  inFolder,
  nameOf,
  noFindingOn,
  type,
  withFile,
} from "../support.ts";

/** One estate over five files, in which one host is named in every one of them. */
const FIVE: { readonly [path: string]: string } = {
  "a.estate.yaml": `apiVersion: baskets/v1
kind: Estate
environments:
  - {name: five, site: dc-five}
hosts:
  - {name: five-01, environment: five, memory: 64GiB}   # the first
  - {name: five-02, environment: five, memory: 64GiB}
`,
  "b.estate.yaml": `apiVersion: baskets/v1
kind: Estate
services:
  - {name: five-shop, tier: 4, needs: 1}
vms:
  - {name: five-shop-1, service: five-shop, host: five-01, memory: 4GiB}
`,
  "c.estate.yaml": `apiVersion: baskets/v1
kind: Estate
vms:
  - name: five-shop-2
    service: five-shop
    host: "five-01"
    memory: 4GiB
    pinned: true
`,
  "d.estate.yaml": `apiVersion: baskets/v1
kind: Estate
domains:
  - {kind: storage, name: five-disk, within: {host: five/five-01}}
`,
  "e.rollout.yaml": `apiVersion: baskets/v1
kind: Rollout
metadata: {name: five}
update: {platform: five-os, to: "2"}
targets: {hosts: [five-01]}
stages:
  - {name: first, hosts: [five-01]}
`,
};

describe("the words of a manifest", () => {
  afterEach(closeEditors);

  it("lead to where a thing is defined and to all that names it, over all files", async () => {
    await withFiles(FIVE, async (_, folder) => {
      const { uri, position } = await wordAt(`${folder}/b.estate.yaml`, "host: five-01", 8);
      const [link] = await vscode.commands.executeCommand<(vscode.Location | vscode.LocationLink)[]>(
        "vscode.executeDefinitionProvider",
        uri,
        position,
      );
      const target = link && ("targetUri" in link ? link.targetUri : link.uri);
      checkEqual(target ? nameOf(target) : "nowhere", "a.estate.yaml", "The file of the definition");
      const places = await vscode.commands.executeCommand<vscode.Location[]>(
        "vscode.executeReferenceProvider",
        uri,
        position,
      );
      const files = places.map((place) => nameOf(place.uri)).sort();
      checkEqual(
        files.join(),
        "a.estate.yaml,b.estate.yaml,c.estate.yaml,d.estate.yaml,e.rollout.yaml,e.rollout.yaml",
        "The files that name it",
      );
      const rollout = await wordAt(`${folder}/e.rollout.yaml`, "[five-01]", 3);
      const highlights = await vscode.commands.executeCommand<vscode.DocumentHighlight[]>(
        "vscode.executeDocumentHighlights",
        rollout.uri,
        rollout.position,
      );
      checkEqual(highlights.length, 2, "The number of highlights");
    });
  });

  it("are renamed over five files, after which there is no more to mend than before", async () => {
    await withFiles(FIVE, async (files, folder) => {
      const before = files.flatMap((file) => findings(file)).length;
      const { uri, position } = await wordAt(`${folder}/d.estate.yaml`, "five/five-01", 6);
      const edit = await vscode.commands.executeCommand<vscode.WorkspaceEdit>(
        "vscode.executeDocumentRenameProvider",
        uri,
        position,
        "five-99",
      );
      checkEqual(edit.entries().length, 5, "The number of files that are edited");
      check(await vscode.workspace.applyEdit(edit), "The rename could not be applied.");
      for (const file of files) {
        const was = FIVE[nameOf(file)] ?? "";
        const text = (await vscode.workspace.openTextDocument(file)).getText();
        checkEqual(text, was.replaceAll("five-01", "five-99"), nameOf(file));
      }
      await eventually("the estate to be read again", async () => {
        const again = await wordAt(`${folder}/b.estate.yaml`, "host: five-99", 8);
        const found = await vscode.commands.executeCommand<vscode.Location[]>(
          "vscode.executeReferenceProvider",
          again.uri,
          again.position,
        );
        return found.length === 6;
      });
      checkEqual(files.flatMap((file) => findings(file)).length, before, "The number of findings");
    });
  });

  it("are not renamed to what is taken, and it is said why", async () => {
    await withFiles(FIVE, async (_, folder) => {
      const { uri, position } = await wordAt(`${folder}/b.estate.yaml`, "host: five-01", 8);
      const said = await vscode.commands
        .executeCommand("vscode.executeDocumentRenameProvider", uri, position, "five-02")
        .then(
          () => "",
          (error: unknown) => String(error),
        );
      check(
        said.includes("There is a host called “five-02” in five already."),
        `It said ${said || "nothing"}.`,
      );
    });
  });

  it("are completed: hosts with their room, and keys that are missing", async () => {
    await withFiles(FIVE, async (files) => {
      const document = await vscode.workspace.openTextDocument(files[1] as vscode.Uri);
      await type(document, `${document.getText()}  - {name: new, service: five-shop, host: five-0`);
      const end = document.lineAt(document.lineCount - 1).range.end;
      const hosts = await completions(document.uri, end);
      check(hosts.includes("five-02 64 GiB free"), `It offers ${hosts.join(", ")}.`);
      await type(document, `${FIVE["b.estate.yaml"]}  - name: new\n    `);
      const keys = await completions(document.uri, document.lineAt(document.lineCount - 1).range.end);
      check(
        keys.some((key) => key.startsWith("host ")) && !keys.some((key) => key.startsWith("name ")),
        `It offers ${keys.join(", ")}.`,
      );
    });
  });

  it("have an outline, folds, growing selections and symbols over the folder", async () => {
    const file = inFolder("estate/lab.estate.yaml");
    const document = await vscode.workspace.openTextDocument(file);
    const outline = await eventually("the outline", async () => {
      const found = await vscode.commands.executeCommand<vscode.DocumentSymbol[]>(
        "vscode.executeDocumentSymbolProvider",
        file,
      );
      return found?.some(({ name }) => name === "lab") && found;
    });
    const lab = outline.find(({ name }) => name === "lab");
    const hosts = lab?.children.find(({ name }) => name === "hosts")?.children ?? [];
    checkEqual(hosts.map(({ name }) => name).join(), "lab-01,lab-02,lab-03,lab-04,lab-05", "The hosts");
    const symbols = await vscode.commands.executeCommand<vscode.SymbolInformation[]>(
      "vscode.executeWorkspaceSymbolProvider",
      "lab03",
    );
    check(
      symbols.some(({ name }) => name === "lab-03"),
      "There is no symbol lab-03.",
    );
    const folds = await vscode.commands.executeCommand<vscode.FoldingRange[]>(
      "vscode.executeFoldingRangeProvider",
      file,
    );
    const line = document.positionAt(document.getText().indexOf("hosts:")).line;
    check(
      folds.some(({ start, end }) => start === line && end === line + 5),
      "The hosts cannot be folded.",
    );
    const at = document.positionAt(document.getText().indexOf("service: files") + 10);
    const [selection] = await vscode.commands.executeCommand<vscode.SelectionRange[]>(
      "vscode.executeSelectionRangeProvider",
      file,
      [at],
    );
    const texts: string[] = [];
    for (let each = selection; each !== undefined; each = each.parent as vscode.SelectionRange)
      texts.push(document.getText(each.range));
    check(texts.includes("service: files"), `A selection grows over ${texts.slice(0, 4).join(" | ")}.`);
  });

  it("are coloured by what they name, and lead from a silence to its rule", async () => {
    const text = `apiVersion: baskets/v1\nkind: Estate\nvms:\n  - {name: lost, host: lab-77}   # baskets-ignore drift: why not\n`;
    await withFile("colours.estate.yaml", text, async (file) => {
      await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(file));
      await findingOf("unknown-reference", file);
      const legend = await vscode.commands.executeCommand<vscode.SemanticTokensLegend>(
        "vscode.provideDocumentSemanticTokensLegend",
        file,
      );
      const tokens = await vscode.commands.executeCommand<vscode.SemanticTokens>(
        "vscode.provideDocumentSemanticTokens",
        file,
      );
      const types = [...tokens.data].flatMap((value, index) =>
        index % 5 === 3 ? [legend.tokenTypes[value]] : [],
      );
      checkEqual(types.join(), "variable,unresolvedName", "The types of the tokens");
      const links = await vscode.commands.executeCommand<vscode.DocumentLink[]>(
        "vscode.executeLinkProvider",
        file,
      );
      check(
        links.some(({ target }) => target?.path === "/drift.md"),
        `It links to ${links.map(({ target }) => String(target)).join()}.`,
      );
    });
  });

  it("of other people's YAML are left alone", async () => {
    const { uri, position } = await wordAt("deployment.yaml", "kind:", 1);
    const outline = await vscode.commands.executeCommand<vscode.DocumentSymbol[] | undefined>(
      "vscode.executeDocumentSymbolProvider",
      uri,
    );
    checkEqual(outline?.length ?? 0, 0, "The number of symbols");
    const offered = await vscode.commands.executeCommand<vscode.CompletionList>(
      "vscode.executeCompletionItemProvider",
      uri,
      position,
    );
    const ours = offered.items.filter(({ kind }) => kind === vscode.CompletionItemKind.Property);
    checkEqual(ours.length, 0, "The number of keys offered");
  });
});

let folders = 0;

/** In a folder of their own: that one of the same name was just removed may be told late. */
async function withFiles(
  texts: { readonly [path: string]: string },
  body: (files: readonly vscode.Uri[], folder: string) => Promise<void>,
): Promise<void> {
  const folder = `five-${++folders}`;
  const files = Object.keys(texts).map((path) => inFolder(`${folder}/${path}`));
  const write = ([path, text]: readonly [string, string]) =>
    vscode.workspace.fs.writeFile(inFolder(`${folder}/${path}`), new TextEncoder().encode(text));
  await Promise.all(Object.entries(texts).map(write));
  try {
    // All of them are read once the last one's names are known.
    for (const file of files) await noFindingOn(file, "unknown-reference");
    await eventually("all files to be read", async () => (await filesNaming("five")) === files.length);
    await body(files, folder);
  } finally {
    await closeEditors();
    await vscode.workspace.fs.delete(inFolder(folder), { recursive: true });
    // Its names would be taken for the next.
    await eventually("the files to be gone", async () => (await filesNaming("five")) === 0);
  }
}

async function filesNaming(query: string): Promise<number> {
  const found = await vscode.commands.executeCommand<vscode.SymbolInformation[]>(
    "vscode.executeWorkspaceSymbolProvider",
    query,
  );
  return new Set(found.map(({ location }) => location.uri.toString())).size;
}

async function wordAt(
  path: string,
  text: string,
  offset: number,
): Promise<{ readonly uri: vscode.Uri; readonly position: vscode.Position }> {
  const document = await vscode.workspace.openTextDocument(inFolder(path));
  const at = document.getText().indexOf(text);
  check(at >= 0, `${path} does not contain ${text}.`);
  return { uri: document.uri, position: document.positionAt(at + offset) };
}

async function completions(uri: vscode.Uri, position: vscode.Position): Promise<readonly string[]> {
  const list = await vscode.commands.executeCommand<vscode.CompletionList>(
    "vscode.executeCompletionItemProvider",
    uri,
    position,
  );
  return list.items.map(({ label }) =>
    typeof label === "string" ? label : `${label.label} ${label.description ?? ""}`,
  );
}
