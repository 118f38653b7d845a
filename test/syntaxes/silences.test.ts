import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import type * as Oniguruma from "vscode-oniguruma";
import type * as Textmate from "vscode-textmate";

/**
 * The highlighting of silencing comments, by the engine and the YAML grammar of VS Code itself. An injection cannot know
 * whose YAML it is in, so it colours only comments with our word in them; values of manifests are coloured by meaning.
 */

const root = path.join(import.meta.dirname, "../..");
const load = createRequire(import.meta.url);
const { Registry, parseRawGrammar, INITIAL } = load("vscode-textmate") as typeof Textmate;
const { loadWASM, OnigScanner, OnigString } = load("vscode-oniguruma") as typeof Oniguruma;

let grammars: { readonly ours: Textmate.IGrammar; readonly plain: Textmate.IGrammar };

beforeAll(async () => {
  const { installServer } = (await import(path.join(root, "scripts/vscode-install.mjs"))) as {
    installServer: () => Promise<{ readonly main: string }>;
  };
  const { main } = await installServer();
  const folder = path.join(path.dirname(main), "../extensions/yaml/syntaxes");
  const wasm = readFileSync(path.join(path.dirname(load.resolve("vscode-oniguruma")), "onig.wasm"));
  await loadWASM(wasm.buffer.slice(wasm.byteOffset, wasm.byteOffset + wasm.byteLength));
  const grammar = async (injections: readonly string[]) => {
    const registry = new Registry({
      onigLib: Promise.resolve({
        createOnigScanner: (sources: string[]) => new OnigScanner(sources),
        createOnigString: (text: string) => new OnigString(text),
      }),
      getInjections: (scope) => (scope === "source.yaml" ? [...injections] : undefined),
      loadGrammar: async (scope) => {
        const file =
          scope === INJECTION
            ? path.join(root, "syntaxes/baskets.injection.json")
            : path.join(
                folder,
                `${scope.replace(/^source\./, "").replace(/^yaml\./, "yaml-")}.tmLanguage.json`,
              );
        return parseRawGrammar(readFileSync(file, "utf8"), file);
      },
    });
    const found = await registry.loadGrammar("source.yaml");
    if (found === null) throw new Error("There is no grammar of YAML.");
    return found;
  };
  grammars = { ours: await grammar([INJECTION]), plain: await grammar([]) };
}, 300_000);

const INJECTION = "baskets.injection";

/** Each token with its scopes. */
function tokens(grammar: Textmate.IGrammar, text: string): readonly (readonly [string, readonly string[]])[] {
  let state = INITIAL;
  return text.split("\n").flatMap((line) => {
    const read = grammar.tokenizeLine(line, state);
    state = read.ruleStack;
    return read.tokens.map(
      ({ startIndex, endIndex, scopes }) => [line.slice(startIndex, endIndex), scopes] as const,
    );
  });
}

/** What is coloured by us, with the scope that does it. */
function coloured(text: string): readonly string[] {
  return tokens(grammars.ours, text).flatMap(([word, scopes]) => {
    const own = scopes.filter((scope) => scope.endsWith(".baskets") && scope !== "meta.silence.baskets");
    return own.length === 0 ? [] : [`${word} ${own.join()}`];
  });
}

describe("silencing comments", () => {
  test.each([
    [
      "behind a line",
      "hosts:\n  - name: h1   # baskets-ignore no-redundancy: one is enough, until 2030-01-31",
    ],
    ["on a line of its own", "# baskets-ignore no-redundancy: one is enough, until 2030-01-31\nhosts: []"],
    ["between brackets", "a: [b,   # baskets-ignore no-redundancy: one is enough, until 2030-01-31\n  c]"],
    ["without a space", "a: b   #baskets-ignore no-redundancy: one is enough, until 2030-01-31"],
  ])("are coloured %s", (_, text) => {
    expect(coloured(text)).toEqual([
      "baskets-ignore keyword.control.baskets",
      "no-redundancy entity.name.function.baskets",
      ": punctuation.separator.baskets",
      "until keyword.other.baskets",
      "2030-01-31 constant.numeric.baskets",
    ]);
  });

  test("a reason may speak of a day, and a comment of our word", () => {
    expect(coloured("# baskets-ignore drift: until spring, or until 2030-01-31")).toContain(
      "2030-01-31 constant.numeric.baskets",
    );
    expect(coloured("# see baskets-ignore in the manual, until 2030-01-31")).toEqual([]);
    expect(coloured("text: 'baskets-ignore drift: x, until 2030-01-31'")).toEqual([]);
  });
});

test("other people's YAML is coloured as without us", () => {
  const folders = ["test/host/workspace/deployment.yaml", "test/host/workspace/docker-compose.yaml"];
  const texts = [
    ...folders.map((file) => readFileSync(path.join(root, file), "utf8")),
    "# until 2030-01-31\nmemory: 8GiB\nsoak: 24h\nbuild: 3.5.0-82663\nnote: >\n  # baskets-ignore drift: no comment\n",
    "%YAML 1.2\n---\n- &a {x: 'y', z: [1, 2] } # a comment\n- *a\n...\n",
  ];
  for (const text of texts) expect(tokens(grammars.ours, text)).toEqual(tokens(grammars.plain, text));
});
