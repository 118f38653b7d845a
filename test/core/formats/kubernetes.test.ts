import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { analyze } from "../../../src/core/analyze.ts";
import { nodeOf } from "../../../src/core/formats/kubernetes/nodes.ts";
import { labelSelector } from "../../../src/core/formats/kubernetes/selector.ts";
import { goDuration, imageOf, parseGoDuration } from "../../../src/core/formats/kubernetes/values.ts";
import { readPart } from "../../../src/core/formats/read.ts";
import type { Play } from "../../../src/core/model/play.ts";
import { whatWasRead } from "../../../src/core/report/counts.ts";
import { parseYaml } from "../../../src/core/syntax/parse.ts";

type Files = Readonly<Record<string, string>>;

function analysisOf(files: Files) {
  return analyze(
    Object.entries(files).map(([path, text]) => ({ path, text })),
    { asOf: Date.UTC(2026, 1, 1) },
  );
}

function only(files: Files): Play {
  const { plays } = analysisOf(files).facts.project;
  expect(plays).toHaveLength(1);
  return plays[0] as Play;
}

/** Severity, rule and the words pointed at. */
function said(files: Files): readonly string[] {
  return analysisOf(files).findings.map(
    ({ severity, rule, at }) => `${severity} ${rule} ${(files[at.file] ?? "").slice(at.start, at.end)}`,
  );
}

const recognised = (path: string, text: string) => readPart({ path, text }).recognised;

function nodes(labels: Readonly<Record<string, string>>): string {
  const items = Object.entries(labels).map(
    ([name, written]) => `  - {apiVersion: v1, kind: Node, metadata: {name: ${name}, labels: {${written}}}}`,
  );
  return `apiVersion: v1\nkind: List\nitems:\n${items.join("\n")}\n`;
}

function plan(keys: readonly string[], name = "agents"): string {
  return [
    "apiVersion: upgrade.cattle.io/v1",
    "kind: Plan",
    `metadata: {name: ${name}}`,
    "spec:",
    ...keys.map((key) => `  ${key}`),
    "  upgrade: {image: rancher/k3s-upgrade}",
    "",
  ].join("\n");
}

function pool(keys: readonly string[], name = "worker", label = "worker"): string {
  return [
    "apiVersion: machineconfiguration.openshift.io/v1",
    "kind: MachineConfigPool",
    `metadata: {name: ${name}}`,
    "spec:",
    ...keys.map((key) => `  ${key}`),
    `  nodeSelector: {matchLabels: {${label}: ""}}`,
    "",
  ].join("\n");
}

function kured(flags: readonly string[], pod: readonly string[] = []): string {
  return [
    "apiVersion: apps/v1",
    "kind: DaemonSet",
    "metadata: {name: kured}",
    "spec:",
    "  template:",
    "    spec:",
    ...pod.map((line) => `      ${line}`),
    "      containers:",
    "        - name: kured",
    "          image: ghcr.io/kubereboot/kured:1.16.0",
    "          args:",
    "            - --reboot-sentinel=/sentinel/reboot-required",
    ...flags.map((flag) => `            - ${flag}`),
    "",
  ].join("\n");
}

const TEN = nodes(Object.fromEntries(Array.from({ length: 10 }, (_, i) => [`n${i}`, 'worker: ""'])));

