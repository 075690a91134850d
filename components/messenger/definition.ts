import type * as pulumi from "@pulumi/pulumi";
import {
  awsSdk,
  dynamodbUpdateItem,
  type Jsonata,
  LAMBDA_RETRIERS,
  type LambdaFunction,
  lambdaInvoke,
  linked,
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
  /** The queue for messages that cannot be sent. */
  deadLetterQueueUrl: pulumi.Input<string>;
  /** Seconds between two rounds. */
  pauseSeconds: number;
}

/**
 * The most history events that a round of the pump, and each message in it, write, all retries included. AWS ends an execution at
 * 25,000: https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html. The round that goes beyond
 * `MAX_EVENTS` is the last; with 50 messages it writes another 3,070.
 */
const EVENTS_OF_ROUND = 70;
const EVENTS_OF_MESSAGE = 60;
const MAX_EVENTS = 20_000;

/**
 * Seconds that the table or a queue has to respond. A message whose response is late is sent again while SQS still
 * deduplicates it: the attempts together take less than its five minutes.
 */
const ANSWER_SECONDS = 15;

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

/** The scan fails as a whole: whatever the reason, it may be transient. */
const retryScan = [
  ...LAMBDA_RETRIERS,
  {
    ErrorEquals: ["States.ALL"],
    IntervalSeconds: 2,
    MaxAttempts: 4,
    BackoffRate: 2,
    MaxDelaySeconds: 30,
    JitterStrategy: "FULL" as const,
  },
];

/** The prefix of the names of executions that continue another. */
const CONTINUED = "continued-";

/**
 * How many executions have precedence: one that continues another, and one that started earlier. AWS lists the latest first,
 * so that a new execution sees those before it, but the list may be seconds behind.
 */
const OTHERS = `{% (
  $self := $states.context.Execution;
  $mine := $toMillis($self.StartTime);
  $count($states.result.Executions[
    ExecutionArn != $self.Id and (
      $contains(Name, /^${CONTINUED}/)
      or $toMillis(StartDate) < $mine
      or ($toMillis(StartDate) = $mine and ExecutionArn < $self.Id)
    )
  ])
) %}`;

/** A timed-out attempt has no cause. */
const CAUSE = "($type($states.errorOutput.Cause) = 'string' ? $states.errorOutput.Cause : '')";

const REASON = `{% $states.errorOutput.Error & ': ' & $substring(${CAUSE}, 0, 500) %}`;

/**
 * Whether the queue or the network failed rather than the message, determined by the error's name and the end of the cause:
 * `(Service: AmazonSQS; Status Code: 403; Error Code: AccessDenied; …)`.
 */
const QUEUE_AT_FAULT = `{% $contains(
  $states.errorOutput.Error & ' ' & $match(${CAUSE}, /\\([^()]*\\)$/).match,
  /AccessDenied|NonExistentQueue|QueueDoesNotExist|Throttl|OverLimit|KMS|Kms|Timeout|SdkClient|Status Code: (403|5\\d\\d)/
) %}`;

/** Where a message is found: in a variable, or in the state's own input. */
type Source = "$message" | "$states.input";

const keyOf = (message: Source) => ({
  user_name: { S: `{% ${message}.user_name %}` },
  message_id: { S: `{% ${message}.message_id %}` },
});
/** An id of a message that any queue accepts; in JSON, so that `a/b` and `c` differ from `a` and `b/c`. */
const IDENTITY = "{% $hash($string([$message.user_name, $message.message_id]), 'SHA-256') %}";
/** The same at each attempt, and another one each time that the message is set aside. */
const SETTING_ASIDE = `{% $hash($string([
  $states.context.Execution.Id, $states.context.State.EnteredTime, $message.user_name, $message.message_id
]), 'SHA-256') %}`;
/**
 * JSON without the two characters that a table accepts in it and a queue does not; JSON escapes the others.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html
 */
const DEAD_LETTER = `{% $replace($replace($string({
  'user_name': $message.user_name, 'message_id': $message.message_id, 'reason': $reason
}), '\\uFFFE', '\\\\uFFFE'), '\\uFFFF', '\\\\uFFFF') %}`;
const SELF = "{% $states.context.StateMachine.Id %}";

