import type { Recognised } from "../formats/part.ts";
import type { Severity } from "../model/finding.ts";
import type { Play } from "../model/play.ts";
import { formatDay } from "../model/values.ts";
import { counted } from "../model/words.ts";
import type { Reported } from "./reported.ts";

/**
 * The one line that ends a check: what was found, what was silenced, what was read and for which
 * day. `3 errors, 1 info in 2 files (12 silenced); read 2 manifests (10 hosts, 500 VMs) as of 2008-08-11`.
 */
export function countsLine(analysis: Reported): string {
  return `${found(analysis)}; read ${whatWasRead(analysis)} as of ${formatDay(analysis.asOf)}`;
}

function found({ findings, silenced }: Reported): string {
  const number = (severity: Severity) => findings.filter((finding) => finding.severity === severity).length;
  const [errors, warnings, infos] = [number("error"), number("warning"), number("info")];
  const parts = [
    ...(errors > 0 ? [counted(errors, "error")] : []),
    ...(warnings > 0 ? [counted(warnings, "warning")] : []),
    ...(infos > 0 ? [counted(infos, "info", "info")] : []),
  ];
  const files = new Set(findings.map((finding) => finding.at.file)).size;
  const says = parts.length === 0 ? "No findings" : `${parts.join(", ")} in ${counted(files, "file")}`;
  return silenced.length === 0 ? says : `${says} (${counted(silenced.length, "silenced", "silenced")})`;
}

const KINDS: readonly (readonly [recognised: Recognised, one: string, many: string])[] = [
  ["manifest", "manifest", "manifests"],
  ["ansible-playbook", "playbook", "playbooks"],
  ["ansible-inventory", "inventory", "inventories"],
  ["proxmox-config", "file of Proxmox VE", "files of Proxmox VE"],
  ["terraform", "file of Terraform", "files of Terraform"],
  ["vlcm", "file of vSphere Lifecycle Manager", "files of vSphere Lifecycle Manager"],
  ["kubernetes", "Kubernetes file", "Kubernetes files"],
];

/** `2 manifests (10 hosts, 500 VMs)` */
export function whatWasRead({ recognised, facts: { project } }: Reported): string {
  const files = new Map<Recognised, number>();
  for (const kind of recognised.values()) files.set(kind, (files.get(kind) ?? 0) + 1);
  const read = KINDS.flatMap(([kind, one, many]) => {
    const number = files.get(kind) ?? 0;
    return number === 0 ? [] : [counted(number, one, many)];
  });
  const from = (source: Play["source"]) => project.plays.filter((play) => play.source === source).length;
  const items = [
    ...some(project.hosts.length, "host"),
    ...some(project.vms.length, "VM"),
    ...some(project.rollouts.length, "rollout"),
    ...some(from("ansible"), "update play"),
    ...some(from("kubernetes"), "update plan"),
  ];
  const what = read.length === 0 ? "nothing" : read.join(", ");
  return items.length === 0 ? what : `${what} (${items.join(", ")})`;
}

function some(number: number, one: string): readonly string[] {
  return number === 0 ? [] : [counted(number, one)];
}
