import type { ConfigFile, CorosyncCluster, HaResource, HaRule, StorageEntry } from "./config.ts";

/** Something that a file says, with the file. */
export interface From<T> {
  readonly file: string;
  readonly said: T;
}

/** The files of one folder, which are those of one cluster: `corosync.conf` and `storage.cfg`, and HA's beside or in `ha/`. */
export interface ConfigFolder {
  readonly cluster: From<CorosyncCluster> | undefined;
  readonly rules: readonly From<HaRule>[];
  readonly resources: readonly From<HaResource>[];
  readonly storages: readonly From<StorageEntry>[];
  readonly files: readonly ConfigFile[];
}

/** By folder, in the order in which they come. */
export function foldersOf(files: readonly ConfigFile[]): readonly ConfigFolder[] {
  const byFolder = new Map<string, ConfigFile[]>();
  for (const file of files) {
    const folder = folderOf(file.file);
    byFolder.set(folder, [...(byFolder.get(folder) ?? []), file]);
  }
  return [...byFolder.values()].map((own) => {
    const all = own.map(({ file, said }) => ({ file, said }));
    const [cluster] = all.flatMap(({ file, said }) =>
      said.about === "cluster" ? [{ file, said: said.cluster }] : [],
    );
    return {
      cluster,
      rules: all.flatMap(({ file, said }) => (said.about === "rules" ? from(file, said.rules) : [])),
      resources: all.flatMap(({ file, said }) =>
        said.about === "resources" ? from(file, said.resources) : [],
      ),
      storages: all.flatMap(({ file, said }) => (said.about === "storage" ? from(file, said.storages) : [])),
      files: own,
    };
  });
}

/**
 * One folder for each cluster: copies of one file, as each node has them, are the same cluster. The newest counts, the
 * first of those that are equally new.
 */
export function clusterFolders(
  folders: readonly ConfigFolder[],
): readonly (ConfigFolder & { readonly cluster: From<CorosyncCluster> })[] {
  const byName = new Map<string, ConfigFolder & { readonly cluster: From<CorosyncCluster> }>();
  for (const folder of folders) {
    const { cluster } = folder;
    if (cluster === undefined || cluster.said.nodes.length === 0) continue;
    const name = cluster.said.name.text;
    const known = byName.get(name)?.cluster.said.version ?? -1;
    if (!byName.has(name) || (cluster.said.version ?? -1) > known) byName.set(name, { ...folder, cluster });
  }
  return [...byName.values()];
}

function from<T>(file: string, items: readonly T[]): readonly From<T>[] {
  return items.map((said) => ({ file, said }));
}

/** The folder that stands for `/etc/pve`: what HA keeps in `ha/` belongs to the folder above. */
function folderOf(path: string): string {
  const folder = path.slice(0, path.lastIndexOf("/") + 1);
  return folder.replace(/(^|\/)ha\/$/, "$1");
}
