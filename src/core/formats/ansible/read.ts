import type { SyntaxFile } from "../../syntax/tree.ts";
import type { SourceFile } from "../../text/span.ts";
import { readIniInventory } from "./ini.ts";
import { type InventoryFile, readYamlInventory } from "./inventory.ts";
import { type Playbook, readPlaybook } from "./playbook.ts";
import { recogniseIni, recogniseYaml } from "./recognise.ts";

export type AnsiblePart =
  | { readonly kind: "playbook"; readonly playbook: Playbook }
  | { readonly kind: "inventory"; readonly inventory: InventoryFile };

/** What a file is to Ansible, read; undefined where it is neither a playbook nor an inventory. `syntax` is given for YAML. */
export function readAnsible(source: SourceFile, syntax: SyntaxFile | undefined): AnsiblePart | undefined {
  if (syntax === undefined) {
    return recogniseIni(source.path, source.text)
      ? { kind: "inventory", inventory: readIniInventory(source) }
      : undefined;
  }
  const kind = recogniseYaml(source.path, syntax);
  if (kind === "playbook") return { kind, playbook: readPlaybook(source.path, syntax) };
  return kind === "inventory" ? { kind, inventory: readYamlInventory(source.path, syntax) } : undefined;
}
