import type { Place } from "../../text/span.ts";
import { bodyValue } from "./blocks.ts";
import { evaluate, type Scope, type World } from "./evaluate.ts";
import { expansionOf } from "./expansion.ts";
import { attributeOf, type Expression, type HclBlock, type HclFile } from "./hclTree.ts";
import type { Item, Items, Uncounted } from "./items.ts";
import { sited, union, unknown, type Value } from "./value.ts";

/** One file of a folder, read by itself. */
export interface ModuleFile {
  readonly path: string;
  readonly hcl: HclFile;
}

/** So many steps are gone to work out what a folder says; then the rest stays unknown. */
const MOST_STEPS = 500_000;

/** So many items are made of a folder's `count` and `for_each`; what goes beyond is not counted, and said. */
const MOST_ITEMS = 20_000;

interface Declared {
  readonly file: string;
  readonly value: Expression | undefined;
}

interface Block {
  readonly file: string;
  readonly block: HclBlock;
  readonly address: string;
  readonly mode: "managed" | "data";
  readonly type: string;
}

/** What the `.tf` and `.tfvars` files of one folder (a module) declare, as far as it is known without running Terraform. */
export function moduleOf(files: readonly ModuleFile[]): Items {
  const variables = new Map<string, Declared>();
  const locals = new Map<string, Declared>();
  const blocks = new Map<string, Block>();
  for (const { path, hcl } of files) {
    if (path.endsWith(".tfvars")) continue;
    for (const block of hcl.body.blocks) declare(path, block, variables, locals, blocks);
  }
  const given = givenIn(files);
  const memo = new Map<string, Value>();
  const busy = new Set<string>();
  const made = new Map<string, { readonly value: Value; readonly items: readonly Item[] }>();
  const byAddress = new Map<string, Item>();
  const uncounted: Uncounted[] = [];
  let steps = 0;
  let several = 0;

  /** Worked out once; what needs itself is unknown. */
  const once = (key: string, at: Place, work: () => Value): Value => {
    const known = memo.get(key);
    if (known !== undefined) return known;
    if (busy.has(key)) return unknown("it needs itself", at);
    busy.add(key);
    const value = work();
    busy.delete(key);
    memo.set(key, value);
    return value;
  };
  const world: World = {
    variable(name, at) {
      const own = given.get(name);
      const declared = variables.get(name);
      const source = own ?? declared;
      if (source?.value === undefined) return unknown(`var.${name} is set only when Terraform runs`, at);
      const { file, value } = source;
      const result = once(`var.${name}`, at, () => evaluate(value, scopeOf(file)));
      if (own !== undefined) return sited(result, at);
      return sited(result, at, [`var.${name}`]);
    },
    local(name, at) {
      const declared = locals.get(name);
      if (declared?.value === undefined) return unknown(`local.${name} is declared nowhere here`, at);
      const { file, value } = declared;
      return sited(
        once(`local.${name}`, at, () => evaluate(value, scopeOf(file))),
        at,
      );
    },
    items(address, at) {
      const block = blocks.get(address);
      if (block === undefined) return unknown(`${address} is declared nowhere here`, at);
      return sited(expand(block).value, at);
    },
    field(address, name, at) {
      const value = byAddress.get(address)?.get(name);
      const isTold = value !== undefined && value.kind !== "unknown";
      return isTold ? sited(value, at) : { kind: "field", address, path: name, at, assumes: [] };
    },
    spend: () => ++steps <= MOST_STEPS,
  };
  const scopeOf = (file: string, bound: ReadonlyMap<string, Value> = new Map()): Scope => ({
    file,
    bound,
    world,
  });

  const expand = (block: Block) => {
    const known = made.get(block.address);
    if (known !== undefined) return known;
    const head: Place = { file: block.file, ...block.block.head };
    if (busy.has(block.address)) return { value: unknown("it needs itself", head), items: [] };
    busy.add(block.address);
    const expansion = expansionOf(block.block, scopeOf(block.file), head, MOST_ITEMS - several);
    if (expansion.several !== undefined) several += expansion.keys.length;
    busy.delete(block.address);
    const items = expansion.keys.map(({ key, bound, assumes }) =>
      itemOf(block, key, bound, assumes, expansion.several),
    );
    for (const item of items) byAddress.set(item.address, item);
    if (expansion.why !== undefined) {
      const { address, type } = block;
      uncounted.push({ address, type, at: expansion.several ?? head, why: expansion.why });
    }
    const result = { value: expansion.valueOf(items.map(({ address }) => address)), items };
    made.set(block.address, result);
    return result;
  };
  const itemOf = (
    block: Block,
    key: string | number | undefined,
    bound: ReadonlyMap<string, Value>,
    assumes: readonly string[],
    several: Place | undefined,
  ): Item => {
    const { file, address: resource, mode, type } = block;
    const suffix = key === undefined ? "" : typeof key === "number" ? `[${key}]` : `["${key}"]`;
    const address = resource + suffix;
    const at: Place = { file, ...block.block.head };
    const get = (name: string) => {
      const value = once(`${address}.${name}`, at, () => {
        const found = bodyValue(block.block.body, name, scopeOf(file, bound));
        return found === undefined ? nothing(at) : { ...found, assumes: union(found.assumes, assumes) };
      });
      return value.kind === "null" ? undefined : value;
    };
    return {
      address,
      resource,
      mode,
      type,
      key,
      at,
      several,
      assumes,
      get,
      ignores: (name) => isIgnored(block.block, name),
    };
  };

  const all = [...blocks.values()].flatMap((block) => expand(block).items);
  return {
    all,
    uncounted,
    unmade: new Set(
      [...blocks.values()].flatMap((block) => (expand(block).items.length === 0 ? [block.type] : [])),
    ),
    behind(value, types) {
      const address = value?.kind === "field" || value?.kind === "item" ? value.address : undefined;
      const item = address === undefined ? undefined : byAddress.get(address);
      return item !== undefined && types.includes(item.type) ? item : undefined;
    },
  };
}

