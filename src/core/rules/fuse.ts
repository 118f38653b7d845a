import type { Finding } from "../model/finding.ts";
import { DAY, formatDay, type Instant } from "../model/values.ts";
import type { Project } from "../project/project.ts";
import type { Facts } from "./facts.ts";
import { type Burning, FUSES, type FuseGroup, fuseGroups, limitInWords } from "./fuses.ts";
import type { Rule } from "./rule.ts";
import { finding } from "./stages.ts";
import { counted, listed } from "./wording.ts";

const withBoot = (booted: string) => `apiVersion: baskets/v1
kind: Estate
hosts:
  - name: kvm-01
    platform: KVM
    build: 2.6.32-131.0.15.el6
    booted: ${booted}
`;

export const fuse: Rule = {
  id: "fuse",
  group: "time",
  severity: "warning",
  severityBy:
    "warning where the day has passed or lies within the policy's `rollout.horizon` (400 days by default); information beyond, where the catalogue cannot decide, and where nobody wrote the date that it counts from",
  title: "A limit of uptime, power-on hours or age that runs out",
  why: "Some faults count: days since the last boot, hours of operation of a disk, years since an installation. Nothing shows until the day, and machines that were started together reach it together.",
  remedy:
    "Restart, update or replace the hosts before their day, not all at once. There is no quick fix: the dates say what was done, and no edit may claim more.",
  silentWhen:
    "Limits come from a `fuse` in `domains` and from the catalogue; the day needs the host's `booted`, `inService` or `installed`. Where the estate writes a fuse for a build or firmware, the catalogue is not asked.",
  bad: withBoot("2008-03-01"),
  good: withBoot("2008-03-01").replace("2.6.32-131.0.15.el6", "2.6.32-220.4.2.el6"),
  *check(facts) {
    for (const group of fuseGroups(facts)) yield findingOf(facts, group);
  },
};

function findingOf({ project }: Facts, { what, counts, limit, words, hosts, certain }: FuseGroup): Finding {
  const dated = hosts
    .flatMap((each) =>
      each.at === undefined || each.since === undefined ? [] : [{ ...each, at: each.at, since: each.since }],
    )
    .sort((a, b) => a.at - b.at);
  const [first] = dated;
  const undated = hosts.filter(({ at }) => at === undefined).map(({ host }) => host.name);
  const { of, key } = FUSES[counts];
  const reach = `${limitInWords(limit, counts)} ${of}`;
  const subject = { kind: "host", name: (first ?? hosts[0])?.host.name ?? "" };
  if (first === undefined) {
    const one = hosts[0] as Burning;
    return finding({
      rule: "fuse",
      severity: "info",
      message: `${listed(undated, 3)} ${undated.length === 1 ? "has" : "have"} ${what}, which counts to ${reach}. When that is nobody knows: write \`${key}\`.${words}`,
      at: one.host.entry.name.at,
      subject,
    });
  }
  const passed = first.at <= project.asOf;
  const others = dated.slice(1);
  const last = others.at(-1);
  const more =
    last === undefined
      ? ""
      : `, ${counted(others.length, "more host", "more hosts")} ${formatDay(last.at) === formatDay(first.at) ? "on the same day" : `until ${formatDay(last.at)}`}`;
  const open = undated.length === 0 ? "" : ` Of ${listed(undated, 3)} nobody wrote \`${key}\`.`;
  return finding({
    rule: "fuse",
    severity: certain && first.at <= project.asOf + project.policy.rollout.horizon ? "warning" : "info",
    message: `${first.host.name} ${passed ? "reached" : "reaches"} ${reach} on ${formatDay(first.at)}${passed ? "" : inDays(first.at, project)}${more}: that is the limit of ${what}.${open}${words}`,
    at: first.since.at,
    subject,
    related: others.map(({ host, since, at }) => ({
      at: since.at,
      message: `${host.name}: on ${formatDay(at)}.`,
    })),
  });
}

function inDays(at: Instant, { asOf }: Project): string {
  return `, in ${counted(Math.ceil((at - asOf) / DAY), "day")}`;
}
