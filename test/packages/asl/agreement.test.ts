import assert from "node:assert/strict";
import fc from "fast-check";
import { validate } from "../../../packages/asl";
import { compile, type Json } from "../../../packages/asl/engine";
import { machineOf, run } from "./engine/harness";

const SEED = Number(process.env.FUZZ_SEED ?? 20_250_102);
const RUNS = Number(process.env.FUZZ_RUNS ?? 1000);

const text = (maxLength: number, pieces: string[]) =>
  fc.array(fc.constantFrom(...pieces), { maxLength }).map((parts) => parts.join(""));

const step = fc.constantFrom(
  ...[
    ".a",
    ".b",
    ".['a']",
    "['a','b']",
    "['a",
    "[0]",
    "[-1]",
    "[0,1]",
    "[1:]",
    "[:1]",
    "[1:-1]",
    "[::2]",
    "[*]",
    ".*",
    "..a",
    "..",
    ".",
  ],
  ...[
    "[(@.length-1)]",
    "[(@.size()-2)]",
    "[?(@.a)]",
    "[?(!@.b)]",
    "[?(@.a == 1)]",
    "[?(@.a == 'x' || @.b)]",
    "[?(@ > $.a)]",
  ],
  ...[
    "[?]",
    "[?(@.a =~ /x.*/i)]",
    "[?(@.a =~ 'x')]",
    "[?(@.a == ten)]",
    "[?(@.a[0].b && (@.a < 1))]",
    ".length()",
    "$",
    " ",
    "]",
    "[x1]",
    ".b c",
  ],
);
const path = fc
  .tuple(
    fc.constantFrom("$", "$", "$", "$", "$", "$$", "$v", " $", "", "@", "$."),
    fc.array(step, { maxLength: 4 }),
    fc.constantFrom("", "", "", " "),
  )
  .map(([start, steps, end]) => start + steps.join("") + end);
const noise = text(12, [
  "$",
  ".",
  "..",
  "a",
  "[",
  "]",
  "0",
  "-1",
  ":",
  ",",
  "*",
  "?(",
  "@",
  ")",
  "'",
  '"',
  "==",
  "=~",
  "&&",
  "||",
  "!",
  "/",
  " ",
  "\\",
  "(",
]);
const argument = fc.oneof(
  path,
  fc.constantFrom(
    "'a'",
    "'{}'",
    "'\\'\\{'",
    "'\\n'",
    "1",
    "-1.5e3",
    "1.",
    "true",
    "null",
    "x",
    "",
    "States.UUID()",
    "'a, b'",
    "'1.0'",
  ),
);
const call = fc
  .tuple(
    fc.constantFrom("", "", "", " "),
    fc.constantFrom(
      ...[
        "Array",
        "ArrayContains",
        "ArrayGetItem",
        "ArrayLength",
        "ArrayPartition",
        "ArrayRange",
        "ArrayUnique",
        "Base64Decode",
      ],
      ...[
        "Base64Encode",
        "Format",
        "Hash",
        "JsonMerge",
        "JsonToString",
        "MathAdd",
        "MathRandom",
        "StringSplit",
        "StringToJson",
        "UUID",
        "Nope",
      ],
    ),
    fc.array(argument, { maxLength: 4 }),
    fc.constantFrom(", ", ",", " , ", " "),
    fc.constantFrom(")", ")", ") ", "", "))"),
  )
  .map(([start, name, args, comma, end]) => `${start}States.${name}(${args.join(comma)}${end}`);
const reference = fc.oneof(
  { arbitrary: path, weight: 5 },
  { arbitrary: noise, weight: 1 },
  { arbitrary: call, weight: 2 },
);

const json = fc.oneof(
  fc.jsonValue({ maxDepth: 3 }),
  fc.constantFrom(
    { a: [{ a: 1, b: "x" }, { a: "xy" }, 5], b: { a: null } },
    { a: 1, b: [[1, 2], []] },
    [{ a: "x" }, { b: 2 }],
    null,
    7,
    "text",
  ),
) as fc.Arbitrary<Json>;

/** The states that read paths, each with the field that takes one. */
const states: ((value: string) => Record<string, unknown>)[] = [
  (value) => ({ Type: "Pass", InputPath: value }),
  (value) => ({ Type: "Pass", OutputPath: value }),
  (value) => ({ Type: "Pass", ResultPath: value }),
  (value) => ({ Type: "Pass", Parameters: { "x.$": value } }),
  (value) => ({ Type: "Pass", Assign: { "v.$": value } }),
  (value) => ({ Type: "Wait", SecondsPath: value }),
  (value) => ({ Type: "Wait", TimestampPath: value }),
  (value) => ({ Type: "Fail", CausePath: value }),
  (value) => ({ Type: "Map", ItemsPath: value, ItemProcessor: machineOf({ Type: "Pass" }) }),
  (value) => ({ Type: "Map", MaxConcurrencyPath: value, ItemProcessor: machineOf({ Type: "Pass" }) }),
  (value) => ({
    Type: "Choice",
    Choices: [{ Variable: value, IsPresent: true, Next: "End" }],
    Default: "End",
  }),
  (value) => ({
    Type: "Choice",
    Choices: [{ Variable: "$.a", StringEqualsPath: value, Next: "End" }],
    Default: "End",
  }),
  (value) => ({
    Type: "Task",
    Resource: "arn:aws:lambda:us-east-1:123456789012:function:f",
    TimeoutSecondsPath: value,
  }),
];

/** A machine that assigns its input to `$v` first. */
function definitionOf(state: Record<string, unknown>) {
  const last = { End: { Type: "Succeed" } };
  const tested = "Choices" in state || state.Type === "Fail" ? state : { ...state, Next: "End" };
  const set = { Type: "Pass", Assign: { "v.$": "$" }, Next: "State" };
  return { StartAt: "Set", States: { Set: set, State: tested, ...(state.Type === "Fail" ? {} : last) } };
}

describe("the validator and the engine", () => {
  it("agree: what one accepts the other runs to its end, whatever the input", function () {
    this.timeout(60_000);
    let accepted = 0;
    return fc
      .assert(
        fc.asyncProperty(fc.constantFrom(...states), reference, json, async (state, value, input) => {
          const definition = definitionOf(state(value));
          if (validate(definition).length > 0) return;
          accepted++;
          compile(definition);
          const { result } = await run(definition, input, { task: () => "done" });
          if (result.status === "SUCCEEDED") return;
          assert.equal(result.status, "FAILED");
          if (!("CausePath" in state("$"))) assert.match(result.error ?? "", /^States\./);
        }),
        { numRuns: RUNS, seed: SEED },
      )
      .then(() => assert.ok(accepted > RUNS / 20, `only ${accepted} of ${RUNS} were accepted`));
  });
});
