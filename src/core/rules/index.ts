import { dependencyCycle } from "./dependency-cycle.ts";
import { duplicateName } from "./duplicate-name.ts";
import type { Rule } from "./rule.ts";
import { shape } from "./shape.ts";
import { silenceLapsed } from "./silence-lapsed.ts";
import { silenceUnused } from "./silence-unused.ts";
import { silenceWithoutReason } from "./silence-without-reason.ts";
import { staleSnapshot } from "./stale-snapshot.ts";
import { syntax } from "./syntax.ts";
import { unknownReference } from "./unknown-reference.ts";

/** Every rule, in the order of the documentation. */
export const RULES: readonly Rule[] = [
  syntax,
  shape,
  unknownReference,
  duplicateName,
  dependencyCycle,
  staleSnapshot,
  silenceWithoutReason,
  silenceLapsed,
  silenceUnused,
];
