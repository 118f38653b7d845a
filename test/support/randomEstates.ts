import fc from "fast-check";
import type { SourceFile } from "../../src/core/text/span.ts";
import { estateText, type Item, type Lists, type Value } from "./estates.ts";

/**
 * Small estates with much that can be wrong in them: few hosts and domains, many VMs on them, block and
 * flow style, comments, CRLF, one file or several, and often a rollout.
 */
export const randomEstate: fc.Arbitrary<readonly SourceFile[]> = fc
  .record({
    sides: fc.integer({ min: 1, max: 2 }),
    paired: fc.boolean(),
    clusters: fc.array(cluster(), { minLength: 1, maxLength: 3 }),
    hosts: fc.array(host(), { minLength: 1, maxLength: 7 }),
    services: fc.array(service(), { minLength: 1, maxLength: 4 }),
    vms: fc.array(vm(), { minLength: 1, maxLength: 10 }),
    style: fc.record({ flow: fc.boolean(), crlf: fc.boolean(), comments: fc.boolean(), split: fc.boolean() }),
    rollout: fc.option(rollout()),
  })
  .map((drawn) => filesOf(drawn));

type Drawn<T> = T extends fc.Arbitrary<infer V> ? V : never;

interface Estate {
  readonly sides: number;
  readonly paired: boolean;
  readonly clusters: readonly Drawn<ReturnType<typeof cluster>>[];
  readonly hosts: readonly Drawn<ReturnType<typeof host>>[];
  readonly services: readonly Drawn<ReturnType<typeof service>>[];
  readonly vms: readonly Drawn<ReturnType<typeof vm>>[];
  readonly style: {
    readonly flow: boolean;
    readonly crlf: boolean;
    readonly comments: boolean;
    readonly split: boolean;
  };
  readonly rollout: Drawn<ReturnType<typeof rollout>> | null;
}

/** Facts that may be left out: those that are drawn are written. */
function facts(model: { readonly [key: string]: fc.Arbitrary<Value> }): fc.Arbitrary<Item> {
  return fc.record(model, { requiredKeys: [] }) as fc.Arbitrary<Item>;
}

function cluster() {
  return fc.record({
    side: fc.nat(1),
    apart: fc.boolean(),
    facts: facts({
      tolerates: fc.nat(2),
      autoPlace: fc.boolean(),
      storage: fc.constantFrom("san-a", "san-b"),
      network: fc.constantFrom("core-a", "core-b"),
      model: fc.constantFrom("R740", "DL380"),
    }),
  });
}

function host() {
  return fc.record({
    cluster: fc.nat(3),
    side: fc.nat(1),
    facts: facts({
      rack: fc.constantFrom("left-row", "right-row", "leftt-row"),
      cpu: fc.constantFrom(4, 16),
      memory: fc.constantFrom("64GiB", "32GiB"),
      build: fc.constantFrom("3.5.0-82663", "3.5.0-103908"),
      installed: fc.constantFrom("2008-08-01", "2007-01-01"),
      maintenance: fc.constantFrom(false, false, true),
    }),
  });
}

function service() {
  return facts({
    tier: fc.constantFrom(1, 2, 3),
    needs: fc.constantFrom(1, 1, 2, "all", "50%"),
    users: fc.nat(500),
  });
}

function vm() {
  return fc.record({
    service: fc.nat(3),
    host: fc.nat(6),
    scheduled: fc.constantFrom(false, false, false, true),
    facts: facts({
      memory: fc.constantFrom("8GiB", "24GiB"),
      cpu: fc.constantFrom(2, 4),
      storage: fc.constantFrom("san-a", "store-x", "[san-a, san-b]"),
      network: fc.constantFrom("vlan-x", "vlan-y"),
      pinned: fc.constantFrom(false, true),
      power: fc.constantFrom("on", "off"),
      os: fc.constantFrom("Debian 12", "Debian 11"),
      disk: fc.constantFrom("100GiB", "200GiB"),
    }),
  });
}

