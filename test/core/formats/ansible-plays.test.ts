import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { linkPlays } from "../../../src/core/formats/ansible/link.ts";
import { readAnsible } from "../../../src/core/formats/ansible/read.ts";
import {
  caveats,
  firstBatch,
  firstBatchInWords,
  inOneBatch,
  type Play,
} from "../../../src/core/model/play.ts";
import { DEFAULT_POLICY } from "../../../src/core/model/policy.ts";
import { parseYaml } from "../../../src/core/syntax/parse.ts";
import { applyEdits } from "../../../src/core/text/edit.ts";

type Files = Readonly<Record<string, string>>;

function playsOf(files: Files): readonly Play[] {
  const parts = Object.entries(files).map(([path, text]) =>
    readAnsible({ path, text }, /\.ya?ml$/.test(path) ? parseYaml(text) : undefined),
  );
  return linkPlays(
    parts.flatMap((part) => (part?.kind === "playbook" ? [part.playbook] : [])),
    parts.flatMap((part) => (part?.kind === "inventory" ? [part.inventory] : [])),
    { policy: DEFAULT_POLICY, loose: [] },
  );
}

function only(files: Files): Play {
  const plays = playsOf(files);
  expect(plays).toHaveLength(1);
  return plays[0] as Play;
}

const inventory = `[cluster_a]
hv-a[01:41]
[cluster_b]
hv-b[1:4]
[hypervisors:children]
cluster_a
cluster_b
[manager]
vc1
`;

const atOnce = `- name: Upgrade and restart
  hosts: cluster_a   # every one of them
  become: true
  tasks:
    - name: Packages
      ansible.builtin.apt:
        upgrade: dist
    - name: New kernel
      ansible.builtin.reboot:
      throttle: 1
    - command: pvecm status
      ignore_errors: true
`;

const withKeys = (keys: string, hosts = "cluster_a"): string =>
  `- hosts: ${hosts}\n${keys}  tasks:\n    - reboot:\n`;

describe("a play that upgrades and restarts every hypervisor at once", () => {
  const play = only({ "upgrade.yml": atOnce, hosts: inventory });

  test("is a rollout of one batch, in numbers", () => {
    expect(inOneBatch(play)).toBe("yes");
    expect(firstBatch(play)).toEqual({ hosts: 41, of: 41, share: 1 });
    expect(firstBatchInWords(play)).toBe("41 of 41 hosts of cluster_a in one batch");
    expect(caveats(play)).toEqual([]);
  });

  test("points at its host pattern and says what updates", () => {
    expect(atOnce.slice(play.at.start, play.at.end)).toBe("cluster_a");
    expect(play.updates.map(({ what, at }) => [what, atOnce.slice(at.start, at.end)])).toEqual([
      ["upgrades all packages", "ansible.builtin.apt"],
      ["restarts the host", "ansible.builtin.reboot"],
    ]);
  });

  test("is not staged by a throttle, which is said", () => {
    expect(play.updates[1]?.throttle).toBe(1);
    expect(play.notes.map((note) => note.message).join()).toContain("still one batch");
  });

  test("has nothing that stops it and throws its check away", () => {
    expect(play.halts.verdict).toBe("no");
    expect(play.ignoredChecks).toMatchObject([{ with: "command", by: "ignore_errors: true" }]);
  });

  test("is mended by insertions that change nothing else", () => {
    const edits = [...(play.mends.stage[0]?.edits ?? []), ...(play.mends.halt?.edits ?? [])];
    expect(edits.every((edit) => edit.start === edit.end && edit.file === "upgrade.yml")).toBe(true);
    const text = applyEdits(atOnce, edits) ?? "";
    const lines = text.split("\n");
    expect(lines.filter((line) => !/^ {2}(?:serial|max_fail_percentage): /.test(line)).join("\n")).toBe(
      atOnce,
    );
    const mended = only({ "upgrade.yml": text, hosts: inventory });
    expect(mended.batches.hosts?.map((batch) => batch.length)).toEqual([1, 4, 20, 16]);
    expect(inOneBatch(mended)).toBe("no");
    expect(mended.halts.verdict).toBe("yes");
    expect(mended.mends).toEqual({ stage: [] });
  });

  test("is still judged without an inventory, its size said to be unknown", () => {
    const alone = only({ "upgrade.yml": atOnce });
    expect(inOneBatch(alone)).toBe("yes");
    expect(firstBatch(alone)).toEqual({ hosts: undefined, of: undefined, share: 1 });
    expect(firstBatchInWords(alone)).toBe("all hosts of cluster_a in one batch");
    expect(caveats(alone)).toEqual(["The number of hosts is not known: no inventory was found."]);
  });
});

