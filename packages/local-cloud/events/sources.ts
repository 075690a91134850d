import type { HistoryEvent } from "../../asl/engine";
import type { LocalCloud } from "../cloud";
import type { LambdaService } from "../services/lambda/lambda";
import type { Execution } from "../services/stepFunctions";
import type { EventStream } from "./eventStream";

/** Publishes what the cloud itself reports: calls and refusals. */
export function publishCalls(events: EventStream, cloud: LocalCloud): void {
  cloud.onCall((event) => events.publish("call", () => event));
  cloud.iam.onRefusal((refusal) => events.publish("refusal", () => refusal));
}

export function publishInvocations(events: EventStream, lambda: LambdaService): void {
  lambda.onInvocationStart((start) => events.publish("functionStarted", () => start));
  lambda.onLogLine((line) => events.publish("functionLog", () => line));
  lambda.onDebugger((opened) => events.publish("debugger", () => opened));
  lambda.onInvocation((record) => events.publish("functionEnded", () => record));
}

/** What the Step Functions service calls with each event of an execution. */
export const publishHistory =
  (events: EventStream) =>
  (execution: Execution, event: HistoryEvent): void => {
    if (event.type === "ExecutionStarted" || event.type === "ExecutionRedriven")
      events.publish("executionStarted", () => ({
        ...identify(execution),
        input: execution.input,
        redriveCount: execution.redriveCount,
      }));
    events.publish("history", () => ({ ...identify(execution), event }));
  };

/** What the Step Functions service calls with each execution that has ended. */
export const publishEnd =
  (events: EventStream) =>
  (execution: Execution): void =>
    events.publish("executionEnded", () => ({ ...identify(execution), ...endOf(execution) }));

const identify = ({ arn, name, machine }: Execution) => ({
  executionArn: arn,
  name,
  stateMachineArn: machine.arn,
});

function endOf({ result }: Execution) {
  // It has ended.
  const { status, ...rest } = result!;
  return { status, ...("output" in rest ? { output: JSON.stringify(rest.output) } : rest) };
}
