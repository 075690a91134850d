import assert from "node:assert/strict";
import { parseTaskResource } from "../../../../packages/asl";
import { integrations } from "../../../../packages/asl/validate";
import { type Json, jsonata, machineOf, type Row, schema, table } from "./check";

const S = "/States/S";
const task = (Resource: unknown, fields: Json = {}, top: Json = {}): Json =>
  machineOf({ Type: "Task", Resource, ...fields }, top);
const service = (name: string): string => `arn:aws:states:::${name}`;

describe("Resource", () => {
  const invalid = [
    "create",
    "variable",
    "arn:aws:s3:::bucket",
    "arn:aws:lambda:us-east-1:123456789012:layer:x",
    5,
    "arn:aws:states:::lambda",
    "arn:aws:states:::sqs:sendMessage.later",
  ];
  const unknown = [
    "sqs:send",
    "foo:bar",
    "lambda:invoke.sync",
    "dynamodb:getItem.waitForTaskToken",
    "sqs:sendMessage.sync:2",
    "aws-sdk:s3:getObject.sync",
    "ecs:runTask.sync:2",
  ];
  const known = [
    "states:startExecution",
    "states:startExecution.sync",
    "states:startExecution.sync:2",
    "aws-sdk:s3:listBuckets.waitForTaskToken",
    "eks:runJob.sync",
    "aws-sdk:ssm:getParameter",
  ];
  table([
    ...invalid.map(
      (resource): Row => [
        `rejects ${resource}`,
        task(resource),
        [schema("Value is not a valid resource ARN", `${S}/Resource`)],
      ],
    ),
    ...unknown.map(
      (name): Row => [
        `rejects ${name}`,
        task(service(name)),
        [/The resource provided arn:aws:states:::\S+ is not recognized\. .* at \/States\/S\/Resource$/],
      ],
    ),
    ...known.map((name): Row => [`accepts ${name}`, task(service(name)), []]),
    [
      "accepts an alias in another partition",
      task("arn:aws-cn:lambda:cn-north-1:123456789012:function:f:live"),
      [],
    ],
    ["accepts an activity", task("arn:aws:states:us-east-1:123456789012:activity:a"), []],
    [
      "Express: rejects .sync",
      task(service("states:startExecution.sync:2")),
      [schema("Express state machine does not support '.sync' service integration", `${S}/Resource`)],
      { type: "EXPRESS" },
    ],
    [
      "Express: rejects callbacks",
      task(service("sqs:sendMessage.waitForTaskToken")),
      [
        schema(
          "Express state machine does not support '.waitForTaskToken' service integration",
          `${S}/Resource`,
        ),
      ],
      { type: "EXPRESS" },
    ],
    [
      "Express: rejects activities",
      task("arn:aws:states:us-east-1:123456789012:activity:a"),
      [schema("Express state machine does not support Activity ARN", `${S}/Resource`)],
      { type: "EXPRESS" },
    ],
  ]);

  it("is read into its parts", () => {
    assert.deepEqual(parseTaskResource(service("states:startExecution.sync:2")), {
      kind: "optimized",
      service: "states",
      action: "startExecution",
      pattern: "sync:2",
    });
    assert.deepEqual(parseTaskResource(service("aws-sdk:s3:getObject")), {
      kind: "sdk",
      service: "s3",
      action: "getObject",
      pattern: "requestResponse",
    });
  });
});

