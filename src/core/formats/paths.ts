/** Paths of files as tools put them together: with `/`, whatever the workspace calls its root. */

/** Everything before the last `/`; empty for a name alone. */
export function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf("/")));
}

/** A path below a folder, `.` and `..` resolved; undefined for an absolute one, which is not the workspace's. */
export function joined(folder: string, relative: string): string | undefined {
  if (relative === "" || relative.startsWith("/") || relative.startsWith("~")) return undefined;
  const parts = folder === "" ? [] : folder.split("/");
  for (const part of relative.split("/")) {
    const last = parts.at(-1);
    if (part === "..") {
      if (last === undefined || last === "..") parts.push(part);
      else parts.pop();
    } else if (part !== "." && part !== "") parts.push(part);
  }
  return parts.join("/");
}

/** A folder and those above it, the nearest first. */
export function upwards(folder: string): readonly string[] {
  const parts = folder === "" ? [] : folder.split("/");
  const all = Array.from({ length: parts.length + 1 }, (_, up) =>
    parts.slice(0, parts.length - up).join("/"),
  );
  return all.slice(0, MOST_FOLDERS);
}

/** A path with more folders than any project has ends there: roles are looked for in each of them. */
const MOST_FOLDERS = 30;
