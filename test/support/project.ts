import { readPart } from "../../src/core/formats/read.ts";
import { DEFAULT_POLICY } from "../../src/core/model/policy.ts";
import { type Instant, parseInstant } from "../../src/core/model/values.ts";
import { link } from "../../src/core/project/link.ts";
import type { Project } from "../../src/core/project/project.ts";

const DEFAULT_DAY = "2008-08-11";

/** One estate document, without its header: YAML text or the plain value it would be read as. */
export type EstateText = string | { readonly [key: string]: unknown };

/** The project of a single estate document under the default policy, linked but not judged by any rule. */
export function projectOf(estate: EstateText, asOf: string = DEFAULT_DAY): Project {
  const body =
    typeof estate === "string"
      ? estate
      : Object.entries(estate)
          .flatMap(([key, value]) => (value === undefined ? [] : [`${key}: ${JSON.stringify(value)}`]))
          .join("\n");
  const text = `apiVersion: baskets/v1\nkind: Estate\n${body}\n`;
  return link([readPart({ path: "test.estate.yaml", text })], DEFAULT_POLICY, instant(asOf));
}

/** The item of this name, which the test put there. */
export function named<T extends { readonly name: string }>(items: readonly T[], name: string): T {
  const found = items.find((item) => item.name === name);
  if (found === undefined)
    throw new Error(`There is no ${name} among ${items.map((item) => item.name).join(", ")}.`);
  return found;
}

function instant(day: string): Instant {
  const read = parseInstant(day);
  if (read === undefined) throw new Error(`Not a date: ${day}`);
  return read;
}
