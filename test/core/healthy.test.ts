import { beforeAll, describe, expect, test } from "vitest";
import { type Analysis, analyze } from "../../src/core/analyze.ts";
import type { Finding } from "../../src/core/model/finding.ts";
import type { SourceFile } from "../../src/core/text/span.ts";
import { HEALTHY_AS_OF, healthyEstate } from "../support/estates.ts";

const PATIENCE = 120_000;
const files = healthyEstate();
let healthy: Analysis;

beforeAll(() => {
  healthy = analyze(files, { asOf: HEALTHY_AS_OF });
}, PATIENCE);

/** A change of one text; what is replaced stands there exactly once. */
interface Change {
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

interface Fault extends Change {
  readonly what: string;
  readonly and?: Change;
  /** Severity, rule and subject of everything that is new, in order of place. */
  readonly gives: readonly string[];
}

const FAULTS: readonly Fault[] = [
  {
    what: "both VMs of a tier-1 service on one host",
    file: "vms/app-west.estate.yaml",
    from: "{name: mirrored-0-2, service: mirrored-0, host: app-w-01,",
    to: "{name: mirrored-0-2, service: mirrored-0, host: app-e-00,",
    gives: ["error single-basket service mirrored-0", "warning missing-counterpart service mirrored-0"],
  },
  {
    what: "half the memory on the second side",
    file: "vms/app-west.estate.yaml",
    from: "{name: mirrored-0-2, service: mirrored-0, host: app-w-01, network: west-vlan-0, storage: west-store-0, cpu: 4, memory: 16GiB",
    to: "{name: mirrored-0-2, service: mirrored-0, host: app-w-01, network: west-vlan-0, storage: west-store-0, cpu: 4, memory: 8GiB",
    gives: ["warning drift service mirrored-0"],
  },
  {
    what: "both VMs of a tier-2 service in one rack",
    file: "vms/app-east.estate.yaml",
    from: "{name: spread-0-2, service: spread-0, host: app-e-10,",
    to: "{name: spread-0-2, service: spread-0, host: app-e-01,",
    gives: ["warning single-basket service spread-0"],
  },
  {
    what: "both sides of a mirrored service on one datastore",
    file: "vms/app-west.estate.yaml",
    from: "service: mirrored-0, host: app-w-01, network: west-vlan-0, storage: west-store-0,",
    to: "service: mirrored-0, host: app-w-01, network: west-vlan-0, storage: east-store-0,",
    gives: ["error single-basket service mirrored-0"],
  },
  {
    what: "a VM of one side on the pool that a cluster of the other side serves",
    file: "vms/vsan-west.estate.yaml",
    from: "{name: mirrored-3-2, service: mirrored-3,",
    to: "{name: mirrored-3-2, service: mirrored-3, storage: vsan-east-pool,",
    gives: ["warning single-basket service mirrored-3"],
  },
  {
    what: "a keep-apart rule broken",
    file: "vms/vsan-west.estate.yaml",
    from: "{name: spread-3-2, service: spread-3, host: vsan-w-13,",
    to: "{name: spread-3-2, service: spread-3, host: vsan-w-03,",
    gives: ["warning keep-apart-broken vm spread-3-2"],
  },
  {
    what: "redundant VMs under a scheduler that nobody keeps apart",
    file: "east.estate.yaml",
    from: "[spread-2-1, spread-2-2], ",
    to: "",
    gives: ["info no-keep-apart service spread-2"],
  },
  {
    what: "a cluster that promises more restarts than it has room for",
    file: "east.estate.yaml",
    from: "  - name: app-east\n    environment: east\n    tolerates: 1\n",
    to: "  - name: app-east\n    environment: east\n    tolerates: 12\n",
    gives: ["warning restart-capacity cluster app-east"],
  },
  {
    what: "a cluster overfilled",
    file: "vms/data-west.estate.yaml",
    from: "{name: helper-3, host: data-w-00, network: west-vlan-3, storage: west-store-3, cpu: 4, memory: 16GiB",
    to: "{name: helper-3, host: data-w-00, network: west-vlan-3, storage: west-store-3, cpu: 4, memory: 6TiB",
    gives: ["warning restart-capacity cluster data-west"],
  },
  {
    what: "a single pinned VM of a tier-2 service",
    file: "vms/app-east.estate.yaml",
    from: "{name: mirrored-275-1, service: mirrored-275,",
    to: "{name: lonely-1, service: lonely, host: app-e-07, pinned: true, memory: 16GiB, cpu: 4}\n  - {name: mirrored-275-1, service: mirrored-275,",
    and: {
      file: "services.estate.yaml",
      from: "services:\n",
      to: "services:\n  - {name: lonely, tier: 2}\n",
    },
    gives: ["warning no-redundancy service lonely"],
  },
  {
    what: "a service that needs all of its VMs on two sides",
    file: "services.estate.yaml",
    from: "{name: mirrored-1, tier: 2, needs: 1",
    to: "{name: mirrored-1, tier: 2, needs: all",
    gives: ["warning split-not-doubled service mirrored-1"],
  },
  {
    what: "a service that does not say how many VMs it needs",
    file: "services.estate.yaml",
    from: "{name: mirrored-1, tier: 2, needs: 1",
    to: "{name: mirrored-1, tier: 2",
    gives: ["info needs-unknown file services.estate.yaml"],
  },
  {
    what: "a misspelled rack",
    file: "east.estate.yaml",
    from: "  - name: app-e-03\n    cluster: app-east\n    rack: east-app-row-0\n",
    to: "  - name: app-e-03\n    cluster: app-east\n    rack: esat-app-row-0\n",
    gives: ["warning near-name domain esat-app-row-0"],
  },
  {
    what: "an unknown host",
    file: "vms/app-east.estate.yaml",
    from: "{name: helper-0, host: app-e-00,",
    to: "{name: helper-0, host: app-e-77,",
    gives: ["error unknown-reference"],
  },
  {
    what: "a VM twice",
    file: "vms/app-east.estate.yaml",
    from: "{name: helper-10, ",
    to: "{name: helper-0, ",
    gives: ["error duplicate-name"],
  },
  {
    what: "two services that depend on each other",
    file: "services.estate.yaml",
    from: "  - {name: mirrored-0, tier: 1, needs: 1,",
    to: "  - {name: first, tier: 4, dependsOn: [second]}\n  - {name: second, tier: 4, dependsOn: [first]}\n  - {name: mirrored-0, tier: 1, needs: 1,",
    gives: ["error dependency-cycle"],
  },
  {
    what: "an unknown key",
    file: "vms/app-east.estate.yaml",
    from: "{name: helper-0, host: app-e-00, ",
    to: "{name: helper-0, host: app-e-00, netwrok: x, ",
    gives: ["warning shape"],
  },
  {
    what: "a size without its unit",
    file: "east.estate.yaml",
    from: "  - name: app-e-03\n    cluster: app-east\n    rack: east-app-row-0\n    cpu: 32\n    memory: 512GiB\n",
    to: "  - name: app-e-03\n    cluster: app-east\n    rack: east-app-row-0\n    cpu: 32\n    memory: 512\n",
    gives: ["error shape"],
  },
  {
    what: "a silence without a reason",
    file: "services.estate.yaml",
    from: "  - {name: mirrored-1, tier: 2",
    to: "  # baskets-ignore single-basket\n  - {name: mirrored-1, tier: 2",
    gives: ["warning silence-without-reason"],
  },
];

describe("a healthy estate", () => {
  test("has the size that it is said to have", () => {
    const { project } = healthy.facts;
    expect([
      project.environments.length,
      project.hosts.length,
      project.vms.length,
      project.pairs.length,
    ]).toEqual([2, 200, 4000, 1]);
  });

  test("gives nothing at warning or above, and little information", () => {
    expect(
      healthy.findings.filter((finding) => finding.severity !== "info").map((finding) => finding.message),
    ).toEqual([]);
    expect(healthy.findings.length).toBeLessThanOrEqual(25);
  });
});

describe("a fault in a healthy estate gives exactly its own finding", () => {
  test.each(FAULTS.map((fault) => [fault.what, fault] as const))(
    "%s",
    (_, fault) => {
      expect(newIn(changed(files, fault)).map(label)).toEqual(fault.gives);
    },
    PATIENCE,
  );
});

/** A rollout that nothing is to be said against. */
const ROLLOUT = `apiVersion: baskets/v1
kind: Rollout
metadata: {name: app-update}
update: {platform: VMware ESXi, to: 8.0.3-24280767, released: 2026-01-10}
targets: {clusters: [app-east]}
start: 2026-03-07T22:00Z
stages:
  - name: canary
    hosts: [app-e-01]
    soak: 3d
    gates: [power-on, suspend-resume, migrate-to-new, migrate-to-old, reboot, login]
  - name: few
    share: 25%
    concurrency: 1
    soak: 7d
    gates: [power-on, suspend-resume, migrate-to-new, migrate-to-old, reboot, login]
  - name: rest
    share: 100%
    concurrency: 1
halt: {failures: 1}
rollback: {to: 8.0.2-22380479, tested: 2026-02-20}
`;

const ROLLOUT_FAULTS: readonly Fault[] = [
  {
    what: "all of its hosts in one stage",
    file: "app.rollout.yaml",
    from: ROLLOUT.slice(ROLLOUT.indexOf("stages:"), ROLLOUT.indexOf("halt:")),
    to: "",
    gives: ["error unstaged-rollout rollout app-update"],
  },
  {
    what: "a first stage that is too large",
    file: "app.rollout.yaml",
    from: "hosts: [app-e-01]",
    to: "hosts: [app-e-01, app-e-03, app-e-05, app-e-07]\n    concurrency: 1",
    gives: ["warning first-stage-too-large stage app-update/canary"],
  },
  {
    what: "no time to watch the first stage",
    file: "app.rollout.yaml",
    from: "    soak: 3d\n",
    to: "",
    gives: ["warning short-soak rollout app-update"],
  },
  {
    what: "nothing that stops it",
    file: "app.rollout.yaml",
    from: "halt: {failures: 1}\n",
    to: "",
    gives: ["warning no-halt rollout app-update"],
  },
];

describe("a rollout over a healthy estate", () => {
  const staged = [...files, { path: "app.rollout.yaml", text: ROLLOUT }];

  test(
    "that is staged gives nothing at warning or above",
    () => {
      expect(
        newIn(staged)
          .filter((finding) => finding.severity !== "info")
          .map((finding) => finding.message),
      ).toEqual([]);
    },
    PATIENCE,
  );

  test.each(ROLLOUT_FAULTS.map((fault) => [fault.what, fault] as const))(
    "with %s gives exactly that",
    (_, fault) => {
      expect(newIn(changed(staged, fault)).map(label)).toEqual(fault.gives);
    },
    PATIENCE,
  );
});

function changed(given: readonly SourceFile[], { and, ...first }: Fault): readonly SourceFile[] {
  return [first, ...(and === undefined ? [] : [and])].reduce(
    (texts: readonly SourceFile[], { file, from, to }) => {
      return texts.map((each) => {
        if (each.path !== file) return each;
        expect(each.text.split(from).length - 1, `how often “${from}” stands in ${file}`).toBe(1);
        return { ...each, text: each.text.replace(from, to) };
      });
    },
    given,
  );
}

/** What an analysis of these files says that it does not say of the healthy estate. */
function newIn(given: readonly SourceFile[]): readonly Finding[] {
  const known = healthy.findings.map(label);
  return analyze(given, { asOf: HEALTHY_AS_OF, previous: healthy }).findings.filter((finding) => {
    const index = known.indexOf(label(finding));
    if (index !== -1) known.splice(index, 1);
    return index === -1;
  });
}

function label({ severity, rule, subject }: Finding): string {
  return [severity, rule, ...(subject === undefined ? [] : [subject.kind, subject.name])].join(" ");
}
