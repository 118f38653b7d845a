import type { SourceFile } from "../src/core/text/span.ts";
import { estateText, type Item } from "../test/support/estates.ts";

/**
 * A deterministic estate of so many VMs: for each 10,000 of them 500 hosts in 25 clusters of 20 on two sites and
 * 2,500 services of four VMs. Clusters restart, some with a quorum; services stand in one cluster, in two, or on both
 * sites, and need one, half or all of their VMs.
 */
export function estateOf(vmCount: number): readonly SourceFile[] {
  const clusters = Math.max(2, Math.round(vmCount / 400));
  const side = (cluster: number) => (cluster % 2 === 0 ? "east" : "west");
  const clusterItems: Item[] = [];
  const hosts: Item[] = [];
  for (let cluster = 0; cluster < clusters; cluster++) {
    clusterItems.push({
      name: `c${cluster}`,
      environment: side(cluster),
      tolerates: 1,
      storage: `san-${cluster}`,
      network: `core-${side(cluster)}-${cluster % 3}`,
      platform: "VMware ESXi",
      build: `8.0.${cluster % 3}-22380479`,
      ...(cluster % 5 === 0 ? { quorum: "majority", witness: { site: "third" } } : {}),
    });
    for (let host = 0; host < 20; host++)
      hosts.push({ name: hostName(cluster, host), cluster: `c${cluster}`, rack: `r${cluster}-${host % 5}` });
  }
  const services: Item[] = [];
  const vms: Item[] = [];
  for (let service = 0; service * 4 < vmCount; service++) {
    services.push({
      name: `s${service}`,
      tier: 1 + (service % 4),
      needs: [1, "50%", 2, "all"][service % 4] ?? 1,
    });
    for (let part = 0; part < 4; part++) {
      const cluster = (service + ([0, 0, service % 3 === 0 ? 2 : 0, service % 2][part] ?? 0)) % clusters;
      const host = Math.floor(service / clusters) * 3 + part * 5;
      vms.push({ name: `v${service}-${part}`, service: `s${service}`, host: hostName(cluster, host % 20) });
    }
  }
  const environments = ["east", "west"].map((name) => ({
    name,
    site: `dc-${name}`,
    power: { anyOf: [`${name}-a`, `${name}-b`] },
  }));
  return [
    {
      path: "places.estate.yaml",
      text: estateText("places", { environments, clusters: clusterItems, hosts }, true),
    },
    { path: "services.estate.yaml", text: estateText("services", { services, vms }, true) },
  ];
}

function hostName(cluster: number, host: number): string {
  return `h${cluster}-${host}`;
}

/** One service of so many desktops on 40 hosts of one restarting cluster, unevenly filled. */
export function poolOf(desktops: number): readonly SourceFile[] {
  const hosts = Array.from({ length: 40 }, (_, host) => ({
    name: `h${host}`,
    cluster: "pool",
    rack: `r${host % 8}`,
  }));
  const vms = Array.from({ length: desktops }, (_, index) => ({
    name: `d${index}`,
    service: "desktops",
    host: `h${(index + (index % 7) * (index % 11)) % 40}`,
  }));
  const environments = [{ name: "east", site: "dc-east" }];
  const clusters = [
    {
      name: "pool",
      environment: "east",
      tolerates: 1,
      storage: "san",
      platform: "VMware ESXi",
      build: "8.0.2-1",
    },
  ];
  const services = [{ name: "desktops", tier: 3, needs: "50%" }];
  return [
    {
      path: "pool.estate.yaml",
      text: estateText("pool", { environments, clusters, hosts, services, vms }, true),
    },
  ];
}
