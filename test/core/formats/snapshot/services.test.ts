import { describe, expect, test } from "vitest";
import { readServiceList } from "../../../../src/core/formats/snapshot/list.ts";
import type { Observed, VmSeen } from "../../../../src/core/formats/snapshot/observed.ts";
import { type ServicesSeen, servicesOf, tierFrom } from "../../../../src/core/formats/snapshot/services.ts";
import { unmapped } from "../../../../src/core/formats/snapshot/unmapped.ts";

function vm(name: string, facts: { readonly [column: string]: string } = {}): VmSeen {
  return { name, environment: "east", fact: (column) => facts[column] };
}

function seen(vms: readonly VmSeen[]): Observed {
  return { environments: [{ name: "east" }], clusters: [], hosts: [], vms, domains: [], notes: [] };
}

function listOf(text: string) {
  const list = readServiceList("who.csv", new TextEncoder().encode(text));
  if ("problem" in list) throw new Error(list.problem);
  return { file: "who.csv", rows: list.rows };
}

function names({ of }: ServicesSeen): readonly string[] {
  return [...of].map(([{ name }, service]) => `${name} ${service}`);
}

describe("services", () => {
  test("are those that the team's columns tell, and no others", () => {
    const vms = [
      vm("a", { App: "erp", Crit: "Tier 2" }),
      vm("b", { App: " erp ", Crit: "1" }),
      vm("c", { App: "" }),
    ];
    const map = new Map([
      ["service", "App"],
      ["tier", "Crit"],
    ]);
    const found = servicesOf(seen(vms), map, undefined);
    expect(names(found)).toEqual(["a erp", "b erp"]);
    expect(found.services).toEqual([{ name: "erp", tier: 1 }]);
    expect(found.notes.map(({ message }) => message)).toEqual([
      "VMs of the service erp have several tiers: the most critical, 1, is taken.",
    ]);
    expect(servicesOf(seen(vms), new Map(), undefined)).toEqual({ of: new Map(), services: [], notes: [] });
  });

  test("of a list win, row by row; what it says wrongly is told and left out", () => {
    const list = listOf(
      "VM;Service;Tier;Needs;Owner\na;crm;3;1;sales\nb;crm;high;one;sales\nghost;crm;;;\n;dns;1;all;network\n",
    );
    const found = servicesOf(seen([vm("a", { App: "erp" }), vm("b")]), new Map([["service", "App"]]), list);
    expect(names(found)).toEqual(["a crm", "b crm"]);
    expect(found.services).toEqual([
      { name: "crm", tier: 2, owner: "sales" },
      { name: "dns", tier: 1, owner: "network", needs: "all" },
    ]);
    expect(found.notes).toEqual([
      { file: "who.csv", message: "The list names VMs that this export does not show: “ghost”." },
      {
        file: "",
        message: "VMs of the service crm have several tiers: the most critical, 2, is taken.",
      },
      { file: "", message: "VMs of the service crm say several things of “needs”: left out." },
    ]);
  });

  test("a list without services is refused with its columns", () => {
    expect(readServiceList("who.csv", new TextEncoder().encode("vm,app\na,erp\n"))).toEqual({
      problem:
        "who.csv has no column “service”: its first row names the columns vm, service, tier, owner, needs, users",
    });
  });

  test("tiers are read as people write them", () => {
    expect(["1", "Tier 2", "t3", "tier-4", "highest", "Low", "gold", "5", ""].map(tierFrom)).toEqual([
      1,
      2,
      3,
      4,
      1,
      4,
      undefined,
      undefined,
      undefined,
    ]);
  });
});

describe("the map of a policy", () => {
  const shown: Observed = {
    ...seen([vm("a", { App: "erp" }), vm("b")]),
    hosts: [{ name: "h1", environment: "east", fact: () => undefined }],
  };
  const said = (of: Observed, ...entries: readonly (readonly [string, string])[]) =>
    unmapped(of, new Map(entries)).map(({ message }) => message);

  test("is told where it names what nothing has, and what no import takes", () => {
    expect(said(shown, ["service", "App"])).toEqual([]);
    expect(said(shown, ["tier", "Criticality"], ["rack", "Rack"], ["servise", "App"])).toEqual([
      "No VM has anything under “Criticality”, which the policy's map takes for tier.",
      "No host has anything under “Rack”, which the policy's map takes for rack.",
      "The policy's map has a key “servise”, which no import takes: of VMs there are service, tier, owner, needs and users, of hosts site, rack, power, model, platform, build, network, identity, dns, time, backup and updateSource.",
    ]);
  });

  test("is not blamed for what the export does not list", () => {
    expect(said(seen([]), ["service", "App"], ["rack", "Rack"])).toEqual([]);
  });
});
