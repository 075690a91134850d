import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { DefinitionError, type PolicyStatement, requiredPermissions } from "../../../states";
import { outcome } from "../outcome";
import {
  allow,
  CHILD,
  called,
  FUNCTION,
  itNeeds,
  machine,
  resolved,
  SCOPE,
  SELF,
  SUMMARY,
  TABLE,
} from "./support";

describe("requiredPermissions of a whole definition", () => {
  const task = (TableName: string) => ({
    Type: "Task",
    Resource: "arn:aws:states:::dynamodb:getItem",
    Arguments: { TableName },
    End: true,
  });

  itNeeds(
    "collects over Map and Parallel, and merges",
    {
      QueryLanguage: "JSONata",
      StartAt: "P",
      States: {
        P: {
          Type: "Parallel",
          Branches: [
            { StartAt: "One", States: { One: task("one") } },
            {
              StartAt: "M",
              States: {
                M: {
                  Type: "Map",
                  ItemProcessor: { StartAt: "Two", States: { Two: task("two") } },
                  End: true,
                },
              },
            },
          ],
          Next: "I",
        },
        I: { Type: "Map", Iterator: { StartAt: "Again", States: { Again: task("one") } }, Next: "End" },
        End: { Type: "Succeed" },
      },
    },
    [allow("DynamodbGetItem", "dynamodb:GetItem", `${TABLE}/one`, `${TABLE}/two`)],
  );

  itNeeds(
    "is empty for a machine that calls nothing",
    { StartAt: "A", States: { A: { Type: "Pass", End: true } } },
    [],
  );

  itNeeds(
    "is empty for an activity",
    machine({ Resource: "arn:aws:states:eu-west-1:111122223333:activity:a" }),
    [],
  );

  itNeeds(
    "assumes the role of Credentials, which then does the call",
    machine({
      Resource: "arn:aws:states:::lambda:invoke",
      Arguments: { FunctionName: "{% $f %}" },
      Credentials: { RoleArn: "arn:aws:iam::444455556666:role/r" },
    }),
    [allow("StsAssumeRole", "sts:AssumeRole", "arn:aws:iam::444455556666:role/r")],
  );

  itNeeds(
    "of a distributed Map: its own machine, its reader and its writer",
    {
      QueryLanguage: "JSONata",
      StartAt: "Each",
      States: {
        Each: {
          Type: "Map",
          Label: "Each",
          ItemProcessor: {
            ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "STANDARD" },
            StartAt: "One",
            States: { One: { Type: "Pass", End: true } },
          },
          ItemReader: {
            Resource: "arn:aws:states:::s3:getObject",
            Arguments: { Bucket: "buc", Key: "items.csv" },
          },
          ResultWriter: {
            Resource: "arn:aws:states:::s3:putObject",
            Arguments: { Bucket: "buc", Prefix: "out/" },
          },
          End: true,
        },
      },
    },
    [
      allow("StatesStartExecution", "states:StartExecution", SELF),
      allow(
        "StatesFollowExecutions",
        ["states:DescribeExecution", "states:StopExecution"],
        "arn:aws:states:eu-west-1:111122223333:execution:self:*",
      ),
      allow(
        "StatesRedriveExecution",
        "states:RedriveExecution",
        "arn:aws:states:eu-west-1:111122223333:execution:self/Each:*",
      ),
      allow("S3GetObject", "s3:GetObject", "arn:aws:s3:::buc/items.csv"),
      allow(
        "S3WriteResults",
        ["s3:PutObject", "s3:GetObject", "s3:ListMultipartUploadParts", "s3:AbortMultipartUpload"],
        "arn:aws:s3:::buc/out/*",
      ),
    ],
    { ...SCOPE, stateMachineArn: SELF },
  );

  itNeeds(
    "of a reader that lists and loads",
    {
      QueryLanguage: "JSONata",
      StartAt: "Each",
      States: {
        Each: {
          Type: "Map",
          ItemReader: {
            Resource: "arn:aws:states:::s3:listObjectsV2",
            ReaderConfig: { Transformation: "LOAD_AND_FLATTEN" },
            Arguments: { Bucket: "buc", Prefix: "in" },
          },
        },
      },
    },
    [
      allow("S3ListBucket", "s3:ListBucket", "arn:aws:s3:::buc"),
      allow("S3GetObject", "s3:GetObject", "arn:aws:s3:::buc/in*"),
    ],
  );
});

