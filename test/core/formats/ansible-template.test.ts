import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { evaluate, type Literal } from "../../../src/core/formats/ansible/template.ts";

const variables = new Map<string, Literal | undefined>([
  ["size", 3],
  ["share", "25%"],
  ["again", "{{ share }}"],
  ["list", [1, "50%"]],
  ["map", undefined],
  ["loop", "{{ loop }}"],
  ["twice", "{{ twice }}{{ twice }}"],
]);

describe("a template", () => {
  test.each<[string, Literal]>([
    ["20%", "20%"],
    ["{{ serial | default('20%') }}", "20%"],
    ['{{serial|default("0")}}', "0"],
    ["{{ a | default(b) | default(100) }}", 100],
    ["{{ a | default(size) }}", 3],
    ["{{ size }}", 3],
    ["{{ again }}", "25%"],
    ["{{ list }}", [1, "50%"]],
    ["{{ n | default([1, '10%', '100%']) }}", [1, "10%", "100%"]],
    ["{{ share | default('1') }}", "25%"],
    ["{{ n | default(20) }}%", "20%"],
    ["{{ n | d('7') | int }}", 7],
    ["{{ fatal | default(true) | bool }}", true],
    ["{{ settings.serial | default(2) }}", 2],
    ["{{ lookup('env', 'SERIAL') | default(1, true) }}", 1],
    ["{{ lookup('env', 'SERIAL') | default('1', boolean=true) }}", "1"],
    ["a:{{ more | default('b') }}:!c", "a:b:!c"],
  ])("%s is %j", (text, value) => {
    expect(evaluate(text, variables)).toMatchObject({ known: true, value });
  });

  test.each([
    "{{ serial }}",
    "{{ groups['web'] | length }}",
    "{{ (groups[server] | length / 2) | int }}",
    "{{ 1 if prod else 5 }}",
    "{% if prod %}1{% endif %}",
    "{{ map }}",
    "{{ map.size }}",
    "{{ loop }}",
    "{{ twice }}",
    "{{ lookup('file', 'serial') }}",
    "{{ serial | default(",
    "{{ serial",
    "{{ a | default('x') | random }}",
    "{{ 'a }}",
    "{{}}",
  ])("%s is unknown with a reason", (text) => {
    expect(evaluate(text, variables)).toMatchObject({ known: false, why: expect.stringMatching(/\w/) });
  });

  test("a default says what it takes as not set", () => {
    expect(evaluate("{{ serial | default('20%') }}", variables)).toMatchObject({ assumes: ["serial"] });
    expect(evaluate("{{ lookup('env', 'SERIAL') | default(1, true) }}", variables)).toMatchObject({
      assumes: ["the environment variable SERIAL"],
    });
    expect(evaluate("{{ share | default('1') }}", variables)).toMatchObject({ assumes: [] });
  });

  test("a plain default does not replace the empty text of an unset environment variable", () => {
    expect(evaluate("{{ lookup('env', 'SERIAL') | default(1) }}", variables)).toMatchObject({ value: "" });
  });

  test("any text ends", () => {
    const piece = fc.constantFrom(
      "{{",
      "}}",
      "(",
      ")",
      "[",
      "]",
      "|",
      "default",
      "'",
      '"',
      "\\",
      ",",
      " ",
      "x",
      "1",
      ".",
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
        const result = evaluate(pieces.join(""), variables);
        expect(result.known || result.why.length > 0).toBe(true);
      }),
    );
    expect(evaluate(`{{ ${"(".repeat(5000)}`, variables).known).toBe(false);
    expect(evaluate("{{ x | default(1) }}".repeat(20_000), variables).known).toBe(false);
  });
});
