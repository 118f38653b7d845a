import type { Place } from "../../text/span.ts";
import { evaluate, pairsOf, type Scope } from "./evaluate.ts";
import { attributeOf, type HclBlock, type HclBody } from "./hclTree.ts";
import { unknown, type Value } from "./value.ts";

/** An attribute of a body, or its blocks of this name as a list of objects; undefined where neither is written. */
export function bodyValue(body: HclBody, name: string, scope: Scope): Value | undefined {
  const attribute = attributeOf(body, name);
  if (attribute !== undefined) return evaluate(attribute.value, scope);
  const blocks = body.blocks.filter((block) => block.type === name || isDynamic(block, name));
  const [first] = blocks;
  if (first === undefined) return undefined;
  const at: Place = { file: scope.file, ...first.head };
  const items = blocks.flatMap((block) =>
    block.type === name ? [objectOf(block, scope)] : generated(block, name, scope),
  );
  return { kind: "list", items, at, assumes: [] };
}

function isDynamic({ type, labels }: HclBlock, name: string): boolean {
  return type === "dynamic" && labels[0] === name;
}

function objectOf({ body, head }: HclBlock, scope: Scope): Value {
  const at: Place = { file: scope.file, ...head };
  const entries = new Map(
    body.attributes.map((attribute) => [attribute.name, evaluate(attribute.value, scope)] as const),
  );
  for (const { type, labels } of body.blocks) {
    const name = type === "dynamic" ? labels[0] : type;
    if (name === undefined || entries.has(name)) continue;
    const value = bodyValue(body, name, scope);
    if (value !== undefined) entries.set(name, value);
  }
  return { kind: "object", entries, at, assumes: [] };
}

/** The blocks that a `dynamic` block makes; one unknown where nobody can tell how many. */
function generated(block: HclBlock, name: string, scope: Scope): readonly Value[] {
  const at: Place = { file: scope.file, ...block.head };
  const over = attributeOf(block.body, "for_each");
  const content = block.body.blocks.find(({ type }) => type === "content");
  const pairs = over === undefined ? undefined : pairsOf(evaluate(over.value, scope), at);
  if (pairs === undefined || content === undefined)
    return [unknown("it is known only when Terraform runs", at)];
  const named = attributeOf(block.body, "iterator")?.value;
  const iterator = named?.kind === "name" ? named.name : name;
  return pairs.map(([key, value]) => {
    const each: Value = {
      kind: "object",
      entries: new Map([
        ["key", key],
        ["value", value],
      ]),
      at,
      assumes: [],
    };
    return objectOf(content, { ...scope, bound: new Map([...scope.bound, [iterator, each]]) });
  });
}
