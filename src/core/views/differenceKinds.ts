/** The classes of spec RISK.md, "Two environments", and what could not be matched for certain. */
export const DIFFERENCE_KINDS = [
  "drift",
  "accepted",
  "shared fate",
  "diversity",
  "capacity",
  "ambiguous",
] as const;
export type DifferenceKind = (typeof DIFFERENCE_KINDS)[number];
