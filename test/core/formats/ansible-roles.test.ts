import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { firstBatch } from "../../../src/core/model/play.ts";
import { type Files, findingsIn, playsIn } from "../../support/ansible.ts";

const hosts = "[hv]\nhv[1:20]\n";
const withRoles = (roles: string, keys = "") => `- hosts: hv\n${keys}  roles: ${roles}\n`;
const updates = (files: Files) =>
  playsIn({ hosts, ...files }).flatMap((play) => play.updates.map(({ at, what }) => [at.file, what]));

describe("tasks of roles count as steps of the play", () => {
  test("from beside the playbook, from folders above it, and from a path", () => {
    const tasks = "- dnf: {name: '*', state: latest}\n- reboot:\n";
    for (const [book, file] of [
      ["site.yml", "roles/patch/tasks/main.yml"],
      ["books/site.yml", "books/roles/patch/tasks/main.yaml"],
      ["books/site.yml", "roles/patch/tasks/main.yml"],
      ["books/site.yml", "books/patch/tasks/main.yml"],
    ] as const) {
      expect(updates({ [book]: withRoles("[patch]"), [file]: tasks })).toEqual([
        [file, "upgrades all packages"],
        [file, "restarts the host"],
      ]);
    }
  });

  test("a name says nothing any more where one can look inside, unless nothing is found there", () => {
    const file = "roles/upgrade/tasks/main.yml";
    const play = withRoles("[upgrade]");
    const byName = [["site.yml", "runs a role that upgrades or restarts the host"]];
    expect(updates({ "site.yml": play })).toEqual(byName);
    expect(updates({ "site.yml": play, [file]: "- command: /opt/upgrade-all\n" })).toEqual(byName);
    expect(updates({ "site.yml": play, [file]: "- reboot:\n" })).toEqual([[file, "restarts the host"]]);
  });

  test("through includes, imports and dependencies, with places in their own files", () => {
    const files = {
      "site.yml":
        "- hosts: hv\n  tasks:\n    - include_role: {name: a, tasks_from: go}\n    - import_tasks: more/x.yml\n",
      "roles/a/tasks/go.yml": "- include_tasks: sub/deep.yml\n- import_role: {name: b}\n",
      "roles/a/tasks/sub/deep.yml": "- block:\n    - command: reboot\n",
      "roles/a/meta/main.yml": "dependencies:\n  - role: c\n  - c\n",
      "roles/b/tasks/main.yml": "- import_tasks: '{{ role_path }}/tasks/other.yml'\n",
      "roles/b/tasks/other.yml": "- pacman: upgrade=yes\n",
      "roles/c/tasks/main.yml": "- win_reboot:\n",
      "more/x.yml": "- import_tasks: '{{ playbook_dir }}/more/y.yml'\n",
      "more/y.yml": "- apt: upgrade=dist\n",
    };
    expect(updates(files).map(([file]) => file)).toEqual([
      "roles/c/tasks/main.yml",
      "roles/a/tasks/sub/deep.yml",
      "roles/b/tasks/other.yml",
      "more/y.yml",
    ]);
  });

  test("of a role's handlers only what is notified", () => {
    const files = {
      "site.yml": withRoles("[base]"),
      "roles/base/tasks/main.yml": "- template: {src: a, dest: b}\n  notify: reload\n",
      "roles/base/handlers/main.yml":
        "- name: reload\n  service: {name: x, state: reloaded}\n- name: restart host\n  reboot:\n",
    };
    expect(updates(files)).toEqual([]);
    const notifying = "- template: {src: a, dest: b}\n  notify: [reload, 'base : restart host']\n";
    expect(updates({ ...files, "roles/base/tasks/main.yml": notifying })).toEqual([
      ["roles/base/handlers/main.yml", "restarts the host"],
    ]);
  });

  test("names that are templates, files that are not there, circles and vaults bring nothing", () => {
    const files = {
      "site.yml":
        "- hosts: hv\n  tasks:\n    - include_tasks: '{{ x }}.yml'\n    - include_tasks: a.yml\n    - import_role: {name: gone}\n    - import_tasks: secret.yml\n    - reboot:\n",
      "a.yml": "- include_tasks: b.yml\n",
      "b.yml": "- include_tasks: a.yml\n- include_tasks: b.yml\n",
      "secret.yml": "$ANSIBLE_VAULT;1.1;AES256\n33\n",
    };
    expect(updates(files)).toEqual([["site.yml", "restarts the host"]]);
  });

  test("keywords of an import hold inside, those of an include do not, but it runs for one host where it says so", () => {
    const inside = { "t.yml": "- reboot:\n" };
    const play = (task: string) => `- hosts: hv\n  tasks:\n    - ${task}\n`;
    expect(updates({ ...inside, "p.yml": play("{import_tasks: t.yml, check_mode: true}") })).toEqual([]);
    expect(updates({ ...inside, "p.yml": play("{include_tasks: t.yml, check_mode: true}") })).toHaveLength(1);
    expect(updates({ ...inside, "p.yml": play("{include_tasks: t.yml, run_once: true}") })).toEqual([]);
    const applied = "{include_tasks: {file: t.yml, apply: {check_mode: true}}}";
    expect(updates({ ...inside, "p.yml": play(applied) })).toEqual([]);
  });

  test("ends however files include each other", () => {
    const includes = fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 10 });
    fc.assert(
      fc.property(fc.array(includes, { minLength: 10, maxLength: 10 }), (all) => {
        const files = Object.fromEntries(
          all.map((inner, i) => [`${i}.yml`, inner.map((n) => `- include_tasks: ${n}.yml\n`).join("")]),
        );
        const play = "- hosts: hv\n  tasks:\n    - include_tasks: 0.yml\n    - reboot:\n";
        expect(updates({ ...files, "p.yml": play }).at(-1)).toEqual(["p.yml", "restarts the host"]);
      }),
      { numRuns: 20 },
    );
  });
});