describe("what a file is", () => {
  test.each([
    ["an object", pool([])],
    ["behind another", `apiVersion: v1\nkind: Secret\nmetadata: {name: x}\n---\n${plan(["concurrency: 1"])}`],
    ["a list of nodes", TEN],
    ["JSON on one line", '{"apiVersion":"v1","kind":"NodeList","items":[{"metadata":{"name":"n1"}}]}'],
    ["an array of objects", '[{"apiVersion": "v1", "kind": "Node", "metadata": {"name": "n1"}}]'],
  ])("%s", (_, text) => {
    expect(recognised("a.yaml", text)).toBe("kubernetes");
  });

  test.each([
    [
      "another kind of the same group",
      'apiVersion: v1\nkind: Secret\nmetadata: {name: Node}\nkind2: "Node"\n',
    ],
    [
      "the same kind of another group",
      "apiVersion: example.org/v1\nkind: Plan\nmetadata: {name: x}\nspec: {}\n",
    ],
    [
      "a definition",
      "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nspec:\n  names:\n    kind: Plan\n",
    ],
    ["a template of Helm", `{{- if .Values.on }}\n${plan(["concurrency: 1"])}{{- end }}\n`],
    ["a value of Helm", plan(["version: {{ .Values.version }}"])],
    [
      "a template of OpenShift",
      `apiVersion: template.openshift.io/v1\nkind: Template\nobjects:\n  - kind: MachineConfigPool\n    apiVersion: machineconfiguration.openshift.io/v1\n`,
    ],
    [
      "a customization",
      "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: [plan.yaml]\n",
    ],
    [
      "another daemon set",
      "apiVersion: apps/v1\nkind: DaemonSet\nmetadata: {name: kured-exporter}\nspec: {template: {spec: {containers: [{image: x/kured-exporter}]}}}\n",
    ],
    ["a deployment alone", "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: x}\nspec: {}\n"],
    [
      "an object without a name",
      "apiVersion: upgrade.cattle.io/v1\nkind: Plan\nmetadata: {generateName: x-}\nspec: {}\n",
    ],
    ["words in a text", "# kind: Plan\ntext: |\n  apiVersion: upgrade.cattle.io/v1\n  kind: Plan\n"],
  ])("is left alone: %s", (_, text) => {
    const part = readPart({ path: "a.yaml", text });
    expect([part.recognised, part.findings]).toEqual(["nothing", []]);
  });

  test("is not asked of files that are neither YAML nor JSON", () => {
    expect(recognised("plan.txt", plan(["concurrency: 1"]))).toBe("nothing");
  });
});

describe("what the tools do unless told otherwise", () => {
  test("is silent at warning and above", () => {
    const files = {
      "nodes.yaml": TEN,
      "pool.yaml": pool([]),
      "plan.yaml": plan([
        "concurrency: 1",
        "version: v1.30.4+k3s1",
        "nodeSelector: {}",
        "drain: {force: true}",
      ]),
      "kured.yaml": kured([]),
    };
    expect(said(files)).toEqual(["info short-soak kured", "info short-soak agents"]);
  });

  test("is one node after the other, and a failure stops it", () => {
    for (const file of [pool([]), pool(["maxUnavailable: 0"]), pool(['maxUnavailable: "0%"']), kured([])]) {
      const play = only({ "nodes.yaml": TEN, "a.yaml": file });
      expect(play.batches.hosts?.map((batch) => batch.length)).toEqual(Array.from({ length: 10 }, () => 1));
      expect(play.halts.verdict).toBe("yes");
    }
  });
});

