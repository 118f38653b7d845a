import type { Place } from "../../text/span.ts";
import type { Value } from "./value.ts";

/** A resource or data source, each of them where `count` or `for_each` makes several; from `.tf` files or a state alike. */
export interface Item {
  /** `vsphere_virtual_machine.web[0]`, `data.vsphere_host.a`; unique. */
  readonly address: string;
  /** The address without its key: what `count` and `for_each` make several of. */
  readonly resource: string;
  readonly mode: "managed" | "data";
  readonly type: string;
  /** How the several of one resource are told apart. */
  readonly key: string | number | undefined;
  /** The words that name it: where to point for all of it. */
  readonly at: Place;
  /** What `count` or `for_each` says, where it makes several. */
  readonly several: Place | undefined;
  /** Variables whose defaults say that there is this one: `var.size`. */
  readonly assumes: readonly string[];
  /** An attribute, or the blocks of this name as a list; undefined where neither is written. */
  readonly get: (name: string) => Value | undefined;
  /** Whether changes of an attribute are let be (`ignore_changes`): what is written then need not be so. */
  readonly ignores: (name: string) => boolean;
}

/** Everything that a folder or a state declares. */
export interface Items {
  readonly all: readonly Item[];
  /** Resources of which nobody can tell how many there are before Terraform runs. */
  readonly uncounted: readonly Uncounted[];
  /** Types of which a resource is declared that comes to nothing as things stand: switched off by a variable. */
  readonly unmade: ReadonlySet<string>;
  /** The item of one of these types that a value is an attribute of, by reference or by id. */
  readonly behind: (value: Value | undefined, types: readonly string[]) => Item | undefined;
}

export interface Uncounted {
  readonly address: string;
  readonly type: string;
  readonly at: Place;
  readonly why: string;
}

export function ofTypes(items: Items, types: readonly string[]): readonly Item[] {
  return items.all.filter(({ type }) => types.includes(type));
}
