/** Work that may still be done. One step is one event or one pair of events looked at. */
export interface Budget {
  left: number;
}

/** Takes the steps if so many are left; else takes none, so that smaller work can still be done. */
export function afford(budget: Budget, steps: number): boolean {
  if (steps > budget.left) return false;
  budget.left -= steps;
  return true;
}
