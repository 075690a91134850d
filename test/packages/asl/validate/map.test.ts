import { type Json, jsonata, machineOf, schema, table } from "./check";

const S = "/States/S";
const body: Json = { StartAt: "A", States: { A: { Type: "Pass", End: true } } };
const distributed: Json = { ...body, ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "STANDARD" } };
const map = (fields: Json, top: Json = {}): Json =>
  machineOf({ Type: "Map", ItemProcessor: distributed, ...fields }, top);
const wait: Json = {
  StartAt: "T",
  States: { T: { Type: "Task", Resource: "arn:aws:states:::states:startExecution.sync", End: true } },
};

describe("Map", () => {
  describe("processor", () => {
    table([
      ["may be the deprecated Iterator", machineOf({ Type: "Map", Iterator: body }), []],
      [
        "is needed",
        machineOf({ Type: "Map" }),
        [schema("One of these fields is required: [ItemProcessor, Iterator]", S)],
      ],
      [
        "is one",
        machineOf({
          Type: "Map",
          Iterator: { StartAt: "B", States: { B: { Type: "Succeed" } } },
          ItemProcessor: body,
        }),
        [schema("There should only be one of the following fields: [ItemProcessor, Iterator]", S)],
      ],
      [
        "has states",
        map({ ItemProcessor: { ProcessorConfig: { Mode: "INLINE" } } }),
        [schema("These fields are required: [StartAt, States]", `${S}/ItemProcessor`)],
      ],
      [
        "has a known mode",
        map({ ItemProcessor: { ...body, ProcessorConfig: { Mode: "FAST" } } }),
        [
          schema(
            'Value must be one of [INLINE, DISTRIBUTED], got "FAST"',
            `${S}/ItemProcessor/ProcessorConfig/Mode`,
          ),
        ],
      ],
      [
        "names the type of its executions",
        map({ ItemProcessor: { ...body, ProcessorConfig: { Mode: "DISTRIBUTED" } } }),
        [schema("These fields are required: [ExecutionType]", `${S}/ItemProcessor/ProcessorConfig`)],
      ],
      [
        "inline, has no type of execution",
        map({ ItemProcessor: { ...body, ProcessorConfig: { ExecutionType: "EXPRESS" } } }),
        [
          schema(
            "Field 'ExecutionType' is only supported when Mode is 'DISTRIBUTED'",
            `${S}/ItemProcessor/ProcessorConfig`,
          ),
        ],
      ],
      [
        "is not distributed in an Express workflow",
        map({}),
        [
          schema(
            "Express state machine does not support 'DISTRIBUTED' mode of Map",
            `${S}/ItemProcessor/ProcessorConfig`,
          ),
        ],
        { type: "EXPRESS" },
      ],
      [
        "is checked by the rules of its own type",
        map({
          ItemProcessor: { ...wait, ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "EXPRESS" } },
        }),
        [
          schema(
            "Express state machine does not support '.sync' service integration",
            `${S}/ItemProcessor/States/T/Resource`,
          ),
        ],
      ],
    ]);
  });

  describe("numbers", () => {
    table([
      [
        "are not negative",
        map({ MaxConcurrency: -1, ToleratedFailureCount: -1 }),
        [
          schema("Minimum value is 0", `${S}/MaxConcurrency`),
          schema("Minimum value is 0", `${S}/ToleratedFailureCount`),
        ],
      ],
      [
        "are a percentage",
        map({ ToleratedFailurePercentage: -0.5 }),
        [schema("Minimum value is 0.0", `${S}/ToleratedFailurePercentage`)],
      ],
      [
        "are at most 100 percent",
        map({ ToleratedFailurePercentage: 101 }),
        [schema("Maximum value is 100.0", `${S}/ToleratedFailurePercentage`)],
      ],
      [
        "come from one field",
        map({
          ItemReader: {
            Resource: "arn:aws:states:::s3:getObject",
            ReaderConfig: { InputType: "JSON", MaxItems: 1, MaxItemsPath: "$.n" },
          },
        }),
        [
          schema(
            "There should only be one of the following fields: [MaxItems, MaxItemsPath]",
            `${S}/ItemReader/ReaderConfig`,
          ),
        ],
      ],
      [
        "have a limit",
        map({
          ItemReader: { Resource: "arn:aws:states:::s3:getObject", ReaderConfig: { MaxItems: 100_000_001 } },
        }),
        [schema("Maximum value is 100000000", `${S}/ItemReader/ReaderConfig/MaxItems`)],
      ],
      [
        "do not come from the context object",
        map({ MaxConcurrencyPath: "$$.Execution.Input.n" }),
        [/^SCHEMA_VALIDATION_FAILED Value is not a Reference Path: the context object can not be read here/],
      ],
      ["come from a variable", map({ MaxConcurrencyPath: "$n" }), []],
      [
        "are expressions in JSONata",
        map({ MaxConcurrency: "{% 5 %}", ToleratedFailureCount: "{% 1 %}" }, jsonata),
        [],
      ],
      [
        "have no path in JSONata",
        map({ ItemBatcher: { MaxItemsPerBatchPath: "$.n" } }, jsonata),
        [
          /field 'MaxItemsPerBatchPath' is only supported for the 'JSONPath' QueryLanguage at \/States\/S\/ItemBatcher/,
        ],
      ],
    ]);
  });

  describe("items", () => {
    table([
      ["come from the context object", map({ ItemsPath: "$$.Execution.Input.items" }), []],
      ["are an array or an expression in JSONata", map({ Items: [1, "{% $states.input %}"] }, jsonata), []],
      [
        "are not plain text",
        map({ Items: "items" }, jsonata),
        [schema(`Value must be a JSONata expression '{% … %}', got "items"`, `${S}/Items`)],
      ],
      [
        "are selected once",
        map({ ItemSelector: {}, Parameters: {} }),
        [schema("There should only be one of the following fields: [ItemSelector, Parameters]", S)],
      ],
      [
        "are read from S3",
        map({ ItemReader: { Resource: "arn:aws:states:::s3:listObjectsV2", Parameters: { Bucket: "b" } } }),
        [],
      ],
      [
        "are read from nowhere else",
        map({ ItemReader: { Resource: "arn:aws:states:::s3:headObject" } }),
        [
          /there are \[arn:aws:states:::s3:getObject, arn:aws:states:::s3:listObjectsV2\] at \/States\/S\/ItemReader\/Resource/,
        ],
      ],
      [
        "are of a known format",
        map({
          ItemReader: { Resource: "arn:aws:states:::s3:getObject", ReaderConfig: { InputType: "XML" } },
        }),
        [/got "XML" at \/States\/S\/ItemReader\/ReaderConfig\/InputType/],
      ],
      [
        "are grouped by a number",
        map({ ItemBatcher: { BatchInput: {} } }),
        [/One of these fields is required: \[MaxItemsPerBatch, /],
      ],
      [
        "give results in a known format",
        map({ ResultWriter: { WriterConfig: {} } }),
        [schema("These fields are required: [OutputType]", `${S}/ResultWriter/WriterConfig`)],
      ],
      [
        "give results to somewhere",
        map({ ResultWriter: {} }),
        [schema("One of these fields is required: [Resource, WriterConfig]", `${S}/ResultWriter`)],
      ],
    ]);
  });

  const twice = {
    Type: "Parallel",
    Branches: ["M", "N"].map((name) => ({
      StartAt: name,
      States: {
        [name]: {
          Type: "Map",
          Label: "label",
          ItemProcessor: {
            ...distributed,
            StartAt: `${name}1`,
            States: { [`${name}1`]: { Type: "Succeed" } },
          },
          End: true,
        },
      },
    })),
  };
  table([
    [
      "has a label of at most 40 characters",
      map({ Label: "x".repeat(41) }),
      [/^INVALID_LABEL_NAME Label must have 1 to 40 characters/],
    ],
    [
      "has its own label",
      machineOf(twice),
      ["DUPLICATE_LABEL_NAME Duplicate Label: label at /States/S/Branches[1]/States/N/Label"],
    ],
    [
      "inline, accepts what it does not heed",
      machineOf({ Type: "Map", ItemProcessor: body, ToleratedFailureCount: 1 }),
      [],
    ],
    [
      "but not if strict",
      machineOf({ Type: "Map", ItemProcessor: body, ToleratedFailureCount: 1 }),
      [/^DISTRIBUTED_ONLY Field 'ToleratedFailureCount' has no effect/],
      { strict: true },
    ],
  ]);
});
