/**
 * A path as a SARIF artifact URI: relative, its segments percent-encoded. A path that leaves the
 * directory is made absolute, since consumers may not resolve `..` (SARIF 3.10.2).
 * `directory` is a `file:` URI that ends in `/`.
 */
export function artifactUri(path: string, directory: string): string {
  const absolute = /^(?:\/|[A-Za-z]:\/)/.test(path);
  const segments = path.split("/").filter((segment) => segment !== "" && segment !== ".");
  if (absolute)
    return `file:///${segments
      .map(encode)
      .join("/")
      .replace(/^([A-Za-z])%3A/, "$1:")}`;
  const up = segments.findIndex((segment) => segment !== "..");
  const steps = up === -1 ? segments.length : up;
  const rest = segments.slice(steps).map(encode).join("/");
  if (steps === 0) return rest;
  const base = directory.replace(/\/$/, "").split("/");
  // `file:`, the empty authority and the root stay, however many `..` there are.
  return `${base.slice(0, Math.max(3, base.length - steps)).join("/")}/${rest}`;
}

function encode(segment: string): string {
  // A lone surrogate has no UTF-8 form: encodeURIComponent would throw.
  return encodeURIComponent(segment.replace(/\p{Surrogate}/gu, "\ufffd")).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
