import { anArn } from "../arn";
import { functionArn, queueArn, tableArn } from "../arns";
import type { Rule } from "../call";
import { on } from "../rules";
import { objectRule, putEvents } from "../sdk/shared";

/** A text message to a phone number has no resource; a topic or a device has. */
export const publish: Rule = (call) => {
  const actions = ["sns:Publish"];
  if (call.argument("TopicArn").kind !== "absent") return on(actions, "TopicArn", anArn("sns"))(call);
  if (call.argument("TargetArn").kind !== "absent") return on(actions, "TargetArn", anArn("sns"))(call);
  return [{ actions, target: "any" }];
};

const item = (action: string): Rule => on([`dynamodb:${action}`], "TableName", tableArn);

/**
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/lambda-iam.html
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/sqs-iam.html
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/sns-iam.html
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/dynamo-iam.html
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/eventbridge-iam.html
 */
export const messaging: Record<string, Rule> = {
  "lambda:invoke": on(["lambda:InvokeFunction"], "FunctionName", functionArn, "Qualifier"),
  "sqs:sendMessage": on(["sqs:SendMessage"], "QueueUrl", queueArn),
  "sns:publish": publish,
  "events:putEvents": putEvents,
  "dynamodb:getItem": item("GetItem"),
  "dynamodb:putItem": item("PutItem"),
  "dynamodb:updateItem": item("UpdateItem"),
  "dynamodb:deleteItem": item("DeleteItem"),
  // Only for ItemReader and ResultWriter.
  "s3:getObject": objectRule("s3:GetObject"),
  "s3:putObject": objectRule("s3:PutObject"),
};
