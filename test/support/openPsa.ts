import { XMLParser } from "fast-xml-parser";
import type { TreeGate } from "../../src/core/risk/faultTree.ts";

/** A fault tree out of Open-PSA files (Model Exchange Format 2.0d, fault-tree layer). */
export interface PsaTree {
  /** Its top gate. */
  readonly name: string;
  readonly gates: readonly TreeGate[];
  readonly root: number;
  readonly events: readonly string[];
  /** By event. */
  readonly probabilities: readonly number[];
}

export interface PsaFile {
  readonly name: string;
  readonly text: string;
}

/** What could not be read is said instead of a tree. */
export type PsaModel =
  | { readonly files: readonly string[]; readonly trees: readonly PsaTree[] }
  | { readonly files: readonly string[]; readonly problem: string };

/**
 * Reads gates (and, or, not, xor, atleast, nested or by name), basic and house events. Files that define what others
 * refer to are one model; a file of probabilities may so belong to several.
 */
export function readOpenPsa(files: readonly PsaFile[]): readonly PsaModel[] {
  const parsed = files.map(parse);
  const trees = parsed.filter(({ gates }) => gates.size > 0);
  const providers = (wanted: ReadonlySet<string>, but: readonly Parsed[]) =>
    parsed.filter((each) => !but.includes(each) && [...wanted].some((name) => each.defined.has(name)));
  const taken = new Set<Parsed>();
  return trees.flatMap((tree): PsaModel[] => {
    if (taken.has(tree)) return [];
    const parts = [tree];
    for (const part of parts) {
      const missing = new Set(
        [...part.referred].filter((name) => !parts.some((each) => each.defined.has(name))),
      );
      parts.push(...providers(missing, parts));
    }
    for (const part of parts) if (part.gates.size > 0) taken.add(part);
    const names = parts.map(({ name }) => name);
    try {
      return [{ files: names, trees: treesOf(parts) }];
    } catch (error) {
      return [{ files: names, problem: error instanceof Error ? error.message : String(error) }];
    }
  });
}

interface Element {
  readonly tag: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly Element[];
}

interface Parsed {
  readonly name: string;
  readonly gates: ReadonlyMap<string, Element>;
  readonly events: ReadonlyMap<string, Element>;
  readonly defined: ReadonlySet<string>;
  readonly referred: ReadonlySet<string>;
}

const READER = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: "",
  ignoreDeclaration: true,
  parseTagValue: false,
});

function parse({ name, text }: PsaFile): Parsed {
  const gates = new Map<string, Element>();
  const events = new Map<string, Element>();
  const referred = new Set<string>();
  const stack = elementsOf(READER.parse(text));
  for (let each = stack.pop(); each !== undefined; each = stack.pop()) {
    const { tag, attributes, children } = each;
    const { name: own = "" } = attributes;
    const [formula] = children.filter((child) => child.tag !== "label" && child.tag !== "attributes");
    if (tag === "define-gate" && formula !== undefined) gates.set(own, formula);
    else if (tag === "define-basic-event" || tag === "define-house-event") {
      if (formula !== undefined) events.set(own, formula);
    } else if (REFERENCES.includes(tag)) referred.add(own);
    stack.push(...[...children].reverse());
  }
  return { name, gates, events, defined: new Set([...gates.keys(), ...events.keys()]), referred };
}

const REFERENCES = ["gate", "basic-event", "house-event", "event"];

function elementsOf(ordered: unknown): Element[] {
  if (!Array.isArray(ordered)) return [];
  return ordered.flatMap((entry: Record<string, unknown>) => {
    const tag = Object.keys(entry).find((key) => key !== ":@" && key !== "#text");
    if (tag === undefined) return [];
    const attributes = (entry[":@"] ?? {}) as Record<string, string>;
    return [{ tag, attributes, children: elementsOf(entry[tag]) }];
  });
}

function treesOf(parts: readonly Parsed[]): readonly PsaTree[] {
  const definitions = new Map(parts.flatMap(({ gates }) => [...gates]));
  const levels = new Map(parts.flatMap(({ events }) => [...events]));
  const used = new Set(parts.flatMap(({ referred }) => [...referred]));
  const tops = [...definitions.keys()].filter((name) => !used.has(name));
  return tops.map((top) => treeOf(top, definitions, levels));
}

function treeOf(
  top: string,
  definitions: ReadonlyMap<string, Element>,
  levels: ReadonlyMap<string, Element>,
): PsaTree {
  const gates: TreeGate[] = [];
  const events: string[] = [];
  const probabilities: number[] = [];
  const known = new Map<string, number>();
  const open = new Set<string>();
  const add = (gate: TreeGate) => gates.push(gate) - 1;

  function named(name: string): number {
    const before = known.get(name);
    if (before !== undefined) return before;
    if (open.has(name)) throw new Error(`the gate ${name} needs itself`);
    open.add(name);
    const definition = definitions.get(name);
    const index = definition === undefined ? event(name) : formula(definition);
    open.delete(name);
    known.set(name, index);
    return index;
  }

  function event(name: string): number {
    const level = levels.get(name);
    if (level === undefined) throw new Error(`no probability is given for ${name}`);
    if (level.tag === "constant") return add({ op: level.attributes.value === "true" ? "always" : "never" });
    if (level.tag !== "float" && level.tag !== "int")
      throw new Error(`the probability of ${name} is an expression (${level.tag}), not a number`);
    probabilities.push(Number(level.attributes.value));
    return add({ op: "event", event: events.push(name) - 1 });
  }

  function formula({ tag, attributes, children }: Element): number {
    if (REFERENCES.includes(tag)) return named(attributes.name ?? "");
    if (tag === "constant") return add({ op: attributes.value === "true" ? "always" : "never" });
    const parts = children.map(formula);
    const [first = 0, second = 0] = parts;
    switch (tag) {
      case "and":
      case "or":
        return add({ op: tag, parts });
      case "not":
        return add({ op: "not", part: first });
      case "xor": {
        const [notFirst, notSecond] = [add({ op: "not", part: first }), add({ op: "not", part: second })];
        const only = [
          add({ op: "and", parts: [first, notSecond] }),
          add({ op: "and", parts: [notFirst, second] }),
        ];
        return add({ op: "or", parts: only });
      }
      case "atleast":
        return add({
          op: "atLeast",
          least: Number(attributes.min),
          parts: parts.map((gate) => ({ gate, weight: 1 })),
        });
      default:
        throw new Error(`<${tag}> is not read`);
    }
  }

  const root = named(top);
  return { name: top, gates, root, events, probabilities };
}
