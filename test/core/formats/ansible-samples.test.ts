import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { linkPlays } from "../../../src/core/formats/ansible/link.ts";
import { readAnsible } from "../../../src/core/formats/ansible/read.ts";
import { firstBatch, inOneBatch, type Play } from "../../../src/core/model/play.ts";
import { DEFAULT_POLICY } from "../../../src/core/model/policy.ts";
import { parseYaml } from "../../../src/core/syntax/parse.ts";

const folder = fileURLToPath(new URL("../../../../shared/samples/ansible/", import.meta.url));

function playsOf(sample: string, inventory: string | undefined): readonly Play[] {
  const text = readFileSync(folder + sample, "utf8");
  const book = readAnsible({ path: "play.yml", text }, parseYaml(text));
  const hosts =
    inventory === undefined ? undefined : readAnsible({ path: "hosts", text: inventory }, undefined);
  return linkPlays(
    book?.kind === "playbook" ? [book.playbook] : [],
    hosts?.kind === "inventory" ? [hosts.inventory] : [],
    { policy: DEFAULT_POLICY, loose: [] },
  );
}

describe.runIf(existsSync(folder))("playbooks of real projects", () => {
  const cluster =
    "[kube_control_plane]\ncp[1:3]\n[etcd:children]\nkube_control_plane\n[kube_node]\nnode[01:20]\n";
  const sizes = (play: Play | undefined): readonly number[] | undefined =>
    play?.batches.hosts?.map((batch) => batch.length);

  test("kubespray upgrades its control plane one by one and its workers by fifths", () => {
    const plays = playsOf("kubespray_upgrade_cluster.yml", cluster);
    expect(plays.map((play) => play.name)).toEqual([
      expect.stringContaining("control plane"),
      expect.stringContaining("worker upgrades"),
    ]);
    expect(sizes(plays[0])).toEqual([1, 1, 1]);
    expect(sizes(plays[1])).toEqual([4, 4, 4, 4, 4]);
    expect(plays.map((play) => play.halts.verdict)).toEqual(["yes", "yes"]);
    expect(plays[1]?.targets).toMatchObject({ missing: ["calico_rr"] });
    expect(plays[1]?.batches.assumes).toEqual(["serial"]);
  });

  test("kubespray is judged by its shares without an inventory", () => {
    const [, workers] = playsOf("kubespray_upgrade_cluster.yml", undefined);
    expect(workers && firstBatch(workers)).toEqual({ hosts: undefined, of: undefined, share: 0.2 });
    expect(workers && inOneBatch(workers)).toBe("no");
  });

  test("stackhpc restarts one host after the other unless told otherwise", () => {
    const overcloud = "[seed-hypervisor]\nsh\n[seed]\nseed\n[overcloud]\ncompute[1:6]\n[infra-vms]\n";
    const [play, ...more] = playsOf("stackhpc_reboot.yml", overcloud);
    expect(more).toEqual([]);
    expect(sizes(play)).toEqual([1, 1, 1, 1, 1, 1, 1, 1]);
    expect(play?.halts.verdict).toBe("yes");
    expect(play?.batches.assumes).toEqual(["reboot_hosts", "the environment variable ANSIBLE_SERIAL"]);
  });

  test("inventories of stackhpc are read without a problem", () => {
    for (const name of ["stackhpc_aufn_groups.ini", "stackhpc_aufn_hosts.ini"]) {
      const part = readAnsible({ path: name, text: readFileSync(folder + name, "utf8") }, undefined);
      expect(part).toMatchObject({ kind: "inventory", inventory: { problems: [] } });
    }
  });
});