describe("what counts as an update of hosts", () => {
  const updates = (task: string): number =>
    playsOf({ "p.yml": `- hosts: hypervisors\n  tasks:\n${task.replace(/^/gm, "    ")}\n`, hosts: inventory })
      .length;

  test.each([
    "- reboot:",
    "- ansible.windows.win_reboot:\n    reboot_timeout: 600",
    "- apt: upgrade=dist update_cache=yes",
    "- apt: {upgrade: full}",
    "- apt:\n    upgrade: \"{{ how | default('dist') }}\"",
    "- ansible.builtin.dnf: {name: '*', state: latest}",
    "- package: {name: [proxmox-ve, vim], state: latest}",
    "- yum: name=kernel state=latest",
    "- community.general.zypper: {name: '*', state: latest}",
    "- shell: sleep 2 && /sbin/reboot\n  async: 1\n  poll: 0",
    "- command: shutdown -r now",
    "- command:\n    argv: [systemctl, reboot]",
    "- command:\n    cmd: apt-get -y dist-upgrade",
    "- shell: |\n    export DEBIAN_FRONTEND=noninteractive\n    sudo apt-get -yq upgrade",
    "- shell: bash -c 'sleep 5; reboot'",
    "- raw: esxcli software profile update -p X -d /vmfs/depot.zip",
    "- shell: esxcli software vib install -d /tmp/x.zip",
    "- command: pveupgrade",
    "- command: xe patch-pool-apply uuid=1",
    "- yum_upgrade_is_no_module: x\n- action: reboot",
    "- ansible.windows.win_updates: {category_names: [SecurityUpdates]}",
    "- ovirt.ovirt.ovirt_host: {name: h, state: upgraded}\n  delegate_to: localhost",
    "- community.vmware.vmware_host_powerstate: {state: reboot-host}\n  delegate_to: localhost",
    "- nutanix.ncp.ntnx_lcm_upgrades_v2: {entity_update_specs: []}",
    "- block:\n    - block:\n        - name: x\n          reboot:\n  rescue:\n    - debug: msg=x",
    "- include_role: {name: upgrade/system-upgrade}",
    "- import_role:\n    name: ovirt.ovirt.cluster_upgrade",
    "- include_tasks: tasks/reboot.yml",
  ])("%s does", (task) => {
    expect(updates(task)).toBe(1);
  });

  test.each([
    "- apt: name=nginx state=latest update_cache=yes",
    "- package: name=nginx state=latest",
    "- apt: {update_cache: true, upgrade: 'no'}",
    "- dnf: {name: 'php*', state: latest}",
    "- apt: {name: qemu-guest-agent, state: latest}",
    "- dnf: {name: '*', state: latest, download_only: true}",
    "- yum: name=kernel-headers state=latest",
    "- apt: {name: proxmox-ve, state: present}",
    "- service: name=nginx state=restarted",
    "- systemd: {name: nginx, state: restarted, daemon_reload: true}",
    "- template: {src: reboot.j2, dest: /etc/x}",
    "- command: systemctl restart nginx",
    "- stat: path=/var/run/reboot-required",
    "- shell: grep -q reboot /var/log/syslog; echo reboot",
    "- command: last reboot",
    "- command: shutdown -h now",
    "- command: apt-get -s upgrade",
    "- command: yum check-update",
    "- command: yum -y update nginx",
    "- command: needs-restarting -r",
    "- command: esxcli software vib list",
    "- win_updates: {state: searched}",
    "- ovirt_host: {name: h, state: maintenance}",
    "- include_role: {name: nextcloud-upgrade}",
    "- import_tasks: upgrade.yml",
    "- reboot:\n  delegate_to: localhost",
    "- reboot:\n  run_once: true",
    "- name: Upgrade and reboot the whole cluster\n  debug: msg=later",
    "- debug:\n    msg: reboot",
  ])("%s does not", (task) => {
    expect(updates(task)).toBe(0);
  });

  test("tasks before and after, handlers and roles count", () => {
    for (const part of [
      "pre_tasks:\n    - reboot:",
      "post_tasks:\n    - reboot:",
      "handlers:\n    - reboot:",
      "roles:\n    - {role: system-upgrade}",
      "roles: [reboot]",
    ]) {
      expect(playsOf({ "p.yml": `- hosts: hypervisors\n  ${part}\n`, hosts: inventory })).toHaveLength(1);
    }
  });

  test("a play on localhost or on one host is no rollout", () => {
    expect(playsOf({ "p.yml": withKeys("", "localhost"), hosts: inventory })).toEqual([]);
    expect(playsOf({ "p.yml": withKeys("", "localhost") })).toEqual([]);
    expect(playsOf({ "p.yml": withKeys("", "manager"), hosts: inventory })).toEqual([]);
    expect(playsOf({ "p.yml": withKeys("", "cluster_a[0]"), hosts: inventory })).toEqual([]);
  });
});

