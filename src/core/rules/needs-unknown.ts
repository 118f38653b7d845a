import type { Fix } from "../model/finding.ts";
import type { Project, Service } from "../project/project.ts";
import { fixOf, setIn } from "./mending.ts";
import type { Rule } from "./rule.ts";
import { listed } from "./wording.ts";

export const needsUnknown: Rule = {
  id: "needs-unknown",
  group: "placement",
  severity: "info",
  title: "Services with several VMs that do not say how many they need",
  why: "Two VMs can be one service twice or two halves of one: the first is redundancy, the second doubles the chance of failure. Only its owner knows. Until it is said the service is computed as needing all of its VMs.",
  remedy:
    "Write `needs:` with a number, a share or `all`. The quick fixes write one answer for every service named; `needs: all` is what is computed today, so it changes no figure. Take `needs: 1` only where one VM really carries the load. Neither is ever applied without being chosen: what a service needs is known to people alone.",
  silentWhen: "Said once for each file. Services with one VM are not asked.",
  bad: `apiVersion: baskets/v1
kind: Estate
hosts:
  - name: esx-01
services:
  - name: erp
    tier: 2
vms:
  - name: erp-app
    service: erp
    host: esx-01
  - name: erp-db
    service: erp
    host: esx-01
`,
  good: `apiVersion: baskets/v1
kind: Estate
hosts:
  - name: esx-01
services:
  - name: mail
    tier: 3
vms:
  - name: mail-1
    service: mail
    host: esx-01
`,
  *check({ project }) {
    const byFile = new Map<string, Service[]>();
    for (const service of project.services) {
      if (service.needsWritten || service.placed.length < 2) continue;
      const { file } = service.entry.at;
      const there = byFile.get(file);
      if (there === undefined) byFile.set(file, [service]);
      else there.push(service);
    }
    for (const [file, services] of byFile) {
      const [first, ...others] = services as [Service, ...Service[]];
      yield {
        rule: "needs-unknown",
        severity: "info",
        message: messageOf(services),
        at: first.entry.name.at,
        subject: { kind: "file", name: file },
        related: others.slice(0, MOST_RELATED).map((service) => ({
          at: service.entry.name.at,
          message: `“${service.name}” has ${service.placed.length} VMs and does not say how many it needs.`,
        })),
        fixes: () => [...answers(project, services, "all"), ...answers(project, services, 1)],
      };
    }
  },
};

function messageOf(services: readonly Service[]): string {
  const ask = "Write needs: with a number, a share or all.";
  const [only, second] = services;
  if (second === undefined)
    return `“${only?.name}” has ${only?.placed.length} VMs and does not say how many it needs; until then it is computed as needing all of them. ${ask}`;
  return `${services.length} services here have several VMs and do not say how many they need: ${listed(services.map((service) => service.name))}. Until then they are computed as needing all of them. ${ask}`;
}

const MOST_RELATED = 50;

function answers(project: Project, services: readonly Service[], needs: "all" | 1): readonly Fix[] {
  const whom = services.length === 1 ? `“${services[0]?.name}”` : `each of these ${services.length} services`;
  const edits = services.map((service) =>
    setIn(project, service.entry, "needs", needs, ["name", "tier", "owner"]),
  );
  return fixOf(project, `Write needs: ${needs} for ${whom}`, edits);
}
