import type { Related, Severity, Subject } from "../../model/finding.ts";
import type { Remark } from "../../model/play.ts";
import { counted, listed } from "../../model/words.ts";
import type { Place } from "../../text/span.ts";
import type { ApartDraft, Draft, VmDraft } from "./draft.ts";
import { isInCluster } from "./estate.ts";
import { type Group, replicasIn } from "./replicas.ts";

/**
 * What a folder shows by itself, without the rest of the estate, in the words of its format. What is about VMs names them:
 * what the estate says of them counts for more.
 * @param textOf the text of a file, for the edits of fixes; undefined where a file is not to be edited
 */
export function remarksOn(draft: Draft, textOf: (file: string) => string | undefined): readonly Remark[] {
  const off = draft.apart
    .filter((rule) => rule.off !== undefined)
    .flatMap((rule) => switchedOff(rule, textOf));
  const broken = draft.apart.flatMap(brokenBy);
  const crowded = draft.apart.flatMap((rule) => onOneStorage(rule, draft));
  return [...off, ...broken, ...crowded, ...notApart(draft), ...leftOut(draft), ...renamed(draft)];
}

/** Once for a folder: what is not counted would else pass for what is well. */
function leftOut({ uncounted }: Draft): readonly Remark[] {
  const [first, ...others] = uncounted;
  if (first === undefined) return [];
  const names = uncounted.map(({ address }) => address);
  const why = others.length === 0 ? ` (${first.why})` : "";
  const message = `How many VMs ${listed(names, MOST_NAMED)} ${others.length === 0 ? "makes" : "make"} is not known${why}: they are left out of the review. A plan shows them: terraform show -json.`;
  const related = others.map(({ at, address, why: because }) => ({ at, message: `${address}: ${because}.` }));
  return [remark("shape", "info", message, first.at, { kind: "resource", name: first.address }, [], related)];
}

/** Once for a folder as well: who looks for a VM by its name would find another one. */
function renamed({ renamed: vms }: Draft): readonly Remark[] {
  const [first, ...others] = vms;
  if (first === undefined) return [];
  const names = listed([...new Set(vms.map(({ written }) => `“${written.text}”`))], MOST_NAMED);
  const addresses = listed(
    vms.map(({ vm }) => vm.item.address),
    MOST_NAMED,
  );
  const message =
    others.length === 0
      ? `Another VM here is called ${names} too: this one goes by its address, ${addresses}. Give it a name of its own to have it found by that.`
      : `${vms.length} VMs have names that others here have already (${names}): they go by their addresses, ${addresses}. Give each a name of its own to have it found by that.`;
  const related = others.map(({ vm, written }) => ({
    at: written.at,
    message: `This “${written.text}” goes by ${vm.item.address}.`,
  }));
  const subject = { kind: "vm", name: first.vm.item.address };
  return [remark("shape", "info", message, first.written.at, subject, [], related)];
}

/** How many names a message tells; the related places have the rest. */
const MOST_NAMED = 3;

function remark(
  rule: string,
  severity: Severity,
  message: string,
  at: Place,
  subject: Subject,
  vms: readonly VmDraft[],
  related: readonly Related[],
): Remark {
  return { rule, severity, message, at, subject, related, vms: vms.map(({ name }) => name.text) };
}

/** A rule that would keep VMs apart and is switched off. */
function switchedOff(rule: ApartDraft, textOf: (file: string) => string | undefined): readonly Remark[] {
  const { off, members, item } = rule;
  if (off === undefined) return [];
  const names = members.map(({ vm }) => vm.name.text);
  const whom = names.length > 1 ? listed(names) : "its VMs";
  const setting = rule.family === "proxmox" ? "disable" : "enabled";
  const message = `The rule ${item.address} would keep ${whom} apart, but it is switched off (${setting} = ${off.text}), so one host may hold them together. Switch it on, or remove it if they may share a host.`;
  const right = off.text === "true" ? "false" : "true";
  const isWritten = textOf(off.at.file)?.slice(off.at.start, off.at.end) === off.text;
  const fixes = isWritten
    ? [{ title: `Set ${setting} = ${right}`, edits: [{ ...off.at, text: right }], preferred: true as const }]
    : [];
  // It is about the rule: whoever knows the VMs better, it is off.
  return [
    { ...remark("no-keep-apart", "info", message, off.at, subjectOf(rule), [], []), fixes: () => fixes },
  ];
}

function subjectOf(rule: ApartDraft): Subject {
  return { kind: "anti-affinity rule", name: rule.item.address };
}

