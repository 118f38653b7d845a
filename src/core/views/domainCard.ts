import { badBuild } from "../catalogue/known.ts";
import { domainKind } from "../model/kinds.ts";
import { hasOwnFigures } from "../model/policy.ts";
import { formatDay, formatDuration } from "../model/values.ts";
import { counted, listed } from "../model/words.ts";
import type { Domain, Needs } from "../project/project.ts";
import type { Facts } from "../rules/facts.ts";
import { basketName } from "../rules/wording.ts";
import { fallInWords } from "./fallWords.ts";
import { blocks, bold, plain } from "./markdown.ts";

/** A failure domain: what is known of it, what stands on it, and what its one failure takes down. */
export function domainCard(facts: Facts, domain: Domain): string {
  const meaning = domainKind(domain.kind)?.meaning;
  const known = domain.facts;
  const note = known?.note === undefined ? undefined : plain(known.note.value);
  return blocks([
    `${bold(basketName(domain))}${meaning === undefined ? "" : ` · ${meaning}`}`,
    note,
    known?.expires === undefined ? undefined : `Ends on ${formatDay(known.expires.value)}.`,
    knownInWords(facts, domain),
    needsInWords(new Map(domain.within.map((need) => [need.kind, need]))),
    standsOn(facts, domain),
    failureInWords(facts, domain),
    `Taken to fail ${figure(domain.annualFailures)} times a year for ${formatDuration(domain.repair)} each${isEstimate(facts, domain) ? " (our own estimate; a policy sets yours)" : ""}.`,
  ]);
}

/** What the catalogue has on a build. Nothing is not the same as good, and is said. */
function knownInWords({ project, known }: Facts, { kind, name }: Domain): string | undefined {
  if (kind !== "build") return undefined;
  const platform = project.hosts.find(({ build }) => build === name)?.platform;
  const matches = badBuild(known, platform, name);
  if (matches.length === 0)
    return "The catalogue of known bad releases does not have it, which means unknown, not good.";
  return matches
    .map(
      ({ issue, certain }) =>
        `${certain ? "Known to be bad" : "May be known to be bad"}: ${plain(issue.title)} (${sourceLink(issue.url[0] ?? "")}).`,
    )
    .join(" ");
}

/** A link where it is a plain address; a team's catalogue may hold anything. */
function sourceLink(url: string): string {
  return /^https?:\/\/[\w./?=&%#:~+-]+$/.test(url) ? `[source](${url})` : plain(url);
}

/** What goes down, services and VMs, when this fails and nothing else. */
export function failureInWords(facts: Facts, domain: Domain): string {
  if (domainKind(domain.kind)?.reach === "control")
    return "Running VMs go on without it; they cannot be managed until it is back.";
  const fall = facts.falls(domain);
  const names = fall.services.length === 0 ? "" : `: ${plain(listed(fall.services.map(({ name }) => name)))}`;
  return `${sentence(fallInWords(fall))}${names}.`;
}

function sentence(words: string): string {
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
}

/** `rack e1; power feed-a or feed-b` */
export function needsInWords(needs: Needs, kinds?: readonly string[]): string | undefined {
  const words = [...needs.values()]
    .filter(({ kind, domains }) => domains.length > 0 && (kinds === undefined || kinds.includes(kind)))
    .map(
      ({ kind, domains, anyOf }) =>
        `${kind} ${domains.map(({ name }) => plain(name)).join(anyOf ? " or " : " and ")}`,
    );
  return words.length === 0 ? undefined : `Stands on ${words.join("; ")}.`;
}

function standsOn({ project }: Facts, domain: Domain): string | undefined {
  const has = (needs: Needs) => [...needs.values()].some(({ domains }) => domains.includes(domain));
  const hosts = project.hosts.filter(({ needs }) => has(needs)).length;
  const vms = project.vms.filter(
    (vm) => vm.counts && (has(vm.needs) || vm.storage.some(({ domains }) => domains.includes(domain))),
  );
  const services = new Set(vms.flatMap((vm) => vm.service ?? [])).size;
  const parts = [
    ...(hosts > 0 ? [counted(hosts, "host")] : []),
    ...(vms.length > 0 ? [counted(vms.length, "VM")] : []),
    ...(services > 0 ? [counted(services, "service")] : []),
  ];
  return parts.length === 0 ? undefined : `On it: ${parts.join(" · ")}.`;
}

/** Nobody said otherwise for this domain or its kind. */
function isEstimate({ project }: Facts, { kind, facts, annualFailures, repair }: Domain): boolean {
  const ours = domainKind(kind);
  const told = facts?.annualFailures !== undefined || facts?.repair !== undefined;
  return (
    !told &&
    !hasOwnFigures(project.policy) &&
    ours?.annualFailures === annualFailures &&
    ours.repair === repair
  );
}

/** At most three digits that mean something: the figures are estimates. */
function figure(value: number): string {
  return String(Number(value.toPrecision(3)));
}