describe("how many go at a time", () => {
  const sizes = (text: string) =>
    only({ "nodes.yaml": TEN, "a.yaml": text }).batches.hosts?.map((batch) => batch.length);

  test("a share of a pool is rounded down, and never nobody", () => {
    expect(sizes(pool(["maxUnavailable: 39%"]))).toEqual([3, 3, 3, 1]);
    expect(sizes(pool(["maxUnavailable: 5%"]))).toHaveLength(10);
    expect(sizes(pool(["maxUnavailable: 4"]))).toEqual([4, 4, 2]);
  });

  test("flags are read with or without an equals sign, the last one, and from the environment", () => {
    expect(sizes(kured(["--concurrency=2", "--concurrency", '"5"']))).toEqual([5, 5]);
    const env = kured([]).replace(
      "          args:",
      "          env: [{name: KURED_CONCURRENCY, value: '5'}]\n          args:",
    );
    expect(sizes(env)).toEqual([5, 5]);
  });

  test("a number that is filled in later is unknown, and said so", () => {
    expect(said({ "a.yaml": kured(["--concurrency=$(AT_ONCE)", "--lock-release-delay=1h"]) })).toEqual([
      "info unstaged-rollout --concurrency=$(AT_ONCE)",
    ]);
  });

  test("a plan without a number, or without a selector, updates nothing", () => {
    expect(said({ "a.yaml": plan(["channel: stable", "nodeSelector: {}"]) })).toEqual([]);
    expect(said({ "a.yaml": plan(["channel: stable", "concurrency: 9"]) })).toEqual([]);
  });

  test("canaries go first, each by itself", () => {
    const play = only({
      "a.yaml":
        "apiVersion: ran.openshift.io/v1alpha1\nkind: ClusterGroupUpgrade\nmetadata: {name: edge}\nspec:\n  clusters: [c1, c2, c3, c4, c5]\n  remediationStrategy: {maxConcurrency: 2, canaries: [c4, c9]}\n",
    });
    expect(play.batches.hosts).toEqual([["c4"], ["c1", "c2"], ["c3", "c5"]]);
    expect(play.halts.verdict).toBe("yes");
  });

  test("a cluster group that the operator refuses is not judged", () => {
    const head =
      "apiVersion: ran.openshift.io/v1alpha1\nkind: ClusterGroupUpgrade\nmetadata: {name: edge}\nspec:\n";
    expect(said({ "a.yaml": `${head}  clusters: [c1, c2]\n` })).toEqual([]);
    expect(said({ "a.yaml": `${head}  remediationStrategy: {maxConcurrency: 0}\n` })).toEqual([]);
  });

  test("clusters that labels choose are unknown", () => {
    const text =
      "apiVersion: ran.openshift.io/v1alpha1\nkind: ClusterGroupUpgrade\nmetadata: {name: edge}\nspec:\n  clusterLabelSelectors: [{matchLabels: {site: edge}}]\n  batchTimeoutAction: Abort\n  remediationStrategy: {maxConcurrency: 2}\n";
    expect(only({ "a.yaml": text }).targets).toEqual({
      known: false,
      why: "labels decide which clusters it takes",
    });
    expect(said({ "a.yaml": text })).toEqual([]);
  });
});

describe("which nodes", () => {
  const hosts = (files: Files) => {
    const { targets } = only(files);
    return targets.known ? targets.hosts : targets.why;
  };

  test("nobody knows where no file lists any", () => {
    expect(hosts({ "a.yaml": pool([]) })).toBe("no file here lists the nodes");
    expect(hosts({ "n.yaml": nodes({ n1: 'infra: ""' }), "a.yaml": pool([]) })).toContain(
      "none of the nodes",
    );
    expect(
      hosts({
        "n.yaml": TEN,
        "a.yaml": plan(["concurrency: 1", "nodeSelector: {matchLabels: {pool: $(POOL)}}"]),
      }),
    ).toContain("filled in");
  });

  test("the list that is nearest counts, and that there are others is said", () => {
    const files = {
      "clusters/a/nodes.yaml": nodes({ a1: 'worker: ""', a2: 'worker: ""' }),
      "clusters/b/nodes.yaml": nodes({ b1: 'worker: ""', b2: 'worker: ""', b3: 'worker: ""' }),
      "clusters/a/pool.yaml": pool([]),
    };
    expect(only(files).targets).toEqual({
      known: true,
      hosts: ["a1", "a2"],
      missing: [],
      inventories: ["clusters/a/nodes.yaml"],
      oneOfSeveral: true,
    });
    const { "clusters/a/pool.yaml": shared, ...lists } = files;
    // Equally near: each folder is a cluster of its own, and the one with the most nodes counts.
    expect(hosts({ ...lists, "base/pool.yaml": shared })).toEqual(["b1", "b2", "b3"]);
  });

  test("a node is in one pool: the control plane's, then the team's own, then worker", () => {
    const list = nodes({ m: 'master: "", worker: ""', v: 'worker: "", virt: ""', w: 'worker: ""' });
    const { plays } = analysisOf({
      "n.yaml": list,
      "p.yaml": [pool([], "master", "master"), pool([], "virt", "virt"), pool([])].join("---\n"),
    }).facts.project;
    expect(plays.map(({ name, targets }) => [name, targets.known && targets.hosts])).toEqual([
      ["master", ["m"]],
      ["virt", ["v"]],
      ["worker", ["w"]],
    ]);
  });

  test("a node that is kept out of a plan is out", () => {
    const list = nodes({ n1: "a: b", n2: "plan.upgrade.cattle.io/agents: disabled", n3: "a: b" });
    expect(hosts({ "n.yaml": list, "a.yaml": plan(["concurrency: 1", "nodeSelector: {}"]) })).toEqual([
      "n1",
      "n3",
    ]);
  });

  test("kured runs where it is selected and tolerates the taints", () => {
    const list = [
      "{apiVersion: v1, kind: Node, metadata: {name: cp, labels: {os: linux}}, spec: {taints: [{key: cp, effect: NoSchedule}]}}",
      "{apiVersion: v1, kind: Node, metadata: {name: n1, labels: {os: linux}}, spec: {taints: [{key: soft, effect: PreferNoSchedule}]}}",
      "{apiVersion: v1, kind: Node, metadata: {name: win, labels: {os: windows}}}",
    ].join("\n---\n");
    const selects = ["nodeSelector: {os: linux}"];
    expect(hosts({ "n.yaml": list, "a.yaml": kured([], selects) })).toEqual(["n1"]);
    const tolerates = [...selects, "tolerations: [{key: cp, effect: NoSchedule}]"];
    expect(hosts({ "n.yaml": list, "a.yaml": kured([], tolerates) })).toEqual(["cp", "n1"]);
    const all = ["tolerations: [{operator: Exists}]"];
    expect(hosts({ "n.yaml": list, "a.yaml": kured([], all) })).toEqual(["cp", "n1", "win"]);
    const affine = ["affinity: {nodeAffinity: {}}"];
    expect(hosts({ "n.yaml": list, "a.yaml": kured([], affine) })).toBe("its node affinity is not read");
  });

  test.each([
    ["{}", true, true],
    ["{matchLabels: {a: b}}", true, false],
    ["{matchExpressions: [{key: a, operator: In, values: [b, c]}]}", true, false],
    ["{matchExpressions: [{key: a, operator: NotIn, values: [b]}]}", false, true],
    ["{matchExpressions: [{key: a, operator: Exists}]}", true, false],
    ["{matchExpressions: [{key: a, operator: DoesNotExist}]}", false, true],
    ["{matchExpressions: [{key: a, operator: Near, values: [b]}]}", undefined, undefined],
    ["{matchLabels: {a: x}, matchExpressions: [{key: a, operator: Near}]}", false, false],
    ["~", false, false],
  ])("a selector %s", (text, withLabel, without) => {
    const select = labelSelector(parseYaml(text).documents[0]?.root);
    expect([select(new Map([["a", "b"]])), select(new Map())]).toEqual([withLabel, without]);
  });
});