describe("batches of a play", () => {
  const play = (keys: string, hosts = "cluster_a"): Play =>
    only({ "p.yml": withKeys(keys, hosts), hosts: inventory });

  test("a share is of all hosts of the play", () => {
    expect(firstBatch(play("  serial: 20%\n"))).toEqual({ hosts: 8, of: 41, share: 8 / 41 });
    expect(firstBatchInWords(play("  serial: 20%\n"))).toBe("8 of 41 hosts of cluster_a in the first batch");
  });

  test("a number above the hosts is one batch", () => {
    expect(inOneBatch(play("  serial: 50\n"))).toBe("yes");
    expect(inOneBatch(play("  serial: 40\n"))).toBe("no");
  });

  test("a default counts and is said", () => {
    const templated = play("  serial: \"{{ size | default('0') }}\"\n");
    expect(inOneBatch(templated)).toBe("yes");
    expect(caveats(templated).join()).toContain("size may say otherwise");
  });

  test("a variable of the play counts, one of the inventory is not seen by Ansible here", () => {
    const own = play("  vars: {size: 10}\n  serial: '{{ size }}'\n");
    expect(firstBatch(own).hosts).toBe(10);
    const other = only({
      "p.yml": withKeys("  serial: '{{ size }}'\n"),
      hosts: `${inventory}[all:vars]\nsize=10\n`,
    });
    expect(inOneBatch(other)).toBe("unknown");
    expect(caveats(other).join()).toContain("nothing that can be read here sets size");
  });

  test("without an inventory a number cannot be compared and a share can", () => {
    const alone = (serial: string): Play => only({ "p.yml": withKeys(`  serial: ${serial}\n`) });
    expect(inOneBatch(alone("40"))).toBe("unknown");
    expect(inOneBatch(alone("20%"))).toBe("no");
    expect(firstBatch(alone("20%"))).toEqual({ hosts: undefined, of: undefined, share: 0.2 });
    expect(firstBatch(alone("1"))).toEqual({ hosts: 1, of: undefined, share: undefined });
  });

  test("a number is not compared with a group that is only partly known", () => {
    const partly = play("  serial: 5\n", "cluster_b:overcloud");
    expect(inOneBatch(partly)).toBe("unknown");
    expect(caveats(partly).join()).toContain("“overcloud”");
  });

  test("the hosts of a group that is only partly known are said to be the known ones", () => {
    expect(firstBatchInWords(play("", "cluster_b:overcloud"))).toBe(
      "4 of 4 known hosts of cluster_b:overcloud in one batch",
    );
  });

  test("order decides who is first", () => {
    expect(play("  order: reverse_inventory\n  serial: 1\n").batches.hosts?.[0]).toEqual(["hv-a41"]);
    expect(play("  order: sorted\n  serial: 1\n").batches.hosts?.[0]).toEqual(["hv-a01"]);
  });

  test("what is written is kept for messages", () => {
    const text = withKeys("  serial: [1, '50%']\n");
    const { batches } = only({ "p.yml": text, hosts: inventory });
    expect(batches.written).toBe("[1, '50%']");
    expect(text.slice(batches.at?.start, batches.at?.end)).toBe("[1, '50%']");
  });
});

