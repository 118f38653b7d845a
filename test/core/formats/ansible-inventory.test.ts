import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { hostsIn, joinInventories } from "../../../src/core/formats/ansible/hosts.ts";
import { readIniInventory } from "../../../src/core/formats/ansible/ini.ts";
import { type InventoryFile, readYamlInventory } from "../../../src/core/formats/ansible/inventory.ts";
import { expandHosts } from "../../../src/core/formats/ansible/range.ts";
import { parseYaml } from "../../../src/core/syntax/parse.ts";

const ini = (text: string): InventoryFile => readIniInventory({ path: "hosts", text });
const yaml = (text: string): InventoryFile => readYamlInventory("hosts.yml", parseYaml(text));
const hostsOf = (inventory: InventoryFile, group: string): readonly string[] =>
  hostsIn(joinInventories([inventory]), [group]).hosts;
const pointedAt = (text: string, at: { start: number; end: number } | undefined): string =>
  at === undefined ? "" : text.slice(at.start, at.end);

describe("ranges", () => {
  test("numbers keep the width of a leading zero, count both ends and take steps", () => {
    expect(expandHosts("web[08:11]").hosts).toEqual(["web08", "web09", "web10", "web11"]);
    expect(expandHosts("web[01:06:2].example.org").hosts).toEqual([
      "web01.example.org",
      "web03.example.org",
      "web05.example.org",
    ]);
    expect(expandHosts("n[:2]").hosts).toEqual(["n0", "n1", "n2"]);
  });

  test("letters count, and the last of several ranges counts fastest", () => {
    expect(expandHosts("db-[a:c]").hosts).toEqual(["db-a", "db-b", "db-c"]);
    expect(expandHosts("r[1:2]n[a:b]").hosts).toEqual(["r1na", "r1nb", "r2na", "r2nb"]);
  });

  test("a port belongs to no name, the end of an IPv6 address does", () => {
    expect(expandHosts("web1:2222").hosts).toEqual(["web1"]);
    expect(expandHosts("web[1:2]:2222").hosts).toEqual(["web1", "web2"]);
    expect(expandHosts("fe80::1:22").hosts).toEqual(["fe80::1:22"]);
    expect(expandHosts("[fe80::1]:22").hosts).toEqual(["fe80::1"]);
  });

  test.each([
    "web[1:1000000000]",
    "a[0:999]b[0:999]c[0:999]",
    "web[3:1]",
    "web[1:",
    "web[1]",
    "web[01:1]",
    "web[1:5:0]",
    "web[1:x]",
    "web[1:]",
  ])("%s is said to be wrong and stands for nothing", (entry) => {
    const { hosts, problem } = expandHosts(entry);
    expect(hosts).toBeUndefined();
    expect(problem).toContain(entry);
  });

  test("a numeric range names what a loop over its numbers names", () => {
    fc.assert(
      fc.property(
        fc.nat(60),
        fc.nat(60),
        fc.integer({ min: 1, max: 7 }),
        fc.boolean(),
        (first, more, step, padded) => {
          const last = first + more;
          const write = (n: number): string => (padded ? `00${n}`.slice(-3) : String(n));
          const expected: string[] = [];
          for (let n = first; n <= last; n += step) expected.push(`h${write(n)}.x`);
          expect(expandHosts(`h[${write(first)}:${write(last)}:${step}].x`).hosts).toEqual(expected);
        },
      ),
    );
  });
});

