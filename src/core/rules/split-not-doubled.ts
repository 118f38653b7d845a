import type { Finding, Fix } from "../model/finding.ts";
import { unavailability } from "../project/domains.ts";
import { renameEdits } from "../project/names.ts";
import type { Domain, Service, Vm } from "../project/project.ts";
import { minutesInWords } from "../risk/inWords.ts";
import type { OneFailure } from "../risk/oneFailure.ts";
import type { ServiceRisk } from "../risk/risk.ts";
import { placementOf } from "../risk/structure.ts";
import type { Facts } from "./facts.ts";
import { moveEdits, spotName } from "./mending.ts";
import { promisedFix, riskAfter } from "./promise.ts";
import type { Rule } from "./rule.ts";
import { basketName, listed } from "./wording.ts";

export const splitNotDoubled: Rule = {
  id: "split-not-doubled",
  group: "placement",
  severity: "warning",
  title: "A service that needs all of its VMs, spread over several baskets that each take it down",
  why: "The second engine of an aeroplane that needs both does not make it safer: it fails about twice as often. A service that needs all of its VMs and is spread over k baskets is down when any of the k is. The finding says both numbers: the outage as it is, and with all VMs where one of them stands. Spreading helps only what has more VMs than it needs.",
  remedy:
    "Bring the VMs together in one basket, or add a complete second set and need only one of them. The quick fixes move the VMs together where there is room, or lower `needs` – take that only if fewer VMs really are enough.",
  silentWhen:
    "Only where `needs: all` (or `100%`) is written; where nothing is written `needs-unknown` asks. Baskets of one kind that all VMs share anyway are not a split, and hosts whose VMs restart elsewhere are no basket.",
  bad: `apiVersion: baskets/v1
kind: Estate
hosts:
  - name: esx-01
  - name: esx-02
services:
  - name: erp
    tier: 2
    needs: all
vms:
  - name: erp-app
    service: erp
    host: esx-01
  - name: erp-db
    service: erp
    host: esx-02
`,
  good: `apiVersion: baskets/v1
kind: Estate
hosts:
  - name: esx-01
  - name: esx-02
services:
  - name: erp
    tier: 2
    needs: 1
vms:
  - name: erp-1
    service: erp
    host: esx-01
  - name: erp-2
    service: erp
    host: esx-02
`,
  fixed: `apiVersion: baskets/v1
kind: Estate
hosts:
  - name: esx-01
  - name: esx-02
services:
  - name: erp
    tier: 2
    needs: all
vms:
  - name: erp-app
    service: erp
    host: esx-01
  - name: erp-db
    service: erp
    host: esx-01
`,
  *check(facts) {
    for (const service of facts.project.services) {
      if (service.placed.length < 2 || !needsAllInWords(service)) continue;
      const split = worstSplit(service, facts.failure);
      if (split === undefined) continue;
      const fixes = () => fixesFor(service, split, facts);
      yield findingOf(service, split, numbers(service, facts), fixes);
    }
  },
};

function needsAllInWords({ entry }: Service): boolean {
  const written = entry.needs?.value;
  return written?.kind === "all" || (written?.kind === "share" && written.share === 1);
}

/** Baskets of one kind that each take down a part of the VMs, with those parts. */
interface Split {
  readonly kind: string;
  readonly baskets: readonly { readonly domain: Domain; readonly vms: readonly Vm[] }[];
}

/** Of all kinds the one whose baskets beyond the first add most to the time down. */
function worstSplit(service: Service, failure: OneFailure): Split | undefined {
  const holding = new Map<Domain, Vm[]>();
  for (const vm of service.placed) {
    for (const domain of failure.ofVm(vm) ?? []) {
      const there = holding.get(domain);
      if (there === undefined) holding.set(domain, [vm]);
      else there.push(vm);
    }
  }
  const byKind = new Map<string, Split["baskets"][number][]>();
  for (const [domain, vms] of holding) {
    if (vms.length < service.placed.length)
      byKind.set(domain.kind, [...(byKind.get(domain.kind) ?? []), { domain, vms }]);
  }
  const splits = [...byKind]
    .map(([kind, baskets]) => ({ kind, baskets }))
    .filter(({ baskets }) => baskets.length > 1);
  return splits.sort((a, b) => added(b) - added(a))[0];
}

