import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Files, findingsIn, playsIn } from "../../support/ansible.ts";

const POLICY =
  "map: {ansible: {cluster: vcenter_cluster, site: dc, rack: rack, redundantGroup: ha_group, redundantGroups: 'ha_*'}}\n";
const play = (serial: string, keys = "") =>
  `- name: Patch\n  hosts: hv\n  serial: ${serial}\n${keys}  max_fail_percentage: 0\n  tasks:\n    - reboot:\n`;
const said = (files: Files, policy = POLICY) =>
  findingsIn(files, policy)
    .filter(({ rule }) => rule === "pair-together")
    .map(({ message }) => message);
const factsOf = (files: Files, host: string, policy = POLICY) => {
  const [only] = playsIn({ "p.yml": play("1"), ...files }, policy);
  return Object.fromEntries([...(only?.facts?.get(host) ?? [])].map(([key, { value }]) => [key, value]));
};

describe("facts of an inventory's hosts", () => {
  const hosts = "[hv:children]\nwest\neast\n[west]\nhv1 rack=r1\nhv2\n[east]\nhv3\n[hv:vars]\ndc=none\n";

  test("come from groups, then hosts, the inner before the outer and the file beside the playbook last", () => {
    const files = {
      "inv/hosts": hosts,
      "inv/group_vars/all.yml": "vcenter_cluster: everywhere\nrack: r0\n",
      "inv/group_vars/west/places.yml": "dc: w\nrack: r9\n",
      "inv/group_vars/west.yml": "dc: not read, the folder goes before\n",
      "inv/group_vars/east": "dc: e\n",
      "inv/host_vars/hv2.yml": "rack: r2\n",
      "group_vars/all.yml": "vcenter_cluster: beside\n",
    };
    expect(factsOf(files, "hv1")).toEqual({ cluster: "beside", site: "w", rack: "r1" });
    expect(factsOf(files, "hv2")).toEqual({ cluster: "beside", site: "w", rack: "r2" });
    expect(factsOf(files, "hv3")).toEqual({ cluster: "beside", site: "e", rack: "r0" });
  });

  test("are none without a map, and for other variables", () => {
    expect(factsOf({ hosts }, "hv1", "")).toEqual({});
    expect(factsOf({ hosts }, "hv1", "map: {ansible: {model: hw}}\n")).toEqual({});
  });

  test("are unknown as templates, lists and in vaults, also where something else said otherwise before", () => {
    const files = {
      hosts,
      "group_vars/hv.yml": "dc: '{{ where }}'\nvcenter_cluster: [a, b]\n",
      "host_vars/hv1.yml": "$ANSIBLE_VAULT;1.1;AES256\n3362\n",
      "host_vars/hv2.yml": "rack: !vault |\n  $ANSIBLE_VAULT;1.1;AES256\n  3362\n",
    };
    expect(factsOf(files, "hv1")).toEqual({ site: undefined, rack: "r1" });
    expect(factsOf(files, "hv2")).toEqual({});
  });

  test("of a host that stands in several groups are all those lines say", () => {
    const several = "[a]\nhv1\n[hv]\nhv1 rack=r1\nhv2\n[c]\nhv1 dc=d\n";
    expect(factsOf({ hosts: several }, "hv1")).toEqual({ rack: "r1", site: "d" });
  });
});

