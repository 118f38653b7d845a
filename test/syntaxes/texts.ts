/** What the tests of the injections are made of. */

/** Below the header of a manifest, and all that is coloured there. */
export const BODIES: readonly (readonly [name: string, body: string, coloured: readonly string[]])[] = [
  ["sizes", "memory: 8GiB", ["8 size", "GiB unit"]],
  ["sizes with a space", "disk: 1.5 TiB   # a comment", ["1.5 size", "TiB unit"]],
  ["shares", "share: 25%", ["25 share", "% unit"]],
  ["durations", "soak: 24h", ["24 duration", "h unit"]],
  ["days", "installed: 2008-07-28", ["2008-07-28 date"]],
  ["instants", "start: 2008-08-04T22:00Z", ["2008-08-04T22:00Z date"]],
  ["instants with a space", "start: 2008-08-04 22:00:30.5 +02:00", ["2008-08-04 22:00:30.5 +02:00 date"]],
  ["times of day, also where a build could stand", "from: 22:00", ["22:00 time"]],
  ["hours", "hours: 18:00-06:00", ["18:00-06:00 time"]],
  ["builds", "build: 3.5.0-82663", ["3.5.0-82663 build"]],
  [
    "builds that look like numbers or durations",
    "build: 8.10\nto: 7\nfrom: 24h",
    ["8.10", "7", "24h"].map((build) => `${build} build`),
  ],
  ["days under a key of builds", "from: 2008-08-01", ["2008-08-01 date"]],
  [
    "days and times under a key of builds in flow style",
    "freezes:\n  - {from: 2008-08-01}\nwindow: {from: 22:00}",
    ["2008-08-01 date", "22:00 time"],
  ],
  ["builds that begin with letters", '"build": ESXi650-202102001', ["ESXi650-202102001 build"]],
  ["no moving target", "to: latest", []],
  [
    "no words about a build",
    "build: 3.5.0-1 or later\nto: ESX 3.5.0\nhosts:\n  - {build: [ESX 3.5.0], to: 3.5.0-1 or later}",
    [],
  ],
  [
    "no key that only ends like that of builds",
    "x-build: a7\nrebuild: a7\nto-do: a7\nhosts:\n  - {x-build: a7, rebuild: a7}",
    [],
  ],
  [
    "the first key of an item",
    "hosts:\n  - build: 7.0u3\n    memory: 8GiB",
    ["7.0u3 build", "8 size", "GiB unit"],
  ],
  [
    "nested blocks",
    "rollout:\n  soak:\n    afterFirst: 24h\nyoung: 7d",
    ["24 duration", "h unit", "7 duration", "d unit"],
  ],
  ["a value on a line of its own", "memory:\n  8GiB", ["8 size", "GiB unit"]],
  [
    "a list",
    "x-all:\n  - 8GiB\n  - 2008-08-12\nx-more:\n- 7d",
    ["8 size", "GiB unit", "2008-08-12 date", "7 duration", "d unit"],
  ],
  [
    "builds in a list",
    "builds:\n  - 3.5.0-82663\n  - 7.0u*\n  - 8.10",
    ["3.5.0-82663 build", "7.0u* build", "8.10 build"],
  ],
  ["no addresses and names in a list", "hosts:\n  - 10.0.0.1\n  - esx-01\n  - 7", []],
  [
    "flow maps",
    "hosts:\n  - {name: a, memory: 8GiB, build: 3.5.0-1, last: 2008-08-12}",
    ["8 size", "GiB unit", "3.5.0-1 build", "2008-08-12 date"],
  ],
  [
    "flow maps over lines",
    "hosts:\n- {name: a,\n   memory: 8GiB, share: 5%,\n   soak: 7d\n  ,\n build: 8.10}",
    ["8 size", "GiB unit", "5 share", "% unit", "7 duration", "d unit", "8.10 build"],
  ],
  [
    "flow lists",
    "x-all: [8GiB, 25%, 7d ]",
    ["8 size", "GiB unit", "25 share", "% unit", "7 duration", "d unit"],
  ],
  [
    "builds in flow lists",
    "build: {anyOf: [3.5.0-1, latest, 8.10]}\ntargets: {builds: [7.0u3], hosts: [h7]}",
    ["3.5.0-1 build", "8.10 build", "7.0u3 build"],
  ],
  ["a key after a list of builds", "hosts:\n  - {builds: [7.0u3], name: h7}", ["7.0u3 build"]],
  ["no strings in quotes", "memory: \"8GiB\"\nsoak: '7d'\nhosts:\n  - {build: \"3.5.0-1\", share: '5%'}", []],
  ["no keys", "8GiB: a\n? 7d\n: b\nhosts:\n  - {25%: c, 2008-08-12: d, 7d}", []],
  ["no block scalars", "note: |\n  8GiB\nreason: >-\n  build: 3.5.0-1", []],
  ["no comments", "a: b   # 8GiB 7d build: 3.5.0-1\n#8GiB", []],
  [
    "no part of a text",
    "note: 24h, then 7d\nreason: 8GiB more\nhosts:\n  - {note: 25% of them, x: a 7d, y: 8GiB of it}",
    [],
  ],
  [
    "what stands with a tag or an anchor",
    "memory: !!str 8GiB\ndisk: &size 8GiB",
    ["8 size", "GiB unit", "8 size", "GiB unit"],
  ],
];

