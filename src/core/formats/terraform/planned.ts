import { folderOf, type TerraformReading } from "./read.ts";

/**
 * Folders of which a plan here was made: all that they declare stands in its configuration. How things will be the plan
 * says with every value filled in, and when it is reviewed, how they were: what the folder says besides would hide both.
 * A plan that is older than what a folder declares by now is not of that folder any more.
 */
export function plannedFolders(readings: readonly TerraformReading[]): ReadonlySet<TerraformReading> {
  const folders = readings.filter(({ form, declares }) => form === "folder" && declares.size > 0);
  const plans = readings.filter(({ form }) => form === "plan");
  return new Set(
    plans.flatMap((plan) => {
      const alike = folders.filter(({ declares }) => isWithin(declares, plan.declares));
      // Of two folders that are written alike nobody can tell which is meant, unless the plan lies in one.
      const own = alike.filter(({ source }) => source === folderOf(plan.source));
      return own.length > 0 ? own : alike.length === 1 ? alike : [];
    }),
  );
}

function isWithin(some: ReadonlySet<string>, all: ReadonlySet<string>): boolean {
  return [...some].every((each) => all.has(each));
}
