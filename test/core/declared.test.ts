import { describe, expect, test } from "vitest";
import { analyze } from "../../src/core/analyze.ts";
import { reviewReport } from "../../src/core/report/reviewReport.ts";
import { reviewOf } from "../../src/core/review.ts";
import { reviewGroups } from "../../src/core/views/reviewGroups.ts";

const AS_OF = Date.UTC(2008, 7, 11);

function estate({
  needs = "",
  keepApart = "",
  vms = 3,
}: {
  needs?: string;
  keepApart?: string;
  vms?: number;
}) {
  return `apiVersion: baskets/v1
kind: Estate
clusters:
  - {name: prod${keepApart}}
hosts:
  - {name: h1, cluster: prod}
  - {name: h2, cluster: prod}
  - {name: h3, cluster: prod}
services:
  - {name: erp, tier: 2${needs}}
vms:
${[1, 2, 3]
  .slice(0, vms)
  .map((each) => `  - {name: erp-${each}, service: erp, host: h${each}}\n`)
  .join("")}`;
}

type Said = Parameters<typeof estate>[0];

function review(before: Said, after: Said) {
  const looked = (said: Said) => analyze([{ path: "a.estate.yaml", text: estate(said) }], { asOf: AS_OF });
  return reviewOf(looked(before), looked(after));
}

function told(before: Said, after: Said) {
  return review(before, after).declared.map(({ message, weaker }) => `${weaker ? "weaker: " : ""}${message}`);
}

describe("what a change declares otherwise", () => {
  test("is how many VMs a service needs, where that is written or lowered", () => {
    expect(told({}, { needs: ", needs: 1" })).toEqual([
      "weaker: “erp” is said to need 1 of its 3 VMs now; nothing was said before, and each VM counted as needed.",
    ]);
    expect(told({ needs: ", needs: 2" }, { needs: ", needs: 1" })).toEqual([
      "weaker: “erp” is said to need 1 of its 3 VMs now; it was 2 before.",
    ]);
    expect(told({ needs: ", needs: 1" }, { needs: ", needs: 2" })).toEqual([]);
    expect(told({ needs: ", needs: 1" }, { needs: ", needs: 1", vms: 2 })).toEqual([]);
  });

  test("is which VMs a cluster keeps apart, but not where one of them is new or gone", () => {
    const [two, three] = [", keepApart: [[erp-1, erp-2]]", ", keepApart: [[erp-1, erp-2, erp-3]]"];
    expect(told({}, { keepApart: two })).toEqual(["Cluster prod keeps erp-1 and erp-2 apart now."]);
    expect(told({ keepApart: two }, {})).toEqual([
      "weaker: Cluster prod no longer keeps erp-1 and erp-2 apart.",
    ]);
    expect(told({ keepApart: two }, { keepApart: three })).toEqual([
      "Cluster prod keeps erp-3 apart from erp-1 and erp-2 now.",
    ]);
    expect(told({ keepApart: three }, { keepApart: two })).toEqual([
      "weaker: Cluster prod no longer keeps erp-3 apart from erp-1 and erp-2.",
    ]);
    expect(told({ keepApart: two, vms: 2 }, { keepApart: three })).toEqual([]);
    expect(told({ keepApart: three }, { keepApart: two, vms: 2 })).toEqual([]);
  });

  test("stands in the text, in the Markdown, in the JSON and in the tree", () => {
    const change = review({}, { needs: ", needs: 1" });
    const files = { before: [], after: [{ path: "a.estate.yaml", text: estate({ needs: ", needs: 1" }) }] };
    const report = (format: string) => {
      const options = { format, base: "HEAD", asOf: AS_OF, colour: false, width: 100 };
      return [...reviewReport(change, files, options)].join("");
    };
    expect(report("text")).toContain("declared otherwise\n  needs a.estate.yaml:10:33\n");
    expect(report("markdown")).toContain("### Declared otherwise");
    expect(JSON.parse(report("json")).declared).toMatchObject([{ what: "needs", name: "erp", weaker: true }]);
    expect(reviewGroups(change).groups).toContainEqual(
      expect.objectContaining({ title: "Declared otherwise" }),
    );
    expect(reviewGroups(change).summary).toContain("1 declared otherwise");
  });
});
