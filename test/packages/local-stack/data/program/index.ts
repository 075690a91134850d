import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

const table = new aws.dynamodb.Table("notes", {
  attributes: [{ name: "id", type: "S" }],
  hashKey: "id",
  billingMode: "PAY_PER_REQUEST",
});
const questions = new aws.sqs.Queue("questions", { visibilityTimeoutSeconds: 600 });
const messages = new aws.sqs.Queue("messages", { visibilityTimeoutSeconds: 600 });
const bucket = new aws.s3.Bucket("files");

const role = new aws.iam.Role("role", {
  assumeRolePolicy: {
    Version: "2012-10-17",
    Statement: [
      { Effect: "Allow", Principal: { Service: "states.amazonaws.com" }, Action: "sts:AssumeRole" },
    ],
  },
});
const policy = new aws.iam.RolePolicy("policy", {
  role: role.id,
  policy: {
    Version: "2012-10-17",
    Statement: [
      { Effect: "Allow", Action: "dynamodb:UpdateItem", Resource: table.arn },
      { Effect: "Allow", Action: "sqs:SendMessage", Resource: questions.arn },
    ],
  },
});

/** Counts in the table how often it was carried out for the execution. */
const count = (attribute: string, next: object) => ({
  Type: "Task",
  Resource: "arn:aws:states:::dynamodb:updateItem",
  Parameters: {
    TableName: table.name,
    Key: { id: { "S.$": "$$.Execution.Name" } },
    UpdateExpression: `ADD ${attribute} :one`,
    ExpressionAttributeValues: { ":one": { N: "1" } },
  },
  ResultPath: null,
  ...next,
});

const machine = (name: string, definition: object) =>
  new aws.sfn.StateMachine(
    name,
    { roleArn: role.arn, definition: pulumi.jsonStringify(definition) },
    { dependsOn: policy },
  );
const ask = machine("ask", {
  StartAt: "Begin",
  States: {
    Begin: count("begun", { Next: "Ask" }),
    Ask: {
      Type: "Task",
      Resource: "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
      Parameters: { QueueUrl: questions.url, "MessageBody.$": "$$.Task.Token" },
      ResultPath: "$.answer",
      Next: "Finish",
    },
    Finish: count("finished", { End: true }),
  },
});
const pause = machine("pause", {
  StartAt: "Begin",
  States: {
    Begin: count("begun", { Next: "Pause" }),
    Pause: { Type: "Wait", Seconds: 1, Next: "Finish" },
    Finish: count("finished", { End: true }),
  },
});

export const tableName = table.name;
export const questionsUrl = questions.url;
export const messagesUrl = messages.url;
export const bucketName = bucket.bucket;
export const askArn = ask.arn;
export const pauseArn = pause.arn;
