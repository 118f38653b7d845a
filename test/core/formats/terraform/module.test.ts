import { describe, expect, test } from "vitest";
import { filesOf, plainly, readingOf, readingsOf } from "./fixtures.ts";

/** The names of the VMs that a text declares. */
function names(text: string, more: readonly { path: string; text: string }[] = []): readonly unknown[] {
  const reading = readingOf([{ path: "main.tf", text }, ...more]);
  return plainly(reading.estates).vms.map(({ name }) => name);
}

/** A VM whose name is this expression. */
function vm(name: string, more = ""): string {
  return `resource "vsphere_virtual_machine" "a" {\n  ${more}\n  name = ${name}\n}\n`;
}

describe("an expression that is known without a run", () => {
  const around = `
locals {
  prefix = "web"
  sizes  = { small = 1, large = 4 }
  list   = ["c", "a", "b"]
  again  = local.again
  twice  = "\${local.prefix}\${local.prefix}"
}
variable "env" {
  default = "prod"
}
variable "unset" {}
`;

  test.each<[string, string]>([
    ['"plain"', "plain"],
    [`"\${local.prefix}-1"`, "web-1"],
    [`"\${var.env}-\${local.twice}"`, "prod-webweb"],
    ["local.list[1]", "a"],
    ["local.sizes.large", "4"],
    ['local.sizes["small"]', "1"],
    ['var.env == "prod" ? "yes" : "no"', "yes"],
    ['true || var.unset ? "yes" : "no"', "yes"],
    ['format("%s-%03d", local.prefix, 7)', "web-007"],
    ['join("-", sort(local.list))', "a-b-c"],
    ['join("", [for x in local.list : upper(x) if x != "b"])', "CA"],
    [`join("", [for k, v in local.sizes : "\${k}\${v}"])`, "large4small1"],
    ["{ for k, v in local.sizes : v => k }[4]", "large"],
    ['join(",", toset(concat(local.list, ["a"])))', "a,b,c"],
    ["merge(local.sizes, { small = 2 }).small", "2"],
    ['lookup(local.sizes, "none", "other")', "other"],
    ["element(local.list, 4)", "a"],
    ["keys(local.sizes)[0]", "large"],
    ["length(local.list)", "3"],
    ['coalesce("", "b")', "b"],
    ['split("-", "a-b")[1]', "b"],
    ["range(2)[1]", "1"],
    ["flatten([[1], [[2]]])[1]", "2"],
    ["10 / 4 - -1", "3.5"],
  ])("%s is %s", (expression, name) => {
    expect(names(around + vm(expression))).toEqual([name]);
  });

  test.each([
    "var.unset",
    "var.nowhere",
    "local.again",
    "local.nowhere",
    "module.x.name",
    "terraform.workspace",
    'file("name")',
    `"\${var.unset}-1"`,
    "data.vsphere_host.a.name",
    "local.list[9]",
    "1 / 0",
    'var.unset ? "a" : "b"',
    "local.sizes",
    'join("-", [var.unset])',
    "f(",
  ])("%s is left unknown", (expression) => {
    expect(names(around + vm(expression))).toEqual(["vsphere_virtual_machine.a"]);
  });

  test("texts that double at every step end", () => {
    const doubling = Array.from(
      { length: 64 },
      (_, i) => `  t${i + 1} = "\${local.t${i}}\${local.t${i}}"\n`,
    ).join("");
    expect(names(`locals {\n  t0 = "ab"\n${doubling}}\n${vm("local.t64")}`)).toEqual([
      "vsphere_virtual_machine.a",
    ]);
  });

  test("loops in loops end", () => {
    const loops = "[for a in range(9000) : [for b in range(9000) : [for c in range(9000) : c]]]";
    expect(names(vm(`length(${loops})`))).toHaveLength(1);
  });
});

