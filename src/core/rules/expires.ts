import type { Finding, Severity } from "../model/finding.ts";
import { DAY, formatDay, type Instant } from "../model/values.ts";
import type { Domain, Project } from "../project/project.ts";
import type { Facts } from "./facts.ts";
import type { Rule } from "./rule.ts";
import { finding } from "./stages.ts";
import { basketName, counted } from "./wording.ts";

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
  *check(facts) {
    for (const domain of facts.project.domains.values()) yield* ofDomain(facts, domain);
  },
};

const REASONS: ReadonlyMap<string, string> = new Map([
  ["support", "the support for"],
  ["certificate", "the certificate of"],
  ["licence", "the licence of"],
  ["evaluation", "the evaluation of"],
]);

function* ofDomain({ project }: Facts, domain: Domain): Generator<Finding> {
  const date = domain.facts?.expires;
  if (date === undefined || isBuild(domain)) return;
  const severity = severityOf(date.value, project);
  if (severity === undefined) return;
  const reason = domain.facts?.reason?.value;
  // `the licence of licence vsphere-key` says one thing twice.
  const whose = reason === undefined || reason === domain.kind ? "" : `${REASONS.get(reason) ?? ""} `;
  const what = `${whose}${basketName(domain)}`.trim();
  const note = domain.facts?.note === undefined ? "" : ` (${domain.facts.note.value})`;
  yield finding({
    rule: "expires",
    severity,
    message: `${what.charAt(0).toUpperCase()}${what.slice(1)} ${when(date.value, project.asOf)}${note}: ${effect(domain)}.`,
    at: date.at,
    subject: { kind: "domain", name: domain.name },
  });
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
  return "nothing stops on that day, but nobody mends it any more";
}
