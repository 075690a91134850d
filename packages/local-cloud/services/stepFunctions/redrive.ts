import type { ExecutionRedriveStatus, RedriveExecutionInput } from "@aws-sdk/client-sfn";
import { LIMITS } from "../../../asl/engine";
import { requireStandardExecution } from "./arns";
import type { StepFunctions } from "./environment";
import { errors } from "./errors";
import type { Execution } from "./execution";

const DAY = 24 * 60 * 60 * 1000;
/** Counted from the execution's end. */
const REDRIVABLE_PERIOD = 14 * DAY;
/** The longest a Standard execution may run, counted from its start. */
const MAX_EXECUTION_TIME = 365 * DAY;

export interface RedriveStatus {
  redriveStatus: ExecutionRedriveStatus;
  /** Why not, in AWS's words. */
  redriveStatusReason?: string;
}

/**
 * Whether an execution can be redriven
 * ({@link https://docs.aws.amazon.com/step-functions/latest/dg/redrive-executions.html}).
 *
 * @param now milliseconds since the epoch
 */
export function redriveStatusOf(execution: Execution, now: number): RedriveStatus {
  const redriveStatusReason = reasonAgainst(execution, now);
  if (redriveStatusReason !== undefined) return { redriveStatus: "NOT_REDRIVABLE", redriveStatusReason };
  return { redriveStatus: execution.mapRunArn === undefined ? "REDRIVABLE" : "REDRIVABLE_BY_MAP_RUN" };
}

function reasonAgainst(execution: Execution, now: number): string | undefined {
  const { machine, status, stopDate, startDate, events } = execution;
  if (machine.status === "DELETING") return "State machine is in DELETING status";
  if (status === "RUNNING" || status === "SUCCEEDED") return `Execution is ${status} and cannot be redriven`;
  // There must be room for the redrive's event and one more.
  if (events.length >= LIMITS.historyEvents - 1) return "Execution history event limit exceeded";
  if (now - startDate.getTime() > MAX_EXECUTION_TIME) return "Execution has exceeded the max execution time";
  if (now - (stopDate?.getTime() ?? now) > REDRIVABLE_PERIOD) return "Execution redrivable period exceeded";
  return undefined;
}

const MAX_TOKENS = 10;
const TOKEN_LIFETIME = 15 * 60 * 1000;

interface UsedToken {
  token: string;
  redriveDate: Date;
}

/** The client tokens of successful redrives: repeating a request returns the same response and redrives nothing. */
export class RedriveTokens {
  private readonly used = new WeakMap<Execution, UsedToken[]>();

  /** The time of the redrive that used the token; undefined for a token that is new or has expired. */
  find(execution: Execution, token: string | undefined, now: number): Date | undefined {
    const found = this.used.get(execution)?.find((each) => each.token === token);
    return found && now - found.redriveDate.getTime() <= TOKEN_LIFETIME ? found.redriveDate : undefined;
  }

  add(execution: Execution, token: string | undefined, redriveDate: Date): void {
    if (token === undefined) return;
    const others = (this.used.get(execution) ?? []).filter((each) => each.token !== token);
    this.used.set(execution, [...others, { token, redriveDate }].slice(-MAX_TOKENS));
  }
}

export const redriveOperations = (service: StepFunctions) => {
  const tokens = new RedriveTokens();
  return {
    RedriveExecution({ executionArn = "", clientToken }: RedriveExecutionInput) {
      requireStandardExecution(executionArn);
      const execution = service.executions.require(executionArn);
      const now = service.clock.now();
      const previous = tokens.find(execution, clientToken, now);
      if (previous) return { redriveDate: previous };
      if (execution.mapRunArn !== undefined) {
        throw errors.executionNotRedrivable(
          "Execution was started by a Map Run and is redriven with its parent",
        );
      }
      const { redriveStatusReason } = redriveStatusOf(execution, now);
      if (redriveStatusReason !== undefined) throw errors.executionNotRedrivable(redriveStatusReason);
      const redriveDate = new Date(now);
      service.runner.redrive(execution, redriveDate);
      tokens.add(execution, clientToken, redriveDate);
      return { redriveDate };
    },
  };
};
