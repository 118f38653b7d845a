import type { Part } from "../formats/part.ts";
import type { Located } from "../model/shape.ts";
import { bind, type Linking, nameIndex } from "./names.ts";
import type { RolloutSource } from "./project.ts";

/** The rollouts of all parts; one without a name is called as its file. Two of one name are both reviewed, and said. */
export function linkRollouts(linking: Linking, parts: readonly Part[]): readonly RolloutSource[] {
  const all = parts.flatMap((part) => part.native.rollouts.map((document) => source(part.path, document)));
  reportSecond(
    linking,
    "rollout",
    all.map(({ name, at }) => ({ value: name, at })),
  );
  const index = nameIndex("rollout", all);
  for (const { document } of all) {
    for (const reference of document.update.after ?? []) {
      if (index.byName.get(reference.value) === undefined) bind(linking, index, reference, undefined);
    }
    reportSecond(
      linking,
      "stage",
      (document.stages ?? []).flatMap((stage) => stage.name ?? []),
    );
  }
  return all;
}

function source(path: string, document: RolloutSource["document"]): RolloutSource {
  const name = document.metadata?.name;
  return { name: name?.value ?? fileStem(path), document, at: name?.at ?? document.kind.at };
}

function fileStem(path: string): string {
  const base = path.slice(path.lastIndexOf("/") + 1);
  return base.replace(/(\.rollout)?\.ya?ml$/, "");
}

function reportSecond(linking: Linking, what: string, names: readonly Located<string>[]): void {
  const first = new Map<string, Located<string>>();
  for (const name of names) {
    const known = first.get(name.value);
    if (known === undefined) first.set(name.value, name);
    else {
      linking.findings.push({
        rule: "duplicate-name",
        severity: "error",
        message: `There is already a ${what} called “${name.value}”: no report can tell the two apart. Give one of them another name.`,
        at: name.at,
        related: [{ at: known.at, message: `The first ${what} “${name.value}” stands here.` }],
      });
    }
  }
}
