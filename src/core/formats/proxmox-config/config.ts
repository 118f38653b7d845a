import type { Comment } from "../../syntax/tree.ts";
import type { Place, SourceFile, Span } from "../../text/span.ts";
import { type BlockConfig, blockIn, readBlocks } from "./blocks.ts";
import { isProxmoxCluster, LARGEST_CONFIG, mayBeCorosync, mayBeSections, sectionKind } from "./recognise.ts";
import { readSections, type Section } from "./sections.ts";
import { type Ignored, isSet, itemsOf, type Setting, valueIn, type Word } from "./words.ts";

/** One file of `/etc/pve`, read by itself. */
export interface ConfigFile {
  readonly kind: "proxmox-config";
  readonly file: string;
  readonly said: Said;
  readonly comments: readonly Comment[];
  readonly ignored: readonly Ignored[];
}

export type Said =
  | { readonly about: "rules"; readonly rules: readonly HaRule[] }
  | { readonly about: "groups"; readonly groups: readonly HaGroup[] }
  | { readonly about: "resources"; readonly resources: readonly HaResource[] }
  | { readonly about: "storage"; readonly storages: readonly StorageEntry[] }
  | { readonly about: "cluster"; readonly cluster: CorosyncCluster };

/** A rule of Proxmox VE 9: where guests run, or which of them run together or apart. */
export interface HaRule {
  readonly type: "node-affinity" | "resource-affinity";
  readonly name: Word;
  /** `vm:100`, each once. */
  readonly guests: readonly Word[];
  /** The whole list of guests. */
  readonly at: Span;
  /** Without priorities. */
  readonly nodes: readonly Word[];
  readonly affinity: string | undefined;
  readonly isStrict: boolean;
  /** The setting that switches it off. */
  readonly disable: Span | undefined;
}

/** A group of Proxmox VE before 9: nodes on which guests run. */
export interface HaGroup {
  readonly name: Word;
  readonly nodes: readonly Word[];
}

export interface HaResource {
  /** `vm:100` */
  readonly guest: string;
  readonly name: Word;
  readonly group: Word | undefined;
  /** Whether HA restarts it elsewhere. */
  readonly isManaged: boolean;
}

export interface StorageEntry {
  readonly type: string;
  readonly name: Word;
  /** The nodes that have it; none written: all. */
  readonly nodes: readonly Word[];
  readonly isShared: boolean;
  /** Ceph without monitors elsewhere: the nodes of the cluster are the storage. */
  readonly isOwnCeph: boolean;
  readonly isDisabled: boolean;
}

export interface CorosyncCluster {
  readonly name: Word;
  /** Undefined where it is no number. */
  readonly version: number | undefined;
  readonly nodes: readonly CorosyncNode[];
  readonly quorum: Quorum;
}

export interface CorosyncNode {
  readonly name: Word;
  /** 1 where none are written; undefined where they cannot be read. */
  readonly votes: number | undefined;
}

export interface Quorum {
  /** The value that says that votes are counted. */
  readonly provider: Word | undefined;
  readonly isTwoNode: boolean;
  /** Votes of a device outside of the cluster; undefined where there is none, "unknown" where they are not written as a number. */
  readonly device: number | "unknown" | undefined;
  /** A setting that makes the count another one than the majority of the votes listed. */
  readonly special: string | undefined;
  readonly expected: number | "unknown" | undefined;
}

/** A file of `/etc/pve` that says something about nodes, HA or storages; undefined for every other text. */
export function readConfig({ path, text }: SourceFile): ConfigFile | undefined {
  if (text.length > LARGEST_CONFIG) return undefined;
  if (mayBeCorosync(path)) {
    const config = readBlocks(text);
    if (!isProxmoxCluster(config.blocks)) return undefined;
    return { ...fileOf(path, config), said: { about: "cluster", cluster: clusterOf(config.blocks) } };
  }
  if (!mayBeSections(path)) return undefined;
  const config = readSections(text);
  const kind = sectionKind(config);
  return kind === undefined ? undefined : { ...fileOf(path, config), said: saidBy(kind, config.sections) };
}

function fileOf(file: string, { comments, ignored }: Pick<ConfigFile, "comments" | "ignored">) {
  return { kind: "proxmox-config", file, comments, ignored } as const;
}

export function placeIn(file: string, { start, end }: Span): Place {
  return { file, start, end };
}

