import type { Comment, SyntaxProblem } from "../../syntax/tree.ts";
import type { Span } from "../../text/span.ts";

/**
 * A located tree of HCL2 native syntax (hashicorp/hcl, hclsyntax/spec.md). Spans cover exactly what a person would point
 * at: a string with its quotes, a block from its type to its closing brace.
 */
export interface HclFile {
  readonly text: string;
  readonly body: HclBody;
  readonly comments: readonly Comment[];
  readonly problems: readonly SyntaxProblem[];
}

export interface HclBody {
  readonly attributes: readonly HclAttribute[];
  readonly blocks: readonly HclBlock[];
}

export interface HclAttribute extends Span {
  readonly name: string;
  readonly value: Expression;
}

export interface HclBlock extends Span {
  readonly type: string;
  readonly labels: readonly string[];
  /** The type and its labels: where to point for a whole block. */
  readonly head: Span;
  readonly body: HclBody;
}

/** What stands behind `=`, as far as it is read; what is not is `opaque` and keeps its place. */
export type Expression = Span &
  (
    | { readonly kind: "literal"; readonly value: string | number | boolean | null }
    /** A string or heredoc with `${…}` in it: texts and expressions in turn. */
    | { readonly kind: "template"; readonly parts: readonly (string | Expression)[] }
    | { readonly kind: "list"; readonly items: readonly Expression[] }
    /** A bare word as a key is a literal. */
    | { readonly kind: "object"; readonly entries: readonly ObjectEntry[] }
    /** The first word of a reference: `var`, `local`, `vsphere_host`, `each`. */
    | { readonly kind: "name"; readonly name: string }
    | { readonly kind: "attribute"; readonly of: Expression; readonly name: string }
    | { readonly kind: "index"; readonly of: Expression; readonly index: Expression }
    /** `of[*].a[0]` or `of.*.a`: the steps are taken from each item. */
    | { readonly kind: "splat"; readonly of: Expression; readonly steps: readonly Step[] }
    | {
        readonly kind: "call";
        readonly name: string;
        readonly args: readonly Expression[];
        /** The last argument is a list of arguments: `f(xs...)`. */
        readonly spread: boolean;
      }
    | { readonly kind: "unary"; readonly operator: string; readonly of: Expression }
    | {
        readonly kind: "binary";
        readonly operator: string;
        readonly left: Expression;
        readonly right: Expression;
      }
    | {
        readonly kind: "conditional";
        readonly test: Expression;
        readonly yes: Expression;
        readonly no: Expression;
      }
    | ForExpression
    | { readonly kind: "opaque" }
  );

export interface ObjectEntry {
  readonly key: Expression;
  readonly value: Expression;
}

export type Step = { readonly name: string } | { readonly index: Expression };

/** `[for k, v in of : value if test]`, or with `key => value` an object. */
export interface ForExpression {
  readonly kind: "for";
  /** The names of key and value; only the last is there where one is written. */
  readonly names: readonly string[];
  readonly of: Expression;
  readonly key: Expression | undefined;
  readonly value: Expression;
  readonly test: Expression | undefined;
  /** `key => value...`: values of one key are gathered. */
  readonly grouped: boolean;
}

export function attributeOf(body: HclBody, name: string): HclAttribute | undefined {
  return body.attributes.find((attribute) => attribute.name === name);
}
