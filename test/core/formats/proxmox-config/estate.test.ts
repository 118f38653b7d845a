import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { analyze, applyFix } from "../../../../src/core/analyze.ts";
import { parseInstant } from "../../../../src/core/model/values.ts";

const asOf = parseInstant("2026-06-01") ?? 0;

const COROSYNC = `nodelist {
  node {
    name: pve1
    nodeid: 1
    quorum_votes: 1
  }
  node {
    name: pve2
    nodeid: 2
    quorum_votes: 1
  }
  node {
    name: pve3
    nodeid: 3
    quorum_votes: 1
  }
}
quorum {
  provider: corosync_votequorum
}
totem {
  cluster_name: lab
  config_version: 7
}
`;
const RULES = "resource-affinity: dns\n\tresources vm:101,vm:102\n\taffinity negative\n";
const RESOURCES = "vm: 101\n\tstate started\n\nvm: 102\n";
const STORAGE = `dir: local
\tpath /var/lib/vz
\tcontent images

zfspool: tank
\tpool tank
\tnodes pve2

nfs: nas
\tserver 10.0.0.9
\tcontent images

rbd: ceph
\tpool vms
\tcontent images

rbd: ceph-far
\tmonhost 10.9.0.1
\tpool vms
`;
const PVE = {
  "pve/corosync.conf": COROSYNC,
  "pve/storage.cfg": STORAGE,
  "pve/ha/rules.cfg": RULES,
  "pve/ha/resources.cfg": RESOURCES,
};

/** As an import of the same cluster writes it. */
const SNAPSHOT = `apiVersion: baskets/v1
kind: Estate
environments:
  - name: east
clusters:
  - {name: lab, environment: east, tolerates: 1, quorum: majority}
hosts:
  - {name: pve1, cluster: lab, platform: Proxmox VE}
  - {name: pve2, cluster: lab, platform: Proxmox VE}
  - {name: pve3, cluster: lab, platform: Proxmox VE}
vms:
  - {name: dns-a, host: pve1, storage: ceph, x-source: east/qemu/101}
  - {name: dns-b, host: pve2, storage: tank, x-source: east/qemu/102}
  - {name: files, host: pve3, storage: pve3/local, x-source: east/qemu/103}
`;

function analysed(files: { readonly [path: string]: string }) {
  return analyze(
    Object.entries(files).map(([path, text]) => ({ path, text })),
    { asOf },
  );
}

const projectOf = (files: { readonly [path: string]: string }) => analysed(files).facts.project;
const rulesOf = (files: { readonly [path: string]: string }) =>
  analysed(files).findings.map(({ rule, at }) => `${rule} ${at.file}`);

describe("a cluster that no manifest names", () => {
  test("is added with its hosts, and nothing is found", () => {
    const { findings, facts } = analysed(PVE);
    expect(findings).toEqual([]);
    const [cluster] = facts.project.clusters;
    expect([cluster?.environment.name, cluster?.name, cluster?.quorum, cluster?.tolerates]).toEqual([
      ...["lab", "lab"],
      true,
      1,
    ]);
    expect(facts.project.hosts.map(({ name, platform }) => `${name} ${platform}`)).toEqual([
      "pve1 Proxmox VE",
      "pve2 Proxmox VE",
      "pve3 Proxmox VE",
    ]);
    const at = facts.project.hosts[1]?.entry.name.at;
    expect([at?.file, COROSYNC.slice(at?.start, at?.end)]).toEqual(["pve/corosync.conf", "pve2"]);
  });

  test("is one cluster however many nodes hand over their copy; the newest counts", () => {
    const newer = COROSYNC.replace("config_version: 7", "config_version: 8").replace(
      "name: pve3",
      "name: pve4",
    );
    const files = { "n1/corosync.conf": COROSYNC, "n2/corosync.conf": newer, "n3/corosync.conf": COROSYNC };
    expect(projectOf(files).hosts.map(({ name }) => name)).toEqual(["pve1", "pve2", "pve4"]);
    expect(rulesOf(files)).toEqual([]);
  });

  test("beside another that has hosts of the same names stands in an environment of its own", () => {
    const files = { "a/corosync.conf": COROSYNC, "b/corosync.conf": COROSYNC.replace("lab", "west") };
    expect(projectOf(files).hosts.map(({ name, environment }) => `${environment.name}/${name}`)).toEqual([
      ...["lab/pve1", "lab/pve2", "lab/pve3"],
      ...["west/pve1", "west/pve2", "west/pve3"],
    ]);
    expect(rulesOf(files)).toEqual([]);
  });

  test.each([
    ["no environment", "hosts:\n  - {name: h1}\n"],
    ["one environment", "environments:\n  - name: east\nhosts:\n  - {name: h1}\n"],
    ["two", "environments:\n  - name: east\n  - name: west\nhosts:\n  - {name: h1, environment: west}\n"],
  ])("leaves an estate with %s as it is", (_what, body) => {
    const own = { "a.estate.yaml": `apiVersion: baskets/v1\nkind: Estate\n${body}` };
    const [alone, both] = [projectOf(own), projectOf({ ...own, ...PVE })];
    const environmentOf = (project: typeof alone) =>
      project.hosts.find(({ name }) => name === "h1")?.environment.name;
    expect(environmentOf(both)).toBe(environmentOf(alone));
    expect(both.hosts).toHaveLength(4);
    expect(rulesOf({ ...own, ...PVE })).toEqual(rulesOf(own));
  });

  test("has a quorum that is not told where a device has a vote", () => {
    const device = COROSYNC.replace("votequorum\n", "votequorum\n  device {\n    votes: 1\n  }\n");
    expect(projectOf({ "corosync.conf": device }).clusters.map(({ quorum }) => quorum)).toEqual([false]);
  });
});