function rollout() {
  return fc.record({
    stages: fc.array(
      facts({
        share: fc.constantFrom("5%", "30%", "100%"),
        soak: fc.constantFrom("1h", "3d", "7d"),
        concurrency: fc.integer({ min: 1, max: 3 }),
        gates: fc.constant(["power-on", "reboot"]),
      }),
      { maxLength: 3 },
    ),
    rest: facts({
      halt: fc.constant({ failures: 1 }),
      rollback: fc.constant({ to: "3.5.0-82663", tested: "2008-07-01" }),
    }),
  });
}

const ROLES = { network: { "vlan-x": "vlan-y" }, storage: { "san-a": "san-b" } };

function filesOf(estate: Estate): readonly SourceFile[] {
  const side = (index: number) => (index % estate.sides === 0 ? "east" : "west");
  const names = estate.clusters.map((_, index) => `prod-${index}`);
  const vms = estate.vms.map((drawn, index) => vmItem(estate, drawn, index));
  const lists: Lists = {
    environments: ["east", "west"]
      .slice(0, estate.sides)
      .map((name) => ({ name, site: `dc-${name}`, platform: "VMware ESX" })),
    pairs:
      estate.paired && estate.sides === 2
        ? [{ between: ["east", "west"], ...(estate.clusters.length > 1 ? { roles: ROLES } : {}) }]
        : [],
    clusters: estate.clusters.map((drawn, index) => {
      const group = vms.slice(0, 3).map((item) => String(item.name));
      return {
        name: `prod-${index}`,
        environment: side(drawn.side),
        ...drawn.facts,
        ...(drawn.apart && group.length > 1 ? { keepApart: [group] } : {}),
      };
    }),
    hosts: estate.hosts.map((drawn, index) => {
      const home = names[drawn.cluster];
      return {
        name: `esx-${index}`,
        ...(home === undefined ? { environment: side(drawn.side) } : { cluster: home }),
        ...drawn.facts,
      };
    }),
  };
  const upper: Lists = {
    services: estate.services.map((drawn, index) => ({ name: `app-${index}`, ...drawn })),
    vms,
  };
  const { flow, split } = estate.style;
  const texts = split
    ? [
        { path: "a.estate.yaml", text: estateText("a", lists, flow) },
        { path: "b.estate.yaml", text: estateText("b", upper, !flow) },
      ]
    : [{ path: "a.estate.yaml", text: estateText("a", { ...lists, ...upper }, flow) }];
  const all =
    estate.rollout === null
      ? texts
      : [...texts, { path: "c.rollout.yaml", text: rolloutText(estate.rollout) }];
  return all.map((file) => ({ path: file.path, text: styled(file.text, estate.style) }));
}

function vmItem(estate: Estate, drawn: Estate["vms"][number], index: number): Item {
  const onHost = `esx-${drawn.host % estate.hosts.length}`;
  const place = drawn.scheduled
    ? { cluster: `prod-${drawn.host % estate.clusters.length}` }
    : { host: onHost };
  return {
    name: `vm-${index}`,
    service: `app-${drawn.service % estate.services.length}`,
    ...place,
    ...drawn.facts,
  };
}

function rolloutText({ stages, rest }: NonNullable<Estate["rollout"]>): string {
  const line = (item: Item) =>
    `{${Object.entries(item)
      .map(([key, value]) => `${key}: ${Array.isArray(value) ? `[${value.join(", ")}]` : value}`)
      .join(", ")}}`;
  const staged =
    stages.length === 0
      ? []
      : ["stages:", ...stages.map((stage, index) => `  - ${line({ name: `stage-${index}`, ...stage })}`)];
  const extra = Object.entries(rest).map(([key, value]) => `${key}: ${line(value as Item)}`);
  return [
    "apiVersion: baskets/v1",
    "kind: Rollout",
    "update: {platform: VMware ESX, to: 3.5.0-103908, released: 2008-07-25}",
    "start: 2008-08-12T22:00Z",
    ...staged,
    ...extra,
    "",
  ].join("\n");
}

function styled(text: string, style: Estate["style"]): string {
  const commented = style.comments
    ? text.replace(/^( {2}- .*)$/gm, (line, _, offset: number) =>
        offset % 3 === 0 ? `  # kept ${offset}\n${line}   # said ${offset}` : line,
      )
    : text;
  return style.crlf ? commented.replace(/\n/g, "\r\n") : commented;
}