function saidBy(kind: NonNullable<ReturnType<typeof sectionKind>>, sections: readonly Section[]): Said {
  if (kind === "rules") return { about: kind, rules: sections.map(ruleOf) };
  if (kind === "groups") return { about: kind, groups: sections.map(groupOf) };
  if (kind === "resources") return { about: kind, resources: sections.map(resourceOf) };
  return { about: kind, storages: sections.map(storageOf) };
}

function ruleOf({ type, name, settings }: Section): HaRule {
  const resources = valueIn(settings, "resources");
  return {
    type: type.text === "node-affinity" ? "node-affinity" : "resource-affinity",
    name,
    guests: itemsOf(resources),
    at: resources ?? name,
    nodes: nodesIn(settings),
    affinity: valueIn(settings, "affinity")?.text,
    isStrict: isSet(settings, "strict"),
    disable: isSet(settings, "disable") ? settings.find(({ key }) => key.text === "disable")?.key : undefined,
  };
}

/** `node1:2,node2` without the priorities, each node once. */
function nodesIn(settings: readonly Setting[]): readonly Word[] {
  const nodes = itemsOf(valueIn(settings, "nodes")).map((item) => {
    const colon = item.text.indexOf(":");
    return colon < 1 ? item : { text: item.text.slice(0, colon), start: item.start, end: item.start + colon };
  });
  return [...new Map(nodes.toReversed().map((node) => [node.text, node])).values()].toReversed();
}

function groupOf({ name, settings }: Section): HaGroup {
  return { name, nodes: nodesIn(settings) };
}

function resourceOf({ type, name, settings }: Section): HaResource {
  // In these states the manager leaves a guest alone.
  const isLeft = /^(?:ignored|disabled)$/.test(valueIn(settings, "state")?.text ?? "");
  return {
    guest: `${type.text}:${name.text}`,
    name,
    group: valueIn(settings, "group"),
    isManaged: !isLeft && type.text !== "service",
  };
}

/** Types whose storages are shared without saying so (administration guide, "Storage Types"). */
const ALWAYS_SHARED = /^(?:nfs|cifs|glusterfs|cephfs|rbd|iscsi|iscsidirect|zfs|pbs|esxi|drbd|linstor)$/;

function storageOf({ type, name, settings }: Section): StorageEntry {
  const isCeph = type.text === "rbd" || type.text === "cephfs";
  return {
    type: type.text,
    name,
    nodes: nodesIn(settings),
    isShared: ALWAYS_SHARED.test(type.text) || isSet(settings, "shared"),
    isOwnCeph: isCeph && valueIn(settings, "monhost") === undefined,
    isDisabled: isSet(settings, "disable"),
  };
}

function clusterOf(blocks: BlockConfig["blocks"]): CorosyncCluster {
  const totem = blockIn(blocks, "totem")?.settings ?? [];
  const nodes = (blockIn(blocks, "nodelist")?.blocks ?? []).flatMap(({ name: block, settings }) => {
    const name = valueIn(settings, "name") ?? valueIn(settings, "ring0_addr");
    if (block.text !== "node" || name === undefined) return [];
    return [{ name, votes: numberIn(settings, "quorum_votes") ?? 1 }];
  });
  const version = numberIn(totem, "config_version");
  return {
    name: valueIn(totem, "cluster_name") ?? { text: "", start: 0, end: 0 },
    version: version === "unknown" ? undefined : version,
    nodes: nodes.map(({ name, votes }) => ({ name, votes: votes === "unknown" ? undefined : votes })),
    quorum: quorumOf(blockIn(blocks, "quorum")),
  };
}

/** What makes a count of its own: votequorum(5). */
const SPECIAL: readonly string[] = ["last_man_standing", "auto_tie_breaker", "allow_downscale"];

function quorumOf(block: ReturnType<typeof blockIn>): Quorum {
  const settings = block?.settings ?? [];
  const provider = valueIn(settings, "provider");
  const device = block === undefined ? undefined : blockIn(block.blocks, "device");
  return {
    provider: provider?.text === "corosync_votequorum" ? provider : undefined,
    isTwoNode: isSet(settings, "two_node"),
    device: device && (numberIn(device.settings, "votes") ?? "unknown"),
    special: SPECIAL.find((key) => isSet(settings, key)),
    expected: numberIn(settings, "expected_votes"),
  };
}

function numberIn(settings: readonly Setting[], key: string): number | "unknown" | undefined {
  const value = valueIn(settings, key);
  if (value === undefined) return undefined;
  return /^\d{1,9}$/.test(value.text) ? Number(value.text) : "unknown";
}
