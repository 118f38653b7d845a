import { joinForeign, linkForeign } from "../formats/foreignFormats.ts";
import type { Part } from "../formats/part.ts";
import type { EstateDocument } from "../model/estate.ts";
import type { Finding } from "../model/finding.ts";
import type { Policy } from "../model/policy.ts";
import type { Instant } from "../model/values.ts";
import { reportCycles } from "./dependencies.ts";
import { addDomain, type DomainDraft, type DomainRegistry } from "./domains.ts";
import { applyFacts } from "./facts.ts";
import { bind, type Linking, nameIndex } from "./names.ts";
import {
  type ClusterDraft,
  type HostDraft,
  linkClusters,
  linkEnvironments,
  linkHosts,
  nameItemDomains,
  type Places,
} from "./places.ts";
import type { Pair, Project, Snapshot } from "./project.ts";
import { linkReferences } from "./references.ts";
import { linkRollouts } from "./rollouts.ts";
import { linkServices } from "./services.ts";
import { linkVms } from "./vms.ts";

/**
 * Binds all names and lets failure domains be inherited (spec MANIFESTS.md). Parts come in estate
 * order. Whatever cannot be bound is a finding; the rest of the estate is linked all the same.
 */
export function link(parts: readonly Part[], policy: Policy, asOf: Instant): Project {
  const { estates, findings: joining } = joinForeign(parts);
  const findings: Finding[] = [...joining];
  const files = new Map(parts.map((part) => [part.path, part.syntax]));
  // What is missing is added to a manifest, never to another tool's file.
  const manifests = parts.flatMap((part) => part.native.estates);
  const linking: Linking = { files, findings, estates: manifests };
  const byId = new Map<string, DomainDraft>();

  const places: Places = linkEnvironments(linking, estates);
  const clusters: readonly ClusterDraft[] = linkClusters(places, estates, (cluster, key, at) =>
    addDomain(byId, policy, "cluster", key, cluster.name, at, { cluster }),
  );
  const clusterIndex = nameIndex("cluster", clusters);
  const hosts: readonly HostDraft[] = linkHosts(places, estates, clusterIndex, (host, key, at) =>
    addDomain(byId, policy, "host", key, host.name, at, { host }),
  );
  const registry: DomainRegistry = {
    linking,
    policy,
    byId,
    hosts: nameIndex("host", hosts),
    clusters: clusterIndex,
  };
  nameItemDomains(registry, places, clusters, hosts);

  const services = linkServices(linking, estates);
  const vms = linkVms(registry, places, services, estates);
  services.complete(vms);
  applyFacts(
    registry,
    estates.flatMap((estate) => estate.domains ?? []),
  );
  reportCycles(linking, services.all, byId);
  const pairs = linkPairs(linking, places, estates);
  linkReferences(linking, estates, vms, services, pairs, byId);
  const { plays, remarks, images } = linkForeign(parts, policy);

  return {
    environments: places.all(),
    clusters,
    hosts,
    services: services.all,
    vms,
    pairs,
    domains: byId,
    rollouts: linkRollouts(linking, parts),
    plays,
    remarks,
    images,
    policy,
    asOf,
    files,
    snapshots: estates.flatMap(snapshotOf),
    findings,
  };
}

function linkPairs(linking: Linking, places: Places, estates: readonly EstateDocument[]): readonly Pair[] {
  const index = nameIndex("environment", places.all());
  return estates
    .flatMap((estate) => estate.pairs ?? [])
    .flatMap((entry): Pair[] => {
      const [first, second, ...more] = entry.between;
      if (first === undefined || second === undefined || more.length > 0 || first.value === second.value) {
        const message =
          "A pair is between exactly two environments: the protected side first, the recovery side second.";
        linking.findings.push({ rule: "shape", severity: "error", message, at: first?.at ?? entry.at });
        return [];
      }
      const left = bind(linking, index, first, undefined);
      const right = bind(linking, index, second, undefined);
      return left === undefined || right === undefined ? [] : [{ entry, at: first.at, sides: [left, right] }];
    });
}

function snapshotOf(estate: EstateDocument): readonly Snapshot[] {
  const takenAt = estate.metadata?.takenAt;
  return takenAt === undefined ? [] : [{ takenAt, at: estate.at }];
}
