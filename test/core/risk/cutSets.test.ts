import { describe, expect, it } from "vitest";
import { cutSets } from "../../../src/core/risk/cutSets.ts";
import { singles } from "../../../src/core/risk/singles.ts";
import { type Structure, structureOf } from "../../../src/core/risk/structure.ts";
import { named, projectOf } from "../../support/project.ts";

/** The cut sets of the service `s` in the environment `e`: `host:h1`, `rack:a + rack:b`. */
function cutsOf(estate: string, steps?: number) {
  const project = projectOf(`environments: [{name: e}]\n${estate}`);
  const structure = structureOf(project);
  const [answer] = cutSets(structure, [gateOf(structure, "s")], 2, steps);
  const sets = (answer?.sets ?? []).map((set) => set.map(({ kind, name }) => `${kind}:${name}`).join(" + "));
  return { sets, complete: answer?.complete };
}

function gateOf(structure: Structure, service: string): number {
  const found = [...structure.serviceGate].find(([each]) => each.name === service);
  if (found === undefined) throw new Error(`The service ${service} has no gate.`);
  return found[1];
}

const FOUR_RACKS = `
hosts: [${[1, 2, 3, 4].flatMap((rack) => [1, 2].map((at) => `{name: h${rack}${at}, environment: e, rack: r${rack}}`)).join(", ")}]
vms: [${[1, 2, 3, 4].flatMap((rack) => [1, 2].map((at) => `{name: v${rack}${at}, service: s, host: h${rack}${at}}`)).join(", ")}]
`;

describe("the minimal cut sets of a service", () => {
  it("name single failures first, each set once and no more than it takes", () => {
    const { sets, complete } = cutsOf(`
hosts: [{name: h1, environment: e, rack: r1, site: hall}, {name: h2, environment: e, rack: r2, site: hall}]
services: [{name: s, needs: 1}]
vms: [{name: v1, service: s, host: h1}, {name: v2, service: s, host: h2}]
domains: [{kind: rack, name: r1, within: {site: hall}}]`);
    expect(sets[0]).toBe("site:hall");
    expect(new Set(sets.slice(1))).toEqual(
      new Set(["host:h1 + host:h2", "host:h1 + rack:r2", "host:h2 + rack:r1", "rack:r1 + rack:r2"]),
    );
    expect(complete).toBe(true);
  });

  it("count each VM of a pool once, however many of its domains fail", () => {
    const { sets } = cutsOf(`services: [{name: s, needs: 5}]\n${FOUR_RACKS}`);
    const racks = ["r1 + r2", "r1 + r3", "r1 + r4", "r2 + r3", "r2 + r4", "r3 + r4"];
    expect(new Set(sets)).toEqual(new Set(racks.map((pair) => `rack:${pair.replace("+ ", "+ rack:")}`)));
  });

  it("are of two kinds where a rack and a host of another rack are enough", () => {
    const { sets } = cutsOf(`services: [{name: s, needs: 6}]\n${FOUR_RACKS}`);
    expect(sets).toContain("host:h11 + rack:r2");
    expect(sets).not.toContain("host:h11 + rack:r1");
    expect(sets).not.toContain("host:h11 + host:h12");
    expect(sets).toHaveLength(4 * 6 + 6);
  });

  it("count a VM that either of two feeds takes down once, beside one that only both do", () => {
    const estate = (needs: number) => `
hosts:
  - {name: h1, environment: e, power: [a, b]}
  - {name: h2, environment: e, power: {anyOf: [a, b]}}
  - {name: h3, environment: e}
  - {name: h4, environment: e}
services: [{name: s, needs: ${needs}}]
vms: [{name: v1, service: s, host: h1}, {name: v2, service: s, host: h2}, {name: v3, service: s, host: h3}, {name: v4, service: s, host: h4}]`;
    expect(cutsOf(estate(3)).sets).toContain("power:a + power:b");
    expect(cutsOf(estate(2))).toEqual({ sets: [], complete: true });
  });

  it("are the empty set where it is down already", () => {
    const { sets, complete } = cutsOf(`
hosts: [{name: h, environment: e, build: b}]
services: [{name: s}]
vms: [{name: v, service: s, host: h}]
domains: [{kind: build, name: b, expires: 2008-01-01, breaks: running}]`);
    expect(sets).toEqual([""]);
    expect(complete).toBe(true);
  });

  it("say so when there were too many to find", () => {
    const text = `services: [{name: s, needs: 6}]\n${FOUR_RACKS}`;
    expect(cutsOf(text, 20).complete).toBe(false);
    expect(cutsOf(text).complete).toBe(true);
  });

  it("are found at the end of a hundred thousand dependencies", () => {
    const project = projectOf(`
environments: [{name: e}]
hosts: [{name: h, environment: e}, {name: a, environment: e}, {name: b, environment: e}]
services: [{name: link}, {name: last, needs: 1}]
vms: [{name: v, service: link, host: h}, {name: w1, service: last, host: a}, {name: w2, service: last, host: b}]`);
    const [link, last] = [named(project.services, "link"), named(project.services, "last")];
    const services = Array.from({ length: 100_000 }, (_, at) => ({
      ...link,
      name: at === 0 ? "s" : `s${at}`,
    }));
    services.forEach((service, at) => {
      Object.assign(service, {
        dependsOn: [{ service: services[at + 1] ?? last, at: project.environments[0]?.at }],
      });
    });
    const structure = structureOf({ ...project, services: [...services, last] });
    const [answer] = cutSets(structure, [gateOf(structure, "s")], 2);
    expect(answer?.sets.map((set) => set.map((domain) => domain.name).join(" + "))).toEqual(["h", "a + b"]);
    expect(answer?.complete).toBe(true);
  });
});

describe("single failures of a whole estate", () => {
  it("say of which gates they are incomplete when the budget ended", () => {
    const structure = structureOf(
      projectOf(`
environments: [{name: e, site: hall}]
hosts: [{name: h, environment: e, rack: r}]
services: [{name: s}]
vms: [{name: v, service: s, host: h}]`),
    );
    const gate = gateOf(structure, "s");
    expect(singles(structure).complete[gate]).toBe(1);
    expect(
      [...(singles(structure).events[gate] ?? [])].map((event) => structure.events[event]?.kind).sort(),
    ).toEqual(["host", "rack", "site"]);
    expect(singles(structure, 2).complete[gate]).toBe(0);
  });
});
