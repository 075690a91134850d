import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

const trust = (service: string) => aws.iam.assumeRolePolicyForPrincipal({ Service: service });

const machineRole = new aws.iam.Role("deliver", { assumeRolePolicy: trust("states.amazonaws.com") });
const machine = new aws.sfn.StateMachine("deliver", {
  roleArn: machineRole.arn,
  definition: JSON.stringify({
    StartAt: "Drive",
    States: {
      Drive: { Type: "Wait", SecondsPath: "$.seconds", Next: "Hand over" },
      "Hand over": { Type: "Succeed" },
    },
  }),
});

const starter = new aws.iam.Role("start-delivery", { assumeRolePolicy: trust("events.amazonaws.com") });
new aws.iam.RolePolicy("start-delivery", {
  role: starter.name,
  policy: pulumi.jsonStringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Action: "states:StartExecution", Resource: machine.arn }],
  }),
});
const packed = new aws.cloudwatch.EventRule("packed", {
  eventPattern: JSON.stringify({ source: ["warehouse"], "detail-type": ["Parcel Packed"] }),
});
new aws.cloudwatch.EventTarget("packed", {
  rule: packed.name,
  arn: machine.arn,
  roleArn: starter.arn,
  inputTransformer: {
    inputPaths: { parcel: "$.detail.parcel", distance: "$.detail.kilometers" },
    inputTemplate: '{"parcel": <parcel>, "seconds": <distance>}',
  },
});

const delivered = new aws.sqs.Queue("delivered");
const ended = new aws.cloudwatch.EventRule("ended", {
  eventPattern: pulumi.jsonStringify({
    source: ["aws.states"],
    "detail-type": ["Step Functions Execution Status Change"],
    detail: { stateMachineArn: [machine.arn], status: ["SUCCEEDED"] },
  }),
});
new aws.cloudwatch.EventTarget("ended", {
  rule: ended.name,
  arn: delivered.arn,
  inputPath: "$.detail.input",
});
new aws.sqs.QueuePolicy("delivered", {
  queueUrl: delivered.id,
  policy: pulumi.jsonStringify({
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Principal: { Service: "events.amazonaws.com" },
        Action: "sqs:SendMessage",
        Resource: delivered.arn,
        Condition: { ArnEquals: { "aws:SourceArn": ended.arn } },
      },
    ],
  }),
});

export const queueUrl = delivered.url;
