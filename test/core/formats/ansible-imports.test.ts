import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { firstBatch, inOneBatch } from "../../../src/core/model/play.ts";
import { findingsIn, playsIn } from "../../support/ansible.ts";

const hosts = "[hv]\nhv[1:20]\n";
const upgrade = (serial: string, vars = "") =>
  `- name: Upgrade\n  hosts: hv\n  serial: ${serial}\n${vars}  tasks:\n    - reboot:\n`;

describe("a playbook that imports others", () => {
  test("has their plays once, at the play, with the places of import", () => {
    const files = {
      "site.yml": "- import_playbook: books/all.yml\n",
      "books/all.yml": "- import_playbook: ../upgrade.yml\n- hosts: hv\n  tasks:\n    - reboot:\n",
      "upgrade.yml": upgrade("1"),
      hosts,
    };
    const plays = playsIn(files);
    expect(plays.map(({ file, importedAt }) => [file, importedAt?.map((at) => at.file)])).toEqual([
      ["books/all.yml", ["site.yml"]],
      ["upgrade.yml", ["books/all.yml", "site.yml"]],
    ]);
    const found = findingsIn(files).filter(({ rule }) => rule === "unstaged-rollout");
    expect(found).toHaveLength(1);
    expect(found[0]?.at.file).toBe("books/all.yml");
    expect(found[0]?.related?.at(-1)).toMatchObject({
      at: { file: "site.yml", start: 19 },
      message: "“hv” is imported here.",
    });
  });

  test("gives variables, which win over the play's own, the outermost first", () => {
    const inner = upgrade('"{{ batch | default(1) }}"', "  vars: {batch: 2}\n");
    const size = (files: Record<string, string>) =>
      playsIn({ ...files, "a/b.yml": inner, hosts }).map((play) => firstBatch(play).hosts);
    expect(size({})).toEqual([2]);
    expect(size({ "site.yml": "- import_playbook: a/b.yml\n" })).toEqual([2]);
    expect(size({ "site.yml": "- import_playbook: a/b.yml\n  vars: {batch: 4}\n" })).toEqual([4]);
    expect(
      size({
        "site.yml": "- import_playbook: mid.yml\n  vars: {batch: '50%'}\n",
        "mid.yml": "- ansible.builtin.import_playbook: a/b.yml\n  vars: {batch: 4}\n",
      }),
    ).toEqual([10]);
  });

  test("gives the hosts too", () => {
    const files = {
      "site.yml": "- import_playbook: b.yml\n  vars: {target: hv}\n",
      "b.yml": "- hosts: '{{ target }}'\n  tasks:\n    - reboot:\n",
      hosts,
    };
    expect(playsIn(files).map((play) => [play.name, inOneBatch(play)])).toEqual([["hv", "yes"]]);
  });

  test("counts as the import with the largest first batch where they differ", () => {
    const files = {
      "a.yml": "- import_playbook: b.yml\n  vars: {batch: 3}\n",
      "c.yml": "- import_playbook: b.yml\n  vars: {batch: 7}\n",
      "b.yml": upgrade('"{{ batch }}"'),
      hosts,
    };
    const [play, ...more] = playsIn(files);
    expect(more).toEqual([]);
    expect([firstBatch(play as never).hosts, play?.importedAt?.[0]?.file]).toEqual([7, "c.yml"]);
  });

  test("imports nothing by a circle, a name that is not there or a template", () => {
    const files = {
      "a.yml": "- import_playbook: b.yml\n- import_playbook: a.yml\n- import_playbook: gone.yml\n",
      "b.yml": `- import_playbook: a.yml\n- import_playbook: '{{ x }}.yml'\n${upgrade("1")}`,
      "empty.yml": "- import_playbook:\n- import_playbook: []\n",
      hosts,
    };
    expect(playsIn(files).map(({ file }) => file)).toEqual(["b.yml"]);
  });

  test("ends whatever imports what", () => {
    const name = fc.integer({ min: 0, max: 30 });
    const books = fc.array(fc.array(name, { maxLength: 31 }), { minLength: 31, maxLength: 31 });
    fc.assert(
      fc.property(books, (all) => {
        const files = Object.fromEntries(
          all.map((imports, i) => [
            `${i}.yml`,
            `${imports.map((other) => `- import_playbook: ${other}.yml\n`).join("")}${upgrade("1")}`,
          ]),
        );
        expect(playsIn({ ...files, hosts })).toHaveLength(31);
      }),
      { numRuns: 10 },
    );
  });
});
