import {
  Composer,
  CST,
  isAlias,
  isMap,
  isNode,
  isPair,
  isScalar,
  isSeq,
  Lexer,
  Parser,
  stringify,
} from "yaml";

// What core/syntax takes of the YAML library, packaged once for both workers: scripts/build.mjs lets them find it here.
Object.assign(globalThis, {
  basketsYaml: { Composer, CST, isAlias, isMap, isNode, isPair, isScalar, isSeq, Lexer, Parser, stringify },
});
