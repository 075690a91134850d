import { SFNClient, StartExecutionCommand } from "@aws-sdk/client-sfn";
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { InlineFunction, ModularBlockPipeline, OrderPipeline } from "sfn-workflows";

/** What the barista works on. */
interface Job {
  coffee: string;
  cups: number;
}

const config = new pulumi.Config();

// Takes orders through a REST API, stores them, writes invoices, and announces each accepted order to a topic.
const orders = new OrderPipeline("orders", {
  authorization: "API_KEY",
  notificationEmail: config.get("managerEmail") || undefined,
});

// Makes the coffee: each block is a Lambda function in its own state machine.
const barista = new ModularBlockPipeline("barista", {
  blocks: {
    Grind: { callback: async (job: Job) => ({ ...job, grams: 18 * job.cups }) },
    Brew: { callback: async (job: Job) => ({ ...job, seconds: 25 * job.cups }) },
    Label: { callback: async (job: Job) => ({ ...job, label: `${job.cups} x ${job.coffee}` }) },
  },
});

// Connects the two: the shop's own function, which may only start the barista.
const counter = new InlineFunction("counter", {
  description: "Passes accepted orders to the barista.",
  environment: { BARISTA_ARN: barista.arn },
  permissions: [{ Effect: "Allow", Action: ["states:StartExecution"], Resource: [barista.arn] }],
  callbackFactory: () => {
    const client = new SFNClient({});
    return async (event: aws.sns.TopicEvent) => {
      for (const { Sns } of event.Records) {
        const { orderid, order } = JSON.parse(Sns.Message);
        const { coffeetype, coffeesize, quantity } = order.details;
        const job: Job = { coffee: `${coffeesize} ${coffeetype}`, cups: quantity };
        await client.send(
          new StartExecutionCommand({
            stateMachineArn: process.env.BARISTA_ARN,
            // SNS may deliver a message twice; Step Functions starts an execution with a given name and input only once.
            name: orderid,
            input: JSON.stringify({ Output: { input: job } }),
          }),
        );
      }
    };
  },
});
new aws.lambda.Permission("counter-permission", {
  action: "lambda:InvokeFunction",
  function: counter.function.name,
  principal: "sns.amazonaws.com",
  sourceArn: orders.topic.arn,
});
new aws.sns.TopicSubscription("counter-subscription", {
  topic: orders.topic.arn,
  protocol: "lambda",
  endpoint: counter.arn,
});

export const url = orders.url;
export const apiKey = orders.apiKey;
export const ordersArn = orders.workflow.arn;
export const pipelineArn = barista.arn;
