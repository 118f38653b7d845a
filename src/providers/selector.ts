import type { DocumentFilter, DocumentSelector } from "vscode";

/** The languages of documents that may be ours; whether one is, its text says. */
export const SELECTOR: readonly DocumentFilter[] = [
  { language: "yaml" },
  { language: "ansible" },
  { language: "ini" },
];

/**
 * Besides them the languages of files that are read in place. There we say what we find and mend it; names, outline,
 * completion and colours are left to whoever the language belongs to.
 */
export const REVIEWED: DocumentSelector = [
  ...SELECTOR,
  { language: "terraform" },
  { language: "opentofu" },
  { language: "hcl" },
  { language: "json" },
  { language: "properties" },
  // Without an extension for Terraform, VS Code takes its files for plain text.
  { language: "plaintext", pattern: "**/*.{tf,tofu}" },
];
