import type { PolicyStatement } from "../../../states";
import { allow, called, itNeeds, TABLE } from "./support";

describe("requiredPermissions of SQS, SNS, DynamoDB, S3 and EventBridge", () => {
  const queue = "arn:aws:sqs:eu-west-1:111122223333:q";
  const topic = "arn:aws:sns:eu-west-1:111122223333:t";
  const send = (arn: string) => [allow("SqsSendMessage", "sqs:SendMessage", arn)];
  const url = "https://sqs.eu-west-1.amazonaws.com/111122223333/q";
  const cases: [string, object | undefined, PolicyStatement[]][] = [
    ["sqs:sendMessage", { QueueUrl: url }, send(queue)],
    ["sqs:sendMessage.waitForTaskToken", { QueueUrl: url }, send(queue)],
    ["sqs:sendMessage", { QueueUrl: "http://127.0.0.1:4566/111122223333/q" }, send(queue)],
    ["sqs:sendMessage", { QueueUrl: `${url}.fifo` }, send(`${queue}.fifo`)],
    ["aws-sdk:sqs:sendMessageBatch", { QueueUrl: url }, send(queue)],
    ["sns:publish", { TopicArn: topic }, [allow("SnsPublish", "sns:Publish", topic)]],
    ["sns:publish.waitForTaskToken", { TargetArn: topic }, [allow("SnsPublish", "sns:Publish", topic)]],
    ["sns:publish", { PhoneNumber: "{% $n %}" }, [allow("SnsPublish", "sns:Publish", "*")]],
    [
      "dynamodb:getItem",
      { TableName: "tab" },
      [allow("DynamodbGetItem", "dynamodb:GetItem", `${TABLE}/tab`)],
    ],
    [
      "dynamodb:putItem",
      { TableName: "tab" },
      [allow("DynamodbPutItem", "dynamodb:PutItem", `${TABLE}/tab`)],
    ],
    [
      "dynamodb:updateItem",
      { TableName: "tab" },
      [allow("DynamodbUpdateItem", "dynamodb:UpdateItem", `${TABLE}/tab`)],
    ],
    [
      "dynamodb:deleteItem",
      { TableName: `${TABLE}/tab` },
      [allow("DynamodbDeleteItem", "dynamodb:DeleteItem", `${TABLE}/tab`)],
    ],
    [
      "aws-sdk:dynamodb:query",
      { TableName: "tab" },
      [allow("DynamodbQuery", "dynamodb:Query", `${TABLE}/tab`)],
    ],
    [
      "aws-sdk:dynamodb:query",
      { TableName: "tab", IndexName: "unsent" },
      [allow("DynamodbQuery", "dynamodb:Query", `${TABLE}/tab/index/unsent`)],
    ],
    [
      "aws-sdk:dynamodb:transactWriteItems",
      {
        TransactItems: [
          { Put: { TableName: "one" } },
          { Update: { TableName: "two" } },
          { Put: { TableName: "two" } },
        ],
      },
      [
        allow("DynamodbPutItem", "dynamodb:PutItem", `${TABLE}/one`, `${TABLE}/two`),
        allow("DynamodbUpdateItem", "dynamodb:UpdateItem", `${TABLE}/two`),
      ],
    ],
    [
      "aws-sdk:dynamodb:batchGetItem",
      { RequestItems: { one: {}, two: {} } },
      [allow("DynamodbBatchGetItem", "dynamodb:BatchGetItem", `${TABLE}/one`, `${TABLE}/two`)],
    ],
    [
      "aws-sdk:s3:getObject",
      { Bucket: "buc", Key: "k/1" },
      [allow("S3GetObject", "s3:GetObject", "arn:aws:s3:::buc/k/1")],
    ],
    [
      "aws-sdk:s3:getObject",
      { Bucket: "buc", Key: "{% $k %}" },
      [allow("S3GetObject", "s3:GetObject", "arn:aws:s3:::buc/*")],
    ],
    [
      "aws-sdk:s3:getObject",
      { Bucket: "buc", Key: "k", VersionId: "{% $v %}" },
      [allow("S3GetObjectVersion", "s3:GetObjectVersion", "arn:aws:s3:::buc/k")],
    ],
    [
      "aws-sdk:s3:getObject",
      { Bucket: "buc", Key: "what?/*" },
      [allow("S3GetObject", "s3:GetObject", `arn:aws:s3:::buc/what\${?}/\${*}`)],
    ],
    [
      "aws-sdk:s3:headObject",
      { Bucket: "buc", Key: "k" },
      [allow("S3GetObject", "s3:GetObject", "arn:aws:s3:::buc/k")],
    ],
    [
      "aws-sdk:s3:putObject",
      { Bucket: "buc", Key: "k" },
      [allow("S3PutObject", "s3:PutObject", "arn:aws:s3:::buc/k")],
    ],
    [
      "aws-sdk:s3:putObject",
      { Bucket: "buc", Key: "k", Tagging: "a=b" },
      [allow("S3PutObjectPutObjectTagging", ["s3:PutObject", "s3:PutObjectTagging"], "arn:aws:s3:::buc/k")],
    ],
    [
      "aws-sdk:s3:listObjectsV2",
      { Bucket: "buc" },
      [allow("S3ListBucket", "s3:ListBucket", "arn:aws:s3:::buc")],
    ],
    [
      "aws-sdk:s3:copyObject",
      { Bucket: "buc", Key: "k", CopySource: "from/a/b" },
      [
        allow("S3PutObject", "s3:PutObject", "arn:aws:s3:::buc/k"),
        allow("S3GetObject", "s3:GetObject", "arn:aws:s3:::from/a/b"),
      ],
    ],
    ["aws-sdk:s3:listBuckets", {}, [allow("S3ListAllMyBuckets", "s3:ListAllMyBuckets", "*")]],
    [
      "aws-sdk:eventbridge:putEvents",
      { Entries: [{ Source: "a" }, { EventBusName: "b" }] },
      [
        allow(
          "EventsPutEvents",
          "events:PutEvents",
          "arn:aws:events:eu-west-1:111122223333:event-bus/default",
          "arn:aws:events:eu-west-1:111122223333:event-bus/b",
        ),
      ],
    ],
    [
      "aws-sdk:secretsmanager:getSecretValue",
      { SecretId: "s" },
      [
        allow(
          "SecretsmanagerGetSecretValue",
          "secretsmanager:GetSecretValue",
          "arn:aws:secretsmanager:eu-west-1:111122223333:secret:s-??????",
        ),
      ],
    ],
    [
      "aws-sdk:ssm:getParameter",
      { Name: "/a/b" },
      [allow("SsmGetParameter", "ssm:GetParameter", "arn:aws:ssm:eu-west-1:111122223333:parameter/a/b")],
    ],
    ["aws-sdk:sts:getCallerIdentity", {}, []],
  ];
  for (const [action, args, expected] of cases) {
    itNeeds(`${action} ${JSON.stringify(args)}`, called(action, args), expected);
  }
});
