import { machineOf, schema, table } from "./check";

describe("payload templates", () => {
  const S = "/States/S";
  const must = (field: string) =>
    `The value for the field '${field}' must be a valid JSONPath or a valid intrinsic function call`;
  table([
    [
      "take paths and functions",
      machineOf({
        Type: "Pass",
        Parameters: { "a.$": "$.x", b: [{ "c.$": "$$.Execution.Id" }], "d.$": "States.UUID()" },
      }),
      [],
    ],
    [
      "reject other text",
      machineOf({ Type: "Pass", Parameters: { "a.$": "x" } }),
      [schema(must("a.$"), `${S}/Parameters`)],
    ],
    [
      "reject what is not text",
      machineOf({ Type: "Pass", Parameters: { b: [{ "c.$": 1 }] } }),
      [schema(must("c.$"), `${S}/Parameters/b[0]`)],
    ],
    ["do not look into a Result", machineOf({ Type: "Pass", Result: { "a.$": "x" } }), []],
    ["may be any JSON", machineOf({ Type: "Pass", Parameters: "text" }), []],
  ]);
});

describe("paths", () => {
  const at = (field: string) => `/States/S/${field}`;
  table([
    [
      "may be null where they can be left out",
      machineOf({ Type: "Pass", InputPath: null, OutputPath: null, ResultPath: null }),
      [],
    ],
    [
      "are not the text null",
      machineOf({ Type: "Pass", InputPath: "null" }),
      [schema("Value must be a valid JSONPath.", at("InputPath"))],
    ],
    [
      "start with $",
      machineOf({ Type: "Pass", OutputPath: "Test" }),
      [schema("Value must be a valid JSONPath.", at("OutputPath"))],
    ],
    [
      "of results stay in the input",
      machineOf({ Type: "Pass", ResultPath: "$$.x" }),
      [/Value is not a Reference Path: a result can only go into '\$'/],
    ],
    [
      "of results are not variables",
      machineOf({ Type: "Pass", ResultPath: "$x" }),
      [/Value is not a Reference Path/],
    ],
    [
      "of seconds name one node",
      machineOf({ Type: "Wait", SecondsPath: "$.x[0,1]" }),
      [/can name more than one node at \/States\/S\/SecondsPath/],
    ],
    [
      "in plain text are a warning",
      machineOf({ Type: "Fail", Cause: "$.cause" }),
      [/^NO_PATH/],
      { severity: "WARNING" },
    ],
  ]);
});