describe("what stops a play", () => {
  const halts = (keys: string): string =>
    only({ "p.yml": withKeys(keys), hosts: `${inventory}[all:vars]\nfatal=true\n` }).halts.verdict;

  test.each([
    ["", "no"],
    ["  any_errors_fatal: true\n", "yes"],
    ["  any_errors_fatal: no\n", "no"],
    ["  any_errors_fatal: '{{ fatal_is_not_set | default(true) }}'\n", "yes"],
    ["  any_errors_fatal: '{{ fatal }}'\n", "yes"],
    ["  any_errors_fatal: '{{ other }}'\n", "unknown"],
    ["  max_fail_percentage: 0\n", "yes"],
    ["  max_fail_percentage: 30%\n", "yes"],
    ["  max_fail_percentage: 100\n", "no"],
    ['  max_fail_percentage: "{{ a | default(b) | default(100) }}"\n', "no"],
    ["  max_fail_percentage: '{{ fatal }}'\n", "unknown"],
    ["  serial: 1\n", "yes"],
    ["  serial: [1, 5]\n", "no"],
    ["  strategy: free\n  any_errors_fatal: true\n", "no"],
    ["  strategy: ansible.builtin.host_pinned\n  max_fail_percentage: 0\n", "no"],
    ["  strategy: free\n  serial: 1\n", "yes"],
    ["  ignore_errors: true\n  max_fail_percentage: 0\n", "no"],
  ])("%j: %s", (keys, verdict) => {
    expect(halts(keys)).toBe(verdict);
  });

  test("no mend is offered where it would not stop the play", () => {
    const mends = (keys: string): Play["mends"] => only({ "p.yml": withKeys(keys), hosts: inventory }).mends;
    expect(mends("").halt).toBeDefined();
    expect(mends("  strategy: free\n").halt).toBeUndefined();
    expect(mends("  ignore_errors: true\n").halt).toBeUndefined();
    expect(mends("  max_fail_percentage: 100\n").halt).toBeUndefined();
    expect(mends("  serial: 0\n").stage).toEqual([]);
  });
});

describe("checks and pauses", () => {
  const play = (tasks: string): Play =>
    only({
      "p.yml": `- hosts: cluster_a\n  tasks:\n    - reboot:\n${tasks.replace(/^/gm, "    ")}\n`,
      hosts: inventory,
    });
  const ignored = (tasks: string): number => play(tasks).ignoredChecks.length;

  test.each([
    "- command: pvecm status\n  ignore_errors: yes",
    "- shell: ceph health | grep HEALTH_OK\n  failed_when: false",
    "- wait_for: port=22\n  ignore_errors: true",
    "- uri: url=http://localhost/health\n  ignore_errors: true",
    "- block:\n    - command: systemctl is-system-running\n  ignore_errors: true",
    "- command: pvecm status\n  register: quorum\n  ignore_errors: yes\n- debug: var=quorum",
    "- reboot:\n  ignore_errors: true",
  ])("%s throws its failure away", (tasks) => {
    expect(ignored(tasks)).toBe(1);
  });

  test.each([
    "- command: pvecm status",
    "- command: pvecm status\n  register: quorum\n  ignore_errors: yes\n- fail: msg=x\n  when: \"'No' in quorum.stdout\"",
    "- command: pvecm status\n  register: q\n  failed_when: false\n- set_fact: {ok: '{{ q.rc == 0 }}'}",
    "- command: test -f /var/run/reboot-required\n  register: r\n  failed_when: false",
    "- command: rm -f /tmp/x\n  ignore_errors: true",
    "- uri: {url: 'https://chat/hook', method: POST}\n  ignore_errors: true",
    "- command: pvecm status\n  ignore_errors: '{{ ansible_check_mode }}'",
  ])("%s does not", (tasks) => {
    expect(ignored(tasks)).toBe(0);
  });

  test("pauses are listed with their length or as a question", () => {
    const pauses = play(
      "- pause: minutes=5\n- ansible.builtin.pause: {seconds: 30}\n- pause: prompt=Go?\n- wait_for: timeout=60",
    ).pauses;
    expect(pauses.map(({ seconds, prompt }) => [seconds, prompt])).toEqual([
      [300, false],
      [30, false],
      [undefined, true],
      [60, false],
    ]);
  });
});