describe("what is not asked", () => {
  test("a watch of kured that looks at alerts, or of a pool, which knows none", () => {
    expect(said({ "a.yaml": kured(["--prometheus-url=http://prometheus"]) })).toEqual([]);
    expect(said({ "a.yaml": pool(["maxUnavailable: 2"]) })).toEqual([]);
  });

  test("anything of whole-cluster updates that name their version", () => {
    const version =
      "apiVersion: config.openshift.io/v1\nkind: ClusterVersion\nmetadata: {name: version}\nspec:\n";
    expect(
      said({ "a.yaml": `${version}  channel: stable-4.16\n  desiredUpdate: {version: 4.16.9}\n` }),
    ).toEqual([]);
    expect(said({ "a.yaml": `${version}  desiredUpdate: {image: "quay.io/r@sha256:00"}\n` })).toEqual([]);
    expect(said({ "a.yaml": `${version}  desiredUpdate: {image: "quay.io/r:4.16"}\n` })).toEqual([
      'warning moving-target "quay.io/r:4.16"',
    ]);
    const upgrade =
      "apiVersion: harvesterhci.io/v1beta1\nkind: Upgrade\nmetadata: {name: u}\nspec: {version: v1.3.2}\n";
    expect(said({ "a.yaml": upgrade })).toEqual([]);
  });

  test("a wish of what was taken from a running cluster, nor is an edit offered there", () => {
    const live =
      "apiVersion: config.openshift.io/v1\nkind: ClusterVersion\nmetadata: {name: version, uid: 1}\nspec:\n";
    expect(said({ "a.yaml": `${live}  channel: stable-4.16\n` })).toEqual([]);
    const { findings } = analysisOf({ "a.yaml": `${live}  desiredUpdate: {version: 4.16.9, force: true}\n` });
    expect(findings.map(({ rule, fixes }) => [rule, fixes?.()])).toEqual([["weak-gates", []]]);
  });

  test("disruption budgets where nothing empties nodes, or pods are not evicted", () => {
    const budget =
      "apiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata: {name: db}\nspec: {maxUnavailable: 0, selector: {}}\n";
    const drained = (drain: string) =>
      said({
        "b.yaml": budget,
        "a.yaml": plan([
          "concurrency: 1",
          "postCompleteDelay: 1h",
          "nodeSelector: {}",
          ...(drain === "" ? [] : [drain]),
        ]),
      });
    expect(said({ "b.yaml": budget })).toEqual([]);
    expect(drained("")).toEqual([]);
    expect(drained("drain: {force: true}")).toEqual(["warning blocked-evacuation 0"]);
    expect(drained("drain: {disableEviction: true}")).toEqual(["warning weak-gates true"]);
  });

  test("VMs that stand still, or that the estate knows", () => {
    const vm = (name: string, state: string) =>
      `apiVersion: kubevirt.io/v1\nkind: VirtualMachine\nmetadata: {name: ${name}}\nspec:\n  ${state}\n  template: {metadata: {labels: {app: dns}}, spec: {domain: {}}}\n`;
    const both = (state: string) => [vm("dns-1", "runStrategy: Always"), vm("dns-2", state)].join("---\n");
    expect(said({ "a.yaml": both("runStrategy: Always") })).toEqual(["info no-keep-apart dns-1"]);
    expect(said({ "a.yaml": both("runStrategy: Halted") })).toEqual([]);
    const machines = (running: string) =>
      `apiVersion: pool.kubevirt.io/v1alpha1\nkind: VirtualMachinePool\nmetadata: {name: web}\nspec:\n  replicas: 2\n  virtualMachineTemplate: {spec: {running: ${running}, template: {spec: {domain: {}}}}}\n`;
    expect(said({ "a.yaml": machines("true") })).toEqual(["info no-keep-apart web"]);
    expect(said({ "a.yaml": machines("false") })).toEqual([]);
    const estate =
      "apiVersion: baskets/v1\nkind: Estate\nenvironments: [{name: east}]\nhosts: [{name: n1, environment: east}]\nvms: [{name: dns-1, host: n1}]\n";
    expect(said({ "a.yaml": both("runStrategy: Always"), "e.estate.yaml": estate })).toEqual([]);
  });
});