describe("an INI inventory", () => {
  const text = `# before any section
bastion ansible_host=192.0.2.1

[hypervisors:children]
east  ; not a comment here
rack_b # one

[east]
hv-e[01:03]
hv-e04:2222 note="two words" # spare

[rack_b]
hv-b1
[rack_b:vars]
site = "dc 2"
`;

  test("gives groups, children, ranges and variables", () => {
    const inventory = ini(text.replace("east  ; not a comment here", "east"));
    expect(inventory.problems).toEqual([]);
    expect(hostsOf(inventory, "hypervisors")).toEqual(["hv-e01", "hv-e02", "hv-e03", "hv-e04", "hv-b1"]);
    expect(hostsOf(inventory, "ungrouped")).toEqual(["bastion"]);
    expect(hostsOf(inventory, "all")).toHaveLength(6);
    expect(inventory.hosts.get("hv-e04")?.vars.get("note")).toBe("two words");
    expect(inventory.groups.get("rack_b")?.vars.get("site")).toBe("dc 2");
  });

  test("points at the group and the host where they are first named", () => {
    const inventory = ini(text);
    expect(pointedAt(text, inventory.groups.get("rack_b")?.at)).toBe("rack_b");
    expect(pointedAt(text, inventory.hosts.get("hv-e02")?.at)).toBe("hv-e[01:03]");
  });

  test("a bad line is a problem at that line and the rest is read", () => {
    const broken = "[web]\nweb1\nweb2 oops\n[web:childen]\nx\n[db]\ndb[2:1]\ndb1\n";
    const inventory = ini(broken);
    expect(inventory.problems.map((found) => pointedAt(broken, found.at))).toEqual([
      "web2 oops",
      "[web:childen]",
      "db[2:1]",
    ]);
    expect(hostsOf(inventory, "web")).toEqual(["web1"]);
    expect(hostsIn(joinInventories([inventory]), ["web"]).gaps).toEqual(["web"]);
  });

  test("a circle of groups is one problem and ends", () => {
    const inventory = ini("[a:children]\nb\n[b:children]\nc\n[c:children]\na\n[c]\nh1\n");
    expect(inventory.problems).toHaveLength(1);
    expect(inventory.problems[0]?.message).toContain("contains itself");
    expect(hostsOf(inventory, "b")).toEqual(["h1"]);
  });

  test("names of JavaScript's own objects are ordinary names", () => {
    const inventory = ini("[__proto__]\nconstructor\n[toString:children]\n__proto__\n");
    expect(hostsOf(inventory, "toString")).toEqual(["constructor"]);
  });

  test("lines may end in CRLF", () => {
    expect(hostsOf(ini("[web]\r\nweb1\r\nweb2\r\n"), "web")).toEqual(["web1", "web2"]);
  });

  test("a group named only as a child is a gap, not an empty group", () => {
    expect(hostsIn(joinInventories([ini("[all-hv:children]\neast\n")]), ["all-hv"]).gaps).toEqual(["east"]);
  });

  test("more hosts than are read are said, not silently dropped", () => {
    const inventory = ini("[a]\na[1:15000]\n[b]\nb[1:15000]\n");
    expect(inventory.problems).toHaveLength(1);
    expect(hostsIn(joinInventories([inventory]), ["b"]).gaps).toEqual(["b"]);
  });

  test("any text gives an inventory", () => {
    const line = fc.oneof(
      fc.string(),
      fc.constantFrom(
        "[a]",
        "[a:children]",
        "[b:vars]",
        "[[[",
        "]",
        "x[1:3]",
        'h a="b',
        "x[",
        ":",
        "[:]",
        "a",
        "b",
      ),
    );
    fc.assert(
      fc.property(fc.array(line), (lines) => {
        const text = lines.join("\n");
        const inventory = ini(text);
        for (const { at } of inventory.problems) expect(at.end).toBeLessThanOrEqual(text.length);
        expect(hostsOf(inventory, "all").length).toBe(inventory.hosts.size);
      }),
    );
  });
});

describe("a YAML inventory", () => {
  const text = `all:
  hosts:
    bastion:
  children:
    hypervisors:
      children:
        east:
          hosts:
            hv-e[01:03]:
              ansible_user: root
            hv-e04: {}
        west:
          hosts: hv-w1
      vars: {site: dc1}
`;

  test("gives the same as the INI form", () => {
    const inventory = yaml(text);
    expect(inventory.problems).toEqual([]);
    expect(hostsOf(inventory, "hypervisors")).toEqual(["hv-e01", "hv-e02", "hv-e03", "hv-e04", "hv-w1"]);
    expect(hostsOf(inventory, "ungrouped")).toEqual(["bastion"]);
    expect(inventory.groups.get("hypervisors")?.vars.get("site")).toBe("dc1");
    expect(pointedAt(text, inventory.hosts.get("hv-e03")?.at)).toBe("hv-e[01:03]");
  });

  test("hosts in a list are a problem at the list", () => {
    const wrong = "all:\n  children:\n    web:\n      hosts: [web1, web2]\n";
    const inventory = yaml(wrong);
    expect(inventory.problems.map((found) => pointedAt(wrong, found.at))).toEqual(["[web1, web2]"]);
    expect(hostsIn(joinInventories([inventory]), ["web"]).gaps).toEqual(["web"]);
  });

  test("one that a plugin fills has no hosts and names the plugin", () => {
    const inventory = yaml("plugin: community.vmware.vmware_vm_inventory\nhostname: vc\n");
    expect(inventory.plugin).toBe("community.vmware.vmware_vm_inventory");
    expect(inventory.hosts.size).toBe(0);
  });
});
