import type { Policy } from "../model/policy.ts";
import type { SourceFile } from "../text/span.ts";
import { ansible } from "./ansible/format.ts";
import type { ForeignFile, ForeignFormat, Joined, Linked } from "./foreign.ts";
import { kubernetes } from "./kubernetes/format.ts";
import type { Part } from "./part.ts";
import { proxmoxConfig } from "./proxmox-config/format.ts";
import { terraform } from "./terraform/format.ts";
import { vlcm } from "./vlcm/format.ts";

/** Every format of another tool that is read in place; the first that knows a file reads it. */
const FORMATS: readonly ForeignFormat[] = [proxmoxConfig, vlcm, terraform, ansible, kubernetes];

/** A file of another tool, read as what it is; undefined for everything else. */
export function readForeign(source: SourceFile): ForeignFile | undefined {
  for (const format of FORMATS) {
    const file = format.read(source);
    if (file !== undefined) return file;
  }
  return undefined;
}

/** What all files of other tools come to, format by format. */
export function linkForeign(parts: readonly Part[], policy: Policy): Required<Linked> {
  const told = parts.flatMap(({ foreign }) => foreign ?? []);
  const loose = parts.flatMap(({ path, text, loose: tree }) =>
    tree === undefined ? [] : [{ path, text, tree }],
  );
  const linked = FORMATS.map((format) => format.link(told, { policy, loose }));
  return {
    plays: linked.flatMap(({ plays }) => plays),
    remarks: linked.flatMap(({ remarks }) => remarks),
    images: linked.flatMap(({ images = [] }) => images),
  };
}

/** The estate of all manifests with what files of other tools add to it, format by format. */
export function joinForeign(parts: readonly Part[]): Joined {
  const told = parts.flatMap(({ foreign }) => foreign ?? []);
  let joined: Joined = { estates: parts.flatMap((part) => part.native.estates), findings: [] };
  for (const { join } of FORMATS) {
    const next = join?.(joined.estates, told);
    if (next !== undefined) joined = { ...next, findings: [...joined.findings, ...next.findings] };
  }
  return joined;
}