test("what was read is counted by what it is", () => {
  const analysis = analysisOf({ "n.yaml": TEN, "p.yaml": pool([]), "x.yaml": "kind: Secret\n" });
  expect(whatWasRead(analysis)).toBe("2 Kubernetes files (1 update plan)");
});

test("nodes that are hosts of the estate carry what stands on them: exposure, in the lens too", () => {
  const estate = `apiVersion: baskets/v1
kind: Estate
environments: [{name: east}]
hosts:
${["n1", "n2"].map((name) => `  - {name: ${name}, environment: east}`).join("\n")}
services: [{name: erp, tier: 2, needs: 1}]
vms:
  - {name: erp-1, service: erp, host: n1}
  - {name: erp-2, service: erp, host: n2}
`;
  const { facts } = analysisOf({
    "e.estate.yaml": estate,
    "n.yaml": nodes({ n1: 'worker: ""', n2: 'worker: ""' }),
    "p.yaml": pool(["maxUnavailable: 100%"]),
  });
  const [found] = [...facts.playPlans.values()];
  expect(found?.targets.map(({ name }) => name)).toEqual(["n1", "n2"]);
  expect(found && facts.exposure(found).mixed).toBeGreaterThan(0.9);
});

describe("values", () => {
  test("durations are Go's", () => {
    expect(["1h30m", "90s", "24h", "0", "0s", "1.5h"].map(parseGoDuration)).toEqual([
      5_400_000, 90_000, 86_400_000, 0, 0, 5_400_000,
    ]);
    expect(["", "1d", "90", "-1h", "1h 30m"].map(parseGoDuration)).toEqual(Array.from({ length: 5 }));
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10_000_000 }), (seconds) => {
        expect(parseGoDuration(goDuration(seconds * 1000))).toBe(seconds * 1000);
      }),
    );
  });

  test("an image has a name, perhaps a tag, perhaps a digest", () => {
    expect(imageOf("registry:5000/a/b")).toEqual({
      name: "registry:5000/a/b",
      tag: undefined,
      isPinned: false,
    });
    expect(imageOf("a/b:1@sha256:00")).toEqual({ name: "a/b", tag: "1", isPinned: true });
  });
});

