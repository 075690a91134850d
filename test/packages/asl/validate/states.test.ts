import { type Json, jsonata, machineOf, type Row, schema, table } from "./check";

const lambda = "arn:aws:lambda:us-east-1:123456789012:function:f";
const task: Json = { Type: "Task", Resource: lambda };
const S = "/States/S";
const row = (name: string, state: Json, ...found: (string | RegExp)[]): Row => [
  name,
  machineOf(state),
  found,
];
const inJsonata = (name: string, state: Json, ...found: (string | RegExp)[]): Row => [
  name,
  machineOf(state, jsonata),
  found,
];

describe("states", () => {
  describe("fields", () => {
    table([
      row("need a type", { End: true }, schema("These fields are required: [Type]", S)),
      row(
        "have a known type",
        { Type: "Loop", End: true },
        /Value must be one of \[Pass, Succeed, .*\], got "Loop" at \/States\/S\/Type/,
      ),
      row(
        "are those of the type",
        { Type: "Pass", Resource: lambda },
        schema("Field 'Resource' is not supported", S),
      ),
      row(
        "do not come from the prototype",
        { Type: "Pass", toString: 1 },
        schema("Field 'toString' is not supported", S),
      ),
      ...["Pass", "Wait", "Choice", "Succeed", "Fail"].flatMap((Type) =>
        ["Retry", "Catch", "TimeoutSeconds"].map((field) =>
          row(
            `${Type} has no ${field}`,
            {
              Type,
              ...(Type === "Wait" ? { Seconds: 1 } : {}),
              ...(Type === "Choice"
                ? { Choices: [{ Variable: "$.x", IsNull: true, Next: "E" }], Default: "E" }
                : {}),
              [field]: [],
            },
            ...[schema(`Field '${field}' is not supported`, S)],
            ...(Type === "Choice"
              ? [/Missing 'Next' target: E/, /Missing 'Next' target: E/, /MISSING_END_STATE/]
              : []),
          ),
        ),
      ),
      row(
        "Map has no TimeoutSeconds",
        {
          Type: "Map",
          TimeoutSeconds: 5,
          ItemProcessor: { StartAt: "A", States: { A: { Type: "Succeed" } } },
        },
        schema("Field 'TimeoutSeconds' is not supported", S),
      ),
    ]);
  });

  describe("query languages", () => {
    const wrong = (given: string, field: string, language: string) =>
      schema(
        `The QueryLanguage is set to '${given}', but field '${field}' is only supported for the '${language}' QueryLanguage`,
        S,
      );
    table([
      row("JSONPath has no Output", { Type: "Pass", Output: 1 }, wrong("JSONPath", "Output", "JSONata")),
      row("JSONPath has no Arguments", { ...task, Arguments: {} }, wrong("JSONPath", "Arguments", "JSONata")),
      ...["InputPath", "OutputPath", "ResultPath", "Parameters", "ResultSelector"].map((field) =>
        inJsonata(`JSONata has no ${field}`, { ...task, [field]: null }, wrong("JSONata", field, "JSONPath")),
      ),
      row("a state can choose JSONata", { Type: "Pass", ...jsonata, Output: "{% $states.input %}" }),
      inJsonata(
        "a state can not go back to JSONPath",
        { Type: "Pass", QueryLanguage: "JSONPath" },
        schema("'QueryLanguage' can not be 'JSONPath' if set to 'JSONata' for whole state machine", S),
      ),
      row(
        "states inside take the machine's, not the Map's",
        {
          Type: "Map",
          ...jsonata,
          ItemProcessor: { StartAt: "A", States: { A: { Type: "Pass", Output: 1, End: true } } },
        },
        schema(
          "The QueryLanguage is set to 'JSONPath', but field 'Output' is only supported for the 'JSONata' QueryLanguage",
          `${S}/ItemProcessor/States/A`,
        ),
      ),
      row(
        "a processor has none",
        { Type: "Map", ItemProcessor: { ...jsonata, StartAt: "A", States: { A: { Type: "Succeed" } } } },
        schema("Field 'QueryLanguage' is not supported", `${S}/ItemProcessor`),
      ),
    ]);
  });

  describe("Wait", () => {
    const timestamps = [
      "2016-12-05T21:29:29Z",
      "2016-12-05T21:29:29.123Z",
      "2016-12-05T21:29:29+02:00",
      "2024-02-29T00:00:00Z",
    ];
    const not = [
      "05-12-2016T21:29:29Z",
      "2016-12-05T21:29:29",
      "2016-12-05",
      "2016-12-05 21:29:29Z",
      "2016-13-05T21:29:29Z",
      "2023-02-29T00:00:00Z",
      "2016-12-05T24:29:29Z",
      5,
    ];
    table([
      ...timestamps.map((Timestamp) => row(`accepts ${Timestamp}`, { Type: "Wait", Timestamp })),
      ...not.map((Timestamp) =>
        row(
          `rejects ${Timestamp}`,
          { Type: "Wait", Timestamp },
          schema("String does not match RFC3339 timestamp", `${S}/Timestamp`),
        ),
      ),
      row(
        "needs one time",
        { Type: "Wait" },
        schema("One of these fields is required: [Seconds, SecondsPath, Timestamp, TimestampPath]", S),
      ),
      inJsonata(
        "in JSONata, too",
        { Type: "Wait" },
        schema("One of these fields is required: [Seconds, Timestamp]", S),
      ),
      row(
        "takes only one",
        { Type: "Wait", Seconds: 1, TimestampPath: "$.t" },
        schema("There should only be one of the following fields: [Seconds, TimestampPath]", S),
      ),
      row("can be zero", { Type: "Wait", Seconds: 0 }),
      row("is not negative", { Type: "Wait", Seconds: -1 }, schema("Minimum value is 0", `${S}/Seconds`)),
      row(
        "is not longer than counted",
        { Type: "Wait", Seconds: 1e16 },
        schema("Maximum value is 99999999", `${S}/Seconds`),
      ),
      row(
        "is whole",
        { Type: "Wait", Seconds: 1.5 },
        schema("Expected value of type Integer, got 1.5", `${S}/Seconds`),
      ),
      row(
        "is a number",
        { Type: "Wait", Seconds: "$.x" },
        schema('Expected value of type Integer, got "$.x"', `${S}/Seconds`),
      ),
      inJsonata("may be an expression", { Type: "Wait", Seconds: "{% $states.input.s %}" }),
    ]);
  });

  describe("Fail", () => {
    table([
      row("can be empty", { Type: "Fail" }),
      row(
        "takes one of Error and ErrorPath",
        { Type: "Fail", Error: "E", ErrorPath: "$.e" },
        schema("There should only be one of the following fields: [Error, ErrorPath]", S),
      ),
      row("takes a text function", {
        Type: "Fail",
        CausePath: "States.Format('{}', $.cause)",
        ErrorPath: "$$.State.Name",
      }),
      row(
        "takes no other function",
        { Type: "Fail", CausePath: "States.MathAdd(1, 2)" },
        /an intrinsic function call that returns a string at \/States\/S\/CausePath/,
      ),
      row(
        "takes no plain text as a path",
        { Type: "Fail", CausePath: "Cause" },
        schema("Value must be a valid JSONPath.", `${S}/CausePath`),
      ),
    ]);
  });

  describe("Task", () => {
    table([
      row("needs a resource", { Type: "Task" }, schema("These fields are required: [Resource]", S)),
      row("beats before it times out", { ...task, TimeoutSeconds: 10, HeartbeatSeconds: 9 }),
      row(
        "does not beat as late as it times out",
        { ...task, TimeoutSeconds: 10, HeartbeatSeconds: 10 },
        schema("HeartbeatSeconds must be smaller than TimeoutSeconds (10), got 10", `${S}/HeartbeatSeconds`),
      ),
      row(
        "takes one of a time and its path",
        { ...task, TimeoutSeconds: 10, TimeoutSecondsPath: "$.t" },
        schema("There should only be one of the following fields: [TimeoutSeconds, TimeoutSecondsPath]", S),
      ),
      row(
        "takes credentials as an object",
        { ...task, Credentials: "role" },
        schema("Expected value of type Object: a role in 'RoleArn'", `${S}/Credentials`),
      ),
      row(
        "needs a role in its credentials",
        { ...task, Credentials: { roleArn: "arn:aws:iam::123456789012:role/r" } },
        schema("The field 'RoleArn' is required but was missing", `${S}/Credentials`),
      ),
      inJsonata(
        "needs a role in its credentials, without a path in JSONata",
        { ...task, Credentials: { "RoleArn.$": "$.role" } },
        schema("The field 'RoleArn' is required but was missing", `${S}/Credentials`),
      ),
      row("takes a role from a path", { ...task, Credentials: { "RoleArn.$": "$.role" } }),
      inJsonata("takes expressions for its times", {
        ...task,
        TimeoutSeconds: "{% $states.input.t %}",
        HeartbeatSeconds: "{% 5 %}",
      }),
    ]);
  });

  describe("Parallel", () => {
    table([
      row("needs branches", { Type: "Parallel" }, schema("These fields are required: [Branches]", S)),
      row(
        "needs one branch",
        { Type: "Parallel", Branches: [] },
        schema("Array must not be empty", `${S}/Branches`),
      ),
      row(
        "needs branches that are objects",
        { Type: "Parallel", Branches: [1] },
        schema("Expected value of type Object, got 1", `${S}/Branches[0]`),
      ),
      row(
        "has no timeout of a branch",
        {
          Type: "Parallel",
          Branches: [{ StartAt: "A", TimeoutSeconds: 1, States: { A: { Type: "Succeed" } } }],
        },
        schema("Field 'TimeoutSeconds' is not supported", `${S}/Branches[0]`),
      ),
    ]);
  });
});
