import { badBuild, badHardware } from "../catalogue/known.ts";
import type { Finding } from "../model/finding.ts";
import type { KnownIssue, Trigger } from "../model/knownIssue.ts";
import type { Located } from "../model/shape.ts";
import { DAY, type Duration, formatDay, formatDuration, type Instant } from "../model/values.ts";
import type { Host, Project } from "../project/project.ts";
import { burnsOf } from "../risk/ended.ts";
import type { Facts } from "./facts.ts";
import { knownInWords } from "./knownWords.ts";
import type { Rule } from "./rule.ts";
import { finding } from "./stages.ts";
import { basketName, counted, listed } from "./wording.ts";

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
    "warning where the day has passed or lies within the policy's `rollout.horizon` (400 days by default); information beyond, and where nobody wrote the date that it counts from",
  title: "A limit of uptime, power-on hours or age that runs out",
  why: "Some faults count: days since the last boot, hours of operation of a disk, years since an installation. Nothing shows until the day, and machines that were started together reach it together.",
  remedy:
    "Restart, update or replace the hosts before their day, not all at once. There is no quick fix: the dates say what was done, and no edit may claim more.",
  silentWhen:
    "Limits come from a `fuse` in `domains` and from the catalogue; the day needs the host's `booted`, `inService` or `installed`. Where the estate writes a fuse for a build or firmware, the catalogue is not asked.",
  bad: withBoot("2008-03-01"),
  good: withBoot("2008-03-01").replace("2.6.32-131.0.15.el6", "2.6.32-220.4.2.el6"),
  *check(facts) {
    for (const group of groupsIn(facts)) yield findingOf(facts, group);
  },
};

interface Burning {
  readonly host: Host;
  readonly since: Located<Instant> | undefined;
  readonly at: Instant | undefined;
}

/** Hosts under one limit. */
interface Group {
  readonly what: string;
  readonly counts: Counts;
  readonly limit: Duration;
  readonly words: string;
  readonly hosts: Burning[];
}

type Counts = Exclude<Trigger["kind"], "date">;

const COUNTED: Readonly<
  Record<Counts, { readonly words: string; readonly key: "booted" | "inService" | "installed" }>
> = {
  uptime: { words: "of uptime", key: "booted" },
  powerOn: { words: "of operation", key: "inService" },
  sinceInstall: { words: "since the installation", key: "installed" },
};

function groupsIn({ project, known }: Facts): readonly Group[] {
  const groups = new Map<string, Group>();
  const add = (key: string, make: () => Omit<Group, "hosts">, burning: Burning) => {
    const group = groups.get(key) ?? { ...make(), hosts: [] };
    group.hosts.push(burning);
    groups.set(key, group);
  };
  for (const host of project.hosts) {
    if (host.maintenance) continue;
    const domains = [host.domain, ...[...host.needs.values()].flatMap((need) => need.domains)];
    const written = domains.filter((domain) => domain.facts?.fuse !== undefined);
    for (const domain of written) {
      for (const { since, limit, at, counted: from } of burnsOf(domain, host)) {
        const counts = from === "booted" ? "uptime" : from === "installed" ? "sinceInstall" : "powerOn";
        const note = domain.facts?.note === undefined ? "" : ` ${sentence(domain.facts.note.value)}`;
        const words = `${note}`;
        add(`${domain.id} ${counts}`, () => ({ what: basketName(domain), counts, limit, words }), {
          host,
          since,
          at,
        });
      }
    }
    if (written.length > 0) continue;
    for (const { match, what } of catalogued(known, host)) {
      const { trigger } = match.issue;
      if (trigger === undefined || trigger.kind === "date") continue;
      const counts = trigger.kind;
      const since = host.entry[COUNTED[counts].key];
      add(
        `${match.issue.id} ${what}`,
        () => ({
          what,
          counts,
          limit: trigger.limit,
          words: ` ${sentence(match.issue.title)} ${knownInWords(match, project.asOf)}`,
        }),
        { host, since, at: since && since.value + trigger.limit },
      );
    }
  }
  return [...groups.values()];
}

function catalogued(known: readonly KnownIssue[], host: Host) {
  const { build, platform } = host;
  const builds = build === undefined ? [] : badBuild(known, platform, build);
  return [
    ...builds.map((match) => ({ match, what: `${platform ?? ""} ${build}` })),
    ...badHardware(known, host).map((match) => ({ match, what: match.what })),
  ];
}

function findingOf({ project }: Facts, { what, counts, limit, words, hosts }: Group): Finding {
  const dated = hosts
    .flatMap((each) =>
      each.at === undefined || each.since === undefined ? [] : [{ ...each, at: each.at, since: each.since }],
    )
    .sort((a, b) => a.at - b.at);
  const [first] = dated;
  const undated = hosts.filter(({ at }) => at === undefined).map(({ host }) => host.name);
  const { words: counted_, key } = COUNTED[counts];
  const reach = `${lasting(limit, counts)} ${counted_}`;
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
    severity: first.at <= project.asOf + project.policy.rollout.horizon ? "warning" : "info",
    message: `${first.host.name} ${passed ? "has reached" : "reaches"} ${reach} on ${formatDay(first.at)}${passed ? "" : inDays(first.at, project)}${more}: that is the limit of ${what}.${open}${words}`,
    at: first.since.at,
    subject,
    related: others.map(({ host, since, at }) => ({
      at: since.at,
      message: `${host.name}: on ${formatDay(at)}.`,
    })),
  });
}

/** `208.5 days`, `40000h` of operation, as the makers count. */
function lasting(limit: Duration, counts: Counts): string {
  return counts !== "powerOn" ? `${Math.round((limit / DAY) * 10) / 10} days` : formatDuration(limit);
}

function inDays(at: Instant, { asOf }: Project): string {
  return `, in ${counted(Math.ceil((at - asOf) / DAY), "day")}`;
}

function sentence(text: string): string {
  const body = text.trim().replace(/\.$/, "");
  return `${body.charAt(0).toUpperCase()}${body.slice(1)}.`;
}
