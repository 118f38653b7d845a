import { counted } from "../model/words.ts";
import type { Service } from "../project/project.ts";
import type { Fall } from "../risk/falls.ts";

/** `if it fails alone: 12 VMs, 3 services (1 of tier 1, 2 of tier 3), 400 users go down` */
export function fallInWords({ vms, services }: Fall): string {
  if (vms.length === 0 && services.length === 0) return "if it fails alone, no VM stays down";
  const users = services.reduce((sum, service) => sum + (service.users ?? 0), 0);
  const parts = [
    counted(vms.length, "VM"),
    services.length === 0 ? "no service" : `${counted(services.length, "service")}${tiers(services)}`,
    ...(users === 0 ? [] : [counted(users, "user")]),
  ];
  return `if it fails alone: ${parts.join(", ")} go${vms.length === 1 && services.length === 0 ? "es" : ""} down`;
}

/** ` (1 of tier 1, 2 of tier 3)`; nothing where no tier is known. */
function tiers(services: readonly Service[]): string {
  const told = [1, 2, 3, 4].flatMap((tier) => {
    const count = services.filter((service) => service.tier === tier).length;
    return count === 0 ? [] : [`${count} of tier ${tier}`];
  });
  return told.length === 0 ? "" : ` (${told.join(", ")})`;
}