describe("what roles set", () => {
  test("is seen by serial where Ansible knows the role before it runs: defaults below the play's own, vars above", () => {
    const sized = (task: string, keys: string, role: Files) =>
      playsIn({
        hosts,
        "p.yml": `- hosts: hv\n  serial: '{{ n | default(9) }}'\n${keys}  ${task}\n`,
        "roles/r/tasks/main.yml": "- reboot:\n",
        ...role,
      }).map((play) => firstBatch(play).hosts);
    const defaults = { "roles/r/defaults/main.yml": "n: 2\n" };
    const vars = { "roles/r/vars/main.yml": "n: 3\n" };
    const own = "  vars: {n: 4}\n";
    expect(sized("roles: [r]", "", {})).toEqual([9]);
    expect(sized("roles: [r]", "", defaults)).toEqual([2]);
    expect(sized("roles: [r]", own, defaults)).toEqual([4]);
    expect(sized("roles: [r]", own, { ...defaults, ...vars })).toEqual([3]);
    expect(sized("tasks: [{import_role: {name: r}}]", "", defaults)).toEqual([2]);
    expect(sized("tasks: [{include_role: {name: r}}]", "", defaults)).toEqual([9]);
    expect(sized("roles: [{role: r, vars: {n: 5}}]", own, defaults)).toEqual([5]);
  });

  test("counts for the length of a pause, as far as no host says otherwise", () => {
    const pauses = (files: Files) =>
      playsIn({
        hosts,
        "p.yml": withRoles("[r]", "  serial: 5\n"),
        "roles/r/tasks/main.yml": "- reboot:\n- pause: {minutes: '{{ soak | default(3) }}'}\n",
        ...files,
      }).flatMap((play) => play.pauses.map(({ seconds, assumes }) => [seconds, assumes]));
    expect(pauses({})).toEqual([[180, ["soak"]]]);
    expect(pauses({ "roles/r/defaults/main.yml": "soak: 10\n" })).toEqual([[600, undefined]]);
    expect(
      pauses({ hosts: `${hosts}[all:vars]\nsoak=20\n`, "roles/r/defaults/main.yml": "soak: 1\n" }),
    ).toEqual([[1200, undefined]]);
    expect(pauses({ hosts: `${hosts}[hv:vars]\nsoak=20\n` })).toEqual([[undefined, undefined]]);
    expect(pauses({ "p.yml": withRoles("[{role: r, soak: 2}]") })).toEqual([[120, undefined]]);
  });
});

describe("a check that a role throws away", () => {
  const role = "roles/r/tasks/main.yml";
  const files = {
    hosts,
    "a.yml": withRoles("[r]", "  serial: 1\n"),
    "b.yml": withRoles("[r]", "  serial: 1\n"),
    [role]: "- reboot:\n- command: pvecm status\n  ignore_errors: true\n",
  };

  test("is said once, in its file, for all plays that run it", () => {
    expect(findingsIn(files).map(({ rule, at }) => [rule, at.file])).toEqual([["weak-gates", role]]);
  });

  test("can be silenced there", () => {
    const silenced = `${files[role]}`.replace(
      "- command",
      "# baskets-ignore weak-gates: looked at by hand\n- command",
    );
    expect(findingsIn({ ...files, [role]: silenced })).toEqual([]);
  });

  test("is none where the file asks for the result", () => {
    const asked =
      "- reboot:\n- command: pvecm status\n  register: q\n  ignore_errors: true\n- debug: msg={{ q }}\n";
    expect(findingsIn({ ...files, [role]: asked })).toEqual([]);
  });
});
