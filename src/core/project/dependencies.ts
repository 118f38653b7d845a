import { domainKind } from "../model/kinds.ts";
import { listed } from "../model/words.ts";
import type { Place } from "../text/span.ts";
import { stronglyConnected } from "./cycles.ts";
import type { Linking } from "./names.ts";
import type { Domain, Host, Service } from "./project.ts";

/** Services or domains that need each other: one is down, all are. One finding for each cycle, naming its members. */
export function reportCycles(
  linking: Linking,
  services: readonly Service[],
  domains: ReadonlyMap<string, Domain>,
): void {
  reportIn(
    linking,
    "services",
    services,
    (service) => service.name,
    (service) => service.dependsOn.map(({ service: to, at }) => ({ to, at })),
  );
  reportIn(
    linking,
    "failure domains",
    [...domains.values()],
    (domain) => `${domain.kind} ${domain.name}`,
    neededBy,
  );
}

interface Edge<T> {
  readonly to: T;
  readonly at: Place;
}

/**
 * What goes down with what, as the structure function has it: `within`, the hosts that serve a
 * storage, and for a host the domains that take hosts down.
 */
function neededBy(domain: Domain): readonly Edge<Domain>[] {
  const within = domain.within.flatMap((need) => need.domains.map((to) => ({ to, at: need.at })));
  const serving =
    domain.servedBy === undefined
      ? []
      : domain.servedBy.cluster.hosts.map((host) => ({ to: host.domain, at: domain.at }));
  return [...within, ...serving, ...(domain.host === undefined ? [] : hostNeeds(domain.host))];
}

function hostNeeds(host: Host): readonly Edge<Domain>[] {
  const standing = [...host.needs.values()].filter((need) => domainKind(need.kind)?.reach === "hosts");
  return standing.flatMap((need) => need.domains.map((to) => ({ to, at: host.entry.name.at })));
}

function reportIn<T>(
  linking: Linking,
  what: string,
  items: readonly T[],
  nameOf: (item: T) => string,
  edgesOf: (item: T) => readonly Edge<T>[],
): void {
  const indexes = new Map(items.map((item, index) => [item, index]));
  const targets = (index: number) => edgesOf(items[index] as T).flatMap(({ to }) => indexes.get(to) ?? []);
  for (const component of stronglyConnected(items.length, targets)) {
    const members = new Set(component.map((index) => items[index] as T));
    const edges = [...members]
      .sort((a, b) => (indexes.get(a) ?? 0) - (indexes.get(b) ?? 0))
      .flatMap((item) =>
        edgesOf(item)
          .filter((edge) => members.has(edge.to))
          .map((edge) => ({ ...edge, from: item })),
      );
    const [first, ...others] = edges;
    if (first === undefined) continue;
    const names = [...members].map(nameOf);
    const message =
      members.size === 1
        ? `${nameOf(first.from)} needs itself. Remove it from its own list.`
        : `These ${what} need each other: ${listed(names)}. When one is down, all are. Break the circle at one of these places.`;
    linking.findings.push({
      rule: "dependency-cycle",
      severity: "error",
      message,
      at: first.at,
      related: others
        .slice(0, 20)
        .map((edge) => ({ at: edge.at, message: `${nameOf(edge.from)} needs ${nameOf(edge.to)}.` })),
    });
  }
}
