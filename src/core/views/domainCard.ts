import { domainKind } from "../model/kinds.ts";
import { formatDay, formatDuration } from "../model/values.ts";
import { counted, listed } from "../model/words.ts";
import type { Domain, Needs } from "../project/project.ts";
import { evaluate } from "../risk/evaluate.ts";
import type { Facts } from "../rules/facts.ts";
import { basketName } from "../rules/wording.ts";
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
    needsInWords(new Map(domain.within.map((need) => [need.kind, need]))),
    standsOn(facts, domain),
    failureInWords(facts, domain),
    `Taken to fail ${figure(domain.annualFailures)} times a year for ${formatDuration(domain.repair)} each.`,
  ]);
}

/** What goes down, services and VMs, when this fails and nothing else. */
export function failureInWords({ structure, project }: Facts, domain: Domain): string | undefined {
  const event = structure.eventOf.get(domain);
  if (event === undefined) return undefined;
  if (domainKind(domain.kind)?.reach === "control")
    return "Running VMs go on without it; they cannot be managed until it is back.";
  const before = evaluate(structure, () => false);
  const after = evaluate(structure, (each) => each === event);
  const falls = (gate: number | undefined) => gate !== undefined && after[gate] === 1 && before[gate] !== 1;
  const vms = project.vms.filter((vm) => vm.counts && falls(structure.vmGate.get(vm)));
  const services = project.services.filter((service) => falls(structure.serviceGate.get(service)));
  if (vms.length === 0 && services.length === 0) return "If it fails alone, no VM stays down.";
  const users = services.reduce((sum, service) => sum + (service.users ?? 0), 0);
  const who = users === 0 ? "" : `, used by ${counted(users, "person", "people")}`;
  const named =
    services.length === 0
      ? "no service"
      : `${counted(services.length, "service")}: ${plain(listed(services.map(({ name }) => name)))}`;
  return `If it fails alone, ${counted(vms.length, "VM")} ${vms.length === 1 ? "goes" : "go"} down and with them ${named}${who}.`;
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

/** At most three digits that mean something: the figures are estimates. */
function figure(value: number): string {
  return String(Number(value.toPrecision(3)));
}