/** Values of one key each, some of which the reader refuses. */
export const VALUES: readonly string[] = [
  "90s|15m|4h|7d|2w|1y|1.5h|4 h|4H|4hours|h|7|0.5|esx-7d",
  "200GB|16GiB|1.5TiB|8 GiB|512B|8gib|8G|8Gi|8iB|8GiBs|about 8GiB",
  "25%|99.9%|25 %|%|25%%|25%x|about 25%",
  "2008-08-12|2008-08-12Z|2008-8-12|2008-08-12x|since 2008-08-12",
  "2008-08-04T22:00|2008-08-04T22:00Z|2008-08-04T22:00:30+0200|2008-08-04T22|2008-08-04t22:00",
  "22:00|6:30|22:0|22:00:00|22:00 to 23:00|at 22:00",
].flatMap((line) => line.split("|"));

/** Some of these silence, some only look like it. */
export const COMMENTS: readonly string[] = [
  "# baskets-ignore single-basket: second array in spring, until 2030-01-31",
  "#baskets-ignore drift: why not",
  "#\t baskets-ignore drift : kept until then; until: 2030-01-31T22:00Z",
  "# baskets-ignore shape: wall display until 2009-01-31.",
  "# baskets-ignore shape: until 2009-01-31",
  "# baskets-ignore shape: wall display, until next spring",
  "# baskets-ignore shape: kept until 2009-01-31 and longer",
  "# baskets-ignore shape until 2009-01-31",
  "# baskets-ignore shape",
  "# baskets-ignore",
  "# see baskets-ignore shape: no silence, until 2009-01-31",
  "# until 2009-01-31",
  "## baskets-ignore shape: no silence",
];

const KUBERNETES = `apiVersion: v1
kind: ConfigMap
metadata: {name: a, creationTimestamp: 2008-08-12T22:00:00Z}
spec:
  memory: 8GiB
  build: 3.5.0-82663
  maxSurge: 25%
  args: [24h, 7d]
data:
  a.estate.yaml: |
    apiVersion: baskets/v1
    memory: 8GiB
  inner:
    apiVersion: baskets/v1
    memory: 8GiB
`;

const COMPOSE = `services:
  web:
    build: 3.5.0
    mem_limit: 8GiB
    healthcheck: {interval: 90s, timeout: 10s}
    ports:
      - 22:00
      - 8.10.1-2
`;

const PLAYBOOK = `- hosts: esx
  serial: 25%
  # no baskets-ignore here: until 2030-01-31
  vars: {to: 3.5.0-110268, from: 2008-08-12}
`;

/** Other people's YAML, some of it made to look like ours. */
export const FOREIGN: readonly (readonly [string, string])[] = [
  ["a Kubernetes manifest", KUBERNETES],
  ["a compose file", COMPOSE],
  ["a playbook", PLAYBOOK],
  [
    "a list of what looks like manifests",
    "- apiVersion: baskets/v1\n  memory: 8GiB\n- apiVersion: baskets/v1\n",
  ],
  ["a manifest in a block scalar", "--- |\napiVersion: baskets/v1\nmemory: 8GiB\n"],
  ["a manifest in quotes", '--- "\napiVersion: baskets/v1\n\nmemory: 8GiB"\n'],
  ["a manifest in a comment", "#apiVersion: baskets/v1\n# apiVersion: baskets/v1\nmemory: 8GiB\n"],
  ["a header that comes later", "kind: Estate\napiVersion: baskets/v1\nmemory: 8GiB\n"],
  ["a header in flow style", "--- {kind: Estate,\napiVersion: baskets/v1\n, memory: 8GiB}\n"],
  ["a header behind a list", "- a\napiVersion: baskets/v1\nmemory: 8GiB\n"],
  ["a silence that is no comment", "baskets-ignore shape: a, until 2030-01-31\n---\nbaskets-ignore shape\n"],
  [
    "another version",
    "apiVersion: baskets/v10\nmemory: 8GiB\n---\napiVersion: baskets/v1beta1\nmemory: 8GiB\n---\napiVersion: 'baskets/v1\nmemory: 8GiB\n",
  ],
  [
    "another key",
    "xapiVersion: baskets/v1\nmemory: 8GiB\n---\napiVersion:baskets/v1\n---\nkind: a\nof: {apiVersion: baskets/v1, memory: 8GiB}\n",
  ],
  ["YAML 1.1", "%YAML 1.1\n---\napiVersion: baskets/v1\nmemory: 8GiB\n"],
  ["YAML 1.0", "%YAML:1.0\n---\napiVersion: baskets/v1\nmemory: 8GiB\n"],
  ["single values", "8GiB\n---\n25%\n--- 7d\n---\n- 2008-08-12\n---\n[8GiB, 7d]\n"],
  ["what cannot be read", "a: [8GiB\n}: build: 3.5.0-1\n\t7d\n%\n--- {\n"],
];
