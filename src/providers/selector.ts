import type { DocumentSelector } from "vscode";

/** The languages of documents that may be ours; whether one is, its text says. */
export const SELECTOR: DocumentSelector = [
  { language: "yaml" },
  { language: "ansible" },
  { language: "ini" },
];
