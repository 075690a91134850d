import type * as pulumi from "@pulumi/pulumi";
import {
  awsSdk,
  dynamodbUpdateItem,
  type LambdaFunction,
  lambdaInvoke,
  type State,
  type StateMachineDefinition,
  sqsSendMessage,
  startExecution,
} from "../../states";

export interface PumpDefinitionArgs {
  scan: LambdaFunction;
  tableName: pulumi.Input<string>;
  /** Where messages are sent to before they are marked; without it they are only marked. */
  queueUrl?: pulumi.Input<string>;
  /** Where messages are set aside that cannot be sent. */
  deadLetterQueueUrl: pulumi.Input<string>;
  /** Seconds between two rounds. */
  pauseSeconds: number;
}

/**
 * Events of a history that a round of the pump writes at most without retries, and those of each message. AWS ends an
 * execution at 25,000: https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html
 */
const EVENTS_OF_ROUND = 30;
const EVENTS_OF_MESSAGE = 30;
const MOST_EVENTS = 15_000;

const retryWhenBusy = [
  {
    ErrorEquals: ["States.TaskFailed", "States.Timeout"],
    IntervalSeconds: 1,
    MaxAttempts: 4,
    BackoffRate: 2,
    MaxDelaySeconds: 20,
    JitterStrategy: "FULL" as const,
  },
];

/** Where a message is found: in a variable, or in the state's own input. */
type Source = "$message" | "$states.input";

const keyOf = (message: Source) => ({
  user_name: { S: `{% ${message}.user_name %}` },
  message_id: { S: `{% ${message}.message_id %}` },
});
const SELF = "{% $states.context.StateMachine.Id %}";

/**
 * The pump: reads unsent messages, sends and marks each, pauses, and begins again; before its history is full it goes on as
 * a new execution. Of several that were started, the first goes on and the others end.
 */
export function pumpDefinition(args: PumpDefinitionArgs): StateMachineDefinition {
  return {
    Comment: args.queueUrl ? "Sends unsent messages and marks them sent." : "Marks unsent messages sent.",
    QueryLanguage: "JSONata",
    StartAt: "Is It A Hand-Over ?",
    States: {
      "Is It A Hand-Over ?": {
        Type: "Choice",
        Choices: [
          {
            Condition: "{% $exists($states.input.continues) %}",
            Assign: { events: 0 },
            Next: "Scan DynamoDB For Messages",
          },
        ],
        Default: "List Running Pumps",
        Assign: { events: 0 },
      },
      "List Running Pumps": awsSdk(
        "sfn:listExecutions",
        { StateMachineArn: SELF, StatusFilter: "RUNNING", MaxResults: 100 },
        {
          // The one that started first goes on; of two that started together, the one whose ARN comes first.
          Output: {
            first:
              "{% $sort($states.result.Executions, function($a, $b) { $string($a.StartDate) & $a.ExecutionArn > $string($b.StartDate) & $b.ExecutionArn })[0].ExecutionArn %}",
          },
          Retry: retryWhenBusy,
          Next: "Is Another Pump Running ?",
        },
      ),
      "Is Another Pump Running ?": {
        Type: "Choice",
        Choices: [
          {
            Condition: "{% $states.input.first != $states.context.Execution.Id %}",
            Next: "Another Pump Runs",
          },
        ],
        Default: "Scan DynamoDB For Messages",
      },
      "Another Pump Runs": { Type: "Succeed" },
      "Scan DynamoDB For Messages": lambdaInvoke(
        { FunctionName: args.scan, Payload: {} },
        { Output: "{% $states.result.Payload %}", Next: "Send Messages" },
      ),
      "Send Messages": {
        Type: "Map",
        Items: "{% $states.input.messages %}",
        MaxConcurrency: 10,
        ItemProcessor: { ProcessorConfig: { Mode: "INLINE" }, ...messageStates(args) },
        Assign: {
          events: `{% $events + ${EVENTS_OF_ROUND} + ${EVENTS_OF_MESSAGE} * $count($states.input.messages) %}`,
        },
        Output: {},
        Next: "Pause Then Loop",
      },
      "Pause Then Loop": { Type: "Wait", Seconds: args.pauseSeconds, Next: "Is The History Long ?" },
      "Is The History Long ?": {
        Type: "Choice",
        Choices: [{ Condition: `{% $events > ${MOST_EVENTS} %}`, Next: "Continue As New" }],
        Default: "Scan DynamoDB For Messages",
      },
      "Continue As New": startExecution(
        { StateMachineArn: SELF, Input: { continues: "{% $states.context.Execution.Id %}" } },
        { Retry: retryWhenBusy, Next: "Handed Over" },
      ),
      "Handed Over": { Type: "Succeed" },
    },
  };
}

