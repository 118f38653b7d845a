import { badBuild, badGuest, type Match } from "../catalogue/known.ts";
import type { Finding } from "../model/finding.ts";
import type { KnownIssue } from "../model/knownIssue.ts";
import { formatDay, type Instant } from "../model/values.ts";
import { breaksOf } from "../project/domains.ts";
import type { Domain, Host, Vm } from "../project/project.ts";
import type { RolloutPlan } from "../rollout/plan.ts";
import type { Place } from "../text/span.ts";
import type { Facts } from "./facts.ts";
import { knownInWords } from "./knownWords.ts";
import { fixOf, setIn } from "./mending.ts";
import { movesBecause } from "./moving-target.ts";
import type { Rule } from "./rule.ts";
import { finding, rolloutSubject } from "./stages.ts";
import { basketName, counted, listed } from "./wording.ts";

const withBuild = (build: string) => `apiVersion: baskets/v1
kind: Estate
environments:
  - name: east
hosts:
  - name: esx-01
    environment: east
    platform: VMware ESXi
    build: ${build}
`;

export const knownBadBuild: Rule = {
  id: "known-bad-build",
  group: "time",
  severity: "error",
  severityBy: "error; information where the catalogue cannot decide, which is not the same as good",
  title: "A build that is known to be bad",
  why: "Some releases are bad for everyone, on one day or at once, and whoever read of it in time was spared. The catalogue holds those that were told in public, with their sources; a team adds its own.",
  remedy:
    "Take a build in which it is fixed. The quick fix writes it into a rollout where the catalogue knows one; what hosts run is changed by an update, not by an edit.",
  silentWhen:
    "A build that is not in the catalogue is unknown, not good. Team catalogues are named by the policy (`catalogues`). What counts hours or days is said by `fuse`, a step from build to build by `known-bad-step`. A build with a date in `domains` counts as an entry. Of an image of vSphere Lifecycle Manager it is the base image that is looked up; a fix is not offered there, since the catalogue does not know the whole version.",
  bad: withBuild("7.0.3-18644231"),
  good: withBuild("7.0.3-19193900"),
  *check(facts) {
    yield* ofHosts(facts);
    yield* ofGuests(facts);
    for (const plan of facts.plans) yield* ofRollout(facts, plan);
    yield* ofImages(facts);
    yield* ofDomains(facts);
  },
};

/** Limits that are counted from a date of the host are said with their day, by `fuse`. */
function isFuse({ trigger }: KnownIssue): boolean {
  return trigger !== undefined && trigger.kind !== "date";
}

function* ofHosts({ project, known }: Facts): Generator<Finding> {
  const groups = new Map<string, { readonly match: Match; readonly hosts: Host[] }>();
  for (const host of project.hosts) {
    if (host.build === undefined || tellsItself(host)) continue;
    for (const match of badBuild(known, host.platform, host.build)) {
      if (isFuse(match.issue)) continue;
      const key = `${match.issue.id} ${host.build}`;
      const group = groups.get(key) ?? { match, hosts: [] };
      group.hosts.push(host);
      groups.set(key, group);
    }
  }
  for (const { match, hosts } of groups.values()) {
    const [first] = hosts;
    const at = first?.needs.get("build")?.at;
    if (first === undefined || at === undefined) continue;
    const who = hosts.length === 1 ? `${first.name} runs` : `${counted(hosts.length, "host")} run`;
    yield finding({
      rule: "known-bad-build",
      severity: match.certain ? "error" : "info",
      message: `${who} ${first.platform ?? ""} ${first.build}: ${match.issue.title}. ${knownInWords(match, project.asOf)}`,
      at,
      subject: { kind: "build", name: first.build ?? "" },
      related: placesOf(hosts, at),
    });
  }
}

/** Where else the build is written, with the hosts that have it from there. */
function placesOf(hosts: readonly Host[], at: Place, kind = "build") {
  const places = new Map<string, { readonly at: Place; readonly hosts: Host[] }>();
  for (const host of hosts) {
    const own = host.needs.get(kind)?.at;
    if (own === undefined) continue;
    const key = `${own.file} ${own.start}`;
    const known = places.get(key) ?? { at: own, hosts: [] };
    known.hosts.push(host);
    places.set(key, known);
  }
  return [...places.values()]
    .filter((place) => place.at.start !== at.start || place.at.file !== at.file)
    .map((place) => ({
      at: place.at,
      message: `${listed(
        place.hosts.map(({ name }) => name),
        4,
      )} ${place.hosts.length === 1 ? "runs" : "run"} it too.`,
    }));
}

/** Where the estate itself writes a date for the build there is nothing that the catalogue knows better. */
function tellsItself({ needs }: Host): boolean {
  return needs.get("build")?.domains.some((domain) => isDatedBuild(domain)) === true;
}