/** Whether all unsent messages were tried, and some of them skipped. */
const SKIPPED = "($after = null and $count($skipped) > 0)";
/** How many skipped messages a failed pump names. */
const MAX_NAMED = 5;

/**
 * The pump: reads unsent messages, sends and marks each, pauses, and starts over; before its history is full it continues
 * as a new execution. If several are started, the first continues and the others end.
 *
 * Each round starts after the message with which the last one ended, so that messages which stay unsent keep no others from
 * being sent. A message that can be neither sent nor set aside is skipped; once all were tried, the pump fails and names it.
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
            Assign: {
              events: 0,
              after: "{% $exists($states.input.after) ? $states.input.after : null %}",
              skipped: "{% [$states.input.skipped] %}",
            },
            Next: "Scan DynamoDB For Messages",
          },
        ],
        Default: "List Running Pumps",
        Assign: { events: 0, after: null, skipped: [] },
      },
      "List Running Pumps": awsSdk(
        "sfn:listExecutions",
        { StateMachineArn: SELF, StatusFilter: "RUNNING", MaxResults: 100 },
        {
          Output: { others: OTHERS },
          Retry: retryWhenBusy,
          Next: "Is Another Pump Running ?",
        },
      ),
      "Is Another Pump Running ?": {
        Type: "Choice",
        Choices: [{ Condition: "{% $states.input.others > 0 %}", Next: "Another Pump Runs" }],
        Default: "Scan DynamoDB For Messages",
      },
      "Another Pump Runs": { Type: "Succeed" },
      "Scan DynamoDB For Messages": lambdaInvoke(
        {
          FunctionName: args.scan,
          // Checked here, where it costs nothing: a Choice would be one more transition of every round.
          Payload: `{% $events > ${MAX_EVENTS} or ${SKIPPED} ? $error('the pump ends') : { 'after': $after } %}`,
        },
        {
          Output: "{% $states.result.Payload %}",
          Retry: [{ ErrorEquals: ["States.QueryEvaluationError"], MaxAttempts: 0 }, ...retryScan],
          Catch: [{ ErrorEquals: ["States.QueryEvaluationError"], Next: "Were Messages Skipped ?" }],
          Next: "Send Messages",
        },
      ),
      "Send Messages": {
        Type: "Map",
        Items: "{% $states.input.messages %}",
        MaxConcurrency: 10,
        ItemProcessor: { ProcessorConfig: { Mode: "INLINE" }, ...messageStates(args) },
        Assign: {
          events: `{% $events + ${EVENTS_OF_ROUND} + ${EVENTS_OF_MESSAGE} * $count($states.input.messages) %}`,
          after: "{% $states.input.next %}",
          skipped: `{% [$append($skipped, $states.result.skipped)[[0..${MAX_NAMED - 1}]]] %}`,
        },
        Output: {},
        Next: "Pause Then Loop",
      },
      "Pause Then Loop": { Type: "Wait", Seconds: args.pauseSeconds, Next: "Scan DynamoDB For Messages" },
      "Were Messages Skipped ?": {
        Type: "Choice",
        Choices: [{ Condition: `{% ${SKIPPED} %}`, Next: "Messages Skipped" }],
        Default: "Continue As New",
      },
      "Messages Skipped": {
        Type: "Fail",
        Error: "MessagesSkipped",
        Cause: "{% 'neither sent nor set aside: ' & $join($skipped, '; ') %}",
      },
      "Continue As New": startExecution(
        {
          StateMachineArn: SELF,
          // The same name at each attempt: one whose response was lost started it already.
          Name: `{% '${CONTINUED}' & $hash($states.context.Execution.Id, 'SHA-256') %}`,
          Input: linked({ continues: true, after: "{% $after %}", skipped: "{% $skipped %}" }),
        },
        {
          Output: { continuesAs: "{% $states.result.ExecutionArn %}" },
          Retry: retryWhenBusy,
          Catch: [{ ErrorEquals: ["StepFunctions.ExecutionAlreadyExistsException"], Next: "Handed Over" }],
          Next: "Handed Over",
        },
      ),
      "Handed Over": { Type: "Succeed" },
    },
  };
}

/** What is done with each message: *Send* → *Record Sent*, and what cannot be sent goes to the dead-letter queue. */
function messageStates({ tableName, queueUrl, deadLetterQueueUrl }: PumpDefinitionArgs): {
  StartAt: string;
  States: Record<string, State>;
} {
  const recordSent = (message: Source) =>
    record(tableName, message, "SET sent = :sent REMOVE unsent", { ":sent": { BOOL: true } });
  if (queueUrl === undefined) {
    return {
      StartAt: "Record Sent",
      States: { "Record Sent": recordSent("$states.input"), ...ENDS },
    };
  }
  return {
    StartAt: "Send",
    States: {
      Send: sqsSendMessage(
        {
          QueueUrl: queueUrl,
          MessageBody:
            "{% $states.input.tooLarge ? $error('the message is larger than the pump carries') : $states.input.message %}",
          MessageAttributes: {
            user: { DataType: "String", StringValue: "{% $states.input.user_name %}" },
            message_id: { DataType: "String", StringValue: "{% $states.input.message_id %}" },
          },
          MessageGroupId: "{% $states.input.user_name %}",
          MessageDeduplicationId: "{% $states.input.message_id %}",
        },
        {
          TimeoutSeconds: ANSWER_SECONDS,
          Assign: { message: "{% $states.input %}" },
          Retry: retryWhenBusy,
          Catch: [
            {
              ErrorEquals: ["States.ALL"],
              Assign: {
                message: "{% $states.input %}",
                reason: REASON,
                queueAtFault: QUEUE_AT_FAULT,
              },
              Next: "Is The Queue At Fault ?",
            },
          ],
          Next: "Record Sent",
        },
      ),
      "Record Sent": recordSent("$message"),
      "Is The Queue At Fault ?": {
        Type: "Choice",
        Choices: [{ Condition: "{% $queueAtFault %}", Next: "Stays Unsent" }],
        Default: "Set Aside",
      },
      "Stays Unsent": { Type: "Succeed", Output: {} },
      "Set Aside": sqsSendMessage(
        {
          QueueUrl: deadLetterQueueUrl,
          MessageBody: DEAD_LETTER,
          // The queue may reject the user's name or the message's id: that may be why the message is here.
          MessageGroupId: IDENTITY,
          MessageDeduplicationId: SETTING_ASIDE,
        },
        {
          TimeoutSeconds: ANSWER_SECONDS,
          Retry: retryWhenBusy,
          Catch: [skip("$message")],
          Next: "Record Set Aside",
        },
      ),
      // Without \`unsent\`, a full item has as many bytes of room as \`setAside: true\` needs.
      "Record Set Aside": record(
        tableName,
        "$message",
        "SET setAside = :reason REMOVE unsent",
        "{% { ':reason': $message.isFull ? { 'BOOL': true } : { 'S': $reason } } %}",
      ),
      ...ENDS,
    },
  };
}

