import type { Finding } from "../model/finding.ts";
import { DAY, formatMinute } from "../model/values.ts";
import { type Overlap, overlapsIn } from "../rollout/overlaps.ts";
import type { Facts } from "./facts.ts";
import { fixOf } from "./mending.ts";
import type { Rule } from "./rule.ts";
import { finding, rolloutSubject, setInRollout } from "./stages.ts";
import { listed, momentInWords } from "./wording.ts";

const withStart = (start: string) => `apiVersion: baskets/v1
kind: Estate
environments:
  - name: east
hosts:
  - {name: esx-01, environment: east, platform: VMware ESX, build: 3.5.0-82663}
  - {name: esx-02, environment: east, platform: VMware ESX, build: 3.5.0-82663}
---
apiVersion: baskets/v1
kind: Rollout
metadata: {name: update-2}
update: {platform: VMware ESX, to: 3.5.0-110268}
start: 2008-08-04T22:00Z
stages:
  - {name: canary, hosts: [esx-01], soak: 7d, gates: [power-on, login]}
  - {name: rest, share: 100%}
halt: {failures: 1}
rollback: {to: 3.5.0-82663, tested: 2008-08-01}
---
apiVersion: baskets/v1
kind: Rollout
metadata: {name: next}
update: {platform: VMware ESX, to: 3.5.0-123630}
start: ${start}
stages:
  - {name: canary, hosts: [esx-01], soak: 7d, gates: [power-on, login]}
  - {name: rest, share: 100%}
halt: {failures: 1}
rollback: {to: 3.5.0-82663, tested: 2008-08-01}
`;

export const overlappingRollouts: Rule = {
  id: "overlapping-rollouts",
  group: "rollout",
  severity: "warning",
  title: "Two rollouts at the same time on one host, service or pair",
  why: "When something breaks while two things change, nobody knows which of them it was, and the way back of one may run into the other. On both sides of a pair, or under both halves of a service, two careful rollouts are one careless one.",
  remedy:
    "Let one end before the other starts. The quick fix moves the later one to the day after the earlier one has ended.",
  silentWhen:
    "Two rollouts of one build for the same hosts are taken for two drafts of one plan. Only rollouts with a start are at any time. A service counts where both together could take it below what it needs and neither could alone.",
  bad: withStart("2008-08-06T22:00Z"),
  good: withStart("2008-08-13T22:00Z"),
  fixed: withStart("2008-08-12T22:00Z"),
  *check(facts) {
    for (const overlap of overlapsIn(facts.project, facts.plans)) yield findingOf(facts, overlap);
  },
};

function findingOf({ project }: Facts, { first, second, ends, on }: Overlap): Finding {
  const names = `“${second.source.name}” starts before “${first.source.name}” has ended (${momentInWords(ends)})`;
  const { start } = second.source.document;
  const at = start === undefined ? ends : start.value + Math.ceil((ends - start.value) / DAY) * DAY;
  const text = formatMinute(at);
  return finding({
    rule: "overlapping-rollouts",
    severity: "warning",
    message: `${names}, ${sharing(on)}. Let one end before the other starts.`,
    at: start?.at ?? second.source.at,
    subject: rolloutSubject(second),
    related: [
      { at: first.source.at, message: `“${first.source.name}” is under way until ${momentInWords(ends)}.` },
    ],
    fixes: () =>
      fixOf(
        project,
        `Start “${second.source.name}” on ${momentInWords(at)}`,
        [setInRollout(project, second, "start", text)],
        true,
      ),
  });
}

function sharing(on: Overlap["on"]): string {
  switch (on.kind) {
    case "host":
      return `and both update ${listed(
        on.hosts.map(({ name }) => name),
        3,
      )}: if something breaks nobody knows which of the two it was`;
    case "pair":
      return `and they update both sides of the pair ${on.pair.sides[0].name}–${on.pair.sides[1].name}: neither is left alone`;
    case "service":
      return `and together they can take ${listed(
        on.services.map(({ name }) => `“${name}”`),
        3,
      )} below what it needs, which neither can alone`;
    case "after":
      return "though it says that it comes after it";
  }
}
