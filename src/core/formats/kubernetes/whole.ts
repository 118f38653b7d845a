import type { Remark } from "../../model/play.ts";
import type { KubeObject } from "./objects.ts";
import { preferred, remarkOn, setting } from "./sight.ts";
import { imageOf, isFilledIn, isTrue, mapUnder, placeOf, scalarUnder, textUnder, within } from "./values.ts";

/** Updates of a whole cluster, in which the format knows no stages: nothing is asked about those. */
export function readWhole(object: KubeObject): readonly Remark[] {
  switch (object.kind) {
    case "ClusterVersion":
      return [...ofClusterVersion(object), ...forced(object)];
    case "Upgrade":
      return ofUpgrade(object);
    case "Version":
      return ofVersion(object);
    default:
      return [];
  }
}

/**
 * OpenShift's ClusterVersion: `desiredUpdate` names what is installed, `channel` only what is offered.
 * Source: the API's ClusterVersionSpec.
 */
function ofClusterVersion(object: KubeObject): readonly Remark[] {
  const { spec, file, name } = object;
  // What runs in a cluster shows no wish of anybody's.
  if (object.observed) return [];
  const image = scalarUnder(spec, "desiredUpdate", "image");
  if (textUnder(spec, "desiredUpdate", "version") !== undefined) return [];
  if (image !== undefined) {
    if (isFilledIn(image.text) || imageOf(image.text).isPinned) return [];
    return [
      remarkOn(object, {
        rule: "moving-target",
        severity: "warning",
        at: placeOf(file, image),
        message: `The ClusterVersion “${name}” names its release image by a tag, which may be another image tomorrow: what was tested is then not what is installed. Name it by its digest, or write \`version\`.`,
      }),
    ];
  }
  const channel = scalarUnder(spec, "channel");
  if (channel === undefined || channel.text === "" || isFilledIn(channel.text)) return [];
  return [
    remarkOn(object, {
      rule: "moving-target",
      severity: "info",
      at: placeOf(file, channel),
      message: `The ClusterVersion “${name}” names the channel ${channel.text} and no version: which release is installed is decided elsewhere, and a channel offers other ones tomorrow. Write \`desiredUpdate\` with the version that was tested.`,
    }),
  ];
}

function forced(object: KubeObject): readonly Remark[] {
  const force = within(object.spec, "desiredUpdate", "force");
  if (force === undefined || !isTrue(force)) return [];
  return [
    remarkOn(object, {
      rule: "weak-gates",
      severity: "warning",
      at: placeOf(object.file, force),
      message: `The ClusterVersion “${object.name}” takes its update by force: neither the image's signature nor what the cluster itself reports as a reason not to update is asked. Let it ask.`,
      fixes: () =>
        preferred(
          setting(
            object,
            "Let the cluster ask before it updates",
            mapUnder(object.spec, "desiredUpdate"),
            "force",
            false,
          ),
        ),
    }),
  ];
}

function ofUpgrade(object: KubeObject): readonly Remark[] {
  const version = scalarUnder(object.spec, "version");
  if (version === undefined || isFilledIn(version.text) || /\d/.test(version.text)) return [];
  return [
    remarkOn(object, {
      rule: "moving-target",
      severity: "warning",
      at: placeOf(object.file, version),
      message: `The Upgrade “${object.name}” installs “${version.text}”, which names no version: what was tested is not what is installed. Write the exact version.`,
    }),
  ];
}

function ofVersion(object: KubeObject): readonly Remark[] {
  const iso = scalarUnder(object.spec, "isoURL");
  const checksum = textUnder(object.spec, "isoChecksum");
  if (iso === undefined || (checksum !== undefined && checksum !== "")) return [];
  return [
    remarkOn(object, {
      rule: "no-checksum",
      severity: "info",
      at: placeOf(object.file, iso),
      message: `Nothing says that what the Version “${object.name}” installs is what was tested: write its \`isoChecksum\`.`,
    }),
  ];
}
