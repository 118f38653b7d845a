import type { ClusterImage } from "../../model/image.ts";
import type { Remark } from "../../model/play.ts";
import { counted } from "../../model/words.ts";
import type { VlcmFile } from "./read.ts";

/** What the files of vSphere Lifecycle Manager come to. */
export interface LinkedVlcm {
  readonly images: readonly ClusterImage[];
  readonly remarks: readonly Remark[];
}

export function linkVlcm(files: readonly VlcmFile[]): LinkedVlcm {
  return { images: files.flatMap(({ images }) => images), remarks: unlimited(files) };
}

/**
 * Policies by which all hosts that stand in maintenance mode are updated at once: said once for all of them, since the
 * format has neither stages nor a time to watch, and a policy alone does not say how many hosts there are.
 */
function unlimited(files: readonly VlcmFile[]): readonly Remark[] {
  const found = files
    .flatMap(({ policies }) => policies)
    .flatMap(({ parallel, retries }) =>
      parallel === undefined || parallel.most !== undefined ? [] : [{ at: parallel.at, retries }],
    );
  const [first, ...more] = found;
  if (first === undefined) return [];
  const { retries = 0 } = first;
  const late =
    retries === 0
      ? ""
      : ` A host that fails is tried ${counted(retries, "more time", "more times")} before the update ends.`;
  const message = `By this policy all hosts of a cluster that are in maintenance mode are updated at once, since “max_hosts” is not set. vSphere Lifecycle Manager has neither stages nor a time to watch within a cluster: the whole cluster is one stage.${late} Set “max_hosts”, and put the image on one cluster first, watch it, and only then on the others.`;
  return [
    {
      rule: "unstaged-rollout",
      severity: "info",
      message,
      at: first.at,
      subject: { kind: "file", name: first.at.file },
      related: more.slice(0, 20).map(({ at }) => ({ at, message: "This policy sets no limit either." })),
    },
  ];
}
