import type { DomainEntry } from "../model/estate.ts";
import { nearest } from "../model/nearest.ts";
import { type DomainDraft, type DomainRegistry, domainNamed, needsOf } from "./domains.ts";
import { bind, renameEdits } from "./names.ts";
import type { ServedBy } from "./project.ts";

/** Lays the `domains:` entries on the domains that they speak of; a second entry for one domain is a finding. */
export function applyFacts(registry: DomainRegistry, entries: readonly DomainEntry[]): void {
  for (const entry of entries) {
    const known = registry.byId.has(`${entry.kind.value}:${entry.name.value}`);
    const domain = domainNamed(registry, entry.kind.value, entry.name, undefined);
    if (!known) reportStray(registry, entry);
    const draft = domain && registry.byId.get(domain.id);
    if (draft === undefined) continue;
    if (draft.facts !== undefined) {
      reportSecond(registry, entry, draft.facts);
      continue;
    }
    draft.facts = entry;
    draft.at = entry.name.at;
    draft.within = needsOf(registry, entry.within, undefined);
    draft.servedBy = servedBy(registry, entry, draft);
    draft.annualFailures = entry.annualFailures?.value ?? draft.annualFailures;
    draft.repair = entry.repair?.value ?? draft.repair;
  }
}

function servedBy(registry: DomainRegistry, entry: DomainEntry, draft: DomainDraft): ServedBy | undefined {
  if (entry.servedBy === undefined) return undefined;
  if (draft.kind !== "storage") {
    registry.linking.findings.push({
      rule: "shape",
      severity: "error",
      message: `Only a storage is served by the hosts of a cluster; “${draft.name}” is a ${draft.kind}. Remove servedBy.`,
      at: entry.servedBy.at,
    });
    return undefined;
  }
  const cluster = bind(registry.linking, registry.clusters, entry.servedBy.cluster, undefined);
  if (cluster === undefined) return undefined;
  return {
    cluster,
    survives: entry.servedBy.survives?.value ?? 1,
    resync: entry.servedBy.resync?.value ?? 0,
  };
}

function reportSecond(registry: DomainRegistry, entry: DomainEntry, first: DomainEntry): void {
  registry.linking.findings.push({
    rule: "duplicate-name",
    severity: "error",
    message: `There is already an entry for the ${entry.kind.value} “${entry.name.value}”: this one is left out. Put its facts into one entry.`,
    at: entry.name.at,
    related: [{ at: first.name.at, message: "The first entry stands here." }],
  });
}

/** Facts about a name that nothing stands on, one slip away from one that something does: they would be facts about nothing. */
function reportStray(registry: DomainRegistry, { kind, name }: DomainEntry): void {
  const stoodOn = [...registry.byId.values()].filter(
    (domain) => domain.kind === kind.value && domain.facts === undefined && domain.name !== name.value,
  );
  const [meant] = nearest(
    name.value,
    stoodOn.map((domain) => domain.name),
  );
  if (meant === undefined || kind.value === "host" || kind.value === "cluster") return;
  if (name.value.replace(/\d/g, "") === meant.replace(/\d/g, "")) return;
  registry.linking.findings.push({
    rule: "near-name",
    severity: "warning",
    message: `Nothing stands on the ${kind.value} “${name.value}”, so these facts are about nothing. Did you mean “${meant}”?`,
    at: name.at,
    fixes: () => {
      const edits = renameEdits(registry.linking, name.at, meant);
      return edits === undefined ? [] : [{ title: `Change to ${meant}`, edits, preferred: true }];
    },
  });
}