describe("requiredPermissions of targets that are outputs", () => {
  it("resolves them", async () => {
    const definition = {
      QueryLanguage: "JSONata",
      StartAt: "A",
      States: {
        A: { Type: "Task", Resource: pulumi.output(`${FUNCTION}:f`), Next: "B" },
        B: {
          Type: "Task",
          Resource: "arn:aws:states:::states:startExecution",
          Arguments: { StateMachineArn: pulumi.output(`${CHILD}:live`) },
          Next: "C",
        },
        C: {
          Type: "Task",
          Resource: "arn:aws:states:::sqs:sendMessage",
          Arguments: pulumi.output({ QueueUrl: "https://sqs.eu-west-1.amazonaws.com/111122223333/q" }),
          Next: "D",
        },
        D: {
          Type: "Task",
          Resource: "arn:aws:states:::aws-sdk:s3:putObject",
          Arguments: { Bucket: Promise.resolve("buc"), Key: pulumi.output("{% $k %}") },
          End: true,
        },
      },
    };
    assert.deepEqual(await resolved(requiredPermissions(definition, SCOPE)), [
      allow("LambdaInvokeFunction", "lambda:InvokeFunction", `${FUNCTION}:f`),
      allow("StatesStartExecution", "states:StartExecution", CHILD),
      allow("SqsSendMessage", "sqs:SendMessage", "arn:aws:sqs:eu-west-1:111122223333:q"),
      allow("S3PutObject", "s3:PutObject", "arn:aws:s3:::buc/*"),
    ]);
  });

  it("fails when one resolves to what the call cannot be about", async () => {
    const definition = called("sqs:sendMessage", { QueueUrl: pulumi.output("queue") });
    const [statement] = requiredPermissions(definition, SCOPE, { component: "Workflow", name: "w" });
    await assert.rejects(
      () => outcome(statement!.Resource[0] as pulumi.Output<string>),
      new DefinitionError({ component: "Workflow", name: "w" }, SUMMARY, [
        'state "A": QueueUrl is "queue", not a queue\'s URL; give `permissions` with sqs:SendMessage explicitly',
      ]),
    );
  });

  it("uses what explicit permissions allow when a target resolves to an expression", async () => {
    const definition = called("sqs:sendMessage", { QueueUrl: pulumi.output("{% $url %}") });
    const permissions = [allow("Send", "sqs:SendMessage", "arn:aws:sqs:eu-west-1:111122223333:mine")];
    const statements = await resolved(requiredPermissions(definition, SCOPE, { permissions }));
    assert.deepEqual(statements[0]!.Resource, ["arn:aws:sqs:eu-west-1:111122223333:mine"]);
  });

  it("ignores late permissions that allow something else", async () => {
    const permissions = pulumi.output([allow("Own", "s3:GetObject", "arn")]) as pulumi.Output<
      PolicyStatement[]
    >;
    const url = "https://sqs.eu-west-1.amazonaws.com/111122223333/q";
    const definition = called("sqs:sendMessage", { QueueUrl: pulumi.output(url) });
    assert.deepEqual(await resolved(requiredPermissions(definition, SCOPE, { permissions })), [
      allow("SqsSendMessage", "sqs:SendMessage", "arn:aws:sqs:eu-west-1:111122223333:q"),
    ]);
    const wrong = called("sqs:sendMessage", { QueueUrl: pulumi.output("{% $url %}") });
    await assert.rejects(() => resolved(requiredPermissions(wrong, SCOPE, { permissions })), DefinitionError);
  });
});
