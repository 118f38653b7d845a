import { policyFrom } from "../../model/policy.ts";
import { parseYaml } from "../../syntax/parse.ts";
import type { SourceFile } from "../../text/span.ts";
import { readNative } from "../native.ts";
import { readPolicySetting } from "../policySetting.ts";

/**
 * What a team calls our keys in a format: `map` of its policy files and, over these, of one given besides.
 * @param besides a Policy document or the keys of one (`--policy`, the editor's setting)
 */
export function mapIn(
  files: readonly SourceFile[],
  besides: SourceFile | undefined,
  format: string,
): ReadonlyMap<string, string> {
  const written = files.flatMap(({ path, text }) => {
    const syntax = parseYaml(text);
    // What is wrong in it is said where it is edited.
    return readNative(syntax.documents, { file: path, syntax, findings: [] }).policies;
  });
  const over = besides === undefined ? [] : [readPolicySetting(besides).policy];
  return policyFrom([...written, ...over]).map.get(format) ?? new Map();
}