describe("a cluster that a manifest names", () => {
  test("stays as it is written there", () => {
    const files = { "a.estate.yaml": SNAPSHOT, ...PVE };
    const project = projectOf(files);
    expect(project.environments.map(({ name }) => name)).toEqual(["east"]);
    expect([project.clusters.length, project.hosts.length, project.vms.length]).toEqual([1, 3, 3]);
    expect(project.hosts[0]?.entry.name.at.file).toBe("a.estate.yaml");
    expect(rulesOf(files).filter((found) => !found.startsWith("local-disk"))).toEqual([]);
  });

  test("keeps its guests apart as the rules say", () => {
    const [cluster] = projectOf({ "a.estate.yaml": SNAPSHOT, ...PVE }).clusters;
    expect(cluster?.keepApart.map(({ at, vms }) => [at.file, ...vms.map(({ vm }) => vm.name)])).toEqual([
      ["pve/ha/rules.cfg", "dns-a", "dns-b"],
    ]);
    const broken = { "a.estate.yaml": SNAPSHOT.replace("dns-b, host: pve2", "dns-b, host: pve1"), ...PVE };
    expect(rulesOf(broken)).toContain("keep-apart-broken a.estate.yaml");
  });

  test("is not told twice what it says itself", () => {
    const text = SNAPSHOT.replace("quorum: majority", "quorum: majority, keepApart: [[dns-b, dns-a]]");
    const [cluster] = projectOf({ "a.estate.yaml": text, ...PVE }).clusters;
    expect(cluster?.keepApart.map(({ at }) => at.file)).toEqual(["a.estate.yaml"]);
  });

  test("by its hosts alone is the same cluster", () => {
    const files = { "a.estate.yaml": SNAPSHOT.replaceAll("lab", "production"), ...PVE };
    const project = projectOf(files);
    expect(project.clusters.map(({ name, keepApart }) => [name, keepApart.length])).toEqual([
      ["production", 1],
    ]);
    expect(project.domains.get("storage:ceph")?.servedBy?.cluster.name).toBe("production");
  });

  test("learns what its storages stand on", () => {
    const { domains } = projectOf({ "a.estate.yaml": SNAPSHOT, ...PVE });
    const within = (name: string) =>
      domains.get(`storage:${name}`)?.within.flatMap((need) => need.domains.map(({ id }) => id));
    expect(domains.get("storage:ceph")?.servedBy?.cluster.name).toBe("lab");
    expect(within("tank")).toEqual(["host:east/pve2"]);
    expect(within("pve3/local")).toEqual(["host:east/pve3"]);
    expect([domains.has("storage:nas"), domains.has("storage:pve1/local")]).toEqual([false, false]);
  });

  test("knows its storages better", () => {
    const facts = "domains:\n  - {kind: storage, name: ceph, note: ours}\n";
    const files = { "a.estate.yaml": SNAPSHOT + facts, ...PVE };
    expect(projectOf(files).domains.get("storage:ceph")?.servedBy).toBeUndefined();
    expect(rulesOf(files)).not.toContain("duplicate-name pve/storage.cfg");
  });

  test.each([
    ["monitors elsewhere", "ceph-far"],
    ["a server", "nas"],
  ])("learns nothing of a storage with %s", (_what, name) => {
    const text = SNAPSHOT.replace("storage: ceph,", `storage: ${name},`);
    const domain = projectOf({ "a.estate.yaml": text, ...PVE }).domains.get(`storage:${name}`);
    expect([domain?.servedBy, domain?.within]).toEqual([undefined, []]);
  });
});

