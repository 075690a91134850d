import * as fc from "fast-check";
import { nearly } from "./nearly";
import { DEFINITION } from "./sdkInputs";
import { anyText, write } from "./values";

type Fields = Record<string, unknown>;

/** What the paths and expressions below read. */
export const DOCUMENT =
  '{"a":{"b":[1,2,{"c":"x"}],"n":null},"list":[{"n":1,"t":"x","k":[1]},{"n":2.5,"t":"10"},{"t":""}],"big":12345678901234567890,"1":1.0,"s":"text","e":[]}';

const soup = (tokens: readonly string[], maxLength: number): fc.Arbitrary<string> =>
  fc.array(fc.constantFrom(...tokens), { maxLength }).map((parts) => parts.join(""));

/** A text with a character too much, too few, or doubled. */
const misspelled = (texts: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc
    .tuple(
      texts,
      fc.nat(200),
      fc.constantFrom("", "'", '"', "(", ")", "[", "]", "\\", " ", "é", "\u0000", "\uD800", "."),
    )
    .map(([text, at, character]) => {
      const place = at % (text.length + 1);
      return text.slice(0, place) + character + text.slice(place + (at % 2));
    });

/** Texts of a grammar: mostly valid, some with a mistake, and some as deep or long as a client may send them. */
const textsOf = (
  valid: fc.Arbitrary<string>,
  tokens: readonly string[],
  deep: readonly [string, string, string][],
) =>
  fc.oneof(
    { weight: 5, arbitrary: valid },
    { weight: 3, arbitrary: misspelled(valid) },
    { weight: 3, arbitrary: soup(tokens, 10) },
    {
      weight: 1,
      arbitrary: fc
        .tuple(fc.constantFrom(...deep), fc.constantFrom(9, 11, 101, 1001, 20_000))
        .map(([[open, inside, close], depth]) => open.repeat(depth) + inside + close.repeat(depth)),
    },
    { weight: 1, arbitrary: anyText },
  );

const NAMES = ["a", "b", "list", "n", "t", "k", "s", "1", "big", "missing", "__proto__", "length", "ö"];
const name = fc.constantFrom(...NAMES);
const index = fc.constantFrom("0", "1", "-1", "7", "00", "99999999999");
const join = (...parts: readonly fc.Arbitrary<string>[]) => fc.tuple(...parts).map((each) => each.join(""));
const many = (part: fc.Arbitrary<string>, maxLength: number, separator = "", minLength = 0) =>
  fc.array(part, { minLength, maxLength }).map((parts) => parts.join(separator));
const text = (value: string) => fc.constant(value);

const step = fc.oneof(
  join(text("."), name),
  join(text("['"), name, text("']")),
  join(text("['"), name, text("','"), name, text("']")),
  join(text("["), index, text("]")),
  join(text("["), index, text(","), index, text("]")),
  join(text("["), fc.oneof(index, text("")), text(":"), fc.oneof(index, text("")), text("]")),
  fc.constantFrom(
    "[*]",
    ".*",
    "..",
    "..a",
    "[(@.length-1)]",
    ".length()",
    " ",
    ".['a']",
    "[?(@.n)]",
    '["a"]',
  ),
);
const root = fc.constantFrom("$", "$", "$", "$$", "$x", "@", "");
const path = join(root, many(step, 5));

const operand = fc.oneof(
  join(text("@"), many(step, 2)),
  fc.constantFrom(
    "1",
    "2.5",
    "1e3",
    "'x'",
    '"x"',
    "x",
    "null",
    "true",
    "/x.*/",
    "/(a+)+$/i",
    "$.s",
    "$.list[0].n",
  ),
  fc.constantFrom("/(?<=a)b/", "/[a-z&&[^b]]/", "/\\p{L}/", "/a{1000}{1000}/", "/(/", "'it\\'s'", "@", "-0"),
);
const operator = fc.constantFrom("==", "!=", "<", "<=", ">", ">=", "=~", " in ", " nin ", "===", "=");
const criterion = fc.oneof(operand, join(operand, operator, operand), join(text("!"), operand));
const condition = fc.oneof(
  criterion,
  join(criterion, fc.constantFrom("&&", "||", " && ", "|", "&"), criterion),
  join(text("("), criterion, text(")||"), criterion),
  join(text("!("), criterion, text(")")),
);
const filter = join(
  fc.constantFrom("$.list", "$..", "$.a.b", "$"),
  text("[?("),
  condition,
  text(")]"),
  many(step, 2),
);

const FUNCTIONS = [
  ...["Array", "ArrayPartition", "ArrayContains", "ArrayRange", "ArrayGetItem", "ArrayLength", "ArrayUnique"],
  ...[
    "Base64Encode",
    "Base64Decode",
    "Hash",
    "JsonMerge",
    "JsonToString",
    "StringToJson",
    "MathRandom",
    "MathAdd",
  ],
  ...["StringSplit", "UUID", "Format", "Nothing"],
];
const { call } = fc.letrec<{ call: string; argument: string }>((tie) => ({
  call: join(
    text("States."),
    fc.constantFrom(...FUNCTIONS),
    text("("),
    fc.array(tie("argument"), { maxLength: 4 }).map((parts) => parts.join(", ")),
    text(")"),
  ),
  argument: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    { weight: 3, arbitrary: path },
    {
      weight: 4,
      arbitrary: fc.constantFrom(
        "1",
        "-1",
        "2.5",
        "1000000",
        "true",
        "null",
        "'x'",
        "'{}'",
        "'a{}\\'{}'",
        "'SHA-256'",
        "''",
        "'{\"a\":1.0}'",
      ),
    },
    { weight: 2, arbitrary: tie("call") },
  ),
}));

