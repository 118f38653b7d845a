import { type Analysis, analyze } from "../../src/core/analyze.ts";

/** Six hosts in two environments; each service has its two VMs next to each other, on hosts that restart nothing. */
export const ESTATE = `apiVersion: baskets/v1
kind: Estate
environments:
  - {name: north, platform: VMware ESXi, build: 8.0.2-22380479}
  - {name: south, platform: VMware ESXi, build: 8.0.2-22380479}
hosts:
${[1, 2, 3, 4, 5, 6].map((at) => `  - {name: hyp${at}, environment: ${at < 4 ? "north" : "south"}}`).join("\n")}
services:
  - {name: shop, tier: 1, needs: 1}
  - {name: db, tier: 1, needs: 1}
vms:
  - {name: shop-1, service: shop, host: hyp1}
  - {name: shop-2, service: shop, host: hyp2}
  - {name: db-1, service: db, host: hyp2}
  - {name: db-2, service: db, host: hyp3}
`;

/** A play over these hosts with more keys, more lines of the estate, and another inventory. */
export function look(keys: readonly string[], more = "", inventory = "hyp[1:6]"): Analysis {
  const lines = ["- hosts: hyp", ...keys.map((key) => `  ${key}`)];
  const play = `${lines.join("\n")}
  max_fail_percentage: 0
  tasks:
    - ansible.builtin.dnf: {name: '*', state: latest}
    - ansible.builtin.reboot:
`;
  const files = [
    { path: "lab.estate.yaml", text: `${ESTATE}${more}` },
    { path: "hosts.ini", text: `[hyp]\n${inventory}\n` },
    { path: "update.yml", text: play },
  ];
  return analyze(files, { asOf: Date.UTC(2026, 1, 1) });
}
