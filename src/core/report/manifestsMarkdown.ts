import { DOMAIN_KINDS } from "../model/kinds.ts";
import { SCHEMAS } from "../model/schemas.ts";
import { valueWords } from "../model/schemaWords.ts";
import type { JsonSchema } from "../model/shape.ts";
import { formatDuration } from "../model/values.ts";

/** docs/manifests.md: what may be written, from the very shapes that the reader reads by. */
export function manifestsMarkdown(): string {
  const kinds = SCHEMAS.flatMap(({ schema }) => {
    const name = String(schema.title).replace("Baskets: ", "");
    return [`## ${name}`, "", ...keysOf(schema, ""), ""];
  });
  return `${[...INTRODUCTION, otherEditors(), "", ...DOMAINS, ...domainTable(), ...DOWN, ...kinds].join("\n").trimEnd()}\n`;
}

const INTRODUCTION: readonly string[] = [
  "# The manifests",
  "",
  "<!-- Made by `npm run generate` from src/core/model: change it there. -->",
  "",
  "Three kinds of YAML document, recognised by `apiVersion: baskets/v1` and `kind` wherever they stand, in any file and in any document of a stream. All Estate documents of a folder add up to one estate; its order is that of the files by path, then as written.",
  "",
  "**Names.** Environments, services and failure domains have one name over the whole estate; clusters, hosts and VMs within their environment. A bare name means the item in the same environment, else the only one of that name; `west/esx-01` is always exact. Names, builds and versions are read as written: `build: 8.10` is not 8.1.",
  "",
  "**Values.** Durations `90s 15m 4h 7d 2w 1y` (a year is 365 days), dates `2008-08-12` or `2008-08-04T22:00Z` (UTC where no zone is written), sizes `200GB 16GiB` (a bare number is an error: nobody can tell its unit), shares `25%`. `until` is exclusive. Keys that start with `x-` are your own.",
  "",
  "**Silence.** A finding is silenced on its line or the line above, with a reason: `# baskets-ignore no-redundancy: lab only, until 2009-06-30`; or in the policy.",
  "",
];

const DOMAINS: readonly string[] = [
  "## Failure domains",
  "",
  "Anything whose one failure takes with it all that depends on it. Written on an environment, a cluster, a host or a VM, and inherited downwards; the nearest value replaces what is above it, lists too. `a` or `[a, b]` = all are needed; `{anyOf: [a, b]}` = redundant, down only when all are.",
  "",
];

const DOWN: readonly string[] = [
  "## When is something down?",
  "",
  "- A **host**: when it fails itself, or any domain under it that takes hosts down.",
  "- A **VM**: when its storage, that of one of its disks or its network is down, or its place is. On a named `host`: when that host is down, and, where its cluster tolerates failures and the VM is not pinned, more hosts are down than the cluster tolerates (else it restarts). Placed by a `cluster`'s scheduler: when more hosts are down than that, at least one being absorbed. With `quorum: majority`: also when no more than half of the votes are up.",
  "- A **service**: when fewer than `needs` of its VMs that are on and placed are up, or a service in `dependsOn` is down.",
  "- A **storage** that is `servedBy` a cluster: also when more than `survives` of its hosts are down. A domain `within` another goes down with it.",
  "- From the day of `expires` on, or when a `fuse` has burnt: `breaks: running` takes the domain down; `breaks: restart` means that nothing restarts, powers on or moves on a host in it.",
  "",
];

/** The full schemas: what is contributed to a YAML extension beside ours is its own matter. */
function otherEditors(): string {
  const named = SCHEMAS.filter(({ fileMatch }) => fileMatch.length > 0).map(
    ({ file, fileMatch }) =>
      `\`schemas/${file}\` is for ${fileMatch.map((name) => `\`${name}\``).join(" and ")}`,
  );
  return `**In other editors.** There are JSON Schemas for editors that know yaml-language-server: ${named.join(", ")}, \`schemas/catalogue.schema.json\` for the entries of your own catalogue. Name them in the editor's setting \`yaml.schemas\`, as in \`{"PATH/estate.schema.json": "*.estate.yaml"}\`, or in the first line of a file: \`# yaml-language-server: $schema=PATH/estate.schema.json\`. Take the setting where others open the same files with Baskets and Red Hat's extension: the line holds there too, and what is wrong would be said twice.`;
}

function domainTable(): readonly string[] {
  const reach = { hosts: "hosts", vms: "VMs", control: "control only" };
  return [
    "| kind | stands for | failures a year | repair | takes down |",
    "| --- | --- | --- | --- | --- |",
    ...DOMAIN_KINDS.map(
      (row) =>
        `| \`${row.kind}\` | ${row.meaning} | ${row.annualFailures} | ${formatDuration(row.repair)} | ${reach[row.reach]} |`,
    ),
    "",
    "The figures are our own estimates; a team sets its own in the policy (`failures`).",
    "",
  ];
}

/** A table of the keys of a map, then one for each map below it. */
function keysOf(schema: JsonSchema, path: string): readonly string[] {
  const fields = Object.entries((schema.properties ?? {}) as { readonly [key: string]: JsonSchema });
  const required = (schema.required ?? []) as readonly string[];
  const rows = fields.map(
    ([key, field]) =>
      `| \`${key}\`${required.includes(key) ? " (needed)" : ""} | ${valueWords(field)} | ${field.description ?? ""} |`,
  );
  const below = fields.flatMap(([key, field]) => {
    const map = mapIn(field);
    const name = `${path}${key}${field.type === "array" ? "[]" : ""}`;
    return map === undefined ? [] : ["", `### \`${name}\``, "", ...keysOf(map, `${name}.`)];
  });
  return ["| key | value | |", "| --- | --- | --- |", ...rows, ...below];
}

/** The map with known keys that a value is, or is a list of. */
function mapIn(schema: JsonSchema): JsonSchema | undefined {
  if (schema.additionalProperties === false) return schema;
  const items = schema.items as JsonSchema | undefined;
  return items?.additionalProperties === false ? items : undefined;
}
