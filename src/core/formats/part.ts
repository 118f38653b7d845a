import type { Finding } from "../model/finding.ts";
import type { SilenceComment } from "../model/silence.ts";
import type { SyntaxFile } from "../syntax/tree.ts";
import type { Told } from "./foreign.ts";
import type { NativeDocuments } from "./native.ts";

/** What one file was read as; `nothing`: no manifest and no format that Baskets reads. */
export type Recognised =
  | "manifest"
  | "ansible-playbook"
  | "ansible-inventory"
  | "kubernetes"
  | "proxmox-config"
  | "terraform"
  | "vlcm"
  | "nothing";

/** Everything that one file says, read by itself. */
export interface Part {
  readonly path: string;
  readonly text: string;
  readonly syntax: SyntaxFile;
  readonly recognised: Recognised;
  readonly native: NativeDocuments;
  /** What it says as a file of another tool. */
  readonly foreign: Told | undefined;
  /** The tree of YAML that is nothing by itself, for a format that is pointed at it (a task file); parsed when first asked for. */
  readonly loose?: () => SyntaxFile;
  /** It follows the edits of its file (livePart.ts): places in it are those of the text as it is now, whatever it was. */
  readonly live?: true;
  readonly silences: readonly SilenceComment[];
  readonly findings: readonly Finding[];
}