const { expression } = fc.letrec<{ expression: string }>((tie) => {
  const inner = tie("expression");
  return {
    expression: fc.oneof(
      { depthSize: "small", withCrossShrink: true },
      {
        weight: 5,
        arbitrary: fc.constantFrom(
          ...[
            "1",
            "-2.5",
            '"x"',
            "null",
            "true",
            "$",
            "$$",
            "$x",
            "$states.input",
            "$states.context.State.Name",
            "[]",
            "{}",
          ],
          ...[
            "$states.input.list",
            "$states.input.a.b[0]",
            "$states.input.**",
            "$states.input.list.*",
            "$states.input.big",
          ],
          ...[
            "$states.result",
            "$now()",
            "$uuid()",
            "$random()",
            "/a+/",
            "`1`",
            "$states.input.list[]",
            "1e400",
          ],
        ),
      },
      {
        weight: 2,
        arbitrary: join(
          inner,
          fc.constantFrom(
            "+",
            "-",
            "*",
            "/",
            "%",
            "&",
            "=",
            "!=",
            "<",
            " in ",
            " and ",
            "..",
            "~>",
            "??",
            "?:",
            ".",
          ),
          inner,
        ),
      },
      { weight: 1, arbitrary: join(text("("), inner, text("; "), inner, text(")")) },
      { weight: 1, arbitrary: join(text("["), inner, text(", "), inner, text("]")) },
      { weight: 1, arbitrary: join(text("["), inner, text(".."), inner, text("]")) },
      { weight: 1, arbitrary: join(text('{"k": '), inner, text("}")) },
      { weight: 1, arbitrary: join(inner, text("["), inner, text("]")) },
      { weight: 1, arbitrary: join(inner, text(" ? "), inner, text(" : "), inner) },
      { weight: 1, arbitrary: join(text("($f := function($v){"), inner, text("}; $f("), inner, text("))")) },
      {
        weight: 3,
        arbitrary: join(
          fc.constantFrom(
            ...[
              "$string",
              "$number",
              "$sum",
              "$count",
              "$map",
              "$filter",
              "$reduce",
              "$merge",
              "$keys",
              "$lookup",
              "$sort",
            ],
            ...[
              "$split",
              "$replace",
              "$match",
              "$pad",
              "$substring",
              "$formatNumber",
              "$fromMillis",
              "$toMillis",
              "$parse",
            ],
            ...[
              "$hash",
              "$partition",
              "$range",
              "$base64encode",
              "$base64decode",
              "$eval",
              "$error",
              "$type",
              "$spread",
              "$zip",
            ],
          ),
          text("("),
          fc.array(inner, { maxLength: 3 }).map((parts) => parts.join(", ")),
          text(")"),
        ),
      },
    ),
  };
});

const PATH_TOKENS = [
  ...NAMES,
  "$",
  "$$",
  "@",
  ".",
  "..",
  "[",
  "]",
  "*",
  "'",
  '"',
  "?",
  "(",
  ")",
  ",",
  ":",
  "-",
  "0",
  "1",
  " ",
  "\\",
  "length",
];
const FILTER_TOKENS = [...PATH_TOKENS, "==", "!=", "<", ">=", "=~", "&&", "||", "!", "/x/", "'x'", "null"];
const CALL_TOKENS = [
  "States.Format",
  "States.Array",
  "States.",
  "(",
  ")",
  "'",
  "{}",
  ",",
  "$.a",
  "$",
  "1",
  "\\",
  " ",
  "null",
  "-",
];
const EXPRESSION_TOKENS = [
  ...[
    "$",
    "$states.input",
    ".",
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    '"k"',
    ":",
    ",",
    ";",
    ":=",
    "function",
    "$v",
    "1",
    "0",
    "-",
  ],
  ...[
    "..",
    "*",
    "**",
    "%",
    "^",
    "@",
    "#",
    "~>",
    "|",
    "?",
    "&",
    "/",
    "/a/",
    "`",
    "and",
    "or",
    "in",
    "$sum",
    "'",
    " ",
    "λ",
  ],
];

