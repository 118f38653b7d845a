import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import oniguruma from "vscode-oniguruma";
import textmate, { type IRawGrammar } from "vscode-textmate";

/** YAML as VS Code colours it: its own grammar and engine, with what package.json injects or without. */

const root = path.join(import.meta.dirname, "../..");
const require = createRequire(import.meta.url);

/** A piece of text and its scopes, outermost first. */
export interface Token {
  readonly line: number;
  readonly column: number;
  readonly text: string;
  readonly scopes: readonly string[];
}

export type Tokenize = (text: string) => readonly Token[];

interface Contribution {
  readonly scopeName: string;
  readonly path: string;
  readonly injectTo?: readonly string[];
}

/** Installs VS Code's server where it is not yet: its YAML grammar is third-party and no part of this repository. */
export async function yamlGrammars(): Promise<{ readonly plain: Tokenize; readonly injected: Tokenize }> {
  const { main } = await (await installer()).installServer();
  const wasm = readFileSync(require.resolve("vscode-oniguruma/release/onig.wasm"));
  await oniguruma.loadWASM(new Uint8Array(wasm).buffer);
  const yaml = contributed(path.join(path.dirname(main), "../extensions/yaml"));
  return { plain: await tokenizer(yaml), injected: await tokenizer([...yaml, ...contributed(root)]) };
}

/** By its address, since the types of scripts/ are checked on their own. */
function installer(): Promise<{ installServer: () => Promise<{ main: string }> }> {
  return import(new URL("../../scripts/vscode-install.mjs", import.meta.url).href);
}

/** The grammars of an extension, with the absolute paths of their files. */
function contributed(extension: string): readonly Contribution[] {
  const manifest = JSON.parse(readFileSync(path.join(extension, "package.json"), "utf8"));
  const grammars: readonly Contribution[] = manifest.contributes.grammars ?? [];
  return grammars.map((grammar) => ({ ...grammar, path: path.join(extension, grammar.path) }));
}

async function tokenizer(grammars: readonly Contribution[]): Promise<Tokenize> {
  const registry = new textmate.Registry({
    onigLib: Promise.resolve({
      createOnigScanner: (patterns) => new oniguruma.OnigScanner(patterns),
      createOnigString: (text) => new oniguruma.OnigString(text),
    }),
    loadGrammar: async (scope) => {
      const found = grammars.find(({ scopeName }) => scopeName === scope);
      return found === undefined ? null : rawGrammar(found.path);
    },
    getInjections: (scope) =>
      grammars.filter(({ injectTo }) => injectTo?.includes(scope)).map(({ scopeName }) => scopeName),
  });
  const grammar = await registry.loadGrammar("source.yaml");
  if (grammar === null) throw new Error("VS Code's server has no grammar for source.yaml.");
  return (text) => {
    let stack = textmate.INITIAL;
    return text.split(/\r?\n/).flatMap((line, number) => {
      const { tokens, ruleStack, stoppedEarly } = grammar.tokenizeLine(line, stack);
      if (stoppedEarly) throw new Error(`Line ${number} took too long: ${line}`);
      stack = ruleStack;
      return tokens.map(({ startIndex, endIndex, scopes }) => ({
        line: number,
        column: startIndex,
        text: line.slice(startIndex, endIndex),
        scopes,
      }));
    });
  };
}

function rawGrammar(file: string): IRawGrammar {
  return textmate.parseRawGrammar(readFileSync(file, "utf8"), file);
}
