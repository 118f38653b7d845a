import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { silencesIn } from "../../src/core/model/silence.ts";
import {
  parseClock,
  parseDuration,
  parseInstant,
  parseShare,
  parseSize,
} from "../../src/core/model/values.ts";
import { parseYaml } from "../../src/core/syntax/parse.ts";
import { type Token, type Tokenize, yamlGrammars } from "../support/grammars.ts";
import { BODIES, COMMENTS, FOREIGN, VALUES } from "./texts.ts";

/** What the injections colour in manifests, and that they colour nothing else. */

const root = path.join(import.meta.dirname, "../..");
const HEAD = "apiVersion: baskets/v1\nkind: Estate\n";
const MANIFEST = "meta.manifest.baskets.yaml";

/** Everything that the injections add, in short. */
const COLOURS: ReadonlyMap<string, string> = new Map([
  ["constant.numeric.date.yaml constant.other.date.yaml", "date"],
  ["constant.numeric.time.yaml constant.other.time.yaml", "time"],
  ["constant.numeric.version.yaml constant.other.build.yaml", "build"],
  ["constant.numeric.size.yaml", "size"],
  ["constant.numeric.size.yaml keyword.other.unit.yaml", "unit"],
  ["constant.numeric.share.yaml", "share"],
  ["constant.numeric.share.yaml keyword.other.unit.yaml", "unit"],
  ["constant.numeric.duration.yaml", "duration"],
  ["constant.numeric.duration.yaml keyword.other.unit.yaml", "unit"],
  ["keyword.other.silence.yaml", "silence"],
  ["entity.name.type.rule.yaml", "rule"],
  ["keyword.other.until.yaml", "until"],
]);

let plain: Tokenize;
let injected: Tokenize;

// The first run on a machine downloads VS Code's server.
beforeAll(async () => {
  ({ plain, injected } = await yamlGrammars());
}, 600_000);

/** How the injections colour a token, wherever it stands. */
function colourOf({ scopes }: Token): string | undefined {
  return COLOURS.get(scopes.slice(-2).join(" ")) ?? COLOURS.get(scopes.at(-1) ?? "");
}

/** Where the plain value or comment stands among the scopes; -1 for a key and what is neither. */
function baseOf(scopes: readonly string[]): number {
  if (scopes.includes("entity.name.tag.yaml")) return -1;
  return scopes.findLastIndex((scope) => /^(string\.unquoted\.plain|comment\.line)\./.test(scope));
}

/** All that is coloured in a text: `8 size`, `GiB unit`. */
function coloured(text: string): readonly string[] {
  return injected(text).flatMap((token) => {
    const colour = colourOf(token);
    return colour === undefined ? [] : [`${token.text.trim()} ${colour}`];
  });
}

describe("in a manifest", () => {
  test.each(BODIES)("%s", (_name, body, expected) => {
    expect(coloured(HEAD + body)).toEqual(expected);
  });

  test("what YAML itself colours stays coloured", () => {
    const scopes = injected(`${HEAD}tier: 1\npinned: true\nannual: 0.5\n`).map(({ text, scopes }) => [
      text,
      scopes.at(-1),
    ]);
    expect(scopes).toContainEqual(["1", "constant.numeric.integer.decimal.yaml"]);
    expect(scopes).toContainEqual(["true", "constant.language.boolean.yaml"]);
    expect(scopes).toContainEqual(["0.5", "constant.numeric.float.yaml"]);
  });

  test.each(VALUES)("%s is coloured if and only if the reader reads it", (value) => {
    const isRead = [parseDuration, parseSize, parseShare, parseInstant, parseClock].some(
      (parse) => parse(value) !== undefined,
    );
    expect(coloured(`${HEAD}x: ${value}`).length > 0, "in block style").toBe(isRead);
    expect(coloured(`${HEAD}x: {y: ${value}}`).length > 0, "in flow style").toBe(isRead);
  });

  test.each([
    ["behind comments and blank lines", `# what this is\n\n${HEAD}`],
    ["behind ---", `---\n# what this is\n${HEAD}`],
    ["behind a directive", `%YAML 1.2\n---\n${HEAD}`],
    ["in quotes, with a comment", `"apiVersion": 'baskets/v1'   # our own\n`],
    ["behind another document", `apiVersion: v1\nkind: Pod\n---\n${HEAD}`],
  ])("whose header stands %s", (_name, head) => {
    expect(coloured(`${head}memory: 8GiB`)).toEqual(["8 size", "GiB unit"]);
  });
});

