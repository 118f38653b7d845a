import { isHclName } from "../candidates.ts";
import type { HclFile } from "./hclTree.ts";

/**
 * Which files may be Terraform's or OpenTofu's, told cheaply: `.tf`, `.tofu` and `.tfvars` by their names, what
 * `terraform show -json` writes by its keys.
 */
export function formOf(path: string, text: string): "hcl" | "json" | undefined {
  if (isHclName(path)) return "hcl";
  const isShown =
    /^\s*\{/.test(text) &&
    /"format_version"\s*:/.test(text) &&
    /"(?:planned_values|resource_changes|root_module)"\s*:/.test(text);
  return isShown ? "json" : undefined;
}

/** Providers whose resources are read. */
const FAMILIES = /^(?:vsphere|proxmox|nutanix|xenorchestra)_/;

/** Whether a text is worth a closer look: of a folder also those files that only give values to the others. */
export function mayBeTerraform(path: string, text: string): boolean {
  return formOf(path, text) !== undefined;
}

/** Whether it is so by itself: it declares a resource of these providers, or is a state or plan. */
export function wakesTerraform(path: string, text: string): boolean {
  const form = formOf(path, text);
  return form === "json" || (form === "hcl" && /"(?:vsphere|proxmox|nutanix|xenorchestra)_/.test(text));
}

/** Whether a file declares something that is read; others beside it may hold the variables and locals for it. */
export function declaresOurs({ body }: HclFile): boolean {
  return body.blocks.some(
    ({ type, labels }) => (type === "resource" || type === "data") && FAMILIES.test(labels[0] ?? ""),
  );
}

export function addressesIn({ body }: HclFile): readonly string[] {
  return body.blocks.flatMap(({ type, labels: [kind, name] }) =>
    (type === "resource" || type === "data") && kind !== undefined && name !== undefined
      ? [`${type === "data" ? "data." : ""}${kind}.${name}`]
      : [],
  );
}