describe("the inventory of a play", () => {
  const book = { "site/play.yml": withKeys("", "hv") };
  const hostsOf = (files: Files): string => {
    const { targets } = only(files);
    return targets.known ? targets.hosts.join(" ") : targets.why;
  };

  test("files of one directory are joined", () => {
    expect(
      hostsOf({
        ...book,
        "site/inventory/groups": "[hv:children]\neast\n",
        "site/inventory/hosts": "[east]\na\nb\n",
      }),
    ).toBe("a b");
  });

  test("the nearest one counts", () => {
    expect(hostsOf({ ...book, "site/hosts": "[hv]\na\nb\n", hosts: "[hv]\nc\nd\ne\n" })).toBe("a b");
  });

  test("one further away counts where the nearest does not know the group", () => {
    expect(hostsOf({ ...book, "site/hosts": "[web]\na\n", hosts: "[hv]\nc\nd\n" })).toBe("c d");
  });

  test("of staging and production the larger counts", () => {
    const files = {
      ...book,
      "site/inventory/staging/hosts": "[hv]\ns1\ns2\n",
      "site/inventory/production/hosts": "[hv]\np[1:3]\n",
    };
    expect(hostsOf(files)).toBe("p1 p2 p3");
    expect(only(files).targets).toMatchObject({ inventories: ["site/inventory/production/hosts"] });
    expect(caveats(only(files))).toEqual([
      "Of several inventories this counts site/inventory/production/hosts.",
    ]);
    expect(
      hostsOf({
        ...book,
        "site/staging.ini": "[hv:children]\nx\n[x]\ns1\ns2\n",
        "site/production.ini": "[hv:children]\nx\n[x]\np[1:3]\n",
      }),
    ).toBe("p1 p2 p3");
  });

  test("a plugin that fills the inventory is named where a group is missing", () => {
    expect(
      hostsOf({ ...book, "site/x.vmware.yml": "plugin: community.vmware.vmware_vm_inventory\n" }),
    ).toContain("community.vmware.vmware_vm_inventory");
  });
});

test("any playbook text gives plays, and any insertion stays an insertion", () => {
  const line = fc.constantFrom(
    "- hosts: hypervisors",
    "- hosts:",
    "  serial: 1",
    "  serial: [",
    "  tasks:",
    "    - reboot:",
    "    - block:",
    "        - reboot: {",
    "    - &a {reboot: }",
    "    - *a",
    "  roles: [upgrade]",
    '  name: "x',
    "  any_errors_fatal: '{{ a'",
    "---",
    "  # note",
    "",
  );
  fc.assert(
    fc.property(fc.array(line, { maxLength: 14 }), (lines) => {
      const text = lines.join("\n");
      for (const play of playsOf({ "p.yml": text, hosts: inventory })) {
        for (const mend of [
          ...play.mends.stage,
          ...(play.mends.halt === undefined ? [] : [play.mends.halt]),
        ]) {
          expect(mend.edits.every((edit) => edit.start === edit.end)).toBe(true);
          expect(applyEdits(text, mend.edits)).toBeDefined();
        }
      }
    }),
    { numRuns: 300 },
  );
});
