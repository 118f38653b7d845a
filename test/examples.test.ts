import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { type Analysis, analyze, applyFix, validFixes } from "../src/core/analyze.ts";
import { hasOwnFigures } from "../src/core/model/policy.ts";
import { formatShare } from "../src/core/model/values.ts";
import { figures } from "../src/core/risk/inWords.ts";

/** What the README and the example say is what a review finds. */

const root = path.join(import.meta.dirname, "..");
const folder = path.join(root, "examples/august-12");
const files = readdirSync(folder)
  .filter((name) => name.endsWith(".yaml"))
  .map((name) => ({ path: name, text: readFileSync(path.join(folder, name), "utf8") }));
const analysis = analyze(files, { asOf: Date.UTC(2008, 7, 4) });
const about = (file: string) => analysis.findings.filter((finding) => finding.at.file === file);

describe("examples/august-12", () => {
  const { project } = analysis.facts;

  test("has two environments, ten hosts, a hundred servers and four hundred desktops", () => {
    const desktops = project.vms.filter((vm) => vm.service?.name === "desktops").length;
    expect([
      project.environments.length,
      project.hosts.length,
      project.vms.length - desktops,
      desktops,
    ]).toEqual([2, 10, 100, 400]);
  });

  test("says of the update as it was pushed that it reaches everything at once, and offers a staging", () => {
    const [finding] = about("pushed.rollout.yaml").filter(({ rule }) => rule === "unstaged-rollout");
    expect(finding?.severity).toBe("error");
    const [fix] = finding === undefined ? [] : validFixes(analysis, finding);
    const after = fix && applyFix(analysis, fix);
    const left = after?.findings.filter((each) => each.at.file === "pushed.rollout.yaml") ?? [];
    // The build stays what it is, and nobody but its authors knows a way back.
    expect(left.map(({ rule }) => rule)).toEqual(["no-rollback", "known-bad-build"]);
    expect(fix?.title).toMatch(/: exposure 99 % → \d\d? %$/);
  });

  test("says of the update as it should have been only that its build is known to be bad", () => {
    expect(about("staged.rollout.yaml").map(({ rule }) => rule)).toEqual(["known-bad-build"]);
  });

  test("says of the estate, above information, only that erp stands in one rack", () => {
    const said = about("estate.estate.yaml").filter(({ severity }) => severity !== "info");
    expect(said.map(({ rule, subject }) => [rule, subject?.name])).toEqual([["single-basket", "erp"]]);
    expect(said[0]?.message).toContain("rack e1");
  });
});

test("README.md's first manifest gives the finding that it names", () => {
  const readme = readFileSync(path.join(root, "README.md"), "utf8");
  const text = /```yaml\n([\s\S]*?)```/.exec(readme)?.[1] ?? "";
  const found = analyze([{ path: "readme.estate.yaml", text }], { asOf: 0 }).findings.filter(
    ({ severity }) => severity !== "info",
  );
  expect(found.map(({ rule }) => rule)).toEqual(["single-basket"]);
});

test("docs/rollouts.md tells the exposures that the example has", () => {
  const text = readFileSync(path.join(root, "docs/rollouts.md"), "utf8");
  const rows = [
    ...text.matchAll(/^\| (`[a-z0-9-]+`|the staging.*?) \| ([^|]+) \| ([^|]+) \| ([^|]+) \| ([^|]+) \|$/gm),
  ].map(([, name = "", ...cells]) => [name.replaceAll("`", ""), ...cells]);
  const shares = (of: Analysis, name: string) => {
    const plan = of.facts.plans.find(({ source }) => source.name === name);
    const exposure = plan && of.facts.exposure(plan);
    return exposure === undefined
      ? []
      : [exposure.prompt, exposure.latent, exposure.timeBomb, exposure.mixed].map(formatShare);
  };
  const finding = about("pushed.rollout.yaml").find(({ rule }) => rule === "unstaged-rollout");
  const [fix] = finding === undefined ? [] : validFixes(analysis, finding);
  const staged = (fix && applyFix(analysis, fix)) ?? analysis;
  expect(rows).toEqual([
    ["update-2-as-pushed", ...shares(analysis, "update-2-as-pushed")],
    ["the staging that is offered for it", ...shares(staged, "update-2-as-pushed")],
    ["update-2-as-it-should-have-been", ...shares(analysis, "update-2-as-it-should-have-been")],
  ]);
});

