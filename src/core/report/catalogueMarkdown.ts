import type { KnownIssue } from "../model/knownIssue.ts";
import { formatDay, formatDuration } from "../model/values.ts";
import { rangeText, type VersionRange } from "../model/versions.ts";
import { escaped } from "./markdown.ts";

/** docs/catalogue.md: what the catalogue knows, and what it cannot hold. */
export function catalogueMarkdown(issues: readonly KnownIssue[]): string {
  return `# The catalogue of known bad releases

Generated from \`src/core/catalogue/*.yaml\` by \`npm run generate\`. What Baskets knows of releases that were
bad for everyone, each with its source. It is offline and never complete: a build that is not in it is
**unknown, not good**. For each entry \`examples/incidents/ID/\` holds an estate or a rollout as it stood,
and the same mended.

| id | concerns | goes off | breaks | what goes wrong |
| --- | --- | --- | --- | --- |
${issues.map(row).join("\n")}

## Entries of your own

Name files in your policy, relative to it: \`catalogues: [known/esx.yaml]\`. One entry is one YAML document
with the keys of \`schemas/catalogue.schema.json\`:

\`\`\`yaml
id: our-driver-3.2
title: hosts lose their storage under load
url: https://wiki.example.com/driver-3.2
platform: VMware ESXi
builds: [">=8.0.2 <8.0.3"]     # exact builds, or ranges
onlyIf: the host has the driver 3.2 of our image   # what no manifest tells: said as unknown
breaks: [running]
fixedIn: 8.0.3-24022510
workaround: put driver 3.1 back
\`\`\`

\`trigger\` is \`{date: 2008-08-12}\`, \`{uptime: 208d}\`, \`{powerOn: 40000h}\` or \`{age: 2y}\`; without one it goes off at
once. \`step: {from: […], to: […]}\` names an update that fails, \`firmware: {part: …, versions: […]}\` a part,
\`model\` hardware, \`os\` guests that do not go with the hosts, \`selfUpdate\` what updates itself.

## What it cannot hold

Twelve public incidents are not in it, since no manifest says what would tell them:

| incident | what a manifest would have to say |
| --- | --- |
| ESXi 7.0 on SD cards and USB sticks (2021) | what a host boots from |
| microcode against Spectre (2018) | the microcode's version; the sources name no firmware that could be compared |
| Azure's leap day (2012) | nothing: it was the provider's own agent |
| Ericsson's packet core (2018) | the two versions, which no source names |
| Exchange and the year 2022 | the version of an application inside a guest |
| the leap second (2012) | which kernels: no verified range is told |
| IBM SVC and V7000 after 208 days (2012) | build and last start of a storage array |
| Linux 2.4 after 497 days | build and last start of a network device |
| Micron drives in switches (2021) | firmware and power-on hours of a rack's switch |
| NetApp drives after 70,000 hours (2022) | firmware and power-on hours of a storage array |
| the XSAVE change of KVM (2022) | which kernels: no version is told |
| a paused pool of OpenShift | when the cluster's own certificate was made; \`endless-holdback\` speaks of the pause |
`;
}

function row(issue: KnownIssue): string {
  const { id, breaks, title, url, onlyIf, fixedIn } = issue;
  const sources = url.map((address, index) => `[${index + 1}](${address})`).join(" ");
  const what = [
    title,
    onlyIf === undefined ? "" : `; only if ${onlyIf}`,
    fixedIn.length === 0 ? "" : `; fixed in ${fixedIn.join(", ")}`,
  ].join("");
  return `| \`${id}\` | ${escaped(concerns(issue))} | ${goesOff(issue)} | ${breaks.join(", ")} | ${escaped(what)} ${sources} |`;
}

function concerns({ platform, builds, step, firmware, model, os, selfUpdate }: KnownIssue): string {
  const texts = (ranges: readonly VersionRange[]) => ranges.map(rangeText).join(", ");
  return [
    platform.join(", "),
    texts(builds),
    step === undefined ? "" : `${texts(step.from)} to ${texts(step.to)}`,
    firmware === undefined ? "" : `${firmware.part.join(", ")} ${texts(firmware.versions)}`,
    model.join(", "),
    os.length === 0 ? "" : `guests with ${os.join(", ")}`,
    selfUpdate.length === 0 ? "" : `what updates itself: ${selfUpdate.join(", ")}`,
  ]
    .filter((part) => part.trim() !== "")
    .join("; ");
}

const SINCE = { uptime: "uptime", powerOn: "operation", sinceInstall: "since installation" } as const;

function goesOff({ trigger }: KnownIssue): string {
  if (trigger === undefined) return "at once";
  return trigger.kind === "date"
    ? formatDay(trigger.on)
    : `after ${formatDuration(trigger.limit)} ${trigger.kind === "sinceInstall" ? "" : "of "}${SINCE[trigger.kind]}`;
}
