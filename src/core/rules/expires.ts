import type { Finding, Severity } from "../model/finding.ts";
import type { Located } from "../model/shape.ts";
import { DAY, formatDay, type Instant } from "../model/values.ts";
import { capitalised } from "../model/words.ts";
import type { Domain, Project } from "../project/project.ts";
import type { Rule } from "./rule.ts";
import { finding } from "./stages.ts";
import { basketName, counted, countedKind, listed } from "./wording.ts";

const withDate = (date: string) => `apiVersion: baskets/v1
kind: Estate
environments:
  - name: east
    licence: vsphere-key
hosts:
  - name: esx-01
    environment: east
domains:
  - kind: licence
    name: vsphere-key
    expires: ${date}
    reason: licence
`;

export const expires: Rule = {
  id: "expires",
  group: "time",
  severity: "warning",
  severityBy:
    "error once the day has passed, warning within the policy's `expiry.warning` (90 days by default), information within `rollout.horizon` (400 days)",
  title: "A licence, certificate, evaluation or support that ends",
  why: "What ends on a day ends everywhere on that day, and mostly at midnight. Running VMs go on, so nobody notices until something is to be started, moved or logged in to.",
  remedy:
    "Renew it and write the new day. There is no quick fix: no edit may claim that something was renewed.",
  silentWhen:
    "Days beyond the policy's `rollout.horizon`. A build with a date is said by `known-bad-build`; several that end on one day are said by `expires-together` besides.",
  bad: withDate("2008-09-30"),
  good: withDate("2012-01-31"),
  *check({ project }) {
    const groups = new Map<string, Ending[]>();
    for (const domain of project.domains.values()) {
      const ending = endingOf(domain, project);
      if (ending === undefined) continue;
      const known = groups.get(ending.alike);
      if (known === undefined) groups.set(ending.alike, [ending]);
      else known.push(ending);
    }
    for (const group of groups.values()) {
      if (group.length > MOST_SINGLE) yield together(group, project);
      else for (const ending of group) yield alone(ending, project);
    }
  },
};

/** Beyond so many of one kind it is a matter of all of them, said once. */
const MOST_SINGLE = 3;

const REASONS: ReadonlyMap<string, string> = new Map([
  ["support", "the support for"],
  ["certificate", "the certificate of"],
  ["licence", "the licence of"],
  ["evaluation", "the evaluation of"],
]);

interface Ending {
  readonly domain: Domain;
  readonly date: Located<Instant>;
  readonly severity: Severity;
  /** What is the same for all that are said together: kind, reason, severity, what breaks, environment. */
  readonly alike: string;
}

function endingOf(domain: Domain, project: Project): Ending | undefined {
  const date = domain.facts?.expires;
  if (date === undefined || isBuild(domain)) return undefined;
  const severity = severityOf(date.value, project);
  if (severity === undefined) return undefined;
  const { reason, breaks, note } = domain.facts ?? {};
  const home = domain.host?.environment.name ?? domain.cluster?.environment.name ?? "";
  const said = note === undefined ? [] : [domain.id];
  const alike = [domain.kind, reason?.value, severity, breaks?.value, home, ...said].join("\0");
  return { domain, date, severity, alike };
}

function alone({ domain, date, severity }: Ending, project: Project): Finding {
  const reason = domain.facts?.reason?.value;
  // `the licence of licence vsphere-key` says one thing twice.
  const whose = reason === undefined || reason === domain.kind ? "" : `${REASONS.get(reason) ?? ""} `;
  const what = `${whose}${basketName(domain)}`.trim();
  const note = domain.facts?.note === undefined ? "" : ` (${domain.facts.note.value})`;
  return finding({
    rule: "expires",
    severity,
    message: `${capitalised(what)} ${when(date.value, project.asOf)}${note}: ${effect(domain)}.`,
    at: date.at,
    subject: { kind: "domain", name: domain.name },
  });
}

const SEVERAL: ReadonlyMap<string, string> = new Map([
  ["support", "The support for"],
  ["certificate", "The certificates of"],
  ["licence", "The licences of"],
  ["evaluation", "The evaluations of"],
]);
/** How many days and names a message tells; the related places have the rest. */
const DAYS = 3;
const NAMES = 4;
const RELATED = 50;

function together(group: readonly Ending[], { asOf }: Project): Finding {
  const inOrder = [...group].sort((a, b) => a.date.value - b.date.value);
  const [first, ...others] = inOrder as [Ending, ...Ending[]];
  const byDay = new Map<string, string[]>();
  for (const { domain, date } of inOrder) {
    const day = formatDay(date.value);
    byDay.set(day, [...(byDay.get(day) ?? []), domain.name]);
  }
  const days = [...byDay].map(([day, names]) => `${day} (${listed(names, NAMES)})`);
  const { facts, kind, host, cluster } = first.domain;
  const home = host?.environment.name ?? cluster?.environment.name ?? "";
  const what = `${SEVERAL.get(facts?.reason?.value ?? "") ?? ""} ${countedKind(group.length, kind)}`.trim();
  return finding({
    rule: "expires",
    severity: first.severity,
    message: `${what}${home === "" ? "" : ` of ${home}`} ${first.date.value <= asOf ? "have ended" : "end"}, the first ${whenOf(first.date.value, asOf)}: ${listed(days, DAYS)}. ${capitalised(effect(first.domain))}.`,
    at: first.date.at,
    subject: home === "" ? { kind: "domain", name: first.domain.name } : { kind: "environment", name: home },
    related: others.slice(0, RELATED).map(({ domain, date }) => ({
      at: date.at,
      message: `${domain.name}: ${formatDay(date.value)}.`,
    })),
  });
}

function whenOf(date: Instant, asOf: Instant): string {
  const days = Math.ceil(Math.abs(date - asOf) / DAY);
  return date <= asOf ? `${counted(days, "day")} ago` : `in ${counted(days, "day")}`;
}

/** Said by `known-bad-build`, unless it is only its support that ends. */
function isBuild({ kind, facts }: Domain): boolean {
  if (kind !== "build" && kind !== "release") return false;
  const reason = facts?.reason?.value;
  return (reason === undefined || reason === "defect") && facts?.breaks?.value !== "nothing";
}

function severityOf(date: Instant, { asOf, policy }: Project): Severity | undefined {
  if (date <= asOf) return "error";
  if (date <= asOf + policy.expiryWarning) return "warning";
  return date <= asOf + policy.rollout.horizon ? "info" : undefined;
}

function when(date: Instant, asOf: Instant): string {
  const days = Math.ceil(Math.abs(date - asOf) / DAY);
  if (date <= asOf)
    return days === 0 ? "ends today" : `ended on ${formatDay(date)}, ${counted(days, "day")} ago`;
  return `ends on ${formatDay(date)}, in ${counted(days, "day")}`;
}

function effect({ facts }: Domain): string {
  const breaks = facts?.breaks?.value ?? (facts?.reason?.value === "support" ? "nothing" : "restart");
  if (breaks === "running") return "from then on what runs on it is down";
  if (breaks === "restart") return "from then on nothing powers on, resumes, moves or restarts on it";
  if (facts?.reason?.value === "certificate")
    return "what runs goes on, but whatever checks the certificate no longer connects";
  return "nothing stops on that day, but nobody mends it any more";
}