/** Updates the message's item, if it still exists and is unsent. */
function record(
  TableName: pulumi.Input<string>,
  message: Source,
  UpdateExpression: string,
  ExpressionAttributeValues: Record<string, { BOOL: boolean }> | Jsonata,
): State {
  return dynamodbUpdateItem(
    {
      TableName,
      Key: keyOf(message),
      ConditionExpression: "attribute_exists(unsent)",
      UpdateExpression,
      ExpressionAttributeValues,
    },
    {
      TimeoutSeconds: ANSWER_SECONDS,
      Output: {},
      Retry: [
        { ErrorEquals: ["DynamoDB.ConditionalCheckFailedException"], MaxAttempts: 0 },
        ...retryWhenBusy,
      ],
      Catch: [
        { ErrorEquals: ["DynamoDB.ConditionalCheckFailedException"], Output: {}, Next: "No Longer Unsent" },
        skip(message),
      ],
      End: true,
    },
  );
}

/** Leaves a message as it is, with the reason, so that the others are processed. */
const skip = (message: Source) => ({
  ErrorEquals: ["States.ALL"],
  Output: {
    skipped: `{% $substring($string([${message}.user_name, ${message}.message_id]), 0, 300) & ' '
      & $states.errorOutput.Error & ': ' & $substring(${CAUSE}, 0, 500) %}`,
  },
  Next: "Skipped",
});

const ENDS: Record<string, State> = {
  "No Longer Unsent": { Type: "Succeed" },
  Skipped: { Type: "Succeed" },
};