/** A Pass state that reads something in a template or a field. */
const pass = (fields: Fields): Fields => ({ Type: "Pass", ...fields, End: true });
const PLACES: readonly ((reference: string) => Fields)[] = [
  (reference) => pass({ Parameters: { "v.$": reference } }),
  (reference) => pass({ InputPath: reference }),
  (reference) => pass({ OutputPath: reference }),
  (reference) => pass({ ResultPath: reference, Result: 1 }),
  (reference) => pass({ Assign: { "v.$": reference } }),
  (reference) => ({ Type: "Wait", SecondsPath: reference, End: true }),
  (reference) => ({ Type: "Fail", CausePath: reference }),
  (reference) => ({
    Type: "Map",
    ItemsPath: reference,
    ItemProcessor: { StartAt: "I", States: { I: { Type: "Succeed" } } },
    End: true,
  }),
];
const machineOf = (state: Fields, QueryLanguage = "JSONPath") =>
  write({ QueryLanguage, StartAt: "S", States: { S: state } });
const placed = (references: fc.Arbitrary<string>) =>
  fc.tuple(fc.constantFrom(...PLACES), references).map(([place, reference]) => machineOf(place(reference)));

const JSONPATH_DEFINITION = {
  StartAt: "Choose",
  States: {
    Choose: {
      Type: "Choice",
      Choices: [
        {
          And: [{ Variable: "$.s", StringMatches: "t*" }, { Not: { Variable: "$.big", NumericLessThan: 1 } }],
          Next: "Both",
        },
        { Variable: "$.a.n", IsNull: true, Next: "Each" },
      ],
      Default: "Each",
    },
    Both: {
      Type: "Parallel",
      Branches: [
        {
          StartAt: "One",
          States: { One: { Type: "Pass", Result: { a: 1.5 }, ResultPath: "$.r", End: true } },
        },
      ],
      Parameters: { "l.$": "$.list", "n.$": "States.ArrayLength($.list)" },
      ResultSelector: { "first.$": "$[0].l" },
      ResultPath: "$.both",
      Retry: [
        { ErrorEquals: ["States.TaskFailed"], MaxAttempts: 1 },
        { ErrorEquals: ["States.ALL"], JitterStrategy: "FULL" },
      ],
      Next: "Each",
    },
    Each: {
      Type: "Map",
      ItemsPath: "$.list",
      ItemSelector: { "i.$": "$$.Map.Item.Index", "v.$": "$$.Map.Item.Value" },
      MaxConcurrency: 2,
      ItemProcessor: {
        ProcessorConfig: { Mode: "INLINE" },
        StartAt: "Item",
        States: {
          Item: { Type: "Wait", Seconds: 1, OutputPath: "$.v", Next: "Done" },
          Done: { Type: "Succeed" },
        },
      },
      Assign: { "all.$": "$" },
      Catch: [{ ErrorEquals: ["States.ALL"], ResultPath: "$.error", Next: "Failed" }],
      End: true,
    },
    Failed: { Type: "Fail", ErrorPath: "$.error.Error", Cause: "because" },
  },
};

/** Definitions as JSON, by what is tried in them. */
export const DEFINITIONS: Readonly<Record<string, fc.Arbitrary<string>>> = {
  paths: placed(
    textsOf(path, PATH_TOKENS, [
      ["$", "", ""],
      ["$", "..", "a"],
      ["[", "0", "]"],
      ["$.a", "", ""],
      ["[?(@", "", ")]"],
    ]),
  ),
  filters: placed(
    textsOf(filter, FILTER_TOKENS, [
      ["$[?(", "@", ")]"],
      ["$[?((", "@.a", "))]"],
      ["$[?(@.a=~/(", "a", ")/)]"],
      ["!", "@", ""],
    ]),
  ),
  "intrinsic functions": placed(
    textsOf(call, CALL_TOKENS, [
      ["States.Array(", "1", ")"],
      ["States.Format('{}',", "$", ")"],
      ["'", "", ""],
    ]),
  ),
  expressions: textsOf(expression, EXPRESSION_TOKENS, [
    ["(", "1", ")"],
    ["[", "", "]"],
    ["1+", "1", ""],
    ["$string(", "1", ")"],
    ['{"k":', "1", "}"],
    ["-", "1", ""],
  ]).map((source) => machineOf(pass({ Output: `{% ${source} %}` }), "JSONata")),
  definitions: fc
    .constantFrom<object[]>(DEFINITION, JSONPATH_DEFINITION)
    .chain((definition) =>
      fc.oneof(
        nearly(definition),
        nearly(definition).chain((once) => nearly(once)),
      ),
    )
    .map(write),
};
