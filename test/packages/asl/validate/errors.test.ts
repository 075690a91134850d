import { type Json, jsonata, machineOf, type Row, schema, table } from "./check";

const S = "/States/S";
const task = { Type: "Task", Resource: "arn:aws:lambda:us-east-1:123456789012:function:f" };
const retry = (...Retry: unknown[]): Json => machineOf({ ...task, Retry });
const caught = (catcher: unknown, top: Json = {}): Json => ({
  StartAt: "S",
  States: { S: { ...task, Catch: [catcher], End: true }, F: { Type: "Fail" } },
  ...top,
});

describe("Retry", () => {
  const ErrorEquals = ["E"];
  const bad = (fields: Json, message: string, field: string): Row => [
    `rejects ${JSON.stringify(fields)}`,
    retry({ ErrorEquals, ...fields }),
    [schema(message, `${S}/Retry[0]/${field}`)],
  ];
  table([
    [
      "accepts every field",
      retry({
        ErrorEquals,
        IntervalSeconds: 1,
        MaxAttempts: 0,
        BackoffRate: 1,
        MaxDelaySeconds: 5,
        JitterStrategy: "FULL",
        Comment: "c",
      }),
      [],
    ],
    ["accepts an empty list", retry(), []],
    ["needs ErrorEquals", retry({}), [schema("These fields are required: [ErrorEquals]", `${S}/Retry[0]`)]],
    [
      "needs a name",
      retry({ ErrorEquals: [] }),
      [schema("Array must not be empty", `${S}/Retry[0]/ErrorEquals`)],
    ],
    [
      "needs names that are text",
      retry({ ErrorEquals: [1] }),
      [schema("Expected value of type String, got 1", `${S}/Retry[0]/ErrorEquals[0]`)],
    ],
    [
      "is a list",
      machineOf({ ...task, Retry: {} }),
      [schema("Expected value of type Array, got an object", `${S}/Retry`)],
    ],
    bad({ IntervalSeconds: 0 }, "Minimum value is 1", "IntervalSeconds"),
    bad({ IntervalSeconds: 1.5 }, "Expected value of type Integer, got 1.5", "IntervalSeconds"),
    bad({ MaxAttempts: -1 }, "Minimum value is 0", "MaxAttempts"),
    bad({ MaxAttempts: 1e8 }, "Maximum value is 99999999", "MaxAttempts"),
    bad({ BackoffRate: 0.3 }, "Minimum value is 1.0", "BackoffRate"),
    bad({ BackoffRate: "2" }, 'Expected value of type Number, got "2"', "BackoffRate"),
    bad({ MaxDelaySeconds: 0 }, "Minimum value is 1", "MaxDelaySeconds"),
    bad({ MaxDelaySeconds: 31_622_400 }, "Maximum value is 31622399", "MaxDelaySeconds"),
    bad({ JitterStrategy: "full" }, 'Value must be one of [FULL, NONE], got "full"', "JitterStrategy"),
    [
      "rejects an unknown field",
      retry({ ErrorEquals, Next: "S" }),
      [schema("Field 'Next' is not supported", `${S}/Retry[0]`)],
    ],
    [
      "wants States.ALL last",
      retry({ ErrorEquals: ["States.ALL"] }, { ErrorEquals }),
      [
        schema(
          "'States.ALL' must be in the last item of Retry: what follows it is never reached",
          `${S}/Retry[0]/ErrorEquals`,
        ),
      ],
    ],
    [
      "wants States.ALL alone",
      retry({ ErrorEquals: ["E", "States.ALL"] }),
      [
        schema(
          "'States.ALL' must be the only name in ErrorEquals, got [E, States.ALL]",
          `${S}/Retry[0]/ErrorEquals`,
        ),
      ],
    ],
    ["accepts a States. name that is never raised", retry({ ErrorEquals: ["States.Oops"] }), []],
    [
      "but not if strict",
      retry({ ErrorEquals: ["States.Oops"] }),
      [
        /^UNKNOWN_ERROR_NAME 'States.Oops' is not an error that Step Functions raises; there are States.ALL, .*at \/States\/S\/Retry\[0\]\/ErrorEquals\[0\]$/,
      ],
      { strict: true },
    ],
    [
      "accepts a States. name that a Fail of the machine raises, if strict",
      {
        StartAt: "S",
        States: {
          S: {
            Type: "Parallel",
            Branches: [{ StartAt: "F", States: { F: { Type: "Fail", Error: "States.Oops" } } }],
            Catch: [{ ErrorEquals: ["States.Oops"], Next: "End" }],
            Next: "End",
          },
          End: { Type: "Succeed" },
        },
      },
      [],
      { strict: true },
    ],
  ]);
});

describe("Catch", () => {
  const all = { ErrorEquals: ["States.ALL"], Next: "F" };
  table([
    ["accepts a result path", caught({ ...all, ResultPath: "$.error" }), []],
    ["accepts none", caught({ ...all, ResultPath: null }), []],
    [
      "accepts an output in JSONata",
      caught(
        { ...all, Output: "{% $states.errorOutput.Cause %}", Assign: { e: "{% $states.errorOutput %}" } },
        jsonata,
      ),
      [],
    ],
    [
      "needs Next",
      caught({ ErrorEquals: ["E"] }),
      [schema("These fields are required: [Next]", `${S}/Catch[0]`), /State "F" is not reachable/],
    ],
    [
      "has no output in JSONPath",
      caught({ ...all, Output: 1 }),
      [/field 'Output' is only supported for the 'JSONata' QueryLanguage at \/States\/S\/Catch\[0\]$/],
    ],
    [
      "has no result path in JSONata",
      caught({ ...all, ResultPath: "$.e" }, jsonata),
      [/field 'ResultPath' is only supported for the 'JSONPath' QueryLanguage/],
    ],
    [
      "rejects a result path that can name many",
      caught({ ...all, ResultPath: "$.e[*]" }),
      [/^SCHEMA_VALIDATION_FAILED Value is not a Reference Path: .* at \/States\/S\/Catch\[0\]\/ResultPath$/],
    ],
    [
      "wants States.ALL last",
      {
        StartAt: "S",
        States: {
          S: { ...task, Catch: [all, { ErrorEquals: ["E"], Next: "F" }], End: true },
          F: { Type: "Fail" },
        },
      },
      [/'States.ALL' must be in the last item of Catch/],
    ],
  ]);
});