describe("properties", () => {
  const count = fc.integer({ min: 0, max: 60 });
  const size = fc.oneof(
    fc.integer({ min: 0, max: 99 }).map(String),
    fc.integer({ min: 0, max: 100 }).map((share) => `${share}%`),
  );

  test("batches are a partition of the nodes, in order, and all but the last are alike", () => {
    fc.assert(
      fc.property(count, size, (number, written) => {
        const names = Array.from({ length: number }, (_, i) => `n${i}`);
        const play = only({
          "n.yaml": nodes(Object.fromEntries([...names.map((name) => [name, 'worker: ""']), ["x", "a: b"]])),
          "p.yaml": pool([`maxUnavailable: ${written}`]),
        });
        if (number === 0) expect(play.targets.known).toBe(false);
        else {
          const { hosts = [] } = play.batches;
          expect(hosts.flat()).toEqual(names);
          expect(new Set(hosts.slice(0, -1).map((batch) => batch.length)).size).toBeLessThanOrEqual(1);
          expect(hosts.every((batch) => batch.length > 0)).toBe(true);
        }
      }),
      { numRuns: 60 },
    );
  });

  const line = fc.constantFrom(
    ...[
      "apiVersion: upgrade.cattle.io/v1",
      "kind: Plan",
      "metadata:",
      "  name: x",
      "spec:",
      "---",
      "- kind: Node",
    ],
    ...[
      "  concurrency: 3",
      "  concurrency: [",
      "  nodeSelector: {}",
      "  nodeSelector:",
      "    matchLabels: &a",
      "    <<: *a",
    ],
    ...[
      "  drain: ~",
      "  drain: {disableEviction: yes}",
      "  upgrade: {image: [x]}",
      "  channel: !!x",
      "items:",
      "  paused: true",
    ],
    ...[
      "apiVersion: apps/v1",
      "kind: DaemonSet",
      "apiVersion: kubevirt.io/v1",
      "kind: VirtualMachinePool",
      "  replicas: 3",
    ],
    ...[
      "kind: List",
      "  template: {spec: {containers: [{image: x/kured, args: [--concurrency, --lock-ttl=1h]}]}}",
      "\t",
      "}",
    ],
    ...[
      "kind: MachineConfigPool",
      "apiVersion: machineconfiguration.openshift.io/v1",
      "  maxUnavailable: {a: b}",
      "  clusters: [a, [b]]",
    ],
    ...[
      "kind: ClusterGroupUpgrade",
      "apiVersion: ran.openshift.io/v1alpha1",
      "  remediationStrategy: {canaries: [a, ~]}",
    ],
  );

  test("any text gives an analysis, and every edit can be made", () => {
    fc.assert(
      fc.property(fc.array(line, { maxLength: 25 }), (lines) => {
        const text = lines.join("\n");
        const { findings } = analysisOf({ "a.yaml": text });
        for (const { at, message, fixes } of findings) {
          expect(at.end).toBeLessThanOrEqual(text.length);
          expect(message).toMatch(/^.{10,}[.?]$/su);
          for (const { edits } of fixes?.() ?? [])
            for (const edit of edits) expect(edit.end).toBeLessThanOrEqual(text.length);
        }
      }),
      { numRuns: 300 },
    );
  });

  test("a node says its labels and version, or leaves them out", () => {
    const part = readPart({ path: "n.yaml", text: nodes({ n1: "a: b" }) }).foreign;
    const [object] = part?.kind === "kubernetes" ? part.objects : [];
    expect(object && nodeOf(object)).toEqual({
      name: "n1",
      file: "n.yaml",
      labels: new Map([["a", "b"]]),
      taints: [],
      kubelet: undefined,
    });
  });
});
