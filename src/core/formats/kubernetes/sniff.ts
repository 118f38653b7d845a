/**
 * Which texts may hold Kubernetes objects that are read, told before anything is parsed. Small on purpose: the editor asks
 * this before any engine runs.
 */

/** By kind, what its `apiVersion` begins with. */
export const GROUPS = {
  MachineConfigPool: "machineconfiguration.openshift.io/",
  ClusterVersion: "config.openshift.io/",
  ClusterGroupUpgrade: "ran.openshift.io/",
  Plan: "upgrade.cattle.io/",
  DaemonSet: "apps/",
  Upgrade: "harvesterhci.io/",
  Version: "harvesterhci.io/",
  VirtualMachine: "kubevirt.io/",
  VirtualMachineInstance: "kubevirt.io/",
  VirtualMachinePool: "pool.kubevirt.io/",
  MigrationPolicy: "migrations.kubevirt.io/",
  PodDisruptionBudget: "policy/",
  Node: "v1",
  Deployment: "apps/",
  StatefulSet: "apps/",
} as const;

export type KubeKind = keyof typeof GROUPS;

/** Of the others something is read only beside one of these. */
export const LEADING: ReadonlySet<KubeKind> = new Set<KubeKind>([
  "MachineConfigPool",
  "ClusterVersion",
  "ClusterGroupUpgrade",
  "Plan",
  "DaemonSet",
  "Upgrade",
  "Version",
  "VirtualMachine",
  "VirtualMachineInstance",
  "VirtualMachinePool",
  "MigrationPolicy",
  "PodDisruptionBudget",
  "Node",
]);

const KIND = new RegExp(
  `["']?kind["']?[ \\t]*:[ \\t]*["']?(?:(?:${[...LEADING].filter((kind) => kind !== "DaemonSet").join("|")})(?:List)?|(DaemonSet))\\b`,
  "g",
);

/** Whether a text may hold one of the kinds that are read. Charts are templates of files, not files. */
export function mayBeKubernetes(text: string): boolean {
  if (!text.includes("apiVersion") || isTemplate(text)) return false;
  for (const [, other] of text.matchAll(KIND)) if (other === undefined || KURED.test(text)) return true;
  return false;
}

/** Whether a text says something that could be reviewed, not only what there is. */
export function wakesKubernetes(text: string): boolean {
  return ROLLOUT.test(text) && mayBeKubernetes(text);
}

const ROLLOUT =
  /["']?apiVersion["']?[ \t]*:[ \t]*["']?(?:machineconfiguration\.openshift\.io|config\.openshift\.io|ran\.openshift\.io|upgrade\.cattle\.io|harvesterhci\.io|kubevirt\.io|pool\.kubevirt\.io)\/|\bimage["']?[ \t]*:[^\n]{0,300}\/kured\b/;

const KURED = /\bimage["']?[ \t]*:[^\n]{0,300}\bkured\b/;

/** Templates of Helm, and of anything that has statements between `{%` and `%}`. */
function isTemplate(text: string): boolean {
  return (
    text.includes("{{") &&
    /^[ \t]*(?:-[ \t]+)?\{\{|\{\{-?[ \t]*(?:\.[A-Z]|include\b|toYaml\b|template\b|tpl\b)|^[ \t]*\{%/m.test(
      text,
    )
  );
}