function added({ baskets }: Split): number {
  const each = baskets.map(({ domain }) => unavailability(domain));
  return each.reduce((sum, q) => sum + q, 0) - Math.max(...each);
}

/** The outage as it is, and with all VMs where one of them stands, which leaves the least. */
function numbers(service: Service, { structure, risk }: Facts): string {
  const now = risk().of(service);
  const places = new Map(service.placed.map((vm) => [structure.vmGate.get(vm), placementOf(vm)]));
  const together = [...places.values()].map((placement) =>
    risk().at(
      service,
      service.placed.map(() => placement),
      service.needs,
    ),
  );
  const [best] = together.filter((each) => each !== undefined).sort(byLeast);
  if (now === undefined || best === undefined) return "";
  return `: ${minutesInWords(now.minutes)} of outage, against ${minutesInWords(best.minutes)} with all of them in one place`;
}

function byLeast(a: ServiceRisk, b: ServiceRisk): number {
  return a.minutes.high - b.minutes.high;
}

function findingOf(
  service: Service,
  { kind, baskets }: Split,
  both: string,
  fixes: () => readonly Fix[],
): Finding {
  const count = baskets.length;
  const total = service.placed.length;
  const names = listed(baskets.map(({ domain }) => domain.name));
  const which =
    kind === "cluster"
      ? "clusters"
      : kind === "storage"
        ? "storages"
        : kind === "dns"
          ? "DNS servers"
          : `${kind}s`;
  return {
    rule: "split-not-doubled",
    severity: "warning",
    message: `“${service.name}” needs all of its ${total} VMs and stands on ${count} ${which} (${names}), each of which takes it down, about ${count === 2 ? "twice" : `${count} times`} as often as one alone${both}. Bring its VMs together, or add a second set and need only one.`,
    at: service.entry.name.at,
    subject: { kind: "service", name: service.name },
    related: baskets.flatMap(({ domain, vms }) =>
      vms.map((vm) => ({
        at: vm.entry.host?.at ?? vm.entry.cluster?.at ?? vm.entry.name.at,
        message: `${vm.name} stands on ${basketName(domain)}.`,
      })),
    ),
    fixes,
  };
}

function fixesFor(service: Service, split: Split, facts: Facts): readonly Fix[] {
  return [...together(service, split, facts), ...lowered(service, split, facts)];
}

/** Everything to the host where most of it stands already. */
function together(service: Service, { baskets }: Split, facts: Facts): readonly Fix[] {
  const { project } = facts;
  const places = facts.places();
  const hosts = new Map<Vm["host"], number>();
  for (const vm of service.placed) hosts.set(vm.host, (hosts.get(vm.host) ?? 0) + 1);
  const [home] = [...hosts].sort((a, b) => b[1] - a[1])[0] ?? [];
  const moving = service.placed.filter((vm) => vm.host !== home);
  if (
    home === undefined ||
    moving.length === 0 ||
    moving.length > baskets.length ||
    moving.some((vm) => vm.pinned)
  )
    return [];
  const moves = moving.flatMap((vm) => {
    const spot = places.spotsFor(vm, service).find((candidate) => candidate.host === home);
    return spot === undefined ? [] : [{ vm, spot }];
  });
  const [first] = moves;
  if (first === undefined || moves.length < moving.length) return [];
  const title = `Move ${listed(moving.map((vm) => vm.name))} to ${spotName(first.spot, first.vm)}, where the rest of “${service.name}” stands`;
  const after = riskAfter(service, new Map(moves.map(({ vm, spot }) => [vm, spot])), facts);
  const edits = moves.map(({ vm, spot }) => moveEdits(project, vm, spot));
  return promisedFix({ title, service, after, edits }, facts, true);
}

/** As few as are left when the largest part is gone. */
function lowered(service: Service, { baskets }: Split, facts: Facts): readonly Fix[] {
  const { project } = facts;
  const written = service.entry.needs;
  const enough = service.placed.length - Math.max(...baskets.map(({ vms }) => vms.length));
  if (written === undefined || enough < 1) return [];
  const title = `Lower needs to ${enough}, if ${enough === 1 ? "one VM is" : `${enough} VMs are`} enough`;
  const after = riskAfter(service, new Map(), facts, { needs: enough });
  const edits = [renameEdits(project, written.at, String(enough))];
  return promisedFix({ title, service, after, edits }, facts);
}
