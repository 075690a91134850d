import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

const trust = (service: string) => aws.iam.assumeRolePolicyForPrincipal({ Service: service });

const greet = new aws.lambda.CallbackFunction("greet", {
  policies: [aws.iam.ManagedPolicy.AWSLambdaBasicExecutionRole],
  callback: async ({ name }: { name: string }) => {
    console.log(`greeting ${name}`);
    if (name === "nobody") throw new Error("there is nobody");
    return { greeting: `Hello ${name}` };
  },
});

const role = new aws.iam.Role("greeter", { assumeRolePolicy: trust("states.amazonaws.com") });
const invoke = new aws.iam.RolePolicy("greeter", {
  role: role.id,
  policy: pulumi.jsonStringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Action: "lambda:InvokeFunction", Resource: greet.arn }],
  }),
});
const machine = new aws.sfn.StateMachine(
  "greeter",
  {
    roleArn: role.arn,
    definition: pulumi.jsonStringify({
      StartAt: "Greet",
      States: { Greet: { Type: "Task", Resource: greet.arn, End: true } },
    }),
  },
  { dependsOn: invoke },
);

const queue = new aws.sqs.Queue("messages");
const events = new aws.sqs.Queue("events");
const topic = new aws.sns.Topic("news");
const news = new aws.sqs.Queue("news");
new aws.sns.TopicSubscription("news", {
  topic: topic.arn,
  protocol: "sqs",
  endpoint: news.arn,
  rawMessageDelivery: true,
});
const rule = new aws.cloudwatch.EventRule("parcels", {
  eventPattern: JSON.stringify({ source: ["clients"], "detail-type": ["Parcel"] }),
});
new aws.cloudwatch.EventTarget("parcels", { rule: rule.name, arn: events.arn, inputPath: "$.detail.id" });
for (const [name, to, service] of [
  ["news", news, "sns.amazonaws.com"],
  ["events", events, "events.amazonaws.com"],
] as const) {
  new aws.sqs.QueuePolicy(name, {
    queueUrl: to.id,
    policy: pulumi.jsonStringify({
      Version: "2012-10-17",
      Statement: [
        { Effect: "Allow", Principal: { Service: service }, Action: "sqs:SendMessage", Resource: to.arn },
      ],
    }),
  });
}

const table = new aws.dynamodb.Table("notes", {
  billingMode: "PAY_PER_REQUEST",
  hashKey: "owner",
  rangeKey: "id",
  attributes: [
    { name: "owner", type: "S" },
    { name: "id", type: "N" },
  ],
});
const bucket = new aws.s3.Bucket("files");
const parameter = new aws.ssm.Parameter("color", { name: "/clients/color", type: "String", value: "blue" });

/** Each is an environment variable of the clients. */
export const stateMachineArn = machine.arn;
export const functionName = greet.name;
export const queueUrl = queue.id;
export const eventsQueueUrl = events.id;
export const newsQueueUrl = news.id;
export const topicArn = topic.arn;
export const tableName = table.name;
export const bucketName = bucket.bucket;
export const parameterName = parameter.name;
