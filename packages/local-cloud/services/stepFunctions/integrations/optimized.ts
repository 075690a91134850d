import { type Json, TaskFailure } from "../../../../asl/engine";
import type { TaskEnvironment } from "./environment";
import { type ErrorStyle, optimizedStyle } from "./failure";
import { sdkMetadata, toInput, toJson, toText } from "./shape";
import type { TaskCall } from "./taskCall";

type Input = { [key: string]: Json };

/** An optimized integration that makes one call to the service's API. */
export interface OptimizedAction {
  /** The service's signing name. */
  service: string;
  operation: string;
  style: ErrorStyle;
  contentType: string;
  /** `.waitForTaskToken` is supported. */
  callback?: true;
  /** Converts the parameters to the API's input. */
  prepare?(input: Input, environment: TaskEnvironment): Input;
  /** Throws if a successful response is a failure for the state. */
  inspect?(output: Input): void;
}

const SQS = optimizedStyle("SQS", "AmazonSQSException", "AmazonSQS");
const SNS = optimizedStyle("SNS", "AmazonSNSException", "AmazonSNS");
const DYNAMODB = optimizedStyle("DynamoDB", "AmazonDynamoDBException", "AmazonDynamoDBv2");
const EVENTS = optimizedStyle("EventBridge", "AmazonEventBridgeException", "AmazonEventBridge");

const dynamodb = (operation: string): OptimizedAction => ({
  service: "dynamodb",
  operation,
  style: DYNAMODB,
  contentType: "application/x-amz-json-1.0",
});

/** By service and action of the Task's `Resource`. */
export const OPTIMIZED_ACTIONS: Readonly<Record<string, OptimizedAction>> = {
  "sqs:sendMessage": {
    service: "sqs",
    operation: "SendMessage",
    style: SQS,
    contentType: "application/x-amz-json-1.0",
    callback: true,
    prepare: withText("MessageBody"),
  },
  "sns:publish": {
    service: "sns",
    operation: "Publish",
    style: SNS,
    contentType: "text/xml",
    callback: true,
    prepare: withText("Message"),
  },
  "dynamodb:getItem": dynamodb("GetItem"),
  "dynamodb:putItem": dynamodb("PutItem"),
  "dynamodb:updateItem": dynamodb("UpdateItem"),
  "dynamodb:deleteItem": dynamodb("DeleteItem"),
  "events:putEvents": {
    service: "events",
    operation: "PutEvents",
    style: EVENTS,
    contentType: "application/x-amz-json-1.1",
    callback: true,
    prepare: (input, environment) => ({ ...input, Entries: eventEntries(input.Entries, environment) }),
    inspect: refuseFailedEntries,
  },
};

/** One call of an optimized integration; its result is the API's output and the request's metadata. */
export async function runOptimized(call: TaskCall, action: OptimizedAction): Promise<Json> {
  const parameters = toInput(call.request.exactParameters);
  const input = action.prepare?.(parameters, call.environment) ?? parameters;
  const { output, requestId } = await call.invoke(
    action.service,
    action.operation,
    input,
    call.request.signal,
  );
  const result = toJson(output, "epochMilliseconds") as Input;
  action.inspect?.(result);
  return { ...result, ...sdkMetadata(requestId, action.contentType, result) };
}

/** Converts a member that a state may pass as an object to the string that the API requires. */
function withText(member: string): (input: Input) => Input {
  return (input) => (input[member] === undefined ? input : { ...input, [member]: toText(input[member]) });
}

/** Converts every event's detail to a string and adds the execution and its state machine to its resources. */
function eventEntries(entries: Json | undefined, environment: TaskEnvironment): Json {
  if (!Array.isArray(entries)) return entries ?? null;
  return entries.map((entry) => {
    if (entry === null || typeof entry !== "object" || Array.isArray(entry)) return entry;
    const resources = Array.isArray(entry.Resources) ? entry.Resources : [];
    return {
      ...(entry.Detail === undefined ? entry : { ...entry, Detail: toText(entry.Detail) }),
      Resources: [...resources, environment.executionArn, environment.stateMachineArn],
    };
  });
}

function refuseFailedEntries({ Entries = null, FailedEntryCount = 0 }: Input): void {
  if (FailedEntryCount === 0) return;
  throw new TaskFailure("EventBridge.FailedEntry", JSON.stringify({ Entries, FailedEntryCount }));
}
