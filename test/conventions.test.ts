import { readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { RULES } from "../src/core/rules/index.ts";

/** The invariants of ARCHITECTURE.md that can be read off the files. */

const root = path.join(import.meta.dirname, "..");
const core = path.join(root, "src/core");

function filesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((name) => path.join(folder, name))
    .filter((file) => file.endsWith(".ts") && statSync(file).isFile());
}

const sources = filesBelow(path.join(root, "src")).map((file) => {
  const text = readFileSync(file, "utf8");
  const imports = [...text.matchAll(/(?:^|\n)\s*(?:import|export)\b[^;]*?\bfrom\s+"([^"]+)"/g)].map(
    (match) => match[1] as string,
  );
  return { name: path.relative(root, file), file, text, imports };
});
const coreSources = sources.filter(({ file }) => file.startsWith(core));

/** Rooms in the order of the arrows: a room may import itself and those in steps before it. */
const STEPS: readonly (readonly string[])[] = [
  ["text"],
  ["syntax"],
  ["model"],
  ["formats"],
  ["project"],
  ["risk", "rollout", "pairs", "catalogue"],
  ["rules"],
  ["views", "report"],
  ["analyze.ts"],
  ["sync.ts", "review.ts", "rename.ts"],
];

function stepOf(file: string): { room: string; step: number } {
  const room = path.relative(core, file).split(path.sep)[0] ?? "";
  return { room, step: STEPS.findIndex((rooms) => rooms.includes(room)) };
}

describe("the core", () => {
  test("imports nothing but itself, the YAML library (in syntax), diff, and a reader in the one file that wraps it", () => {
    const readers = [
      "src/core/report/patch.ts → diff",
      "src/core/formats/tables/csv.ts → papaparse",
      "src/core/formats/tables/zip.ts → fflate",
      "src/core/formats/tables/xml.ts → saxes",
    ];
    const foreign = coreSources.flatMap(({ name, imports }) =>
      imports.filter((target) => !target.startsWith(".")).map((target) => `${name} → ${target}`),
    );
    expect(
      foreign.filter((line) => !/^src\/core\/syntax\/[^ ]+ → yaml$/.test(line) && !readers.includes(line)),
    ).toEqual([]);
  });

  test("keeps its arrows pointing up", () => {
    const wrong = coreSources.flatMap(({ name, file, imports }) => {
      const from = stepOf(file);
      return imports
        .filter((target) => target.startsWith("."))
        .map((target) => ({ target, to: stepOf(path.resolve(path.dirname(file), target)) }))
        .filter(
          ({ to }) =>
            to.step === -1 || to.step > from.step || (to.step === from.step && to.room !== from.room),
        )
        .map(({ target }) => `${name} → ${target}`);
    });
    expect(wrong).toEqual([]);
  });

  test("has no clock, no chance, no exceptions and no way out", () => {
    const forbidden =
      /\b(Date\.now|new Date\(\)|Math\.random|performance\.now|throw |try \{|eval\(|new Function|setTimeout|await |async |Promise|process\.|globalThis|console\.)/;
    // Intl answers an unknown time zone, and JSON.parse what is no JSON, only by throwing: the places that catch.
    const catching = [
      "src/core/model/timeZone.ts",
      "src/core/formats/snapshot/json.ts",
      "src/core/formats/tables/zip.ts",
    ];
    const lines = coreSources
      .filter(({ name }) => !catching.includes(name))
      .flatMap(({ name, text }) =>
        text.split("\n").flatMap((line, index) => {
          const code = line
            .replace(/^\s*(\*|\/\*|\/\/).*$/, "")
            .replace(/\/\/ .*$/, "")
            .replace(/`[^`]*`|"[^"]*"/g, "");
          return forbidden.test(code) ? [`${name}:${index + 1} ${line.trim()}`] : [];
        }),
      );
    expect(lines).toEqual([]);
  });
});

describe("outside of the core", () => {
  test("only say.ts shows notifications, in which no name becomes a link", () => {
    const others = sources.filter(
      ({ name, text }) =>
        name !== "src/providers/say.ts" && /\bshow(?:Error|Warning|Information)Message\b/.test(text),
    );
    expect(others.map(({ name }) => name)).toEqual([]);
  });

  test("only convert.ts makes VS Code ranges and positions", () => {
    const others = sources.filter(
      ({ name, text }) =>
        name.startsWith("src/providers/") &&
        !name.endsWith("/convert.ts") &&
        /new (vscode\.)?(Range|Position)\(/.test(text),
    );
    expect(others.map(({ name }) => name)).toEqual([]);
  });

  test("nothing in the extension starts a process or talks to the network", () => {
    const wrong = sources.filter(
      ({ name, text }) =>
        !["src/cli.ts", "src/cli/git.ts"].includes(name) &&
        /child_process|node:http|node:https|node:net\b|\bfetch\(|XMLHttpRequest|WebSocket/.test(text),
    );
    expect(wrong.map(({ name }) => name)).toEqual([]);
  });
});

describe("files", () => {
  test("stay small", () => {
    const long = sources
      .map(({ name, text }) => ({ name, lines: text.split("\n").length }))
      .filter(({ lines }) => lines > 320);
    expect(long).toEqual([]);
  });

  test("each rule has a file of its name, and each file of rules/ is a rule or one of the few helpers", () => {
    const helpers = [
      "rule",
      "facts",
      "check",
      "index",
      "silencing",
      "judging",
      "mending",
      "moves",
      "stages",
      "stagingFix",
      "wording",
      "buildNews",
      "grading",
      "knownWords",
      "fuses",
      "rolloutWords",
      "missedNames",
      "promise",
      "receipt",
      "twins",
      "namesThere",
      "roomThere",
      "syncEdits",
      "waved",
      "acceptEdits",
      "reviewed",
      "declared",
      "commands",
    ];
    const names = readdirSync(path.join(core, "rules")).map((file) => file.replace(/\.ts$/, ""));
    const ids = RULES.map((rule) => rule.id);
    expect(names.filter((name) => !helpers.includes(name)).sort()).toEqual([...ids].sort());
    expect(new Set(ids).size).toBe(ids.length);
  });

  test("leave nothing for later", () => {
    const marks = sources.flatMap(({ name, text }) =>
      /\b(TODO|FIXME|XXX|HACK)\b|@ts-ignore|@ts-expect-error|biome-ignore/.test(text) ? [name] : [],
    );
    expect(marks).toEqual([]);
  });
});
