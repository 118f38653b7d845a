import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { sizesOf } from "../../../src/core/rollout/sizes.ts";

describe("the sizes of stages", () => {
  test.each([
    [4, 1, 1, 5, [1, 3]],
    [10, 1, 1, 5, [1, 2, 7]],
    [40, 1, 2, 5, [2, 7, 31]],
    [500, 1, 24, 5, [17, 81, 402]],
    [5, 5, 5, 5, [5]],
    [3, 1, 1, 1, [1, 1, 1]],
    [7, 2, 2, 2.5, [2, 5]],
  ])("of %d hosts, first stage %d to %d, growing %d-fold", (total, least, most, growth, sizes) => {
    expect(sizesOf(total, least, most, growth)).toEqual(sizes);
  });

  test("add up, keep to the growth, and are as few as can be", () => {
    const drawn = fc.record({
      total: fc.integer({ min: 1, max: 3000 }),
      least: fc.integer({ min: 1, max: 6 }),
      more: fc.integer({ min: 0, max: 20 }),
      growth: fc.constantFrom(2, 2.5, 3, 5),
    });
    fc.assert(
      fc.property(drawn, ({ total, least, more, growth }) => {
        fc.pre(least <= total);
        const most = least + more;
        const sizes = sizesOf(total, least, most, growth);
        expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(total);
        expect(sizes[0]).toBeLessThanOrEqual(most);
        for (const [index, size] of sizes.entries()) {
          expect(size).toBeGreaterThan(0);
          const before = sizes[index - 1];
          if (before !== undefined)
            expect(size).toBeLessThanOrEqual(Math.max(1, Math.floor(growth * before)));
        }
        // With the largest first stage and full growth, one stage less would not take all of them.
        let [reach, size] = [0, Math.min(most, total)];
        for (let stage = 0; stage < sizes.length - 1; stage++) {
          reach += size;
          size = Math.max(1, Math.floor(growth * size));
        }
        if (sizes.length > 2) expect(reach).toBeLessThan(total);
      }),
      { numRuns: 500 },
    );
  });
});
