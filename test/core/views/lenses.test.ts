import { describe, expect, test } from "vitest";
import { analyze } from "../../../src/core/analyze.ts";
import { type LensChoice, lensesOf } from "../../../src/core/views/lenses.ts";

const AS_OF = Date.UTC(2008, 7, 1);

/** The lenses by the word that they stand on. */
function lenses(estate: string, rollout = "", choice: LensChoice = "services"): Record<string, string> {
  const files = [
    { path: "corp.estate.yaml", text: `apiVersion: baskets/v1\nkind: Estate\n${estate}` },
    ...(rollout === ""
      ? []
      : [{ path: "update.rollout.yaml", text: `apiVersion: baskets/v1\nkind: Rollout\n${rollout}` }]),
  ];
  const found = lensesOf(analyze(files, { asOf: AS_OF }).facts, choice);
  const word = (file: string, start: number, end: number) =>
    files.find(({ path }) => path === file)?.text.slice(start, end) ?? "";
  return Object.fromEntries(found.map(({ at, title }) => [word(at.file, at.start, at.end), title]));
}

const hosts = (count: number) =>
  Array.from(
    { length: count },
    (_, index) => `  - {name: esx-${index + 1}, cluster: prod, platform: VMware ESX, build: 3.5.0-1}\n`,
  ).join("");
const prod = (count: number, keys = "") => `clusters:\n  - {name: prod${keys}}\nhosts:\n${hosts(count)}`;
const update = "metadata: {name: update-2}\nupdate: {platform: VMware ESX, to: 3.5.0-2}\n";

describe("the lens above a service says", () => {
  test("the one failure that is enough, and how many more there are", () => {
    const twoVms =
      "services:\n  - {name: erp, needs: 1}\nvms:\n  - {name: erp-1, service: erp, host: esx-1}\n  - {name: erp-2, service: erp, host: esx-2}\n";
    expect(lenses(prod(2, ", storage: san-1, rack: r1") + twoVms).erp).toMatch(
      /^one failure: storage san-1 \(and \d+ more\) · ~30 min\/year \(est\.\)$/,
    );
  });

  test("that no single failure takes it down, where that is so", () => {
    const apart =
      "hosts:\n  - {name: a}\n  - {name: b}\nservices:\n  - {name: erp, needs: 1}\nvms:\n  - {name: erp-1, service: erp, host: a}\n  - {name: erp-2, service: erp, host: b}\n";
    expect(lenses(apart).erp).toBe("no single failure takes it down · under 0.1 min/year (est.)");
  });

  test("that it has one VM only", () => {
    expect(
      lenses(
        "hosts:\n  - {name: a}\nservices:\n  - {name: erp}\nvms:\n  - {name: erp-1, service: erp, host: a}\n",
      ).erp,
    ).toBe("1 VM · one failure: host a · ~48 min/year (est.)");
  });

  test("the outage against the target of its tier, the score, and in words where the scale ends", () => {
    const tiers = (tier: number) =>
      lenses(
        `hosts:\n  - {name: a}\nservices:\n  - {name: erp, tier: ${tier}}\nvms:\n  - {name: erp-1, service: erp, host: a}\n`,
      ).erp;
    expect(tiers(1)).toBe("1 VM · one failure: host a · ~48 min/year (est., target 53) · Risk 48");
    expect(tiers(3)).toBe("1 VM · one failure: host a · ~48 min/year (est., target 2,600) · within target");
    expect(
      lenses(
        "hosts:\n  - {name: a}\nservices:\n  - {name: erp, tier: 1}\nvms:\n  - {name: erp-1, service: erp, host: a}\ndomains:\n  - {kind: host, name: a, annualFailures: 4}\n",
      ).erp,
    ).toBe("1 VM · one failure: host a · ~1,900 min/year (est., target 53) · beyond 10 × target");
  });

  test("no estimate once the policy has the team's own figures", () => {
    const files = [
      {
        path: "a.estate.yaml",
        text: "apiVersion: baskets/v1\nkind: Estate\nhosts: [{name: a}]\nservices: [{name: erp}]\nvms: [{name: erp-1, service: erp, host: a}]\n",
      },
      {
        path: "baskets.policy.yaml",
        text: "apiVersion: baskets/v1\nkind: Policy\nfailures: {host: {annual: 0.05}}\n",
      },
    ];
    const [lens] = lensesOf(analyze(files, { asOf: AS_OF }).facts, "services");
    expect(lens?.title).toBe("1 VM · one failure: host a · ~24 min/year");
  });

  test("the basket of its own before those that lie under nearly everything", () => {
    const names = ["a", "b", "c"];
    const estate = `hosts:\n${names.map((name) => `  - {name: ${name}, site: dc}\n`).join("")}services:\n${names.map((name) => `  - {name: s-${name}}\n`).join("")}vms:\n${names.map((name) => `  - {name: vm-${name}, service: s-${name}, host: ${name}}\n`).join("")}`;
    expect(lenses(estate)["s-b"]).toBe("1 VM · one failure: host b (and 1 more) · ~62 min/year (est.)");
  });

  test("that nothing is known while it has no VM that is on", () => {
    const off =
      "hosts:\n  - {name: a}\nservices:\n  - {name: erp}\n  - {name: mail}\nvms:\n  - {name: erp-1, service: erp, host: a, power: off}\n";
    expect(lenses(off)).toEqual({ erp: "1 VM, none of them on and at a known place", mail: "no VMs" });
  });

  test("that it is down once something under it has passed its date", () => {
    const expired =
      "hosts:\n  - {name: a, build: 3.5.0-1, platform: VMware ESX}\nservices:\n  - {name: erp}\nvms:\n  - {name: erp-1, service: erp, host: a}\ndomains:\n  - {kind: build, name: 3.5.0-1, expires: 2008-07-01, breaks: running}\n";
    expect(lenses(expired).erp).toBe("1 VM · down already: something it stands on has passed its date");
  });
});