describe("what is found in a file of Proxmox VE", () => {
  const OFF = RULES.replace("negative\n", "negative\n\tdisable\n");

  test("is found by the rule that means the same", () => {
    expect(rulesOf({ ...PVE, "pve/ha/rules.cfg": OFF })).toEqual(["no-keep-apart pve/ha/rules.cfg"]);
  });

  test("is silenced by a comment on the line above", () => {
    const text = OFF.replace("\tdisable", "# baskets-ignore no-keep-apart: while node 3 is away\n\tdisable");
    const { findings, silenced } = analysed({ ...PVE, "pve/ha/rules.cfg": text });
    expect([findings, silenced.map(({ finding }) => finding.rule)]).toEqual([[], ["no-keep-apart"]]);
  });

  test("does not depend on line ends", () => {
    const files = { ...PVE, "pve/ha/rules.cfg": OFF, "pve/storage.cfg": `${STORAGE}nonsense\n` };
    const windows = Object.fromEntries(
      Object.entries(files).map(([path, text]) => [path, text.replaceAll("\n", "\r\n")]),
    );
    expect(rulesOf(windows)).toEqual(rulesOf(files));
    expect(rulesOf(files)).toHaveLength(2);
  });
});

test("an image with a known bad build is found, whatever else there is", () => {
  const image = JSON.stringify({ base_image: { version: "7.0.3-0.5.18644231" }, components: {} });
  const [found] = analysed({ "esxi-image.json": image }).findings;
  expect([found?.rule, found?.severity]).toEqual(["known-bad-build", "error"]);
  expect(image.slice(found?.at.start, found?.at.end)).toBe('"7.0.3-0.5.18644231"');
  expect(found?.message).toContain(
    "This image puts VMware ESXi 7.0.3-18644231 on every host of its cluster: ",
  );
});

test("an image with a build that the estate itself writes a date for is found by that", () => {
  const image = JSON.stringify({ base_image: { version: "8.0.2-0.0.22380479" }, components: {} });
  const estate = `apiVersion: baskets/v1
kind: Estate
domains:
  - {kind: build, name: 8.0.2-22380479, expires: 2026-09-01, reason: defect}
`;
  const { findings } = analysed({ "esxi-image.json": image, "a.estate.yaml": estate });
  const found = findings.filter(({ rule }) => rule === "known-bad-build");
  expect(found.map(({ message }) => message)).toEqual([
    "This image puts build 8.0.2-22380479 on every host of its cluster, which carries a date: from 2026-09-01 on nothing powers on, resumes, moves or restarts on it.",
  ]);
});

test("whatever stands in the files, nothing is edited in them, and every analysis ends", () => {
  const texts = [COROSYNC, STORAGE, RULES, RESOURCES, "group: a\n\tnodes pve1\n", SNAPSHOT];
  const paths = [
    "pve/corosync.conf",
    "pve/storage.cfg",
    "pve/ha/rules.cfg",
    "pve/ha/resources.cfg",
    "a.estate.yaml",
  ];
  const cut = fc.record({
    path: fc.constantFrom(...paths),
    text: fc.constantFrom(...texts),
    from: fc.nat(400),
    length: fc.nat(60),
    put: fc.constantFrom("", "\n", "}", "pve1", "name: pve1", "\tnodes pve9\n", "lab", ","),
  });
  fc.assert(
    fc.property(fc.array(cut, { maxLength: 5 }), (cuts) => {
      const files: { [path: string]: string } = { ...PVE, "a.estate.yaml": SNAPSHOT };
      for (const { path, text, from, length, put } of cuts)
        files[path] = text.slice(0, from) + put + text.slice(from + length);
      const analysis = analysed(files);
      for (const finding of analysis.findings) {
        for (const fix of finding.fixes?.() ?? []) {
          expect(fix.edits.map(({ file }) => analysis.recognised.get(file))).not.toContain("proxmox-config");
          applyFix(analysis, fix);
        }
      }
    }),
    { numRuns: 60 },
  );
});
