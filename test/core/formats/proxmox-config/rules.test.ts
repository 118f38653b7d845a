import { describe, expect, test } from "vitest";
import { readConfig } from "../../../../src/core/formats/proxmox-config/config.ts";
import { configRemarks } from "../../../../src/core/formats/proxmox-config/link.ts";

function remarks(files: { readonly [path: string]: string }) {
  return configRemarks(Object.entries(files).flatMap(([path, text]) => readConfig({ path, text }) ?? [])).map(
    ({ rule, at, message }) => ({
      rule,
      at: files[at.file]?.slice(at.start, at.end),
      message,
    }),
  );
}

const APART = "resource-affinity: dns-apart\n\tresources vm:101,vm:102\n\taffinity negative\n\n";

describe("guests that are kept apart", () => {
  test("and may run on one node alone cannot be", () => {
    const rules = `${APART}node-affinity: dns-on-pve1\n\tresources vm:101,vm:102,vm:103\n\tnodes pve1\n\tstrict 1\n`;
    expect(remarks({ "ha/rules.cfg": rules })).toEqual([
      {
        rule: "keep-apart-broken",
        at: "vm:101,vm:102",
        message:
          "The rule “dns-apart” keeps vm:101 and vm:102 apart, but the strict rule “dns-on-pve1” allows them on pve1 alone: both cannot hold. Proxmox VE drops rules that contradict each other, and then nothing keeps these guests apart. Allow them at least 2 nodes.",
      },
    ]);
  });

  test("by two strict rules of the same node cannot be either", () => {
    const on = (name: string, guest: string) =>
      `node-affinity: ${name}\n\tresources ${guest}\n\tnodes pve1:2\n\tstrict\n\n`;
    const [found] = remarks({ "rules.cfg": APART + on("one", "vm:101") + on("two", "vm:102") });
    expect(found?.message).toContain("the strict rules “one” and “two” allow them on pve1 alone");
  });

  test("and together by another rule cannot be", () => {
    const rules = `${APART}resource-affinity: dns\n\tresources vm:102,vm:101\n\taffinity positive\n`;
    expect(remarks({ "rules.cfg": rules }).map(({ message }) => message.slice(0, 102))).toEqual([
      "The rule “dns-apart” keeps vm:102 and vm:101 apart, and the rule “dns” keeps them together: both canno",
    ]);
  });

  test.each([
    ["strict on two nodes", "node-affinity: a\n\tresources vm:101,vm:102\n\tnodes pve1,pve2\n\tstrict 1\n"],
    ["not strict", "node-affinity: a\n\tresources vm:101,vm:102\n\tnodes pve1\n"],
    ["strict 0", "node-affinity: a\n\tresources vm:101,vm:102\n\tnodes pve1\n\tstrict 0\n"],
    ["off", "node-affinity: a\n\tresources vm:101,vm:102\n\tnodes pve1\n\tstrict 1\n\tdisable\n"],
    [
      "away from nodes",
      "node-affinity: a\n\tresources vm:101,vm:102\n\tnodes pve1\n\tstrict 1\n\taffinity negative\n",
    ],
    ["only one of them", "node-affinity: a\n\tresources vm:101,vm:103\n\tnodes pve1\n\tstrict 1\n"],
    ["one of them together", "resource-affinity: a\n\tresources vm:101,vm:103\n\taffinity positive\n"],
    [
      "of two rules, which are dropped",
      "node-affinity: a\n\tresources vm:101,vm:102\n\tnodes pve1\n\tstrict\n\nnode-affinity: b\n\tresources vm:101,vm:102\n\tnodes pve1\n\tstrict\n",
    ],
  ])("may well be: %s", (_why, rules) => {
    expect(remarks({ "rules.cfg": APART + rules })).toEqual([]);
  });

  test("and more of them than the cluster has nodes cannot be", () => {
    const rules = "resource-affinity: all\n\tresources vm:1,vm:2,vm:3\n\taffinity negative\n";
    const found = remarks({ "pve/ha/rules.cfg": rules, "pve/corosync.conf": corosync({ two_node: 1 }) });
    expect(found.map(({ rule, at }) => [rule, at])).toEqual([["keep-apart-broken", "vm:1,vm:2,vm:3"]]);
    expect(remarks({ "east/ha/rules.cfg": rules, "west/corosync.conf": corosync({ two_node: 1 }) })).toEqual(
      [],
    );
  });

  test("by a rule that is off are not", () => {
    const found = remarks({ "rules.cfg": APART.replace("\n\n", "\n\tdisable\n\n") });
    expect(found).toEqual([
      {
        rule: "no-keep-apart",
        at: "disable",
        message:
          "The rule “dns-apart”, which keeps vm:101 and vm:102 apart, is switched off: they may run on one node, and its failure would then stop both. Remove “disable”, or the rule where it is not meant any more.",
      },
    ]);
  });
});

