import type { ClusterImage } from "../../model/image.ts";
import type { Remark } from "../../model/play.ts";
import { listed } from "../../model/words.ts";
import type { Draft, Said } from "./draft.ts";

/** Images of clusters of which no host is known here: the estate looks up the builds of those that it knows. */
export function imagesWithoutHosts({ clusters, hosts }: Draft): readonly ClusterImage[] {
  const withHosts = new Set([...hosts.values()].map(({ cluster }) => cluster?.text));
  return [...clusters.values()].flatMap(({ name, platform, build }) =>
    build === undefined || platform === undefined || withHosts.has(name.text)
      ? []
      : [{ platform, build: build.text, written: build.text, at: build.at }],
  );
}

/** A cluster that a plan gives another image (`host_image`): one image stands for all of its hosts. */
export interface ImageChange {
  readonly cluster: string;
  /** Undefined where it had none. */
  readonly from: string | undefined;
  readonly to: Said;
}

/** Clusters that are there already and get another image; a new cluster has nothing to lose. */
export function imageChanges(before: Draft, after: Draft): readonly ImageChange[] {
  return [...after.clusters.values()].flatMap(({ name, build }) => {
    const old = before.clusters.get(name.text);
    if (build === undefined || old === undefined || old.build?.text === build.text) return [];
    return [{ cluster: name.text, from: old.build?.text, to: build }];
  });
}

/**
 * An image has no stages: what it says is wanted of every host of its cluster. With one cluster that is how the tool works
 * and worth a thought; with several at once nobody has seen it run before it is wanted everywhere.
 */
export function remarksOnImages(changes: readonly ImageChange[]): readonly Remark[] {
  const [head, ...others] = changes;
  if (head === undefined) return [];
  const names = changes.map(({ cluster }) => cluster);
  const builds = listed([...new Set(changes.map(({ to }) => to.text))]);
  const message =
    others.length === 0
      ? `This plan makes ${builds} the image of the cluster ${head.cluster}: an image has no stages, it is wanted of every host of its cluster. Try it on a smaller cluster first, and let the hosts follow one by one.`
      : `This plan makes ${builds} the image of ${changes.length} clusters at once (${listed(names)}): every host of all of them is to run it before anyone has seen it run. Change one cluster, watch it, then the next.`;
  return [
    {
      rule: "unstaged-rollout",
      severity: others.length === 0 ? "info" : "warning",
      message,
      at: head.to.at,
      subject: { kind: "cluster", name: head.cluster },
      related: others.map(({ cluster, to }) => ({ at: to.at, message: `${cluster} gets ${to.text} too.` })),
    },
  ];
}