/** `lifecycle { ignore_changes = [node_name] }`, or `all`. */
function isIgnored({ body }: HclBlock, name: string): boolean {
  return body.blocks.some(({ type, body: lifecycle }) => {
    const said = type === "lifecycle" ? attributeOf(lifecycle, "ignore_changes")?.value : undefined;
    const names = said?.kind === "list" ? said.items : said === undefined ? [] : [said];
    return names.some((each) => {
      const word = each.kind === "name" ? each.name : each.kind === "literal" ? each.value : undefined;
      return word === name || word === "all" || word === "*";
    });
  });
}

function nothing(at: Place): Value {
  return { kind: "null", at, assumes: [] };
}

function declare(
  file: string,
  block: HclBlock,
  variables: Map<string, Declared>,
  locals: Map<string, Declared>,
  blocks: Map<string, Block>,
): void {
  const [type = "", name = ""] = block.labels;
  if (block.type === "variable" && !variables.has(type))
    variables.set(type, { file, value: attributeOf(block.body, "default")?.value });
  if (block.type === "locals")
    for (const attribute of block.body.attributes)
      if (!locals.has(attribute.name)) locals.set(attribute.name, { file, value: attribute.value });
  if ((block.type !== "resource" && block.type !== "data") || type === "" || name === "") return;
  const mode = block.type === "data" ? "data" : "managed";
  const address = `${mode === "data" ? "data." : ""}${type}.${name}`;
  if (!blocks.has(address)) blocks.set(address, { file, block, address, mode, type });
}

/**
 * Values that a run of Terraform takes from files: `terraform.tfvars`, then `*.auto.tfvars` in order of their names. Any
 * other `*.tfvars` must be given to a run by name: taken where it is the only one, since several stand for several
 * installations.
 */
function givenIn(files: readonly ModuleFile[]): ReadonlyMap<string, Declared> {
  const named = files.filter(({ path }) => path.endsWith(".tfvars"));
  const rank = (path: string) =>
    /(?:^|\/)terraform\.tfvars$/.test(path) ? 1 : path.endsWith(".auto.tfvars") ? 2 : 0;
  const others = named.filter(({ path }) => rank(path) === 0);
  const taken = named.filter(({ path }) => rank(path) > 0 || others.length === 1);
  const inOrder = [...taken].sort((a, b) => rank(a.path) - rank(b.path) || (a.path < b.path ? -1 : 1));
  return new Map(
    inOrder.flatMap(({ path, hcl }) =>
      hcl.body.attributes.map(({ name, value }) => [name, { file: path, value }] as const),
    ),
  );
}
