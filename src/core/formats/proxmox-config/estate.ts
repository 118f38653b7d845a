import { type EstateDocument, estateShape } from "../../model/estate.ts";
import type { Finding } from "../../model/finding.ts";
import type { Node } from "../../syntax/tree.ts";
import { listNode, mapNode, scalarNode } from "../located.ts";
import type { ConfigFolder, From } from "./clusters.ts";
import type { CorosyncCluster } from "./config.ts";
import { votesOf } from "./quorum.ts";
import type { Word } from "./words.ts";

/** A fact about a storage as the nodes see it, under each name that an estate may give it. */
export interface StorageFact {
  readonly file: string;
  readonly names: readonly string[];
  readonly at: Word;
  /** The node whose disks it is; undefined where the cluster's nodes together are the storage. */
  readonly node: string | undefined;
}

/** Where a cluster goes: to an environment of its own name, which is new or there, or to the one that there is. */
export type Home = "new" | "own" | "only";

/** What the cluster itself is: its environment, its hosts, what HA and the votes do. */
export function clusterDocument(
  { cluster: { file, said }, resources }: ConfigFolder & { readonly cluster: From<CorosyncCluster> },
  home: Home,
): { readonly document: EstateDocument | undefined; readonly findings: readonly Finding[] } {
  const { name, nodes, quorum } = said;
  const own = scalarNode(name.text, name);
  const isManaged = resources.some((each) => each.said.isManaged) && nodes.length > 1;
  const byHosts = votesOf(said)?.areHosts === true ? quorum.provider : undefined;
  const environment = home === "only" ? undefined : own;
  const cluster = {
    name: own,
    environment,
    tolerates: isManaged ? scalarNode("1", name) : undefined,
    quorum: byHosts && scalarNode("majority", byHosts),
  };
  const hosts = nodes.map((node) =>
    mapNode(
      {
        name: scalarNode(node.name.text, node.name),
        cluster: own,
        environment,
        platform: scalarNode("Proxmox VE", node.name),
      },
      node.name,
    ),
  );
  return documentOf(file, name, {
    environments: home === "new" ? [mapNode({ name: own }, name)] : [],
    clusters: [mapNode(cluster, name)],
    hosts,
  });
}

/** A fact about a storage, as an entry of `domains`. Hosts and clusters are named so that nothing else can be meant. */
export function storageDocument(
  { file, at }: StorageFact,
  name: string,
  on: { readonly host: string } | { readonly servedBy: string },
): { readonly document: EstateDocument | undefined; readonly findings: readonly Finding[] } {
  const entry = {
    kind: scalarNode("storage", at),
    name: scalarNode(name, at),
    within: "host" in on ? mapNode({ host: scalarNode(on.host, at) }, at) : undefined,
    servedBy: "servedBy" in on ? mapNode({ cluster: scalarNode(on.servedBy, at) }, at) : undefined,
  };
  return documentOf(file, at, { domains: [mapNode(entry, at)] });
}

/**
 * What the storages of a folder stand on: one that is not shared is another on each node, called `node/name` as imports
 * call it, and by its own name too where one node alone has it; Ceph without monitors elsewhere is served by the nodes.
 */
export function storageFacts({ cluster, storages }: ConfigFolder): readonly StorageFact[] {
  const all = cluster?.said.nodes.map(({ name }) => name.text) ?? [];
  return storages
    .filter(({ said }) => !said.isDisabled)
    .flatMap(({ file, said }): readonly StorageFact[] => {
      const { name } = said;
      if (said.isOwnCeph) return [{ file, names: [name.text], at: name, node: undefined }];
      if (said.isShared) return [];
      const nodes = said.nodes.length > 0 ? said.nodes.map(({ text }) => text) : all;
      return nodes.map((node) => ({
        file,
        names: nodes.length === 1 ? [`${node}/${name.text}`, name.text] : [`${node}/${name.text}`],
        at: name,
        node,
      }));
    });
}

function documentOf(file: string, at: Word, lists: { readonly [key: string]: readonly Node[] }) {
  const findings: Finding[] = [];
  const syntax = { text: "", documents: [], comments: [], problems: [] };
  const node = mapNode(
    {
      apiVersion: scalarNode("baskets/v1", at),
      kind: scalarNode("Estate", at),
      ...Object.fromEntries(
        Object.entries(lists).map(([key, items]) => [
          key,
          items.length === 0 ? undefined : listNode(items, at),
        ]),
      ),
    },
    at,
  );
  return { document: estateShape.read(node, { file, syntax, findings }), findings };
}
