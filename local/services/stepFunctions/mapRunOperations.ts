import type { DescribeMapRunInput, ListMapRunsInput } from "@aws-sdk/client-sfn";
import { requireStandardExecution } from "./arns";
import type { StepFunctions } from "./environment";

export const mapRunOperations = (service: StepFunctions) => ({
  DescribeMapRun({ mapRunArn = "" }: DescribeMapRunInput) {
    const { stateName: _, ...run } = service.executions.mapRuns.require(mapRunArn);
    return { ...run, redriveCount: 0 };
  },

  ListMapRuns({ executionArn = "", ...request }: ListMapRunsInput) {
    requireStandardExecution(executionArn);
    const { stateMachineArn } = service.executions.require(executionArn);
    const { mapRuns } = service.executions;
    const scope = `ListMapRuns ${executionArn}`;
    const page = service.pages.page(mapRuns.listOf(executionArn), request, scope, (run) =>
      mapRuns.sequenceOf(run),
    );
    return {
      mapRuns: page.items.map(({ mapRunArn, startDate, stopDate }) => ({
        executionArn,
        mapRunArn,
        stateMachineArn,
        startDate,
        ...(stopDate && { stopDate }),
      })),
      ...(page.nextToken && { nextToken: page.nextToken }),
    };
  },
});