/** VMs that a rule keeps apart and that are placed on one host; rules of known clusters are judged with the estate. */
function brokenBy(rule: ApartDraft): readonly Remark[] {
  if (rule.off !== undefined || isInCluster(rule)) return [];
  const byHost = new Map<string, VmDraft[]>();
  for (const { vm } of rule.members) {
    if (vm.host === undefined || vm.power !== undefined) continue;
    const there = byHost.get(vm.host.text) ?? [];
    if (!there.includes(vm)) byHost.set(vm.host.text, [...there, vm]);
  }
  return [...byHost].flatMap(([host, vms]) => {
    const last = vms[vms.length - 1];
    if (last === undefined || vms.length < 2) return [];
    const names = vms.map(({ name }) => name.text);
    const both = vms.length === 2 ? "both" : `all ${vms.length}`;
    const message = `${listed(names)} are placed together on ${host}, but the rule ${rule.item.address} keeps them apart: one host failure takes ${both}. Place them on different hosts.`;
    const related = [
      ...vms.slice(0, -1).map((vm) => ({
        at: vm.host?.at ?? vm.name.at,
        message: `${vm.name.text} is placed on ${host} too.`,
      })),
      { at: rule.item.at, message: "Declared apart here." },
    ];
    const subject = { kind: "vm", name: last.name.text };
    return [
      remark("keep-apart-broken", "warning", message, last.host?.at ?? last.name.at, subject, vms, related),
    ];
  });
}

/** VMs that are kept apart by hosts and lie on one datastore, where others of their cluster show that there is a second. */
function onOneStorage(rule: ApartDraft, draft: Draft): readonly Remark[] {
  if (rule.off !== undefined || rule.isOpen || rule.members.length < 2) return [];
  const vms = rule.members.map(({ vm }) => vm);
  const [head, ...rest] = vms.map(onlyStorage);
  if (head === undefined || rest.some((other) => other !== head)) return [];
  const cluster = vms[0]?.clusterKey;
  const elsewhere = draft.vms.find(
    (vm) =>
      cluster !== undefined &&
      vm.clusterKey === cluster &&
      onlyStorage(vm) !== undefined &&
      onlyStorage(vm) !== head,
  );
  const place = vms[0]?.storage[0]?.at ?? vms[0]?.disks[0]?.storage?.at;
  if (elsewhere === undefined || place === undefined) return [];
  const names = vms.map(({ name }) => name.text);
  const message = `The rule ${rule.item.address} keeps ${listed(names)} on different hosts, but all of them lie on the datastore “${head}”: its failure takes ${names.length === 2 ? "both" : `all ${names.length}`}. Other VMs of the cluster lie on “${onlyStorage(elsewhere)}”: put one of them there.`;
  const related = [
    { at: rule.item.at, message: "Declared apart here." },
    { at: elsewhere.storage[0]?.at ?? elsewhere.name.at, message: `${elsewhere.name.text} lies elsewhere.` },
  ];
  return [remark("single-basket", "info", message, place, subjectOf(rule), vms, related)];
}

/** The one storage on which all of a VM lies, where it is known. */
function onlyStorage(vm: VmDraft): string | undefined {
  const own = vm.storage[0]?.text;
  const names = new Set([
    ...vm.storage.map(({ text }) => text),
    ...vm.disks.map(({ storage }) => storage?.text ?? own ?? ""),
  ]);
  const [only] = names;
  return names.size === 1 && only !== "" ? only : undefined;
}

/** Beyond so many it is the folder that lacks a habit: said once. */
const MOST_SINGLE = 3;

/** Several alike that the platform may put on one host, and no rule of this folder that keeps any two of them apart. */
function notApart(draft: Draft): readonly Remark[] {
  const groups = replicasIn(draft);
  const [head, ...others] = groups;
  if (head === undefined || groups.length <= MOST_SINGLE) return groups.map(single);
  const names = groups.map(({ what }) => what);
  const message = `${counted(groups.length, "group")} of VMs that are alike (${listed(names)}) may share hosts, since no rule here keeps the VMs of a group apart: one host failure may stop a whole group. Declare them apart where they stand in for each other.`;
  const related = others.map((group) => ({
    at: group.at,
    message: `${listed(group.vms.map(({ name }) => name.text))} may meet on one host.`,
  }));
  const vms = groups.flatMap((group) => group.vms);
  return [
    remark("no-keep-apart", "info", message, head.at, { kind: "file", name: head.at.file }, vms, related),
  ];
}

function single(group: Group): Remark {
  const { vms, what, at, together, assumes } = group;
  const names = listed(vms.map(({ name }) => name.text));
  const counts = assumes.length > 0 ? ` This counts the default of ${listed(assumes)}.` : "";
  const danger =
    together === undefined
      ? `No rule here keeps ${names} apart, so one host may hold them together, and its failure would stop more than one of them at once.`
      : `${names} are all placed on ${together}: its failure stops every one of them.`;
  const advice = `Declare them apart (${GROUP_OF[vms[0]?.family ?? "vsphere"]}) if they stand in for each other.`;
  return remark(
    "no-keep-apart",
    "info",
    `${danger} ${advice}${counts}`,
    at,
    { kind: "resource", name: what },
    vms,
    [],
  );
}

/** What keeps VMs apart in each family. */
const GROUP_OF = {
  vsphere: "vsphere_compute_cluster_vm_anti_affinity_rule",
  proxmox: "different node_name, and a negative proxmox_harule where HA moves them",
  nutanix: "nutanix_vm_anti_affinity_policy_v2",
  xenorchestra: "different affinity_host",
} as const;
