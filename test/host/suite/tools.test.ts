import * as vscode from "vscode";
import { check, checkEqual, eventually, findingOf, inFolder } from "../support.ts";

describe("the tools for language models", () => {
  before(() => findingOf("single-basket", inFolder("bad.estate.yaml")));

  it("are there, and read-only by their words", async () => {
    const names = await eventually("the tools", () => {
      const found = vscode.lm.tools.map(({ name }) => name).filter((name) => name.startsWith("baskets_"));
      return found.length === 3 && found.sort().join();
    });
    checkEqual(names, "baskets_check,baskets_explain,baskets_simulate", "The tools");
  });

  it("tell what is found as the JSON of the command line", async () => {
    const [text] = await call("baskets_check", { file: "bad.estate.yaml", severity: "error" });
    const report = JSON.parse(text ?? "") as {
      version: number;
      findings: { rule: string; file: string; severity: string; fixes: unknown[] }[];
    };
    checkEqual(report.version, 1, "The version");
    const found = report.findings.find(({ rule }) => rule === "single-basket");
    check(found && found.fixes.length > 0, "single-basket comes without a fix.");
    check(
      report.findings.every(({ file, severity }) => file === "bad.estate.yaml" && severity === "error"),
      "There is more than was asked for.",
    );
    const [whole] = await call("baskets_check", { file: inFolder("bad.estate.yaml").path });
    check(whole?.includes("single-basket"), "A whole path finds nothing.");
  });

  it("play a rollout through, and say so where there is none of that name", async () => {
    const [text] = await call("baskets_simulate", { rollout: "everything-tonight" });
    const report = JSON.parse(text ?? "") as { rollout: { name: string } };
    checkEqual(report.rollout.name, "everything-tonight", "The rollout");
    const [none] = await call("baskets_simulate", { rollout: "no-such" });
    checkEqual(none ?? "", "There is no rollout called “no-such” in this workspace.", "The answer");
  });

  it("explain a rule and a name", async () => {
    const [rule] = await call("baskets_explain", { about: "single-basket" });
    check(rule?.includes("single-basket"), "The rule is not explained.");
    const [service] = await call("baskets_explain", { about: "erp" });
    check(service?.includes("lab-04"), `Nothing is said of what erp stands on: ${service ?? ""}`);
  });
});

async function call(name: string, input: object): Promise<readonly string[]> {
  const { content } = await vscode.lm.invokeTool(name, { input, toolInvocationToken: undefined });
  return content.flatMap((part) => (part instanceof vscode.LanguageModelTextPart ? [part.value] : []));
}
