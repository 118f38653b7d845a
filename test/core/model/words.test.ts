import { expect, test } from "vitest";
import { counted, either, listed } from "../../../src/core/model/words.ts";

test.each([
  [0, "0 VMs"],
  [1, "1 VM"],
  [999, "999 VMs"],
  [4000, "4,000 VMs"],
  [1234567, "1,234,567 VMs"],
])("%d is written %s", (count, words) => {
  expect(counted(count, "VM")).toBe(words);
});

test("many has its own word where adding an s is wrong", () => {
  expect(counted(2, "inventory", "inventories")).toBe("2 inventories");
});

test("names are listed with one word before the last", () => {
  expect([listed([]), listed(["a"]), listed(["a", "b"]), listed(["a", "b", "c"])]).toEqual([
    "",
    "a",
    "a and b",
    "a, b and c",
  ]);
  expect(either(["a", "b", "c"])).toBe("a, b or c");
});

test("a long list is cut where that leaves out more than one", () => {
  const letters = [..."abcdefghij"];
  expect(listed(letters.slice(0, 7))).toBe("a, b, c, d, e, f and g");
  expect(listed(letters)).toBe("a, b, c, d, e, f and 4 more");
  expect(listed(letters, 2)).toBe("a, b and 8 more");
});
