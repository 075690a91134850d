import assert from "node:assert/strict";
import { parseExpression } from "../../../../packages/asl/validate/jsonata";
import { jsonata, machineOf, type Row, table } from "./check";

const TASK = "arn:aws:states:::lambda:invoke";

const output = (Output: unknown) => machineOf({ Type: "Pass", Output }, jsonata);

describe("JSONata", () => {
  const invalid: [string, string][] = [
    ["$a[1,2)", 'Expected "]", got ","'],
    ['"unterminated', "String literal must be terminated by a matching quote"],
    ["1 +", "Unexpected end of expression"],
    ['{"a":}', 'The symbol "}" cannot be used as a unary operator'],
    ['$match("a", /abc', "No terminating / in regular expression"],
    ["", "Unexpected end of expression"],
    ["$a ?? 1", 'The symbol "?" cannot be used as a unary operator'],
    ["[$a.b ?: 1]", 'The symbol ":" cannot be used as a unary operator'],
    ["$a ? ($b ?? 1) : 2", 'The symbol "?" cannot be used as a unary operator'],
  ];
  const nested: [string, string, string][] = [
    ["(", "1", ")"],
    ["[", "", "]"],
    ["1+", "1", ""],
    ["-", "$a", ""],
    ["$f(", "1", ")"],
    ["1 ? 1 : ", "1", ""],
  ];
  for (const [open, inside, close] of nested) {
    const depth = (levels: number) => parseExpression(open.repeat(levels) + inside + close.repeat(levels));
    it(`accepts 400 levels of ${open}, and rejects 600 and 50,000`, () => {
      assert.equal(typeof depth(400), "object");
      for (const levels of [600, 50_000])
        assert.equal(depth(levels), "The expression is nested more than 500 levels deep");
    });
  }

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
    "$match($states.input, /a(?:b)/)",
    "$states.input = '??' ? 1 : 2",
    "$states.input ?'a' : 'b'",
    "$f(?)?1:2",
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
      ["UNSUPPORTED_JSONATA_EXPRESSION Field '$states.errorOutput' does not exist. at /States/S/Output[0]"],
    ],
    [
      "rejects $states.result where there is none",
      output("{% $states.result %}"),
      ["UNSUPPORTED_JSONATA_EXPRESSION Field '$states.result' does not exist. at /States/S/Output"],
    ],
    [
      "rejects $states.result in the Arguments of a Task",
      machineOf({ Type: "Task", Resource: TASK, Arguments: { Payload: "{% $states.result %}" } }, jsonata),
      [/^UNSUPPORTED_JSONATA_EXPRESSION Field '\$states.result' does not exist\. at .*Arguments\/Payload$/],
    ],
    [
      "accepts $states.result in its Output, and $states.errorOutput in its Catch",
      machineOf(
        {
          Type: "Task",
          Resource: TASK,
          Output: "{% $states.result %}",
          Catch: [{ ErrorEquals: ["States.ALL"], Next: "S", Output: "{% $states.errorOutput %}" }],
        },
        jsonata,
      ),
      [],
    ],
    ...["inputs", "constructor"].map(
      (field): Row => [
        `rejects $states.${field}`,
        output(`{% $states.${field} %}`),
        [`UNSUPPORTED_JSONATA_EXPRESSION Field '$states.${field}' does not exist. at /States/S/Output`],
      ],
    ),
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

  const warnings = { strict: true, severity: "WARNING" } as const;
  const match = (regex: string) => output(`{% $match($states.input, /${regex}/) %}`);
  const inJava: [regex: string, difference: string][] = [
    ["\\p{L}", "the escape '\\p', which is another one or an error in Java"],
    ["a\\Z", "the escape '\\Z', which is another one or an error in Java"],
    ["\\u{41}", "the escape '\\u{', which is another one or an error in Java"],
    ["[^]", "'[^]', which is not closed in Java: write '[^\\s\\S]' or '[\\s\\S]'"],
    ["[a[b]]", "an unescaped '[' in a class, which opens a nested class in Java: write '\\['"],
    ["[a-z&&b]", "'&&' in a class, which is an intersection in Java: write '&' once"],
    ["[\\b]", "'\\b' in a class, an error in Java"],
    ["(?<=a+)b", "a lookbehind without a longest match, an error in Java"],
    ["(?<a_b>c)", "the group name 'a_b', an error in Java: use ASCII letters and digits"],
    ["a{b}", "a literal '{', an error in Java: write '\\{'"],
  ];
  table(
    [
      ...inJava.map(
        ([regex, difference]): Row => [
          `warns of /${regex}/`,
          match(regex),
          [`JAVA_REGULAR_EXPRESSION The regular expression /${regex}/ has ${difference} at /States/S/Output`],
        ],
      ),
      ...[
        "^\\s*([\\w.+-]+)@(\\d{1,3}\\.){3}\\S+$",
        "[\\[\\]&^]{2,}",
        "(?:a|b)(?=c)(?!d)(?<=e)(?<!f\\))",
        "(?<year>\\d{4})\\k<year>\\1\\x41\\u0041\\/",
        "a && b",
      ].map((regex): Row => [`does not warn of /${regex}/`, match(regex), []]),
    ],
    warnings,
  );

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
