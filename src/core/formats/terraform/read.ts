import type { EstateDocument } from "../../model/estate.ts";
import type { ClusterImage } from "../../model/image.ts";
import type { Remark } from "../../model/play.ts";
import { parseYaml } from "../../syntax/parse.ts";
import type { SyntaxFile } from "../../syntax/tree.ts";
import type { SourceFile } from "../../text/span.ts";
import { joined } from "../paths.ts";
import { draftOf } from "./draftOf.ts";
import { estatesOf } from "./estate.ts";
import { remarksOn } from "./findings.ts";
import { parseHcl } from "./hcl.ts";
import { attributeOf, type HclFile } from "./hclTree.ts";
import { imageChanges, imagesWithoutHosts, remarksOnImages } from "./images.ts";
import { moduleOf } from "./module.ts";
import { type Shown, shownIn } from "./plan.ts";
import { addressesIn, declaresOurs, formOf } from "./recognise.ts";

/** One file of Terraform or OpenTofu, read by itself. */
export type TerraformPart = {
  readonly kind: "terraform";
  readonly path: string;
  readonly syntax: SyntaxFile;
} & (
  | { readonly form: "hcl"; readonly hcl: HclFile; readonly declares: boolean }
  | { readonly form: "json"; readonly shown: Shown }
);

/** What the files of one folder, or one state or plan, come to. */
export interface TerraformReading {
  /** The folder, or the file of a state or plan. */
  readonly source: string;
  readonly form: "folder" | "state" | "plan";
  /** Addresses of resources and data sources that a folder declares, or the configuration that a plan was made of. */
  readonly declares: ReadonlySet<string>;
  /** In our keys, a document for each file that says something; of a plan how things will be. */
  readonly estates: readonly EstateDocument[];
  /** Images that are wanted of clusters of which no host is known. */
  readonly images: readonly ClusterImage[];
  /** Findings that need no estate. */
  readonly remarks: readonly Remark[];
}

/** Undefined for a text that is neither HCL by its name nor a state or plan by its content. */
export function readTerraformFile({ path, text }: SourceFile): TerraformPart | undefined {
  const form = formOf(path, text);
  if (form === undefined) return undefined;
  if (form === "json") {
    const syntax = parseYaml(text);
    const shown = shownIn(path, syntax);
    // What a tool wrote is not edited: without its tree no fix finds anything in it to change.
    return shown && { kind: "terraform", form, path, syntax: { ...syntax, documents: [] }, shown };
  }
  const hcl = parseHcl(text);
  const { comments, problems } = hcl;
  const syntax: SyntaxFile = { text, documents: [], comments, problems };
  return { kind: "terraform", form, path, syntax, hcl, declares: declaresOurs(hcl) };
}

/** All files of a workspace, folder by folder (a folder is a module), and each state and plan by itself; in order of paths. */
export function readTerraform(parts: readonly TerraformPart[]): readonly TerraformReading[] {
  const folders = new Map<string, TerraformPart[]>();
  for (const part of parts) {
    const key = part.form === "json" ? part.path : folderOf(part.path);
    const same = folders.get(key);
    if (same === undefined) folders.set(key, [part]);
    else same.push(part);
  }
  const called = calledBy(parts);
  return [...folders].flatMap(([source, files]) => readOnce(source, files, isModule(source, called)) ?? []);
}

interface Known {
  readonly files: readonly TerraformPart[];
  readonly isPattern: boolean;
  readonly reading: TerraformReading | undefined;
}

/** By their first file: folders of which no file has changed come to the same. */
const READ = new WeakMap<TerraformPart, Known>();

function readOnce(
  source: string,
  files: readonly TerraformPart[],
  isPattern: boolean,
): TerraformReading | undefined {
  const [head] = files;
  if (head === undefined) return undefined;
  const known = READ.get(head);
  const isSame =
    known?.files.length === files.length && files.every((file, index) => file === known.files[index]);
  if (known !== undefined && isSame && known.isPattern === isPattern) return known.reading;
  const reading = readSource(source, head, files, isPattern);
  READ.set(head, { files, isPattern, reading });
  return reading;
}

function readSource(
  source: string,
  head: TerraformPart,
  files: readonly TerraformPart[],
  isPattern: boolean,
): TerraformReading | undefined {
  if (head.form === "json") return readShown(head.path, head.shown, head.syntax);
  const declares = files.some((file) => file.form === "hcl" && file.declares);
  return declares ? readFolder(source, files, isPattern) : undefined;
}

/** Folders that another folder here takes its resources from, `module "x" { source = "./vm" }`. */
function calledBy(parts: readonly TerraformPart[]): ReadonlySet<string> {
  const called = parts.flatMap((part) => {
    if (part.form !== "hcl") return [];
    const calls = part.hcl.body.blocks.filter(({ type }) => type === "module");
    return calls.flatMap(({ body }) => {
      const source = attributeOf(body, "source")?.value;
      const isLocal =
        source?.kind === "literal" && typeof source.value === "string" && /^\.\.?\//.test(source.value);
      return isLocal ? [`${joined(folderOf(part.path).slice(0, -1), String(source.value)) ?? ""}/`] : [];
    });
  });
  return new Set(called);
}

/** Whether a folder is a pattern that others fill in: how many there are of its VMs, and by which names, they say. */
function isModule(folder: string, called: ReadonlySet<string>): boolean {
  return called.has(folder) || /(?:^|\/)modules\//.test(folder);
}

export function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf("/") + 1);
}

function readFolder(source: string, parts: readonly TerraformPart[], isPattern: boolean): TerraformReading {
  const module = moduleOf(
    parts.flatMap((part) => (part.form === "hcl" ? [{ path: part.path, hcl: part.hcl }] : [])),
  );
  const draft = draftOf(module);
  const byPath = new Map(parts.map((part) => [part.path, part.syntax]));
  return {
    source,
    form: "folder",
    declares: new Set(parts.flatMap((part) => (part.form === "hcl" ? addressesIn(part.hcl) : []))),
    estates: isPattern ? [] : estatesOf(draft, (file) => byPath.get(file) ?? EMPTY),
    images: isPattern ? [] : imagesWithoutHosts(draft),
    remarks: isPattern ? [] : remarksOn(draft, (file) => byPath.get(file)?.text),
  };
}

function readShown(source: string, shown: Shown, syntax: SyntaxFile): TerraformReading {
  const draft = draftOf(shown.items);
  const old = shown.before === undefined ? undefined : draftOf(shown.before);
  const changed = old === undefined ? [] : imageChanges(old, draft);
  return {
    source,
    form: shown.kind,
    declares: shown.declares,
    estates: estatesOf(draft, () => syntax),
    images: imagesWithoutHosts(draft),
    remarks: [...remarksOn(draft, () => undefined), ...remarksOnImages(changed)],
  };
}

const EMPTY: SyntaxFile = { text: "", documents: [], comments: [], problems: [] };
