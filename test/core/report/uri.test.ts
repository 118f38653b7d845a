import fc from "fast-check";
import { expect, test } from "vitest";
import { artifactUri } from "../../../src/core/report/uri.ts";

const HERE = "file:///home/ann/repo/";

test("a path stays relative and its characters are percent-encoded", () => {
  expect(artifactUri("estate/corp.estate.yaml", HERE)).toBe("estate/corp.estate.yaml");
  expect(artifactUri("büro 1/50%#a?.yaml", HERE)).toBe("b%C3%BCro%201/50%25%23a%3F.yaml");
  expect(artifactUri("a:b.yaml", HERE)).toBe("a%3Ab.yaml");
});

test("a path that leaves the directory is absolute", () => {
  expect(artifactUri("../other/x.yaml", HERE)).toBe("file:///home/ann/other/x.yaml");
  expect(artifactUri("../../../../x.yaml", HERE)).toBe("file:///x.yaml");
  expect(artifactUri("D:/estates/x y.yaml", HERE)).toBe("file:///D:/estates/x%20y.yaml");
  expect(artifactUri("/srv/x.yaml", HERE)).toBe("file:///srv/x.yaml");
});

test("the URI of a path leads back to it", () => {
  const name = fc
    .string({ unit: "grapheme", minLength: 1, maxLength: 12 })
    .filter((text) => !text.includes("/") && text !== "." && text !== ".." && !/^[A-Za-z]:$/.test(text));
  fc.assert(
    fc.property(fc.array(name, { minLength: 1, maxLength: 4 }), (names) => {
      const uri = new URL(artifactUri(names.join("/"), HERE), HERE);
      expect(decodeURIComponent(uri.pathname)).toBe(`/home/ann/repo/${names.join("/")}`);
    }),
  );
});
