// Placeholder until the real edits land beside it.
import type { Edit } from "../text/edit.ts";
import type { ListNode, MapNode, ScalarNode, SyntaxFile } from "./tree.ts";
export type Plain = string | number | boolean | readonly Plain[] | { readonly [key: string]: Plain };
export function replaceScalar(_file: SyntaxFile, node: ScalarNode, text: string): readonly Edit[] | undefined { return [{ start: node.start, end: node.end, text }]; }
export function setKey(_file: SyntaxFile, _map: MapNode, _key: string, _value: Plain, _options?: { after?: readonly string[] }): readonly Edit[] | undefined { return undefined; }
export function removeKey(_file: SyntaxFile, _map: MapNode, _key: string): readonly Edit[] | undefined { return undefined; }
export function insertItem(_file: SyntaxFile, _list: ListNode, _index: number, _value: Plain): readonly Edit[] | undefined { return undefined; }
export function removeItem(_file: SyntaxFile, _list: ListNode, _index: number): readonly Edit[] | undefined { return undefined; }