/** A cluster of two nodes with what its quorum says besides. */
function corosync(
  quorum: { readonly [key: string]: number | string },
  votes: readonly number[] = [1, 1],
): string {
  const nodes = votes.map(
    (each, i) => `  node {\n    name: pve${i + 1}\n    nodeid: ${i + 1}\n    quorum_votes: ${each}\n  }\n`,
  );
  const own = Object.entries(quorum).map(([key, value]) =>
    key === "device" ? `  device {\n    model: net\n    votes: ${value}\n  }\n` : `  ${key}: ${value}\n`,
  );
  return `nodelist {\n${nodes.join("")}}\nquorum {\n  provider: corosync_votequorum\n${own.join("")}}\ntotem {\n  cluster_name: lab\n  config_version: 3\n}\n`;
}

describe("a cluster that one failure leaves without a majority", () => {
  const stops = (text: string) => remarks({ "corosync.conf": text }).map(({ rule, at }) => [rule, at]);
  const found = [["no-redundancy", "lab"]];

  test.each([
    ["two nodes", corosync({}), found],
    ["two nodes and a device without a vote", corosync({ device: 0 }), found],
    ["one node with most votes", corosync({}, [3, 1, 1]), found],
    ["two nodes, said to be so", corosync({ two_node: 1 }), []],
    ["two nodes and a device", corosync({ device: 1 }), []],
    ["two nodes and a device with votes nobody can read", corosync({ device: "many" }), []],
    ["two nodes with a tie breaker", corosync({ auto_tie_breaker: 1 }), []],
    ["other votes expected", corosync({ expected_votes: 1 }), []],
    ["the same votes expected", corosync({ expected_votes: 2 }), found],
    ["three nodes", corosync({}, [1, 1, 1]), []],
    ["four nodes", corosync({}, [1, 1, 1, 1]), []],
    ["one node", corosync({}, [1]), []],
    ["votes that are not counted", corosync({}).replace("  provider: corosync_votequorum\n", ""), []],
  ])("%s", (_what, text, expected) => {
    expect(stops(text)).toEqual(expected);
  });

  test("is told with the nodes", () => {
    const [two] = remarks({ "corosync.conf": corosync({}) });
    expect(two?.message).toBe(
      "When either of its two nodes fails, the rest of the cluster “lab” has no majority of its 2 votes: no guest is started or restarted there any more, and a node with guests under HA resets itself. Add a third node, or a device outside of the cluster that has a vote (pvecm qdevice setup).",
    );
    const [heavy] = remarks({ "corosync.conf": corosync({}, [3, 1, 1]) });
    expect(heavy?.message).toContain(
      "When pve1 fails, the rest of the cluster “lab” has no majority of its 5 votes",
    );
  });
});

test("nodes and groups that the other files do not have are said once a file", () => {
  const files = {
    "pve/corosync.conf": corosync({ two_node: 1 }),
    "pve/storage.cfg": "dir: a\n\tpath /a\n\tnodes pve1,pve9\n\ndir: b\n\tpath /b\n\tnodes pve9\n",
    "pve/ha/groups.cfg": "group: fast\n\tnodes pve2:1,pev2\n",
    "pve/ha/resources.cfg": "vm: 100\n\tgroup fats\n\nvm: 101\n\tgroup fast\n",
  };
  expect(remarks(files)).toEqual([
    {
      rule: "unknown-reference",
      at: "pve9",
      message: "There is no node called “pve9” in corosync.conf, which has pve1 and pve2.",
    },
    {
      rule: "unknown-reference",
      at: "pev2",
      message:
        "There is no node called “pev2” in corosync.conf, which has pve1 and pve2. Did you mean “pve2”?",
    },
    {
      rule: "unknown-reference",
      at: "fats",
      message:
        "There is no group called “fats” in the file of HA groups, which has fast. Did you mean “fast”?",
    },
  ]);
});