describe("arguments of known integrations", () => {
  const missing = (name: string, given: Json, ...fields: string[]): Row => [
    `${name} needs ${fields.join(" and ")}`,
    task(service(name), { Parameters: given }),
    fields.map(
      (field) =>
        new RegExp(
          `^MISSING_ARGUMENT .*\\b${field}\\b.* required by ${name} but missing.* at /States/S/Parameters$`,
        ),
    ),
    { strict: true },
  ];
  table([
    missing("lambda:invoke", {}, "FunctionName"),
    missing("sqs:sendMessage", { "QueueUrl.$": "$.q" }, "MessageBody"),
    missing("sns:publish", { Message: "m" }, "TopicArn"),
    missing("sns:publish", { PhoneNumber: "1" }, "Message"),
    missing("states:startExecution", { Input: {} }, "StateMachineArn"),
    missing("dynamodb:putItem", { TableName: "t" }, "Item"),
    missing("dynamodb:getItem", {}, "TableName", "Key"),
    missing("aws-sdk:s3:putObject", { Body: "x" }, "Bucket", "Key"),
    ["accepts them without, if not strict", task(service("lambda:invoke")), []],
    [
      "finds them missing altogether",
      task(service("events:putEvents"), {}, jsonata),
      [/^MISSING_ARGUMENT The field 'Entries' .*given: \[\] at \/States\/S\/Arguments$/],
      { strict: true },
    ],
    [
      "finds one that there is not",
      task(service("sqs:sendMessage"), { Parameters: { QueueUrl: "q", MessageBody: "m", Body: "m" } }),
      [
        /^UNKNOWN_ARGUMENT The field 'Body' is not supported by sqs:sendMessage; there are \[QueueUrl, MessageBody, /,
      ],
      { strict: true },
    ],
    [
      "leaves an expression alone",
      task(service("lambda:invoke"), { Arguments: "{% $states.input %}" }, jsonata),
      [],
      { strict: true },
    ],
    [
      "leaves other services alone",
      task(service("aws-sdk:ssm:getParameter"), { Parameters: { Anything: 1 } }),
      [],
      { strict: true },
    ],
  ]);

  it("are named as the services name them", () => {
    for (const [name, { required = [], oneOf = [], optional = [] }] of Object.entries(integrations)) {
      const all = [...required, ...oneOf, ...optional];
      assert.equal(new Set(all).size, all.length, name);
      for (const field of all) assert.match(field, /^[A-Z]\w+$/, name);
    }
  });
});

describe("the connection of an HTTP Task", () => {
  const http = (authentication: Json, language: Json = {}) => {
    const given = { ApiEndpoint: "https://example.com", Method: "GET", ...authentication };
    const field = language === jsonata ? "Arguments" : "Parameters";
    return machineOf({ Type: "Task", Resource: "arn:aws:states:::http:invoke", [field]: given }, language);
  };
  const arn = "arn:aws:events:us-east-1:123456789012:connection/api/0f0f0f0f-0000-4000-8000-000000000000";
  const invalid = (given: string, location: string) =>
    schema(
      `Value is not a valid connection ARN, got ${given}; allowed: arn:aws:events:REGION:ACCOUNT:connection/NAME/ID`,
      location,
    );
  table(
    [
      ["is an ARN", http({ Authentication: { ConnectionArn: arn } }), []],
      ["may come from a path", http({ InvocationConfig: { "ConnectionArn.$": "$.arn" } }), []],
      ["may be an expression", http({ Authentication: { ConnectionArn: "{% $arn %}" } }, jsonata), []],
      [
        "is not another ARN",
        http({ Authentication: { ConnectionArn: "arn:aws:events:us-east-1:123456789012:rule/r" } }),
        [
          invalid(
            '"arn:aws:events:us-east-1:123456789012:rule/r"',
            "/States/S/Parameters/Authentication/ConnectionArn",
          ),
        ],
      ],
      [
        "is not a number",
        http({ InvocationConfig: { ConnectionArn: 1 } }, jsonata),
        [invalid("1", "/States/S/Arguments/InvocationConfig/ConnectionArn")],
      ],
    ],
    {},
  );
  table(
    [
      [
        "is needed, if strict",
        http({}),
        [
          /^MISSING_ARGUMENT One of the fields \[Authentication, InvocationConfig\] is required by http:invoke/,
        ],
      ],
    ],
    { strict: true },
  );
});

describe("callbacks", () => {
  const send = service("sqs:sendMessage.waitForTaskToken");
  const jsonPath = (MessageBody: unknown): Json => task(send, { Parameters: { QueueUrl: "q", MessageBody } });
  const inJsonata = (MessageBody: unknown): Json =>
    task(send, { Arguments: { QueueUrl: "q", MessageBody } }, jsonata);
  const strict = { strict: true };
  table([
    ["pass their token", jsonPath({ "t.$": "$$.Task.Token" }), [], strict],
    ["pass it in a function", jsonPath({ "t.$": "States.Format('{}', $$.Task.Token)" }), [], strict],
    ["pass it with the context object", jsonPath({ "t.$": "$$" }), [], strict],
    ["pass it in JSONata", inJsonata("{% $string({'t': $states.context.Task.Token}) %}"), [], strict],
    [
      "do not pass it as text",
      jsonPath({ t: "$$.Task.Token" }),
      [
        /^MISSING_TASK_TOKEN 'arn:\S+' waits for its task token, but does not pass it on: put a field '….\$' with '\$\$.Task.Token' into Parameters at \/States\/S\/Parameters$/,
      ],
      strict,
    ],
    [
      "do not pass another part of the context",
      inJsonata("{% $states.context.Execution.Id %}"),
      [/^MISSING_TASK_TOKEN/],
      strict,
    ],
    ["may be without, if not strict", jsonPath("m"), []],
  ]);
});
