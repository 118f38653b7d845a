import { expect, test } from "vitest";
import { analyze } from "../../../src/core/analyze.ts";
import { domainCard } from "../../../src/core/views/domainCard.ts";

function cardOf(platform: string, build: string): string {
  const text = `apiVersion: baskets/v1
kind: Estate
hosts:
  - {name: h1, platform: ${platform}, build: ${build}}
`;
  const { facts } = analyze([{ path: "a.estate.yaml", text }], { asOf: Date.UTC(2008, 7, 11) });
  const domain = facts.project.domains.get(`build:${build}`);
  return domain === undefined ? "" : domainCard(facts, domain);
}

test("over a build says what the catalogue knows, with its source", () => {
  expect(cardOf("VMware ESX", "3.5.0-103908")).toContain(
    "Known to be bad: from 12 August 2008 on nothing powers on, resumes or migrates ([source](https://attrition.org/",
  );
  expect(cardOf("VMware ESX", "3.5.0")).toContain("May be known to be bad");
});

test("over a build that the catalogue does not have says unknown, not good", () => {
  expect(cardOf("VMware ESX", "3.5.0-82663")).toContain("unknown, not good");
});
