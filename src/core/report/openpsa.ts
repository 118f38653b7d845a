import { formatDay, type Instant } from "../model/values.ts";
import { unavailability } from "../project/domains.ts";
import type { Domain, Project, Service } from "../project/project.ts";
import { coneOf, partsOf } from "../risk/faultTree.ts";
import type { Gate } from "../risk/gates.ts";
import type { ServiceRisk } from "../risk/risk.ts";
import type { Structure } from "../risk/structure.ts";
import { visible } from "./visible.ts";

/**
 * The fault tree of one service in the Open-PSA Model Exchange Format (2.0d, fault-tree layer), for any other tool to
 * count again. Names are made of letters, digits and `_`, as every reader takes them; the real ones are labels. A part
 * that weighs more than one (VMs that go down together) is given as often under names of its own.
 */
export function openPsa(
  service: Service,
  gate: number,
  risk: ServiceRisk | undefined,
  {
    structure,
    project,
    asOf,
  }: { readonly structure: Structure; readonly project: Project; readonly asOf: Instant },
): string {
  const { gates, events } = structure;
  const names = uniqueNames();
  const eventName = new Map<number, string>();
  const gateName = new Map<number, string>();
  const cone = coneOf(gates, gate, new Set());
  const meaning = meanings(project, structure);
  const domains: { readonly name: string; readonly domain: Domain }[] = [];
  gateName.set(gate, names(`service_${service.name}`));
  for (const index of cone) {
    const each = gates[index];
    if (each?.op === "event") {
      const domain = events[each.event];
      if (domain === undefined) continue;
      const name = names(`${domain.kind}_${domain.name}`);
      eventName.set(index, name);
      domains.push({ name, domain });
    } else if (index !== gate) gateName.set(index, names(`gate_${index}`));
  }

  const reference = (index: number) => {
    const event = eventName.get(index);
    return event === undefined
      ? `<gate name="${gateName.get(index) ?? ""}"/>`
      : `<basic-event name="${event}"/>`;
  };
  const copies: string[] = [];
  const copyOf = (index: number, number: number) => {
    const name = names(`${eventName.get(index) ?? gateName.get(index) ?? ""}_copy_${number}`);
    copies.push(`    <define-gate name="${name}">${reference(index)}</define-gate>`);
    return `<gate name="${name}"/>`;
  };
  const written = new Map<number, readonly string[]>();
  const weighted = (index: number, weight: number): readonly string[] => {
    const known = written.get(index) ?? [reference(index)];
    const more = Array.from({ length: Math.max(0, weight - known.length) }, (_, at) =>
      copyOf(index, known.length + at + 1),
    );
    const all = [...known, ...more];
    written.set(index, all);
    return all.slice(0, weight);
  };

  const definitions = [...cone].reverse().flatMap((index) => {
    const each = gates[index];
    const name = gateName.get(index);
    if (each === undefined || name === undefined) return [];
    const label = index === gate ? `service ${service.name}` : meaning.get(index);
    return [
      `    <define-gate name="${name}">`,
      ...(label === undefined ? [] : [`      <label>${text(label)}</label>`]),
      ...formula(each, index, reference, weighted).map((line) => `      ${line}`),
      "    </define-gate>",
    ];
  });
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    "<opsa-mef>",
    `  <define-fault-tree name="${names(`outage_of_${service.name}`)}">`,
    `    <label>${text(`service ${service.name} as of ${formatDay(asOf)}${inWords(risk)}`)}</label>`,
    ...definitions,
    ...copies,
    "  </define-fault-tree>",
    "  <model-data>",
    ...domains.flatMap(({ name, domain }) => [
      `    <define-basic-event name="${name}">`,
      `      <label>${text(`${domain.kind} ${domain.name}`)}</label>`,
      `      <float value="${unavailability(domain)}"/>`,
      "    </define-basic-event>",
    ]),
    "  </model-data>",
    "</opsa-mef>",
    "",
  ].join("\n");
}

function inWords(risk: ServiceRisk | undefined): string {
  return risk?.exact === true ? `, unavailability ${risk.unavailability.low}` : "";
}

function formula(
  gate: Gate,
  index: number,
  reference: (index: number) => string,
  weighted: (index: number, weight: number) => readonly string[],
): readonly string[] {
  const wrapped = (open: string, close: string, parts: readonly string[]) => [
    `<${open}>`,
    ...parts.map((part) => `  ${part}`),
    `</${close}>`,
  ];
  switch (gate.op) {
    case "or":
    case "and":
      return wrapped(gate.op, gate.op, partsOf(gate).map(reference));
    case "atLeast": {
      const parts = gate.parts.flatMap((part) => weighted(part.gate, part.weight));
      return wrapped(`atleast min="${gate.least}"`, "atleast", parts);
    }
    case "always":
    case "never":
      return [`<constant value="${gate.op === "always"}"/>`];
    case "event":
      return [reference(index)];
  }
}

/** What gates stand for, where that is one thing. */
function meanings(project: Project, structure: Structure): ReadonlyMap<number, string> {
  const found = new Map<number, string>();
  const add = <T extends { readonly name: string }>(kind: string, gates: ReadonlyMap<T, number>) => {
    for (const [{ name }, index] of gates) if (!found.has(index)) found.set(index, `${kind} ${name}`);
  };
  add("service", structure.serviceGate);
  add("host", structure.hostGate);
  for (const domain of project.domains.values()) {
    const index = structure.domainGate.get(domain);
    if (index !== undefined && !found.has(index)) found.set(index, `${domain.kind} ${domain.name}`);
  }
  add("VM", structure.vmGate);
  return found;
}

/** Names that differ in more than their case, whatever kind of thing they name. */
function uniqueNames(): (wanted: string) => string {
  const taken = new Set<string>();
  return (wanted) => {
    const base = wanted.replace(/[^A-Za-z0-9_]/g, "_");
    let name = base;
    for (let number = 2; taken.has(name.toLowerCase()); number += 1) name = `${base}_${number}`;
    taken.add(name.toLowerCase());
    return name;
  };
}

function text(words: string): string {
  return visible(words).replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
