import { type EstateDocument, estateShape } from "../../model/estate.ts";
import { fieldsOf } from "../../model/fields.ts";
import type { Finding } from "../../model/finding.ts";
import { names } from "../../model/scalars.ts";
import type { Located } from "../../model/shape.ts";
import type { Node, SyntaxFile } from "../../syntax/tree.ts";
import type { Place, Span } from "../../text/span.ts";
import { listNode, mapNode, scalarNode } from "../located.ts";
import type { ApartDraft, ClusterDraft, DiskDraft, Draft, HostDraft, Said, VmDraft } from "./draft.ts";

/** What a draft comes to in our keys: an Estate document for each file that says something, every value at its place there. */
export function estatesOf(draft: Draft, syntaxOf: (file: string) => SyntaxFile): readonly EstateDocument[] {
  const byFile = new Map<string, Entries>();
  const entriesIn = (file: string): Entries => {
    const known = byFile.get(file);
    if (known !== undefined) return known;
    const made: Entries = { clusters: [], hosts: [], vms: [] };
    byFile.set(file, made);
    return made;
  };
  for (const cluster of draft.clusters.values())
    entriesIn(cluster.name.at.file).clusters.push(clusterNode(cluster));
  for (const host of draft.hosts.values()) entriesIn(host.name.at.file).hosts.push(hostNode(host));
  for (const vm of draft.vms) entriesIn(vm.item.at.file).vms.push(vmNode(vm));
  const apart = groupsByCluster(draft, syntaxOf);
  return [...byFile].flatMap(([file, entries]) => {
    const document = readEntries(file, entries, syntaxOf(file));
    return document === undefined ? [] : [withGroups(document, apart)];
  });
}

interface Entries {
  readonly clusters: Node[];
  readonly hosts: Node[];
  readonly vms: Node[];
}

function readEntries(file: string, entries: Entries, syntax: SyntaxFile): EstateDocument | undefined {
  const whole: Span = { start: 0, end: syntax.text.length };
  const top: Span = { start: 0, end: Math.min(1, syntax.text.length) };
  const list = (items: readonly Node[]) => (items.length === 0 ? undefined : listNode(items, whole));
  const root = mapNode(
    {
      apiVersion: scalarNode("baskets/v1", top),
      kind: scalarNode("Estate", top),
      clusters: list(entries.clusters),
      hosts: list(entries.hosts),
      vms: list(entries.vms),
    },
    whole,
  );
  // What is no number or size in our keys is left out: Terraform itself says what is wrong with it.
  const unread: Finding[] = [];
  return estateShape.read(root, { file, syntax, findings: unread });
}

/** A value at its place; what is said in another file stands where the item does. */
function node(said: Said | undefined, home: Place): Node | undefined {
  return said === undefined ? undefined : scalarNode(said.text, placeIn(said.at, home));
}

function placeIn(at: Place, home: Place): Span {
  return at.file === home.file ? at : home;
}

/** Names of failure domains: one, or a list of which all are needed. */
function needNode(said: readonly Said[], home: Place): Node | undefined {
  const [only] = said;
  const different = [...new Map(said.map((each) => [each.text, each])).values()];
  if (only === undefined || different.length === 1) return node(only, home);
  return listNode(
    different.map((each) => scalarNode(each.text, placeIn(each.at, home))),
    home,
  );
}

function clusterNode(cluster: ClusterDraft): Node {
  const home = cluster.name.at;
  const platform = cluster.build === undefined ? undefined : cluster.platform;
  return mapNode(
    {
      name: node(cluster.name, home),
      tolerates: node(cluster.tolerates, home),
      autoPlace: node(cluster.autoPlace, home),
      platform: platform === undefined ? undefined : scalarNode(platform, home),
      build: node(cluster.build, home),
    },
    home,
  );
}

function hostNode(host: HostDraft): Node {
  const home = host.name.at;
  return mapNode(
    {
      name: node(host.name, home),
      cluster: node(host.cluster, home),
      platform: host.platform === undefined ? undefined : scalarNode(host.platform, home),
      maintenance: node(host.maintenance, home),
    },
    home,
  );
}

function vmNode(vm: VmDraft): Node {
  const home = vm.item.at;
  return mapNode(
    {
      name: node(vm.name, home),
      host: node(vm.host, home),
      // A host tells its cluster: one fact, one place.
      cluster: vm.host === undefined ? node(vm.cluster, home) : undefined,
      pinned: node(vm.pinned, home),
      storage: needNode(vm.storage, home),
      network: needNode(vm.networks, home),
      cpu: node(vm.cpu, home),
      memory: node(vm.memory, home),
      disks:
        vm.disks.length === 0
          ? undefined
          : listNode(
              vm.disks.map((disk) => diskNode(disk, home)),
              home,
            ),
      os: node(vm.os, home),
      power: node(vm.power, home),
    },
    home,
  );
}

function diskNode(disk: DiskDraft, home: Place): Node {
  return mapNode(
    { name: node(disk.name, home), size: node(disk.size, home), storage: node(disk.storage, home) },
    placeIn(disk.at, home),
  );
}

/** Groups that never share a host, by the name of their cluster; each read in the file of its rule. */
function groupsByCluster(
  draft: Draft,
  syntaxOf: (file: string) => SyntaxFile,
): ReadonlyMap<string, readonly (readonly Located<string>[])[]> {
  const groups = new Map<string, (readonly Located<string>[])[]>();
  for (const rule of draft.apart) {
    if (!isInCluster(rule)) continue;
    const home = rule.item.at;
    const list = listNode(
      [
        ...rule.members.map(({ vm, at }) => scalarNode(vm.name.text, placeIn(at, home))),
        ...rule.others.map(({ text, at }) => scalarNode(text, placeIn(at, home))),
      ],
      home,
    );
    const group = names.read(list, { file: home.file, syntax: syntaxOf(home.file), findings: [] });
    const cluster = rule.cluster?.text ?? "";
    if (group !== undefined) groups.set(cluster, [...(groups.get(cluster) ?? []), group]);
  }
  return groups;
}

/** Whether a rule is one that a cluster of ours carries: on, with two VMs at least, in a cluster of a known name. */
export function isInCluster(rule: ApartDraft): boolean {
  return rule.cluster !== undefined && rule.off === undefined && rule.members.length + rule.others.length > 1;
}

function withGroups(
  document: EstateDocument,
  groups: ReadonlyMap<string, readonly (readonly Located<string>[])[]>,
): EstateDocument {
  if (document.clusters === undefined) return document;
  const clusters = document.clusters.map((cluster) => {
    const keepApart = groups.get(cluster.name.value);
    return keepApart === undefined ? cluster : { ...fieldsOf(cluster), keepApart };
  });
  return { ...fieldsOf(document), clusters };
}