describe("the lens above a rollout says", () => {
  test("that all hosts are in one stage", () => {
    expect(lenses(prod(10), update)["update-2"]).toBe("all 10 hosts in one stage");
  });

  test("its stages, hosts and first stage", () => {
    const staged = `${update}stages:\n  - {name: canary, hosts: [esx-1]}\n  - {name: few, share: 30%}\n  - {name: rest}\n`;
    expect(lenses(prod(10), staged)["update-2"]).toBe("3 stages · 10 hosts · first stage 1 host");
  });

  test("what is held back and what is in no stage", () => {
    const held = `${update}stages:\n  - {name: canary, hosts: [esx-1]}\n  - {name: few, hosts: [esx-2]}\nholdback: {hosts: [esx-5]}\n`;
    expect(lenses(prod(5), held)["update-2"]).toBe(
      "2 stages · 4 hosts · first stage 1 host · 1 host held back · 2 hosts in no stage",
    );
  });

  test("what goes if the update is bad, where there are services", () => {
    const one = "services:\n  - {name: erp}\nvms:\n  - {name: erp-1, service: erp, host: esx-1}\n";
    expect(lenses(prod(10) + one, update)["update-2"]).toBe("Exposure 100 % · all 10 hosts in one stage");
    const staged = `${update}start: 2008-08-04T22:00Z\nstages:\n  - {name: canary, hosts: [esx-2], soak: 7d}\n  - {name: rest}\nverify: {clockForward: 400d}\nhalt: {failures: 1}\n`;
    expect(lenses(prod(10) + one, staged)["update-2"]).toBe(
      "Exposure 3.2 % · 2 stages · 10 hosts · first stage 1 host",
    );
  });

  test("that there is no host to update", () => {
    expect(lenses("", update)["update-2"]).toBe("no host to update");
  });

  test("that nothing is left to update", () => {
    expect(lenses(prod(3).replaceAll("3.5.0-1", "3.5.0-2"), update)["update-2"]).toBe(
      "nothing left to update: 3 hosts done",
    );
  });
});

describe("with all", () => {
  const estate = `${prod(2)}services:\n  - {name: erp, needs: 2, users: 400}\nvms:\n  - {name: erp-1, service: erp, host: esx-1}\n  - {name: erp-2, service: erp, host: esx-2}\n  - {name: test-1, host: esx-2}\n`;
  const staged = `${update}stages:\n  - {name: canary, hosts: [esx-1]}\n  - {name: rest}\n`;

  test("hosts and clusters say what stands on them", () => {
    expect(lenses(estate, "", "all")).toMatchObject({
      prod: "2 hosts · 3 VMs · 1 service · 400 users stand here · if it fails alone: 3 VMs, 1 service, 400 users go down",
      "esx-1":
        "1 VM · 1 service · 400 users stand here · if it fails alone: 1 VM, 1 service, 400 users go down",
      "esx-2":
        "2 VMs · 1 service · 400 users stand here · if it fails alone: 2 VMs, 1 service, 400 users go down",
    });
  });

  test("what restarts elsewhere does not go with its host", () => {
    const restarting = estate.replace("{name: prod}", "{name: prod, tolerates: 1}");
    expect(lenses(restarting, "", "all")["esx-1"]).toBe(
      "1 VM · 1 service · 400 users stand here · if it fails alone, no VM stays down",
    );
  });

  test("other failure domains that somebody wrote facts about say what goes with them", () => {
    const domains = `${estate.replace("{name: prod}", "{name: prod, storage: san-1, manager: vc, tier: 1}")}domains:\n  - {kind: storage, name: san-1, repair: 4h}\n  - {kind: manager, name: vc, repair: 4h}\n`;
    expect(lenses(domains.replace("needs: 2", "needs: 2, tier: 1"), "", "all")).toMatchObject({
      "san-1": "if it fails alone: 3 VMs, 1 service (1 of tier 1), 400 users go down",
      vc: "running VMs go on without it",
    });
  });

  test("an empty host and one in maintenance say so", () => {
    const empty = "hosts:\n  - {name: a}\n  - {name: b, maintenance: true}\nvms: [{name: x, host: c}]\n";
    expect(lenses(empty, "", "all")).toMatchObject({ a: "nothing stands here", b: "in maintenance" });
  });

  test("stages say what falls short while they run", () => {
    expect(lenses(estate, staged, "all")).toMatchObject({
      canary: "1 host · 1 VM · carrying 50 % · erp down to 1 of 2",
      rest: "1 host · 2 VMs · carrying 100 % · erp down to 1 of 2",
    });
  });

  test("nothing is said twice above one line", () => {
    const all = lensesOf(
      analyze([{ path: "x.estate.yaml", text: `apiVersion: baskets/v1\nkind: Estate\n${estate}` }], {
        asOf: AS_OF,
      }).facts,
      "all",
    );
    expect(new Set(all.map(({ at }) => at.start)).size).toBe(all.length);
  });
});