describe("hosts that stand in for each other", () => {
  const pairs = "[hv]\nhv1 ha_group=a\nhv2 ha_group=a\nhv3 ha_group=b\nhv4 ha_group=c\nhv5 ha_group=b\n";

  test("in one batch are a finding at its size, with their names", () => {
    const files = { hosts: pairs, "p.yml": play("[1, 2]") };
    expect(said(files)).toEqual([]);
    const two = { hosts: pairs, "p.yml": play("2") };
    const [finding, ...more] = findingsIn(two, POLICY).filter(({ rule }) => rule === "pair-together");
    expect(more).toEqual([]);
    expect(finding?.message).toContain(
      "updates hv1 and hv2 in one batch, which stand in for each other (“a”)",
    );
    expect(two["p.yml"].slice(finding?.at.start, finding?.at.end)).toBe("2");
    expect(said({ hosts: pairs, "p.yml": play("3") })[0]).toContain("(“a”)");
  });

  test("are left alone one by one, in another order, and where nobody says who they are", () => {
    expect(said({ hosts: pairs, "p.yml": play("1") })).toEqual([]);
    expect(said({ hosts: pairs, "p.yml": play("2") }, "")).toEqual([]);
    expect(said({ hosts: pairs, "p.yml": play("2", "  order: shuffle\n") })).toEqual([]);
    expect(said({ hosts: pairs, "p.yml": play('"{{ n }}"') })).toEqual([]);
    expect(said({ hosts: pairs, "p.yml": play("2").replace("hv\n", "hv:gone\n") })).toEqual([]);
  });

  test("may be groups of the inventory, by a pattern", () => {
    const groups = "[hv]\nhv[1:4]\n[ha_1]\nhv1\nhv2\n[ha_2]\nhv2\nhv3\n[ha_3]\nhv4\n[ha_4]\nhv1\nhv9\n";
    expect(said({ hosts: groups, "p.yml": play("2") })).toEqual([expect.stringContaining("(“ha_1”)")]);
    expect(said({ hosts: groups, "p.yml": play("3") })[0]).toContain("The same holds for “ha_2”.");
  });

  test("are said with the play where all hosts are one batch", () => {
    const files = { hosts: pairs, "p.yml": play("100%") };
    expect(said(files)).toEqual([]);
    const [finding] = findingsIn(files, POLICY);
    expect(finding?.rule).toBe("unstaged-rollout");
    expect(finding?.related?.map(({ message }) => message)).toContain(
      "“a” is among them: hv1 and hv2 stand in for each other.",
    );
  });
});

describe("variables beside an inventory", () => {
  const files = {
    hosts: "[hv]\nhv[1:4]\n",
    "p.yml":
      "- hosts: hv\n  serial: '{{ n | default(2) }}'\n  any_errors_fatal: '{{ fatal | default(false) }}'\n  tasks:\n    - reboot:\n",
  };
  const halts = (more: Files) => playsIn({ ...files, ...more })[0]?.halts.verdict;

  test("are seen by any_errors_fatal where they are the same for all, and unknown where not", () => {
    expect(halts({})).toBe("no");
    expect(halts({ "group_vars/all.yml": "fatal: true\n" })).toBe("yes");
    expect(halts({ "group_vars/hv.yml": "fatal: true\n" })).toBe("unknown");
  });

  test("are not seen by serial, as Ansible does not", () => {
    const [play] = playsIn({ ...files, "group_vars/all.yml": "n: 4\n" });
    expect(play?.batches.hosts?.map((batch) => batch.length)).toEqual([2, 2]);
  });

  test("of whatever shape give plays", () => {
    const line = fc.constantFrom(
      ...[
        "rack: a",
        "- reboot:",
        "- include_tasks: x.yml",
        "dc: [1",
        "  b: {c: d}",
        "- hosts: hv",
        "&a *b",
        "\t",
        "?",
      ],
      ...[
        "dependencies: [{role: r}, r, 1]",
        "- {block: [{reboot: }], rescue: 1}",
        "- import_role: {name: [r]}",
      ],
    );
    const text = fc.array(line, { maxLength: 6 }).map((lines) => lines.join("\n"));
    fc.assert(
      fc.property(text, text, text, text, (all, tasks, meta, handlers) => {
        const plays = playsIn(
          {
            ...files,
            "q.yml": "- hosts: hv\n  roles: [r]\n  tasks:\n    - reboot:\n",
            "group_vars/all": all,
            "host_vars/hv1.yml": meta,
            "roles/r/tasks/main.yml": tasks,
            "roles/r/meta/main.yml": meta,
            "roles/r/defaults/main.yml": all,
            "roles/r/handlers/main.yml": handlers,
          },
          POLICY,
        );
        expect(plays.map(({ file }) => file)).toEqual(expect.arrayContaining(["p.yml", "q.yml"]));
      }),
      { numRuns: 200 },
    );
  });
});