test("every relative link of the documents leads somewhere", () => {
  const documents = [
    "README.md",
    "ARCHITECTURE.md",
    "CONTRIBUTING.md",
    "CHANGELOG.md",
    "RULES.md",
    "docs/formats.md",
    "docs/catalogue.md",
    "docs/manifests.md",
    "docs/risk.md",
    "docs/rollouts.md",
    "examples/august-12/README.md",
    "examples/incidents/README.md",
  ];
  const broken = documents.flatMap((document) => {
    const text = readFileSync(path.join(root, document), "utf8").replace(/```[\s\S]*?```/g, "");
    return [...text.matchAll(/\]\(([^)#]+)(?:#[^)]*)?\)/g)]
      .map((match) => match[1] as string)
      .filter(
        (target) =>
          !/^[a-z]+:/.test(target) &&
          !readdirSync(path.dirname(path.join(root, path.dirname(document), target))).includes(
            path.basename(target),
          ),
      )
      .map((target) => `${document} → ${target}`);
  });
  expect(broken).toEqual([]);
});

describe("docs/risk.md", () => {
  const text = readFileSync(path.join(root, "docs/risk.md"), "utf8");
  const [estate = "", policy = ""] = [...text.matchAll(/```yaml\n([\s\S]*?)```/g)].map((match) => match[1]);
  const { facts, findings } = analyze([{ path: "aeroplane.estate.yaml", text: estate }], {
    asOf: Date.UTC(2026, 0, 1),
  });

  test("gives the minutes that the aeroplane really has, and the finding that says both numbers", () => {
    const rows = [...text.matchAll(/^\| `([a-z-]+)` \|.*\| ([^|]+) \|$/gm)].map((match) => [
      match[1],
      match[2],
    ]);
    expect(rows).toEqual(
      facts.project.services.map((service) => [
        service.name,
        figures(facts.risk().of(service)?.minutes ?? { low: -1, high: -1 }),
      ]),
    );
    expect(findings.find(({ rule }) => rule === "split-not-doubled")?.message).toContain(
      "~170 min/year of outage, against ~83 min/year",
    );
  });

  test("and the formulas that it derives them by", () => {
    const chance = (name: string) => {
      const service = facts.project.services.find((each) => each.name === name);
      return (service && facts.risk().of(service)?.unavailability.low) ?? Number.NaN;
    };
    const one = chance("one-engine");
    const other = chance("both-needed");
    // Both sides stand on baskets of the same kinds, so u is the same for both.
    expect(other).toBeCloseTo(1 - (1 - one) ** 2, 14);
    expect(chance("one-enough")).toBeCloseTo(one ** 2, 14);
  });

  test("has a policy that is one, and policy values that are figures", () => {
    const own = [...text.matchAll(/`((?:host|rack|power|site|network|manager): \{[^`]+\})`/g)].map(
      (match) => match[1],
    );
    expect(own.length).toBeGreaterThan(5);
    const texts = [
      policy,
      ...own.map((line) => `apiVersion: baskets/v1\nkind: Policy\nfailures:\n  ${line}\n`),
    ];
    for (const each of texts) {
      const { findings: found, facts: with_ } = analyze([{ path: "baskets.policy.yaml", text: each }], {
        asOf: 0,
      });
      expect(found.map(({ message }) => message)).toEqual([]);
      expect(hasOwnFigures(with_.project.policy)).toBe(true);
    }
  });
});
