import { lookUp } from "../inputs";
import {
  anArn,
  executionsArn,
  functionArn,
  nestedExecutionsRuleArn,
  queueArn,
  stateMachineArn,
  tableArn,
} from "./arns";
import { type Argument, allOf, type Call, type Need, on, type Rule } from "./call";
import { objectRule, putEvents } from "./serviceRules";

const startExecution = on(["states:StartExecution"], "StateMachineArn", stateMachineArn);

/**
 * Waiting for a nested execution: Step Functions learns of its end through a rule that it manages, polls as a fallback, and stops
 * the execution if the task is stopped.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/connect-stepfunctions.html
 */
const startAndFollowExecution = allOf(startExecution, (call) => {
  const argument = call.argument("StateMachineArn");
  return [
    {
      sid: "StatesFollowExecutions",
      actions: ["states:DescribeExecution", "states:StopExecution"],
      target: { argument, arn: executionsArn },
    },
    {
      sid: "StatesManagedEventsRule",
      actions: ["events:PutTargets", "events:PutRule", "events:DescribeRule"],
      target: { argument: ANYTHING, arn: nestedExecutionsRuleArn },
    },
  ];
});

/** A target that depends on the scope only. */
const ANYTHING: Argument = { kind: "known", label: "", value: "" };

/** A text message to a phone number has no resource; a topic or a device has. */
const publish: Rule = (call) => {
  const actions = ["sns:Publish"];
  if (call.argument("TopicArn").kind !== "absent") return on(actions, "TopicArn", anArn("sns"))(call);
  if (call.argument("TargetArn").kind !== "absent") return on(actions, "TargetArn", anArn("sns"))(call);
  return [{ actions, target: "any" }];
};

/** Actions on resources that the arguments do not name in full. */
const explicitly =
  (...actions: string[]): Rule =>
  () => [{ actions, target: { unknown: "its arguments do not say which resources it acts on" } }];

const item = (action: string): Rule => on([`dynamodb:${action}`], "TableName", tableArn);

/**
 * What optimized integrations need, by `service:action` and, where it matters, `.pattern`.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/service-integration-iam-templates.html
 */
const OPTIMIZED_RULES: Record<string, Rule> = {
  "lambda:invoke": on(["lambda:InvokeFunction"], "FunctionName", functionArn, "Qualifier"),
  "states:startExecution": startExecution,
  "states:startExecution.waitForTaskToken": startExecution,
  "states:startExecution.sync": startAndFollowExecution,
  "states:startExecution.sync:2": startAndFollowExecution,
  "sqs:sendMessage": on(["sqs:SendMessage"], "QueueUrl", queueArn),
  "sns:publish": publish,
  "dynamodb:getItem": item("GetItem"),
  "dynamodb:putItem": item("PutItem"),
  "dynamodb:updateItem": item("UpdateItem"),
  "dynamodb:deleteItem": item("DeleteItem"),
  "events:putEvents": putEvents,
  "apigateway:invoke": explicitly("execute-api:Invoke"),
  "bedrock:invokeModel": explicitly("bedrock:InvokeModel"),
  "ecs:runTask": explicitly("ecs:RunTask", "iam:PassRole"),
  "http:invoke": explicitly(
    "states:InvokeHTTPEndpoint",
    "events:RetrieveConnectionCredentials",
    "secretsmanager:GetSecretValue",
    "secretsmanager:DescribeSecret",
  ),
  // Only for ItemReader and ResultWriter.
  "s3:getObject": objectRule("s3:GetObject"),
  "s3:putObject": objectRule("s3:PutObject"),
};

/** The needs of an optimized integration; one that is not in the table has an unknown target. */
export function optimizedNeeds(call: Call, service: string, action: string, pattern: string): Need[] {
  const name = `${service}:${action}`;
  const rule = lookUp(OPTIMIZED_RULES, `${name}.${pattern}`) ?? lookUp(OPTIMIZED_RULES, name);
  if (rule) return rule(call);
  return [
    {
      actions: [`${service}:*`],
      target: { unknown: `it is not known which actions ${service}:${action} needs` },
    },
  ];
}
