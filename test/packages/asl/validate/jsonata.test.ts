import assert from "node:assert/strict";
import { parseExpression } from "../../../../packages/asl/validate/jsonata";
import { jsonata, machineOf, type Row, table } from "./check";

const output = (Output: unknown) => machineOf({ Type: "Pass", Output }, jsonata);

describe("JSONata", () => {
  const invalid: [string, string][] = [
    ["$a[1,2)", 'Expected "]", got ","'],
    ['"unterminated', "String literal must be terminated by a matching quote"],
    ["1 +", "Unexpected end of expression"],
    ['{"a":}', 'The symbol "}" cannot be used as a unary operator'],
    ['$match("a", /abc', "No terminating / in regular expression"],
    ["", "Unexpected end of expression"],
  ];
  const topLevel: [string, string][] = [
    ["phone", "phone"],
    ["states.input", "states"],
    ["$sum(items)", "items"],
    ["[a]", "a"],
    ['{"k": b}', "b"],
    ["$states.input.x > limit", "limit"],
    ["$map($states.input, function($v) { $v + extra })", "extra"],
    ["(a).b", "a"],
  ];
  const fine = [
    "$states.input.phone",
    "$states.input.a[b = 1].{'k': c}",
    "$states.input^(>price){name: total}",
    "$map($states.input, function($v, $i) { $v.name })",
    "($x := 1; $x + $x)",
    "$states.input ~> |a|{'b': c}|",
    "$states.input.a@$l.b[$l.id = id]",
    "$states",
    "'text'",
    "/^a\\ /",
  ];
  table([
    ...invalid.map(
      ([source, message]): Row => [
        `rejects ${source}`,
        output(`{%${source}%}`),
        [`INVALID_JSONATA_EXPRESSION ${message} at /States/S/Output`],
      ],
    ),
    ...topLevel.map(
      ([source, name]): Row => [
        `rejects ${source}`,
        output({ v: `{% ${source} %}` }),
        [
          `UNSUPPORTED_JSONATA_EXPRESSION Reference to '${name}' at the top level is not supported. at /States/S/Output/v`,
        ],
      ],
    ),
    ...fine.map((source): Row => [`accepts ${source}`, output(`{% ${source} %}`), []]),
    [
      "rejects $$",
      output("{% $$ %}"),
      [/^UNSUPPORTED_JSONATA_EXPRESSION Reference to '\$\$' is not supported/],
    ],
    [
      "rejects $states.errorOutput outside of Catch",
      output(["{% $states.errorOutput %}"]),
      [/^UNSUPPORTED_JSONATA_EXPRESSION Reference to '\$states.errorOutput' .* at \/States\/S\/Output\[0\]$/],
    ],
    ["accepts $states.result where there is none", output("{% $states.result %}"), []],
    [
      "but not if strict",
      output("{% $states.result %}"),
      [/^UNDEFINED_STATES_FIELD '\$states.result' has no value here/],
      { strict: true },
    ],
    [
      "finds a field that $states does not have, if strict",
      output("{% $states.inputs %}"),
      [/^UNDEFINED_STATES_FIELD '\$states.inputs' has no value here: there are input, result/],
      { strict: true },
    ],
    ["leaves text with braces inside alone", output("a {% b %} c"), []],
    [
      "finds an expression with something around it, if strict",
      output(" {% 1 %}"),
      [/^UNTERMINATED_EXPRESSION/],
      { strict: true },
    ],
    [
      "finds an expression that is not closed, if strict",
      output("{% 1 }"),
      [/^UNTERMINATED_EXPRESSION/],
      { strict: true },
    ],
  ]);

  const reads: [source: string, variables: string[]][] = [
    ["$a + $b.c[$d = e]", ["a", "b", "d"]],
    ["($f := function($n) { $n > 0 ? $f($n - 1) : $z }; $f(3))", ["z"]],
    ["($x := $y; ($w := $x); $w)", ["w", "y"]],
    ["$map($list, function($v) { $v }) ~> $sum", ["list", "map", "sum"]],
    ["$p.a#$i[$i < $max]", ["max", "p"]],
    ["$partial(?, $q)", ["partial", "q"]],
  ];
  for (const [source, variables] of reads) {
    it(`reports what ${source} reads`, () => {
      const analysis = parseExpression(source);
      assert.ok(typeof analysis !== "string");
      assert.deepEqual([...analysis.variables].sort(), variables);
    });
  }
});
