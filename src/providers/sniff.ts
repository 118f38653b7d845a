import { ansibleSyntax } from "../core/formats/ansible/recognise.ts";
import { looksLikeCatalogue, looksNative } from "../core/formats/candidates.ts";
import { mayBeKubernetes, wakesKubernetes } from "../core/formats/kubernetes/sniff.ts";
import { readConfig } from "../core/formats/proxmox-config/config.ts";
import { mayBeTerraform, wakesTerraform } from "../core/formats/terraform/recognise.ts";
import { mayBeVlcm } from "../core/formats/vlcm/recognise.ts";

/** So much of an open text decides whether it wakes the engine. */
export const SNIFFED_CHARACTERS = 65_536;

/**
 * A play: an item at the left margin with `hosts`, or another playbook. The lines between are told apart by their
 * first character, so that no text makes this slow.
 */
const PLAY =
  /^-[ \t]+(?:hosts|(?:ansible\.builtin\.)?import_playbook)[ \t]*:|^-[ \t][^\n]*\n(?:(?:[ \t][^\n]*|#[^\n]*|\r?)\n)*?[ \t]{1,8}hosts[ \t]*:/m;

/**
 * Whether a text may be ours: the same tests that the core begins with, so that nothing it would read is left out here.
 * Too much is harmless: the engine looks closer.
 * @param path with `/`; only its last folders count
 */
export function mayBeOurs(path: string, text: string): boolean {
  return (
    looksNative(path, text) ||
    ansibleSyntax(path, text) !== undefined ||
    mayBeKubernetes(text) ||
    mayBeTerraform(path, text) ||
    isOfAnotherTool(path, text) ||
    looksLikeCatalogue(path, text)
  );
}

/** Whether a text is worth starting the engine for: an inventory or a list of nodes alone says nothing that could be reviewed. */
export function wakes(path: string, text: string): boolean {
  return (
    looksNative(path, text) ||
    (ansibleSyntax(path, text) === "yaml" && PLAY.test(text)) ||
    wakesKubernetes(text) ||
    wakesTerraform(path, text) ||
    isOfAnotherTool(path, text)
  );
}

/** A file of Proxmox VE or of vSphere Lifecycle Manager. */
function isOfAnotherTool(path: string, text: string): boolean {
  return readConfig({ path, text }) !== undefined || mayBeVlcm(path, text);
}
