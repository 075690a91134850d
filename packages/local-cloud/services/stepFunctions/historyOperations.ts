import type { GetExecutionHistoryInput } from "@aws-sdk/client-sfn";
import type { HistoryEvent } from "../../../asl/engine";
import { requireStandardExecution } from "./arns";
import type { StepFunctions } from "./environment";

const EXECUTION_DATA = ["input", "inputDetails", "output", "outputDetails"];

export const historyOperations = (service: StepFunctions) => ({
  GetExecutionHistory(request: GetExecutionHistoryInput) {
    const { executionArn = "", reverseOrder = false, includeExecutionData = true } = request;
    requireStandardExecution(executionArn);
    const { events } = service.executions.require(executionArn);
    const ordered = reverseOrder ? events.toReversed() : events;
    const scope = `GetExecutionHistory ${executionArn} ${reverseOrder} ${includeExecutionData}`;
    const page = service.pages.page(ordered, request, scope, ({ id }) => (reverseOrder ? -id : id));
    return {
      events: includeExecutionData ? page.items : page.items.map(withoutData),
      ...(page.nextToken && { nextToken: page.nextToken }),
    };
  },
});

/** The event without the inputs and outputs of states. */
export const withoutData = (event: HistoryEvent) =>
  Object.fromEntries(
    Object.entries(event).map(([name, value]) => [
      name,
      name.endsWith("EventDetails") ? omit(value as Record<string, unknown>) : value,
    ]),
  );

const omit = (details: Record<string, unknown>) =>
  Object.fromEntries(Object.entries(details).filter(([name]) => !EXECUTION_DATA.includes(name)));
