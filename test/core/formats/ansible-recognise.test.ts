import { describe, expect, test } from "vitest";
import { readAnsible } from "../../../src/core/formats/ansible/read.ts";
import { parseYaml } from "../../../src/core/syntax/parse.ts";

const kindOf = (path: string, text: string): string | undefined =>
  readAnsible({ path, text }, /\.ya?ml$/.test(path) ? parseYaml(text) : undefined)?.kind;

describe("Ansible's files are told by their content", () => {
  test.each([
    ["site.yml", "- hosts: all\n  roles: [common]\n"],
    ["a/b.yaml", "---\n- import_playbook: base.yml\n- name: x\n  hosts: web\n  tasks: []\n"],
    ["p.yml", "- hosts: web\n  gather_facts: false\n- hosts: db\n"],
  ])("%s is a playbook", (path, text) => {
    expect(kindOf(path, text)).toBe("playbook");
  });

  test.each([
    ["hosts.yml", "all:\n  hosts:\n    a:\n"],
    ["site.yml", "web:\n  hosts:\n    web[1:3]:\n  vars: {x: 1}\ndb:\n"],
    ["prod.yml", "all:\n  children:\n    web:\n      hosts: {a: null}\n"],
    ["x.vmware.yml", "plugin: community.vmware.vmware_vm_inventory\n"],
    ["hosts", "[web]\nweb1\n"],
    ["inventory/prod", "web1 ansible_host=192.0.2.4\nweb2\n"],
    ["inventory.ini", "; first\n[web]\nweb[01:20]\n"],
    ["env/groups.ini", "[all-web:children]\nweb\n"],
    ["inventory/broken", "[web:children]\neast west\n[east]\na\nb oops\n"],
    ["inventories/prod/hosts.ini", "[web]\nweb1 rack=r1\n"],
  ])("%s is an inventory", (path, text) => {
    expect(kindOf(path, text)).toBe("inventory");
  });

  test.each([
    ["tasks/main.yml", "- name: install\n  apt: name=x\n- reboot:\n"],
    ["docker-compose.yml", "services:\n  web:\n    image: nginx\n    hosts: {a: b}\n"],
    [".github/workflows/ci.yml", "name: ci\non: [push]\njobs:\n  build:\n    runs-on: x\n"],
    ["k8s.yaml", "apiVersion: v1\nkind: Pod\nspec:\n  tls:\n    - hosts: [a]\n"],
    ["corp.estate.yaml", "apiVersion: baskets/v1\nkind: Estate\nhosts:\n  - name: a\n"],
    ["ingress.yaml", "- hosts: [a.example.org]\n  secretName: b\n"],
    ["group_vars/all.yml", "serial: 1\nmap:\n  hosts: 2\n"],
    ["values.yaml", "web:\n  hosts:\n    - a.example.org\n"],
    ["vault.yml", "$ANSIBLE_VAULT;1.1;AES256\n3362\n"],
    ["empty.yml", ""],
    ["hosts", "127.0.0.1 localhost\n192.0.2.1 web1 web1.example.org\n"],
    ["ansible.cfg", "[defaults]\ninventory = hosts\n"],
    ["inventory/ansible.cfg", "[defaults]\ninventory = hosts\n"],
    ["php.ini", "[PHP]\nengine = On\n"],
    ["tox.ini", "[tox]\nenvlist = py3\n[testenv]\ndeps =\n    pytest\n"],
    ["Makefile", "all:\n\tcc x.c\n"],
    ["inventory/group_vars/web", "size: 1\n"],
    [
      "provision",
      "#!/bin/sh\ncat >hosts <<END\n[web:children]\neast\n[east]\na ansible_host=192.0.2.1\nEND\n",
    ],
    ["Vagrantfile", "$x = <<S\nset -e\napt-get update\n[web:vars]\na=b\nS\nVagrant.configure do |c|\nend\n"],
    ["notes.txt", "[web:children]\nx\n"],
  ])("%s is not claimed", (path, text) => {
    expect(kindOf(path, text)).toBeUndefined();
  });
});