function* ofGuests({ project, known }: Facts): Generator<Finding> {
  const groups = new Map<string, { readonly match: Match; readonly vms: Vm[]; readonly host: Host }>();
  const matches = new Map<string, readonly Match[]>();
  for (const vm of project.vms) {
    const host = vm.host ?? vm.cluster?.hosts[0];
    const os = vm.entry.os?.value;
    if (host === undefined || os === undefined || !vm.counts) continue;
    const key = `${os}\0${host.platform}\0${host.build}`;
    const found = matches.get(key) ?? badGuest(known, os, host);
    matches.set(key, found);
    for (const match of found) {
      const group = groups.get(match.issue.id) ?? { match, vms: [], host };
      group.vms.push(vm);
      groups.set(match.issue.id, group);
    }
  }
  for (const { match, vms, host } of groups.values()) {
    const [first] = vms;
    const os = first?.entry.os;
    if (first === undefined || os === undefined) continue;
    const who =
      vms.length === 1 ? `${first.name} is` : `${counted(vms.length, "VM")}, ${first.name} the first, are`;
    yield finding({
      rule: "known-bad-build",
      severity: match.certain ? "error" : "info",
      message: `${who} ${os.value} on ${host.platform ?? ""}${host.build === undefined ? "" : ` ${host.build}`}: ${match.issue.title}. ${knownInWords(match, project.asOf)}`,
      at: os.at,
      subject: { kind: "vm", name: first.name },
      related: vms
        .slice(1)
        .flatMap(({ name, entry }) =>
          entry.os === undefined ? [] : [{ at: entry.os.at, message: `${name} is one too.` }],
        ),
    });
  }
}

function* ofRollout({ project, known }: Facts, plan: RolloutPlan): Generator<Finding> {
  const { update } = plan.source.document;
  const dated = project.domains.get(`build:${update.to.value}`);
  if (dated !== undefined && isDatedBuild(dated)) return;
  for (const match of badBuild(known, update.platform.value, update.to.value)) {
    // What is not pinned could be anything: that is said by `moving-target`.
    const moves = !match.certain && movesBecause(project, plan) !== undefined;
    if (isFuse(match.issue) || moves) continue;
    const [fixed] = match.certain ? match.issue.fixedIn : [];
    yield finding({
      rule: "known-bad-build",
      severity: match.certain ? "error" : "info",
      message: `“${plan.source.name}” installs ${update.platform.value} ${update.to.value}: ${match.issue.title}. ${knownInWords(match, project.asOf)}`,
      at: update.to.at,
      subject: rolloutSubject(plan),
      fixes: () =>
        fixed === undefined
          ? []
          : fixOf(project, `Install ${fixed} instead`, [setIn(project, update, "to", fixed)], true),
    });
  }
}

/** Images that another tool's file puts on every host of a cluster; which cluster it does not say. */
function* ofImages({ project, known }: Facts): Generator<Finding> {
  for (const { platform, build, at } of project.images) {
    const subject = { kind: "build", name: build };
    const dated = project.domains.get(`build:${build}`);
    if (dated !== undefined && isDatedBuild(dated)) {
      yield finding({
        rule: "known-bad-build",
        severity: "error",
        message: `This image puts ${basketName(dated)} on every host of its cluster, ${dateInWords(dated, project.asOf)}.`,
        at,
        subject,
        related: told(dated),
      });
      continue;
    }
    for (const match of badBuild(known, platform, build)) {
      if (isFuse(match.issue)) continue;
      yield finding({
        rule: "known-bad-build",
        severity: match.certain ? "error" : "info",
        message: `This image puts ${platform} ${build} on every host of its cluster: ${match.issue.title}. ${knownInWords(match, project.asOf)}`,
        at,
        subject,
      });
    }
  }
}

/** A build of the estate's own `domains` that breaks on a date. */
function isDatedBuild({ kind, facts }: Domain): boolean {
  if ((kind !== "build" && kind !== "release") || facts?.expires === undefined) return false;
  const reason = facts.reason?.value;
  return (reason === undefined || reason === "defect") && (facts.breaks?.value ?? "restart") !== "nothing";
}

/** What the estate itself says of a build: at each rollout that installs it, and once for the hosts that run it. */
function* ofDomains({ project, plans }: Facts): Generator<Finding> {
  for (const domain of project.domains.values()) {
    if (!isDatedBuild(domain)) continue;
    const hosts = project.hosts.filter(({ needs }) => needs.get(domain.kind)?.domains.includes(domain));
    const at = hosts[0]?.needs.get(domain.kind)?.at;
    if (at !== undefined) {
      const who = hosts.length === 1 ? `${hosts[0]?.name} runs` : `${counted(hosts.length, "host")} run`;
      yield finding({
        rule: "known-bad-build",
        severity: "error",
        message: `${who} ${basketName(domain)}, ${dateInWords(domain, project.asOf)}.`,
        at,
        subject: { kind: "build", name: domain.name },
        related: [...told(domain), ...placesOf(hosts, at, domain.kind)],
      });
    }
    for (const plan of plans) {
      const { to } = plan.source.document.update;
      if (domain.kind !== "build" || to.value !== domain.name || plan.targets.length === 0) continue;
      yield finding({
        rule: "known-bad-build",
        severity: "error",
        message: `“${plan.source.name}” installs ${basketName(domain)}, ${dateInWords(domain, project.asOf)}.`,
        at: to.at,
        subject: rolloutSubject(plan),
        related: told(domain),
      });
    }
  }
}

/** `which carries a date: from 2008-08-12 on nothing powers on, …` */
function dateInWords(domain: Domain, asOf: Instant): string {
  const { expires, note } = domain.facts ?? {};
  const broken =
    breaksOf(domain) === "running"
      ? "what runs on it goes down"
      : "nothing powers on, resumes, moves or restarts on it";
  const day = formatDay(expires?.value ?? asOf);
  const since = (expires?.value ?? asOf) <= asOf ? `since ${day}` : `from ${day} on`;
  return `which carries a date: ${since} ${broken}${note === undefined ? "" : ` (${note.value})`}`;
}

function told({ facts, kind, name }: Domain) {
  return facts?.expires === undefined
    ? []
    : [{ at: facts.expires.at, message: `This is the day that is written for ${kind} ${name}.` }];
}
