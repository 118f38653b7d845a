import type { Finding, Fix } from "../model/finding.ts";
import { byBuild } from "../model/versions.ts";
import { renameEdits } from "../project/names.ts";
import type { Project } from "../project/project.ts";
import type { RolloutPlan } from "../rollout/plan.ts";
import { fixOf } from "./mending.ts";
import type { Rule } from "./rule.ts";
import { finding, rolloutSubject } from "./stages.ts";

const withTo = (to: string) => `apiVersion: baskets/v1
kind: Estate
environments:
  - name: east
hosts:
  - {name: esx-01, environment: east, platform: VMware ESX, build: 3.5.0-82663}
  - {name: esx-02, environment: east, platform: VMware ESX, build: 3.5.0-82663}
  - {name: esx-03, environment: east, platform: VMware ESX, build: 3.5.0-82663}
  - {name: lab-01, environment: east, platform: VMware ESX, build: 3.5.0-110268}
---
apiVersion: baskets/v1
kind: Rollout
metadata: {name: update-2}
update: {platform: VMware ESX, to: ${to}}
targets: {hosts: ["esx-*"]}
stages:
  - {name: canary, hosts: [esx-01], soak: 7d, gates: [power-on, suspend-resume, login]}
  - {name: rest, concurrency: 1}
halt: {failures: 1}
rollback: {to: 3.5.0-82663, tested: 2008-08-01}
`;

export const movingTarget: Rule = {
  id: "moving-target",
  group: "reading",
  severity: "warning",
  severityBy:
    "warning; information for a ClusterVersion that names a channel alone, since there somebody else decides what is installed",
  title: "An update that does not name the exact build",
  why: "`latest` means another build on the day of the last stage than on the day of the first. What was watched for two weeks is then not what the other hosts get, and nobody can say afterwards which host got what.",
  remedy:
    "Write the exact version and build. The quick fix offers builds of the platform that run in the estate already and are newer than what the targets run; the newest comes first.",
  silentWhen:
    "A number that is not the beginning of a longer build number in the estate is taken to be exact. Builds with a known date on which they break are not offered. What is filled in only when a file is deployed is not judged.",
  bad: withTo("latest"),
  good: withTo("3.5.0-110268"),
  fixed: withTo("3.5.0-110268"),
  *check({ project, plans }) {
    for (const plan of plans) {
      const why = movesBecause(project, plan);
      if (why !== undefined) yield ofPlan(project, plan, why);
    }
  },
};

const CHANNEL =
  /(^|[^a-z])(latest|newest|current|stable|edge|testing|nightly|daily|lts|release|production|default|any)([^a-z]|$)/i;
const RANGE = /[*^~<>|]|(^|[.-])x([.-]|$)/i;

/** Why what is installed is not pinned; undefined where it is. */
export function movesBecause(project: Project, plan: RolloutPlan): string | undefined {
  const { platform, to } = plan.source.document.update;
  if (RANGE.test(to.value)) return "stands for several builds";
  if (!/\d/.test(to.value) || CHANNEL.test(to.value)) return "is a name for whatever is newest that day";
  const longer = project.hosts.find(
    (host) =>
      host.platform === platform.value &&
      (host.build?.startsWith(`${to.value}.`) || host.build?.startsWith(`${to.value}-`)),
  );
  return longer && `stands for several builds, ${longer.build} on ${longer.name} among them`;
}

function ofPlan(project: Project, plan: RolloutPlan, why: string): Finding {
  const { to } = plan.source.document.update;
  return finding({
    rule: "moving-target",
    severity: "warning",
    message: `“${to.value}” ${why}: what the first stage tries is not what the last one installs. Write the exact version and build.`,
    at: to.at,
    subject: rolloutSubject(plan),
    fixes: () => pins(project, plan),
  });
}

const MOST_PINS = 3;

function pins(project: Project, plan: RolloutPlan): readonly Fix[] {
  const { platform, to } = plan.source.document.update;
  const oldest = plan.targets.flatMap((host) => host.build ?? []).sort(byBuild)[0];
  if (oldest === undefined) return [];
  const running = project.hosts
    .filter((host) => host.platform === platform.value)
    .flatMap((host) => host.build ?? []);
  const newer = [...new Set(running)]
    .filter(
      (build) =>
        byBuild(build, oldest) > 0 && project.domains.get(`build:${build}`)?.facts?.expires === undefined,
    )
    .sort((a, b) => byBuild(b, a));
  return newer.slice(0, MOST_PINS).flatMap((build, index) => {
    const host = project.hosts.find((each) => each.platform === platform.value && each.build === build);
    return fixOf(
      project,
      `Pin to ${build}, which ${host?.name} runs`,
      [renameEdits(project, to.at, build)],
      index === 0,
    );
  });
}
