import type * as pulumi from "@pulumi/pulumi";
import { lambdaInvoke, type StateMachineDefinition, sqsSendMessageWaitForTaskToken } from "../../states";
import type { InlineFunction } from "../shared/inlineFunction";
import { BLOCK_INPUT } from "./expressions";

const QueryLanguage = "JSONata" as const;

/** Passes `{"input": X}` through. */
export function passDefinition(block: string, timeoutSeconds: number): StateMachineDefinition {
  return {
    Comment: `Block ${block}: hands its input on.`,
    QueryLanguage,
    StartAt: "Pass",
    TimeoutSeconds: timeoutSeconds,
    States: { Pass: { Type: "Pass", Output: { input: BLOCK_INPUT }, End: true } },
  };
}

/** Calls a function with X; what it returns is the next X. */
export function functionDefinition(
  block: string,
  work: InlineFunction<never>,
  timeoutSeconds: number,
): StateMachineDefinition {
  return {
    Comment: `Block ${block}: a function.`,
    QueryLanguage,
    StartAt: "Call Function",
    TimeoutSeconds: timeoutSeconds,
    States: {
      "Call Function": lambdaInvoke(
        { FunctionName: work, Payload: { input: BLOCK_INPUT } },
        { Output: { input: "{% $states.result.Payload %}" }, End: true },
      ),
    },
  };
}

/** Errors of the queue under load and transient failures, by the names that Step Functions gives them. */
const QUEUE_IS_BUSY = [
  "SQS.RequestThrottledException",
  "SQS.ThrottlingException",
  "SQS.OverLimitException",
  "SQS.KmsThrottledException",
  "SQS.InternalFailureException",
  "SQS.ServiceUnavailableException",
  "SQS.SdkClientException",
];

/** Sends X and the task's token to a queue, and waits for the callback with the next X. */
export function asynchronousDefinition(
  block: string,
  queueUrl: pulumi.Input<string>,
  timeoutSeconds: number,
  heartbeatSeconds: number,
): StateMachineDefinition {
  return {
    Comment: `Block ${block}: queued work.`,
    QueryLanguage,
    StartAt: "Queue Work",
    TimeoutSeconds: timeoutSeconds,
    States: {
      "Queue Work": sqsSendMessageWaitForTaskToken(
        {
          QueueUrl: queueUrl,
          MessageBody: { input: BLOCK_INPUT, taskToken: "{% $states.context.Task.Token %}" },
        },
        {
          TimeoutSeconds: timeoutSeconds,
          HeartbeatSeconds: heartbeatSeconds,
          // An error that the worker reported is not among them.
          Retry: [
            {
              ErrorEquals: QUEUE_IS_BUSY,
              IntervalSeconds: 1,
              MaxAttempts: 6,
              BackoffRate: 2,
              MaxDelaySeconds: 20,
              JitterStrategy: "FULL",
            },
          ],
          Output: { input: "{% $states.result %}" },
          End: true,
        },
      ),
    },
  };
}
