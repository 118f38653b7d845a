import type { Remark } from "../../model/play.ts";
import type { Node } from "../../syntax/tree.ts";
import type { KubeObject } from "./objects.ts";
import { preferred, remarkOn, setting } from "./sight.ts";
import { isTrue, mapUnder, textsIn, textUnder, wholeNumber, within } from "./values.ts";

/**
 * VMs of KubeVirt that do the same and that the scheduler may put on one node: those of a pool, or those with one
 * label for their application in one namespace and folder. Nothing is said where one of them says how they are spread.
 */
export function huddles(objects: readonly KubeObject[]): readonly Remark[] {
  return [...objects.flatMap(ofPool), ...groupsOf(objects).flatMap(ofGroup)];
}

/** Labels by which people say what a VM belongs to; the first that is there counts. */
const APPLICATION = ["app.kubernetes.io/name", "app", "k8s-app"];

interface Machine {
  readonly object: KubeObject;
  /** What stands under `spec` of the VM as it runs. */
  readonly running: Node | undefined;
  readonly labels: ReadonlyMap<string, string>;
}

function ofPool(object: KubeObject): readonly Remark[] {
  if (object.kind !== "VirtualMachinePool") return [];
  const replicas = wholeNumber(textUnder(object.spec, "replicas") ?? "1") ?? 0;
  const vm = within(object.spec, "virtualMachineTemplate", "spec");
  const template = within(vm, "template");
  const machine = {
    object,
    running: within(template, "spec"),
    labels: textsIn(within(template, "metadata", "labels")),
  };
  if (replicas < 2 || !runs(vm) || machine.running === undefined || saysWhere(machine)) return [];
  const [key] = machine.labels.keys();
  return [
    remarkOn(object, {
      rule: "no-keep-apart",
      severity: "info",
      message: `The scheduler may put the ${replicas} VMs of the pool “${object.name}” on one node: its failure would stop all of them at once. Spread them with \`topologySpreadConstraints\` or \`podAntiAffinity\`.`,
      fixes: () =>
        key === undefined
          ? []
          : preferred(spread(`Spread the VMs of “${object.name}” over the nodes`, [machine], key)),
    }),
  ];
}

function ofGroup(machines: readonly Machine[]): readonly Remark[] {
  const [first, ...others] = machines;
  if (first === undefined || others.length === 0 || machines.some(saysWhere)) return [];
  const key = applicationOf(first);
  const names = machines.map(({ object }) => object.name);
  const application = first.labels.get(key ?? "") ?? "";
  return [
    remarkOn(first.object, {
      rule: "no-keep-apart",
      severity: "info",
      message: `The scheduler may put the ${machines.length} VMs of “${application}” (${names.slice(0, 6).join(", ")}${names.length > 6 ? ", …" : ""}) on one node: its failure would stop all of them at once. Spread them with \`topologySpreadConstraints\` or \`podAntiAffinity\`.`,
      related: others.map(({ object }) => ({
        at: object.at,
        message: `“${object.name}” belongs to “${application}” too.`,
      })),
      fixes: () =>
        key === undefined
          ? []
          : preferred(spread(`Spread the VMs of “${application}” over the nodes`, machines, key)),
      vms: names,
    }),
  ];
}

function groupsOf(objects: readonly KubeObject[]): readonly (readonly Machine[])[] {
  const groups = new Map<string, Machine[]>();
  for (const object of objects) {
    if (object.kind !== "VirtualMachine" || !runs(object.spec)) continue;
    const template = within(object.spec, "template");
    const labels = textsIn(within(template, "metadata", "labels"));
    const machine = { object, running: within(template, "spec"), labels };
    const key = applicationOf(machine);
    if (key === undefined || machine.running === undefined) continue;
    const folder = object.file.slice(0, object.file.lastIndexOf("/") + 1);
    const group = JSON.stringify([folder, object.namespace, key, labels.get(key)]);
    const known = groups.get(group);
    if (known === undefined) groups.set(group, [machine]);
    else known.push(machine);
  }
  return [...groups.values()];
}

function applicationOf({ labels }: Machine): string | undefined {
  return APPLICATION.find((key) => (labels.get(key) ?? "") !== "");
}

/** Whether it is meant to run all the time: neither stopped nor started by hand. */
function runs(spec: Node | undefined): boolean {
  const strategy = textUnder(spec, "runStrategy");
  return strategy === undefined
    ? isTrue(within(spec, "running"))
    : ["Always", "RerunOnFailure", "Once"].includes(strategy);
}

/** Whether anything is said about where it may run beside which others: then somebody thought of it. */
function saysWhere({ running }: Machine): boolean {
  return (
    within(running, "affinity") !== undefined ||
    within(running, "topologySpreadConstraints") !== undefined ||
    textsIn(within(running, "nodeSelector")).has("kubernetes.io/hostname")
  );
}

function spread(title: string, machines: readonly Machine[], key: string) {
  const edits = machines.map(({ object, running, labels }) =>
    setting(object, title, mapUnder(running), "topologySpreadConstraints", [
      {
        maxSkew: 1,
        topologyKey: "kubernetes.io/hostname",
        whenUnsatisfiable: "ScheduleAnyway",
        labelSelector: { matchLabels: { [key]: labels.get(key) ?? "" } },
      },
    ]),
  );
  if (edits.some((fixes) => fixes.length === 0)) return [];
  return [{ title, edits: edits.flatMap((fixes) => fixes.flatMap((fix) => fix.edits)) }];
}