describe("several of one resource", () => {
  test.each<[string, readonly string[]]>([
    ["count = 0", []],
    ["count = 2", ["x0", "x1"]],
    ["count = var.on ? 1 : 0", ["x0"]],
  ])("%s", (count, expected) => {
    const on = 'variable "on" {\n  default = true\n}\n';
    expect(names(on + vm(`"x\${count.index}"`, count))).toEqual(expected);
  });

  test.each<[string, readonly string[]]>([
    ['for_each = toset(["b", "a"])', ["a-a", "b-b"]],
    ["for_each = { k = 1 }", ["k-1"]],
    ["for_each = {}", []],
  ])("%s", (forEach, expected) => {
    expect(names(vm(`"\${each.key}-\${each.value}"`, forEach))).toEqual(expected);
  });

  test("many counts of one folder are made as far as anybody could look at them", () => {
    const text = [...Array(9).keys()]
      .map((index) => vm(`"x-${index}-\${count.index}"`, "count = 4000").replace('"a"', `"a${index}"`))
      .join("");
    const { estates, remarks } = readingOf(text);
    expect(plainly(estates).vms).toHaveLength(20_000);
    const [said] = remarks.filter(({ rule }) => rule === "shape");
    expect(said?.message).toBe(
      "How many VMs vsphere_virtual_machine.a5, vsphere_virtual_machine.a6, vsphere_virtual_machine.a7 and vsphere_virtual_machine.a8 make is not known: they are left out of the review. A plan shows them: terraform show -json.",
    );
  });

  test.each(["count = var.n", "for_each = var.map", "count = 100000", "count = -1", "count = module.x.n"])(
    "%s: nobody knows how many, and it is said",
    (expression) => {
      const { estates, remarks } = readingOf(vm('"x"', expression));
      expect(plainly(estates).vms).toEqual([]);
      expect(remarks.map(({ severity, message }) => `${severity}: ${message}`)).toEqual([
        expect.stringMatching(
          /^info: How many VMs vsphere_virtual_machine\.a makes is not known \(.+\): they are left out of the review\. A plan shows them: terraform show -json\.$/,
        ),
      ]);
    },
  );
});

describe("values given in files", () => {
  const text = `variable "n" {\n  default = "default"\n}\n${vm("var.n")}`;
  const given = (path: string, value: string) => ({ path, text: `n = "${value}"\n` });

  test("terraform.tfvars wins over a default, *.auto.tfvars over both", () => {
    expect(names(text)).toEqual(["default"]);
    expect(names(text, [given("terraform.tfvars", "file")])).toEqual(["file"]);
    expect(names(text, [given("a.auto.tfvars", "auto"), given("terraform.tfvars", "file")])).toEqual([
      "auto",
    ]);
  });

  test("another one counts where it is the only one", () => {
    expect(names(text, [given("prod.tfvars", "prod")])).toEqual(["prod"]);
    expect(names(text, [given("prod.tfvars", "prod"), given("test.tfvars", "test")])).toEqual(["default"]);
  });
});

describe("folders", () => {
  const one = (path: string) => ({ path, text: vm('"x"') });

  test("are read each by itself", () => {
    expect(readingsOf([one("a/main.tf"), one("b/main.tf")]).map(({ source }) => source)).toEqual([
      "a/",
      "b/",
    ]);
  });

  test("that others take as modules say nothing by themselves", () => {
    const call = { path: "main.tf", text: `module "vm" {\n  source = "./vm"\n}\n${vm('"root"')}` };
    const readings = readingsOf([call, one("vm/main.tf"), one("modules/disk/main.tf")]);
    expect(readings.map(({ source, estates }) => [source, plainly(estates).vms.length])).toEqual([
      ["", 1],
      ["vm/", 0],
      ["modules/disk/", 0],
    ]);
  });

  test("of other providers are left alone", () => {
    expect(readingsOf([{ path: "a.tf", text: 'resource "aws_instance" "a" {\n  count = 3\n}\n' }])).toEqual(
      [],
    );
  });

  test("a healthy one says nothing but what it leaves open", () => {
    const { remarks } = readingOf(filesOf("healthy"));
    expect(remarks.map(({ rule, severity }) => [rule, severity])).toEqual([["shape", "info"]]);
  });
});
