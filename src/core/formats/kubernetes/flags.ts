import { insertItem, replaceScalar } from "../../syntax/edit.ts";
import type { ListNode, MapNode, ScalarNode, SyntaxFile } from "../../syntax/tree.ts";
import type { Edit } from "../../text/edit.ts";
import { itemsUnder, scalarUnder, textUnder, within } from "./values.ts";

/** A flag of a container's command line, or the environment variable that stands for it. */
export interface Flag {
  /** Where it is written: its word, the word behind it, or the variable's value. */
  readonly node: ScalarNode;
  readonly value: string;
  /** The text of `node` for another value. */
  readonly with: (value: string) => string;
}

/**
 * The last of a flag in `command` and `args` (`--name=value`, `--name value`, `--name`), else the variable for it
 * (`KURED_CONCURRENCY`), since the command line wins.
 */
export function flagOf(container: MapNode, name: string, isSwitch = false): Flag | undefined {
  return wordsOf(container, name, isSwitch).at(-1) ?? variableOf(container, name);
}

/** All of a flag that may be given several times. */
export function hasFlag(container: MapNode, name: string): boolean {
  return flagOf(container, name) !== undefined;
}

function wordsOf(container: MapNode, name: string, isSwitch: boolean): readonly Flag[] {
  return ["command", "args"].flatMap((key) => {
    const words = itemsUnder(container, key);
    return words.flatMap((word, index): Flag[] => {
      if (word.kind !== "scalar") return [];
      const text = word.text.trim();
      if (text.startsWith(`--${name}=`)) {
        const value = text.slice(name.length + 3);
        return [{ node: word, value, with: (other) => `--${name}=${other}` }];
      }
      if (text !== `--${name}`) return [];
      if (isSwitch) return [{ node: word, value: "true", with: (other) => `--${name}=${other}` }];
      const next = words[index + 1];
      return next?.kind === "scalar" ? [{ node: next, value: next.text.trim(), with: (other) => other }] : [];
    });
  });
}

function variableOf(container: MapNode, name: string): Flag | undefined {
  const wanted = `KURED_${name.toUpperCase().replaceAll("-", "_")}`;
  const entry = itemsUnder(container, "env").find((item) => textUnder(item, "name") === wanted);
  const node = scalarUnder(entry, "value");
  return node && { node, value: node.text.trim(), with: (other) => other };
}

/** Another value for a flag, or the flag added to the words that are there. */
export function setFlag(
  syntax: SyntaxFile,
  container: MapNode,
  name: string,
  value: string,
  isSwitch = false,
): readonly Edit[] | undefined {
  const flag = flagOf(container, name, isSwitch);
  if (flag !== undefined) return replaceScalar(syntax, flag.node, flag.with(value));
  const list = ["args", "command"]
    .map((key) => within(container, key))
    .find((node): node is ListNode => node?.kind === "list" && node.items.length > 0);
  return list && insertItem(syntax, list, list.items.length, `--${name}=${value}`);
}
