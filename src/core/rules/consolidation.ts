import { formatShare } from "../model/values.ts";
import type { Host, Project, Vm } from "../project/project.ts";
import type { Rule } from "./rule.ts";
import { listed } from "./wording.ts";

export const consolidation: Rule = {
  id: "consolidation",
  group: "placement",
  severity: "info",
  title: "A host that carries a large part of a service tier or of all users",
  why: "Every host fails some day. What matters is how much goes with it, and a host that has slowly filled with what is critical takes more along than anybody meant it to.",
  remedy:
    "Spread the VMs over the hosts of the estate. The limit is the policy's `consolidation`, a quarter by default.",
  silentWhen:
    "Estates with fewer hosts than 2 divided by the limit, fewer than 8 by default: an even spread over all hosts would come near the limit as well. Tiers or services that cannot be spread.",
  bad: `apiVersion: baskets/v1
kind: Estate
hosts:
  - {name: h1}
  - {name: h2}
  - {name: h3}
  - {name: h4}
  - {name: h5}
  - {name: h6}
  - {name: h7}
  - {name: h8}
services:
  - {name: web, tier: 3, needs: 1}
vms:
  - {name: web-1, service: web, host: h1}
  - {name: web-2, service: web, host: h1}
  - {name: web-3, service: web, host: h1}
  - {name: web-4, service: web, host: h4}
  - {name: web-5, service: web, host: h5}
  - {name: web-6, service: web, host: h6}
  - {name: web-7, service: web, host: h7}
  - {name: web-8, service: web, host: h8}
`,
  good: `apiVersion: baskets/v1
kind: Estate
hosts:
  - {name: h1}
  - {name: h2}
services:
  - {name: web, tier: 3, needs: 1}
vms:
  - {name: web-1, service: web, host: h1}
  - {name: web-2, service: web, host: h1}
  - {name: web-3, service: web, host: h2}
`,
  *check({ project }) {
    const { consolidation: limit } = project.policy;
    const hosts = project.hosts.filter((host) => !host.maintenance);
    if (limit <= 0 || hosts.length < 2 / limit) return;
    const loads = loadsOf(project, hosts.length);
    for (const host of hosts) {
      const heavy = loads.flatMap((load) => {
        const share = (load.byHost.get(host) ?? 0) / load.total;
        return share > limit && load.evenly <= limit / 2 ? [`${formatShare(share)} of ${load.what}`] : [];
      });
      if (heavy.length === 0) continue;
      yield {
        rule: "consolidation",
        severity: "info",
        message: `Host ${host.name} alone carries ${listed(heavy)}: the policy allows ${formatShare(limit)} on one host, and the estate has ${hosts.length} hosts. Spread the VMs.`,
        at: host.entry.name.at,
        subject: { kind: "host", name: host.name },
      };
    }
  },
};

/** Something that is spread over hosts: the VMs of a tier, or the users. */
interface Load {
  /** Ends a sentence: `the VMs of tier 1`. */
  readonly what: string;
  readonly total: number;
  readonly byHost: ReadonlyMap<Host, number>;
  /** The share of the fullest host if all were spread as evenly as can be. */
  readonly evenly: number;
}

function loadsOf(project: Project, hosts: number): readonly Load[] {
  const vms = project.vms.filter((vm) => vm.counts && vm.service !== undefined);
  const tiers = [1, 2, 3, 4].map((tier) =>
    load(
      `the VMs of tier ${tier}`,
      vms.filter((vm) => vm.service?.tier === tier),
      () => 1,
      hosts,
    ),
  );
  // Each VM of a service stands for its part of the service's users.
  const users = load(
    "all users",
    vms,
    (vm) => (vm.service?.users ?? 0) / (vm.service?.placed.length ?? 1),
    hosts,
  );
  return [...tiers, users].filter((each) => each.total > 0);
}

function load(what: string, vms: readonly Vm[], weigh: (vm: Vm) => number, hosts: number): Load {
  const byHost = new Map<Host, number>();
  let total = 0;
  let largest = 0;
  for (const vm of vms) {
    const weight = weigh(vm);
    total += weight;
    largest = Math.max(largest, weight);
    if (vm.host !== undefined) byHost.set(vm.host, (byHost.get(vm.host) ?? 0) + weight);
  }
  return { what, total, byHost, evenly: Math.max(1 / hosts, largest / total) };
}
