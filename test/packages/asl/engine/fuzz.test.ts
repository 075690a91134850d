import assert from "node:assert/strict";
import fc from "fast-check";
import { compile, type Json } from "../../../../packages/asl/engine";
import { machineOf, run } from "./harness";

const SEED = 20_250_101;
const OPTIONS = { numRuns: 150, seed: SEED };

/** Compiles and runs: either the definition is refused with an `Error`, or the execution ends. */
async function survives(definition: unknown, input: Json): Promise<void> {
  try {
    compile(definition);
  } catch (error) {
    assert.ok(error instanceof Error && !(error instanceof TypeError), String(error));
    return;
  }
  const { result } = await run(definition, input, { task: ({ parameters }) => parameters });
  assert.ok(["SUCCEEDED", "FAILED"].includes(result.status));
}

const json = fc.jsonValue({ maxDepth: 3 }) as fc.Arbitrary<Json>;
const text = (...pieces: string[]) =>
  fc.array(fc.constantFrom(...pieces), { maxLength: 12 }).map((parts) => parts.join(""));

const path = text(
  "$",
  "$$",
  ".",
  "..",
  "a",
  "b",
  "[",
  "]",
  "0",
  "-1",
  ":",
  "*",
  "?(",
  "@",
  ")",
  "'",
  '"',
  "==",
  "&&",
  " ",
  "\\",
);
const intrinsic = text(
  "States.",
  "Format",
  "Array",
  "MathAdd",
  "StringToJson",
  "(",
  ")",
  "'",
  "{}",
  ",",
  "1",
  "$.a",
  "\\",
  " ",
);
const jsonata = text(
  "$",
  "states",
  ".",
  "input",
  "a",
  "(",
  ")",
  "[",
  "]",
  "{",
  "}",
  ":",
  ":=",
  "1",
  "+",
  "'",
  "function",
  ";",
  "~>",
  "|",
  "/",
);

describe("broken definitions and inputs", () => {
  it("paths", () =>
    fc.assert(
      fc.asyncProperty(path, json, (value, input) =>
        survives(
          machineOf({ Type: "Pass", InputPath: value, ResultPath: value, Parameters: { "x.$": value } }),
          input,
        ),
      ),
      OPTIONS,
    ));

  it("intrinsic functions", () =>
    fc.assert(
      fc.asyncProperty(intrinsic, json, (value, input) =>
        survives(machineOf({ Type: "Pass", Parameters: { "x.$": value } }), input),
      ),
      OPTIONS,
    ));

  it("expressions", () =>
    fc.assert(
      fc.asyncProperty(jsonata, json, (value, input) =>
        survives(machineOf({ Type: "Pass", Output: `{% ${value} %}` }, "JSONata"), input),
      ),
      OPTIONS,
    ));

  const field = fc.constantFrom(
    ...[
      "InputPath",
      "OutputPath",
      "ResultPath",
      "Parameters",
      "Result",
      "ResultSelector",
      "Assign",
      "Output",
      "Arguments",
    ],
    ...[
      "Seconds",
      "SecondsPath",
      "Timestamp",
      "Resource",
      "TimeoutSeconds",
      "HeartbeatSecondsPath",
      "Items",
      "ItemsPath",
    ],
    ...[
      "MaxConcurrency",
      "ItemSelector",
      "ItemReader",
      "ItemBatcher",
      "Retry",
      "Catch",
      "Choices",
      "Default",
      "Branches",
    ],
    ...[
      "ItemProcessor",
      "Error",
      "CausePath",
      "Next",
      "Credentials",
      "ToleratedFailureCount",
      "ResultWriter",
    ],
  );
  const type = fc.constantFrom(
    "Pass",
    "Task",
    "Choice",
    "Wait",
    "Succeed",
    "Fail",
    "Parallel",
    "Map",
    "Else",
  );

  it("fields of any state", () =>
    fc.assert(
      fc.asyncProperty(
        type,
        fc.dictionary(field, fc.oneof(json, path), { maxKeys: 5 }),
        fc.constantFrom("JSONPath" as const, "JSONata" as const),
        json,
        (Type, fields, language, input) => survives(machineOf({ ...fields, Type }, language), input),
      ),
      { numRuns: 600, seed: SEED },
    ));

  it("definitions that are anything", () =>
    fc.assert(
      fc.asyncProperty(json, json, (definition, input) => survives(definition, input)),
      OPTIONS,
    ));
});
