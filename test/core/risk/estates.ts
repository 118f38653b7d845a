import fc from "fast-check";

/**
 * Small estates of every make: clusters with and without quorum, shared and redundant domains, storage
 * inside hosts and served by clusters, circles, dates that have passed, VMs that are pinned, off, or
 * placed by a scheduler. Names are few, so that everything shares with everything.
 */
export function smallEstate(): fc.Arbitrary<{ readonly [key: string]: unknown }> {
  return fc
    .record({
      environment: fc.record({ site: one("site", 2), power: need("feed", 3), network: need("net", 2) }, NONE),
      clusters: fc.array(cluster, { maxLength: 2 }),
      hosts: fc.array(host, { minLength: 1, maxLength: 5 }),
      services: fc.array(service, { minLength: 1, maxLength: 4 }),
      vms: fc.array(vm, { minLength: 1, maxLength: 6 }),
      domains: fc.uniqueArray(domain, { maxLength: 5, selector: ({ kind, name }) => `${kind} ${name}` }),
    })
    .map(({ environment, clusters, hosts, services, vms, domains }) => ({
      environments: [{ name: "e", ...environment }],
      clusters: numbered("c", clusters),
      hosts: numbered("h", hosts),
      services: numbered("s", services),
      vms: numbered("v", vms),
      domains,
    }));
}

/** The day for which the generated dates lie on both sides. */
export const TODAY = "2008-08-12";

const NONE = { requiredKeys: [] };
const DATES = ["2008-08-11", "2008-08-12", "2008-08-13"];

const one = (prefix: string, count: number) =>
  fc.integer({ min: 1, max: count }).map((at) => `${prefix}${at}`);

const need = (prefix: string, count: number) =>
  fc.oneof(
    one(prefix, count),
    fc.uniqueArray(one(prefix, count), { minLength: 1, maxLength: 2 }),
    fc.uniqueArray(one(prefix, count), { minLength: 2, maxLength: 3 }).map((names) => ({ anyOf: names })),
  );

const cluster = fc.record(
  {
    tolerates: fc.integer({ min: 0, max: 3 }),
    quorum: fc.constant("majority"),
    witness: fc.oneof(
      fc.record({ site: need("site", 2) }),
      fc.record({ host: one("h", 3) }),
      fc.constant({ manager: "m1" }),
    ),
    storage: need("san", 3),
    build: one("b", 2),
  },
  NONE,
);

const host = fc.record(
  {
    cluster: fc.oneof({ weight: 4, arbitrary: one("c", 1) }, { weight: 1, arbitrary: one("c", 2) }),
    rack: one("rack", 2),
    power: need("feed", 3),
    build: one("b", 2),
    licence: one("l", 2),
    firmware: fc.constant([{ part: "disk", version: "1" }]),
    maintenance: fc.oneof(
      { weight: 4, arbitrary: fc.constant(false) },
      { weight: 1, arbitrary: fc.constant(true) },
    ),
    installed: fc.constantFrom(...DATES),
    booted: fc.constantFrom(...DATES),
    inService: fc.constantFrom(...DATES),
  },
  NONE,
);

const service = fc.record(
  {
    needs: fc.constantFrom(1, 2, "50%", "all"),
    dependsOn: fc.uniqueArray(one("s", 4), { maxLength: 2 }),
  },
  NONE,
);

const place = fc.oneof(
  { weight: 4, arbitrary: fc.record({ host: one("h", 5) }) },
  { weight: 2, arbitrary: fc.record({ cluster: one("c", 2) }) },
);

const vm = fc
  .tuple(
    place,
    fc.record(
      {
        service: one("s", 3),
        pinned: fc.boolean(),
        storage: need("san", 3),
        network: need("net", 2),
        disks: fc.array(fc.record({ storage: need("san", 3) }), { maxLength: 2 }),
        power: fc.constantFrom("on", "on", "on", "off"),
      },
      NONE,
    ),
  )
  .map(([where, more]) => ({ ...where, ...more }));

const inside = fc.record(
  {
    host: need("h", 3),
    site: need("site", 2),
    power: need("feed", 3),
    storage: need("san", 3),
    cluster: one("c", 2),
    manager: one("m", 1),
    licence: one("l", 2),
  },
  NONE,
);

const dated = fc.record(
  {
    expires: fc.constantFrom(...DATES),
    fuse: fc.record(
      { powerOn: fc.constant("1d"), uptime: fc.constant("24h"), sinceInstall: fc.constant("1d") },
      { requiredKeys: [] },
    ),
    reason: fc.constantFrom("support", "licence"),
    breaks: fc.constantFrom("restart", "running", "nothing"),
  },
  NONE,
);

const identity = fc.oneof(
  fc.record({ kind: fc.constant("storage"), name: one("san", 3) }),
  fc.record({ kind: fc.constant("host"), name: one("h", 3) }),
  fc.record({ kind: fc.constant("build"), name: one("b", 2) }),
  fc.record({ kind: fc.constant("firmware"), name: fc.constant("disk 1") }),
  fc.record({ kind: fc.constant("licence"), name: one("l", 2) }),
  fc.record({ kind: fc.constant("rack"), name: one("rack", 2) }),
  fc.record({ kind: fc.constant("power"), name: one("feed", 3) }),
  fc.record({ kind: fc.constant("cluster"), name: one("c", 2) }),
  fc.record({ kind: fc.constant("network"), name: one("net", 2) }),
);

const domain = fc
  .tuple(
    identity,
    fc.option(inside, { nil: undefined }),
    fc.option(dated, { nil: {}, freq: 1 }),
    fc.option(fc.record({ cluster: one("c", 1), survives: fc.integer({ min: 0, max: 2 }) }), {
      nil: undefined,
    }),
  )
  .map(([{ kind, name }, within, dates, servedBy]) => ({
    kind,
    name,
    ...(within === undefined ? {} : { within }),
    ...dates,
    ...(servedBy === undefined || kind !== "storage" ? {} : { servedBy }),
  }));

function numbered<T extends object>(prefix: string, items: readonly T[]) {
  return items.map((item, index) => ({ name: `${prefix}${index + 1}`, ...item }));
}
