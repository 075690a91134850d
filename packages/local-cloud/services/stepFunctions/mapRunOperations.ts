import type { DescribeMapRunInput, ListMapRunsInput, UpdateMapRunInput } from "@aws-sdk/client-sfn";
import type { MapRunCounts } from "../../../asl/engine";
import { requireStandardExecution } from "./arns";
import type { StepFunctions } from "./environment";
import { errors } from "./errors";

/** The counts including those of redrives. */
const countsOf = (counts: MapRunCounts) => ({ ...counts, failuresNotRedrivable: 0, pendingRedrive: 0 });

const SETTINGS = ["maxConcurrency", "toleratedFailurePercentage", "toleratedFailureCount"] as const;

export const mapRunOperations = (service: StepFunctions) => ({
  DescribeMapRun({ mapRunArn = "" }: DescribeMapRunInput) {
    const { stateName: _, ...run } = service.executions.mapRuns.require(mapRunArn);
    return {
      ...run,
      itemCounts: countsOf(run.itemCounts),
      executionCounts: countsOf(run.executionCounts),
    };
  },

  UpdateMapRun({ mapRunArn = "", ...request }: UpdateMapRunInput) {
    const control = service.executions.mapRuns.controlOf(mapRunArn);
    const settings = SETTINGS.filter((name) => request[name] !== undefined);
    if (settings.length === 0) {
      throw errors.validation(
        `At least one of ${SETTINGS.join(", ")} must be specified`,
        "MISSING_REQUIRED_PARAMETER",
      );
    }
    if (!control) throw errors.validation(`Map Run '${mapRunArn}' has ended and cannot be updated`);
    control.update(Object.fromEntries(settings.map((name) => [name, request[name]])));
    return {};
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
