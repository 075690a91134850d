import * as fc from "fast-check";

/** Names that every JavaScript object inherits. */
export const PROTOTYPE_NAMES = ["__proto__", "constructor", "prototype", "hasOwnProperty", "toString"];

/** Texts that break careless parsers, paths, templates, queries and terminals. */
const HARD_TEXTS = [
  ...PROTOTYPE_NAMES,
  "",
  " ",
  "\u0000",
  "a\r\nx-injected: 1",
  "\u001b[31mred",
  "\u0085\u2028\u2029\uFEFF",
  "\uD800",
  "\uDC00x",
  "☕👩‍👩‍👧‍👦",
  "../../../../etc/passwd",
  "..\\..\\windows",
  "%2e%2e%2f%00",
  "%zz%",
  "%s%n%d",
  `$\{process.env}`,
  "$util.parseJson('{')",
  "#set($x = $context)",
  "{% $states.input %}",
  "States.Format('{}', $.x)",
  "<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><x>&e;</x>",
  "'; DROP TABLE orders; --",
  '"}],"x":{',
  "\\u0000\\'\\\"",
  "null",
  "true",
  "NaN",
  "-0",
  "1e400",
  "9007199254740993",
  "arn:aws:states:us-east-1:123456789012:stateMachine:",
  "arn:aws:iam::123456789012:role/",
  "arn:::::",
  "http://169.254.169.254/latest/meta-data/",
  "(a+)+$",
];

/** Any text. */
export const anyText: fc.Arbitrary<string> = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...HARD_TEXTS) },
  { weight: 3, arbitrary: fc.string({ unit: "binary", maxLength: 20 }) },
  { weight: 2, arbitrary: fc.string({ maxLength: 20 }) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.constantFrom("a", "é", "/", "\n", '"'), fc.constantFrom(81, 257, 2049, 20_000))
      .map(([character, count]) => character.repeat(count)),
  },
);

const anyName = fc.oneof(fc.constantFrom(...PROTOTYPE_NAMES), anyText);

/** A literal that is written into the JSON text verbatim. */
export class Literal {
  constructor(readonly text: string) {}
}

const nested = (depth: number, open: string, close: string) =>
  new Literal(`${open.repeat(depth)}1${close.repeat(depth)}`);

/** JSON that `JSON.stringify` never writes, but that clients may send. */
const anyLiteral = fc.constantFrom(
  new Literal("-0"),
  new Literal("1e400"),
  new Literal("-1e400"),
  new Literal("1e-400"),
  new Literal("123456789012345678901234567890"),
  new Literal('{"a":1,"a":{"b":2}}'),
  new Literal('{"__proto__":{"polluted":true}}'),
  new Literal('{"constructor":{"prototype":{"polluted":true}}}'),
  new Literal('"\\ud800"'),
  nested(200, "[", "]"),
  nested(200, '{"a":', "}"),
  nested(1_100, "[", "]"),
  nested(1_100, '{"a":', "}"),
);

const anyLeaf: fc.Arbitrary<unknown> = fc.oneof(
  fc.constant(null),
  fc.boolean(),
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.constantFrom(-1, 0, 1, 0.5, 2 ** 31, 2 ** 53, 1e21, 1e308),
  anyText,
  anyLiteral,
);

/** Any JSON value, including literals that only JSON text can express. */
export const anyValue: fc.Arbitrary<unknown> = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    { weight: 4, arbitrary: anyLeaf },
    { weight: 1, arbitrary: fc.array(tie("value"), { maxLength: 4 }) },
    {
      weight: 2,
      arbitrary: fc
        .array(fc.tuple(anyName, tie("value")), { maxLength: 4 })
        .map((members) => Object.fromEntries(members)),
    },
  ),
})).value;

/** A value as JSON, with its literals verbatim. */
export function write(value: unknown): string {
  if (value instanceof Literal) return value.text;
  if (Array.isArray(value)) return `[${value.map(write).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "null";
  const members = Object.entries(value).map(([name, member]) => `${JSON.stringify(name)}:${write(member)}`);
  return `{${members.join(",")}}`;
}

/** The text of a body: JSON, JSON that is truncated or followed by something else, or no JSON at all. */
export const anyBody: fc.Arbitrary<string> = fc.oneof(
  { weight: 3, arbitrary: anyValue.map(write) },
  { weight: 1, arbitrary: anyText },
  {
    weight: 1,
    arbitrary: fc
      .tuple(anyValue.map(write), fc.nat())
      .map(([text, at]) => text.slice(0, at % (text.length + 1))),
  },
  { weight: 1, arbitrary: fc.tuple(anyValue.map(write), anyText).map(([text, more]) => text + more) },
);

/** A text for a query or a path; what no URL can hold becomes a replacement character. */
export const percentEncoded = (text: string) =>
  encodeURIComponent(
    text.replace(/[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g, "\uFFFD"),
  );