describe("silencing comments", () => {
  test.each(COMMENTS)("%s", (comment) => {
    const [silence] = silencesIn("a.yaml", parseYaml(comment));
    const day = /\d{4}-[\d:TZ-]+/.exec(comment)?.[0];
    const expected = [
      ...(silence === undefined ? [] : ["baskets-ignore silence"]),
      ...(silence === undefined || silence.rule === "" ? [] : [`${silence.rule} rule`]),
      ...(silence?.until === undefined ? [] : ["until until", `${day} date`]),
    ];
    // In other people's YAML too: playbooks are silenced like manifests.
    for (const text of [
      comment,
      `a: b   ${comment}`,
      `- {a: b}   ${comment}`,
      `%YAML 1.1\n---\na:\n  ${comment}\n  b: c`,
      `${HEAD}hosts:\n  ${comment}\n  - {name: a}`,
    ])
      expect(coloured(text)).toEqual(expected);
  });
});

test("a longer word silences nothing", () => {
  expect(coloured("# baskets-ignored shape: x")).toEqual([]);
  expect(coloured("# baskets-ignore-me shape: x")).toEqual([]);
});

describe("in other people's YAML", () => {
  test.each(FOREIGN)("%s has the same tokens with and without", (_name, text) => {
    expect(injected(text)).toEqual(plain(text));
  });

  test("each keeps them behind a manifest, and before one", () => {
    for (const [name, text] of FOREIGN.filter(([, text]) => !/^%/m.test(text))) {
      const own = `${HEAD}memory: 8GiB\n---\n`;
      const shift = own.split("\n").length - 1;
      const behind = (tokenize: Tokenize) => tokenize(own + text).filter(({ line }) => line >= shift);
      expect(behind(injected), name).toEqual(behind(plain));
      const ahead = (tokenize: Tokenize) =>
        tokenize(`${text}\n---\n${HEAD}`).filter(({ line }) => line < text.split("\n").length);
      expect(ahead(injected), name).toEqual(ahead(plain));
    }
  });

  test("a manifest has not: the comparison sees a difference", () => {
    expect(injected(`${HEAD}a: b`)).not.toEqual(plain(`${HEAD}a: b`));
  });
});

describe("in the files of this repository", () => {
  const files = ["test/fixtures", "examples", "src/core/catalogue", "test/host/workspace"]
    .flatMap((folder) =>
      readdirSync(path.join(root, folder), { recursive: true, encoding: "utf8" }).map((name) =>
        path.join(folder, name),
      ),
    )
    .filter((name) => /\.ya?ml$/.test(name))
    .sort()
    .map((file) => ({ file, text: readFileSync(path.join(root, file), "utf8") }));

  /** Each character with its scopes; of what the injections colour only those of the value or comment around it. */
  function characters(tokens: readonly Token[], isColoured: (line: number, column: number) => boolean) {
    return tokens.flatMap(({ line, column, text, scopes }) => {
      const kept = scopes.filter((scope) => scope !== MANIFEST);
      return text.split("").map((character, index) => {
        const around = isColoured(line, column + index) ? kept.slice(0, baseOf(kept) + 1) : kept;
        return `${line} ${character} ${around.join(" ")}`;
      });
    });
  }

  test("nothing but plain values and silencing comments is coloured differently", () => {
    let manifests = 0;
    for (const { file, text } of files) {
      const tokens = injected(text);
      const places = tokens
        .filter((token) => colourOf(token) !== undefined)
        .flatMap(({ line, column, text }) => text.split("").map((_, index) => `${line}:${column + index}`));
      const set = new Set(places);
      const isColoured = (line: number, column: number) => set.has(`${line}:${column}`);
      expect(characters(tokens, isColoured), file).toEqual(characters(plain(text), isColoured));
      if (tokens.some(({ scopes }) => scopes.includes(MANIFEST))) manifests++;
      else if (set.size === 0) expect(tokens, file).toEqual(plain(text));
    }
    expect(manifests).toBeGreaterThan(100);
  });
});

test("block and flow style colour the same, but for where a value ends", () => {
  const read = (style: string) =>
    JSON.parse(readFileSync(path.join(root, `syntaxes/baskets.${style}.injection.json`), "utf8"));
  const [block, flow] = [read("block"), read("flow")];
  expect(flow.patterns).toEqual(block.patterns);
  const { build: _flowBuild, ...inFlow } = flow.repository;
  const { build: _blockBuild, ...inBlock } = block.repository;
  const ends = ["(?=[\\t ]*+(?:$|[,\\]}])|[\\t ]++#)", "(?=[\\t ]*+$|[\\t ]++#)"].map((end) =>
    JSON.stringify(end).slice(1, -1),
  );
  expect(JSON.parse(JSON.stringify(inFlow).replaceAll(ends[0] ?? "", ends[1] ?? ""))).toEqual(inBlock);
});
