import type {
  DescribeExecutionInput,
  DescribeStateMachineForExecutionInput,
  IncludedData,
  ListExecutionsInput,
  StartExecutionInput,
  StartSyncExecutionInput,
  StopExecutionInput,
} from "@aws-sdk/client-sfn";
import type { CallContext, Caller } from "../../aws/service";
import { parseStateMachineArn, requireStandardExecution, splitTestCase } from "./arns";
import { expressBilling } from "./billing";
import type { StepFunctions } from "./environment";
import { errors } from "./errors";
import type { Execution } from "./execution";
import { redriveStatusOf } from "./redrive";
import type { Target } from "./stateMachine";
import { describeRevision } from "./stateMachineOperations";

export const executionOperations = (service: StepFunctions) => {
  const ofMapRun = (arn: string) => {
    service.executions.mapRuns.require(arn);
    return (execution: Execution) => execution.mapRunArn === arn;
  };
  const ofStateMachine = (arn: string) => {
    const machine = service.machines.require(arn);
    if (machine.type === "EXPRESS") throw errors.stateMachineTypeNotSupported();
    const { qualifier } = parseStateMachineArn(arn);
    return (execution: Execution) =>
      execution.machine === machine &&
      execution.mapRunArn === undefined &&
      (qualifier === undefined || [execution.versionArn, execution.aliasArn].includes(arn));
  };
  /** Starts the state machine, version or alias that an ARN names, in the test case that it may include. */
  const start = (
    { stateMachineArn: given = "", name, input, traceHeader }: StartExecutionInput,
    caller: Caller,
    check: (target: Target) => void,
  ): Execution => {
    const { stateMachineArn, testCase } = splitTestCase(given);
    const target = service.machines.target(stateMachineArn, service.random);
    check(target);
    if (testCase !== undefined) requireTestCase(service, target.machine.name, testCase);
    return service.runner.start(target, { name, input, traceHeader, testCase }, caller);
  };
  return {
    StartExecution(input: StartExecutionInput, caller: Caller) {
      const { arn, startDate } = start(input, caller, () => {});
      return { executionArn: arn, startDate };
    },

    async StartSyncExecution(input: StartSyncExecutionInput, caller: Caller, context: CallContext) {
      const { stateMachineArn, includedData } = input;
      const execution = start(input, caller, ({ machine }) => {
        if (machine.type !== "EXPRESS") throw errors.stateMachineTypeNotSupported();
      });
      await context.idle(execution.ended);
      const { arn, name, startDate, stopDate = startDate, traceHeader } = execution;
      return {
        executionArn: arn,
        stateMachineArn,
        name,
        startDate,
        stopDate,
        status: execution.status,
        ...(traceHeader !== undefined && { traceHeader }),
        ...data(execution, includedData),
        billingDetails: expressBilling(stopDate.getTime() - startDate.getTime()),
      };
    },

    DescribeExecution({ executionArn = "", includedData }: DescribeExecutionInput) {
      requireStandardExecution(executionArn);
      const execution = service.executions.require(executionArn);
      const { traceHeader } = execution;
      return {
        ...summary(execution),
        ...(traceHeader !== undefined && { traceHeader }),
        ...data(execution, includedData),
        ...redriveStatusOf(execution, service.clock.now()),
      };
    },

    DescribeStateMachineForExecution(input: DescribeStateMachineForExecutionInput) {
      const { executionArn = "", includedData } = input;
      requireStandardExecution(executionArn);
      const { machine, stateMachineArn, mapRunArn, revision } = service.executions.require(executionArn);
      return {
        stateMachineArn,
        name: machine.name,
        ...(mapRunArn !== undefined && { mapRunArn }),
        updateDate: revision.updateDate,
        ...describeRevision(revision, includedData),
      };
    },

    ListExecutions({
      stateMachineArn,
      mapRunArn,
      statusFilter,
      redriveFilter,
      ...request
    }: ListExecutionsInput) {
      if ((stateMachineArn === undefined) === (mapRunArn === undefined)) {
        throw errors.validation("Must specify exactly one of stateMachineArn and mapRunArn");
      }
      const belongs =
        stateMachineArn === undefined ? ofMapRun(mapRunArn ?? "") : ofStateMachine(stateMachineArn);
      const executions = service.executions
        .list()
        .filter(
          (execution) =>
            belongs(execution) &&
            (statusFilter === undefined || execution.status === statusFilter) &&
            (redriveFilter === undefined || (redriveFilter === "REDRIVEN") === execution.redriveCount > 0),
        );
      const scope = `ListExecutions ${stateMachineArn ?? mapRunArn} ${statusFilter ?? ""} ${redriveFilter ?? ""}`;
      const page = service.pages.page(executions, request, scope, ({ sequence }) => -sequence);
      return {
        executions: page.items.map(summary),
        ...(page.nextToken && { nextToken: page.nextToken }),
      };
    },

    /** Stopping an execution that has ended returns the time it ended. */
    async StopExecution({ executionArn = "", error, cause }: StopExecutionInput) {
      requireStandardExecution(executionArn);
      const execution = service.executions.require(executionArn);
      if (execution.mapRunArn !== undefined) {
        throw errors.validation(`'${executionArn}' is a child of a Map Run and is stopped with its parent`);
      }
      await execution.stop(error, cause);
      return { stopDate: execution.stopDate };
    },
  };
};

function requireTestCase({ faults }: StepFunctions, stateMachine: string, testCase: string): void {
  const known = faults.testCasesOf(stateMachine);
  if (known.includes(testCase)) return;
  const list = known.length > 0 ? known.join(", ") : "none";
  throw errors.validation(
    `The state machine '${stateMachine}' has no test case '${testCase}' in the fault plan; it has: ${list}`,
  );
}

const summary = (execution: Execution) => ({
  executionArn: execution.arn,
  stateMachineArn: execution.stateMachineArn,
  name: execution.name,
  status: execution.status,
  startDate: execution.startDate,
  ...(execution.stopDate && { stopDate: execution.stopDate }),
  ...(execution.mapRunArn !== undefined && { mapRunArn: execution.mapRunArn }),
  ...(execution.versionArn !== undefined && { stateMachineVersionArn: execution.versionArn }),
  ...(execution.aliasArn !== undefined && { stateMachineAliasArn: execution.aliasArn }),
  redriveCount: execution.redriveCount,
  ...(execution.redriveDate && { redriveDate: execution.redriveDate }),
});

/** The data that `METADATA_ONLY` omits: input, output, error and cause. */
function data({ input, result }: Execution, includedData: IncludedData = "ALL_DATA") {
  if (includedData === "METADATA_ONLY") return {};
  const included = { included: true };
  if (result === undefined) return { input, inputDetails: included };
  if (result.status === "SUCCEEDED") {
    return { input, inputDetails: included, output: JSON.stringify(result.output), outputDetails: included };
  }
  const { error, cause } = result;
  return {
    input,
    inputDetails: included,
    ...(error !== undefined && { error }),
    ...(cause !== undefined && { cause }),
  };
}
