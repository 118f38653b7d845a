import { bench, describe } from "vitest";
import { analyze } from "../src/core/analyze.ts";
import { readPart } from "../src/core/formats/read.ts";
import { DEFAULT_POLICY } from "../src/core/model/policy.ts";
import { link } from "../src/core/project/link.ts";
import { cutSets } from "../src/core/risk/cutSets.ts";
import { checkRule } from "../src/core/rules/check.ts";
import { factsOf } from "../src/core/rules/facts.ts";
import { RULES } from "../src/core/rules/index.ts";
import { HEALTHY_AS_OF, healthyEstate } from "../test/support/estates.ts";

/** Stage by stage over the healthy estate: 200 hosts, 4,000 VMs. Compare ratios within one run; machines are noisy. */
const files = healthyEstate();
const parts = files.map(readPart);
const project = link(parts, DEFAULT_POLICY, HEALTHY_AS_OF);
const facts = factsOf(project);
const before = analyze(files, { asOf: HEALTHY_AS_OF });

describe("200 hosts, 4,000 VMs", () => {
  bench("read all files", () => void files.map(readPart));
  bench("link", () => void link(parts, DEFAULT_POLICY, HEALTHY_AS_OF));
  bench("structure function", () => void factsOf(project));
  bench("all rules", () => void RULES.map((rule) => checkRule(facts, rule)));
  bench(
    "cut sets of order 2 of every service",
    () => void cutSets(facts.structure, [...facts.structure.serviceGate.values()], 2),
  );
  bench(
    "analyse again with nothing changed",
    () => void analyze(files, { asOf: HEALTHY_AS_OF, previous: before }),
  );
});
