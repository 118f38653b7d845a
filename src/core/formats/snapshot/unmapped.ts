import { listed, quoted } from "../../model/words.ts";
import { HOST_FACTS } from "./items.ts";
import type { FactOf, Note, Observed } from "./observed.ts";
import { SERVICE_KEYS } from "./services.ts";

/** What a policy's `map` names in vain, by a slip or because the export is another than was thought: else nothing would be said. */
export function unmapped({ hosts, vms }: Observed, map: ReadonlyMap<string, string>): readonly Note[] {
  return [...map].flatMap(([ours, theirs]): readonly Note[] => {
    const isOfVms = (SERVICE_KEYS as readonly string[]).includes(ours);
    if (!isOfVms && !HOST_FACTS.includes(ours))
      return [
        note(
          `The policy's map has a key ${quoted(ours)}, which no import takes: of VMs there are ${listed(SERVICE_KEYS)}, of hosts ${listed(HOST_FACTS, HOST_FACTS.length)}.`,
        ),
      ];
    const items: readonly { readonly fact?: FactOf }[] = isOfVms ? vms : hosts;
    if (items.length === 0 || items.some(({ fact }) => (fact?.(theirs) ?? "").trim() !== "")) return [];
    const kind = isOfVms ? "VM" : "host";
    return [
      note(`No ${kind} has anything under ${quoted(theirs)}, which the policy's map takes for ${ours}.`),
    ];
  });
}

function note(message: string): Note {
  return { file: "", message };
}
