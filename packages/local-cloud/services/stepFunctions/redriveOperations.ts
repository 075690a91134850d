import type { RedriveExecutionInput } from "@aws-sdk/client-sfn";
import { requireStandardExecution } from "./arns";
import type { StepFunctions } from "./environment";
import { errors } from "./errors";
import { RedriveTokens, redriveStatusOf } from "./redrive";

export const redriveOperations = (service: StepFunctions) => {
  const tokens = new RedriveTokens();
  return {
    RedriveExecution({ executionArn = "", clientToken }: RedriveExecutionInput) {
      requireStandardExecution(executionArn);
      const execution = service.executions.require(executionArn);
      const now = service.clock.now();
      const before = tokens.find(execution, clientToken, now);
      if (before) return { redriveDate: before };
      if (execution.mapRunArn !== undefined) {
        throw errors.executionNotRedrivable(
          "Execution was started by a Map Run and is redriven with its parent",
        );
      }
      const { redriveStatusReason } = redriveStatusOf(execution, now);
      if (redriveStatusReason !== undefined) throw errors.executionNotRedrivable(redriveStatusReason);
      const redriveDate = new Date(now);
      service.executions.redrive(execution, redriveDate);
      tokens.add(execution, clientToken, redriveDate);
      return { redriveDate };
    },
  };
};