/** What is done with each message: *Send* → *Record Sent*, and what cannot be sent is set aside. */
function messageStates({ tableName, queueUrl, deadLetterQueueUrl }: PumpDefinitionArgs): {
  StartAt: string;
  States: Record<string, State>;
} {
  const recordSent = (message: Source) =>
    record(tableName, message, "SET sent = :sent REMOVE unsent", { ":sent": { BOOL: true } });
  if (queueUrl === undefined) {
    return { StartAt: "Record Sent", States: { "Record Sent": recordSent("$states.input"), ...gone() } };
  }
  return {
    StartAt: "Send",
    States: {
      Send: sqsSendMessage(
        {
          QueueUrl: queueUrl,
          MessageBody:
            "{% $states.input.tooLarge ? $error('the message is larger than a queue takes') : $states.input.message %}",
          MessageAttributes: {
            user: { DataType: "String", StringValue: "{% $states.input.user_name %}" },
            message_id: { DataType: "String", StringValue: "{% $states.input.message_id %}" },
          },
          MessageGroupId: "{% $states.input.user_name %}",
          MessageDeduplicationId: "{% $states.input.message_id %}",
        },
        {
          Assign: { message: "{% $states.input %}" },
          Retry: retryWhenBusy,
          Catch: [
            {
              ErrorEquals: ["States.ALL"],
              Assign: {
                message: "{% $states.input %}",
                reason:
                  "{% $states.errorOutput.Error & ': ' & $substring($states.errorOutput.Cause, 0, 500) %}",
              },
              Next: "Set Aside",
            },
          ],
          Next: "Record Sent",
        },
      ),
      "Record Sent": recordSent("$message"),
      "Set Aside": sqsSendMessage(
        {
          QueueUrl: deadLetterQueueUrl,
          MessageBody: {
            user_name: "{% $message.user_name %}",
            message_id: "{% $message.message_id %}",
            reason: "{% $reason %}",
          },
          MessageGroupId: "{% $message.user_name %}",
          MessageDeduplicationId: "{% $message.message_id %}",
        },
        { Retry: retryWhenBusy, Next: "Record Set Aside" },
      ),
      "Record Set Aside": record(tableName, "$message", "SET setAside = :reason REMOVE unsent", {
        ":reason": { S: "{% $reason %}" },
      }),
      ...gone(),
    },
  };
}

/** Changes the message's item, if there still is one. */
function record(
  TableName: pulumi.Input<string>,
  message: Source,
  UpdateExpression: string,
  ExpressionAttributeValues: Record<string, { S: string } | { BOOL: boolean }>,
): State {
  return dynamodbUpdateItem(
    {
      TableName,
      Key: keyOf(message),
      ConditionExpression: "attribute_exists(user_name)",
      UpdateExpression,
      ExpressionAttributeValues,
    },
    {
      Output: {},
      Retry: [
        { ErrorEquals: ["DynamoDB.ConditionalCheckFailedException"], MaxAttempts: 0 },
        ...retryWhenBusy,
      ],
      Catch: [
        { ErrorEquals: ["DynamoDB.ConditionalCheckFailedException"], Output: {}, Next: "Message Is Gone" },
      ],
      End: true,
    },
  );
}

const gone = (): Record<string, State> => ({ "Message Is Gone": { Type: "Succeed" } });
