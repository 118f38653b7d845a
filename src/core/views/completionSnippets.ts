import type { Choice } from "./completion.ts";

/** A whole manifest, where nothing says yet what the file is. */
export function manifestSnippets(today: string, used: ReadonlySet<string>): readonly Choice[] {
  if (used.has("apiVersion"))
    return [snippet("kind", "Estate, Rollout or Policy", `kind: \${1|Estate,Rollout,Policy|}`)];
  return [
    snippet("Estate", "environments, hosts, services and VMs", ESTATE),
    snippet("Rollout", "an update in stages", ROLLOUT.replace("TODAY", today)),
    snippet("Policy", "what your team accepts", POLICY),
  ];
}

/** A whole entry of a section, on one line. */
export function entrySnippets(section: string): readonly Choice[] {
  const entry = ENTRIES.get(section);
  return entry === undefined ? [] : [snippet(entry[0], "a whole entry", entry[1])];
}

function snippet(label: string, detail: string, text: string): Choice {
  return { label, kind: "snippet", detail, doc: "", text, isSnippet: true, goesOn: false };
}

const ESTATE = `apiVersion: baskets/v1
kind: Estate
metadata: {name: \${1:my estate}, owner: \${2:platform-team}}

environments:
  - {name: \${3:east}, site: \${4:dc-east}}

clusters:
  - {name: \${5:prod}, environment: $3, storage: \${6:san-1}, tolerates: 1}

hosts:
  - {name: \${7:host-01}, cluster: $5, cpu: 16, memory: 256GiB}
  - {name: \${8:host-02}, cluster: $5, cpu: 16, memory: 256GiB}

services:
  - {name: \${9:erp}, tier: 1, needs: 1}

vms:
  - {name: $9-1, service: $9, host: $7, cpu: 4, memory: 16GiB}
  - {name: $9-2, service: $9, host: $8, cpu: 4, memory: 16GiB}
`;

const ROLLOUT = `apiVersion: baskets/v1
kind: Rollout
metadata: {name: \${1:update}}

update: {platform: \${2:VMware ESX}, to: "\${3:build}"}
start: \${4:TODAY}

stages:
  - {name: canary, hosts: [\${5:host}], soak: 24h, gates: [\${6:health}]}
  - {name: first quarter, share: 25%, soak: 72h, gates: [$6]}
  - {name: all, share: 100%}

halt: {failures: 1}
rollback: {to: "\${7:old build}"}
`;

const POLICY = `apiVersion: baskets/v1
kind: Policy
metadata: {owner: \${1:platform-team}}

profile: \${2|standard,strict,relaxed|}
`;

const ENTRIES: ReadonlyMap<string, readonly [string, string]> = new Map([
  ["environments", ["environment …", `name: \${1}\n  site: \${2}`]],
  ["pairs", ["pair …", `between: [\${1}, \${2}]`]],
  ["clusters", ["cluster …", `name: \${1}\n  environment: \${2}\n  tolerates: \${3:1}`]],
  ["hosts", ["host …", `{name: \${1}, cluster: \${2}, cpu: \${3:16}, memory: \${4:256GiB}}`]],
  ["services", ["service …", `{name: \${1}, tier: \${2|1,2,3,4|}, needs: \${3:1}}`]],
  ["vms", ["VM …", `{name: \${1}, service: \${2}, host: \${3}, cpu: \${4:2}, memory: \${5:8GiB}}`]],
  ["domains", ["failure domain …", `kind: \${1:storage}\n  name: \${2}`]],
  ["stages", ["stage …", `{name: \${1}, share: \${2:25%}, soak: \${3:72h}, gates: [\${4}]}`]],
]);
