import type { Caller, Cloud } from "../../aws/service";
import { invalidParameter } from "./errors";

/** The service that processed or failed events are sent to, and the call that sends them. */
interface Target {
  service: string;
  operation: string;
  /** For the check of the execution role: the action, and its name in AWS's message. */
  action: string;
  checked: string;
  input(arn: string, cloud: Cloud, body: string, attributes: MessageAttributes): object;
}

export type MessageAttributes = Record<string, { DataType: "String" | "Number"; StringValue: string }>;

const TARGETS: Record<string, Target> = {
  sqs: {
    service: "sqs",
    operation: "SendMessage",
    action: "sqs:SendMessage",
    checked: "SendMessage on SQS",
    input: (arn, cloud, body, attributes) => {
      const [, , , , accountId, name] = arn.split(":");
      return {
        QueueUrl: `${cloud.endpoint}/${accountId}/${name}`,
        MessageBody: body,
        ...(Object.keys(attributes).length > 0 && { MessageAttributes: attributes }),
      };
    },
  },
  sns: {
    service: "sns",
    operation: "Publish",
    action: "sns:Publish",
    checked: "Publish on SNS",
    input: (arn, _cloud, body, attributes) => ({
      TopicArn: arn,
      Message: body,
      ...(Object.keys(attributes).length > 0 && { MessageAttributes: attributes }),
    }),
  },
  lambda: {
    service: "lambda",
    operation: "Invoke",
    action: "lambda:InvokeFunction",
    checked: "InvokeFunction on Lambda",
    input: (arn, _cloud, body) => ({ FunctionName: arn, InvocationType: "Event", Payload: body }),
  },
  events: {
    service: "events",
    operation: "PutEvents",
    action: "events:PutEvents",
    checked: "PutEvents on EventBridge",
    input: (arn, _cloud, body) => ({
      Entries: [
        {
          EventBusName: arn,
          Source: "lambda",
          DetailType: "Lambda Function Invocation Result",
          Detail: body,
        },
      ],
    }),
  },
};

/** The permission that a function's role needs to send events to the destination. */
export function destinationPermission(arn: string): { action: string; resource: string; checked: string } {
  const { action, checked } = targetOf(arn);
  return { action, resource: arn, checked };
}

export async function send(
  cloud: Cloud,
  role: Caller,
  arn: string,
  body: string,
  attributes: MessageAttributes = {},
): Promise<void> {
  const target = targetOf(arn);
  await cloud.call(role, target.service, target.operation, target.input(arn, cloud, body, attributes));
}

function targetOf(arn: string): Target {
  const target = TARGETS[arn.split(":")[2] ?? ""];
  if (!target) throw invalidParameter(`The destination ARN ${arn} is invalid.`);
  return target;
}
