import { type HistoryEvent, ListExecutionsCommand, SFNClient } from "@aws-sdk/client-sfn";
import type { NamedResource } from "../../../packages/names";
import { messageOf } from "../../../packages/terminal";
import { isExecutionArn, regionOf } from "../../arns";
import { explaining } from "../../errors";
import type { Execution } from "../../execution";
import { defaultLogGroup, FunctionLog, functionNameOf, invocationsIn, type LogLine } from "../functionLog";
import type { Session } from "../session";
import { type Call, type Failure, failureOf } from "./failure";
import { type MissingStatement, missingStatement } from "./missingStatement";

/** Everything that is known about why an execution failed. */
export interface Explanation {
  executionArn: string;
  status: "FAILED" | "TIMED_OUT" | "ABORTED";
  stopDate: Date;
  failure: Failure;
  /** The function whose invocation failed, and what it logged. */
  log?: InvocationLog;
  missing?: MissingStatement;
  /** Why it cannot be redriven; absent if it can. */
  notRedrivable?: string;
  /** The execution that it waited for, or the first child of its distributed Map, that failed. */
  child?: Explanation;
}

export interface InvocationLog {
  functionName: string;
  group: string;
  lines: LogLine[];
  /** How many invocations were at the same time and could be the one. */
  candidates: number;
  /** Why it could not be read. */
  unreadable?: string;
}

/** @throws Error if the execution has not failed. */
export async function explain(session: Session, execution: Execution): Promise<Explanation> {
  const described = await execution.describe();
  const { status, executionArn } = described;
  if (!("stopDate" in described) || described.status === "SUCCEEDED") {
    const what = status === "SUCCEEDED" ? "succeeded" : `has not ended: it is ${status}`;
    throw new Error(`${executionArn} ${what}`);
  }
  const events: HistoryEvent[] = [];
  for await (const event of execution.history()) events.push(event);
  // An execution that ended without success has an event for it.
  const failure = failureOf(events)!;
  const [log, child] = await Promise.all([
    failure.call?.function === undefined ? undefined : logOf(session, executionArn, failure.call, failure),
    childOf(session, executionArn, failure),
  ]);
  const missing = missingStatement(failure.cause ?? "");
  return {
    executionArn,
    status: described.status,
    stopDate: described.stopDate,
    failure,
    ...(log && { log }),
    ...(missing && { missing }),
    ...(described.notRedrivable !== undefined && { notRedrivable: described.notRedrivable }),
    ...(child && { child }),
  };
}

/** How much earlier and later than the task's events the lines of its invocation may be. */
const EARLIER_MS = 1_000;
const LATER_MS = 5_000;

async function logOf(
  session: Session,
  executionArn: string,
  { function: given, from, to }: Call,
  { cause }: Failure,
): Promise<InvocationLog> {
  const functionName = functionNameOf(given!);
  const group = groupOf(functionName, (await session.names()).resources);
  const log = new FunctionLog({ ...session.place.access, region: regionOf(executionArn)! });
  try {
    const all = await log.lines(group, from.getTime() - EARLIER_MS, to.getTime() + LATER_MS);
    const invocations = invocationsIn(all);
    const fitting = invocations.filter((lines) => saysSo(lines, cause));
    const chosen = (fitting.length > 0 ? fitting : invocations).at(-1) ?? [];
    return { functionName, group, lines: chosen, candidates: Math.max(fitting.length, 1) };
  } catch (error) {
    // The rest of the explanation is worth having without it.
    return { functionName, group, lines: [], candidates: 0, unreadable: messageOf(error) };
  } finally {
    log.close();
  }
}

/** Whether lines contain the message of the error that a function's failure has as its cause. */
function saysSo(lines: readonly LogLine[], cause = ""): boolean {
  let message: unknown;
  try {
    ({ errorMessage: message } = JSON.parse(cause));
  } catch {
    // Not the cause of a function's error.
    return false;
  }
  const wanted = typeof message === "string" ? message.split("\n")[0]! : "";
  const quoted = JSON.stringify(wanted).slice(1, -1);
  return (
    wanted !== "" && lines.some((line) => line.message.includes(wanted) || line.message.includes(quoted))
  );
}

const groupOf = (functionName: string, resources: readonly NamedResource[]): string =>
  resources.find(({ type, physicalName }) => type === "function" && physicalName === functionName)
    ?.logGroup ?? defaultLogGroup(functionName);

async function childOf(
  session: Session,
  parentArn: string,
  failure: Failure,
): Promise<Explanation | undefined> {
  const arn = failure.childArn ?? (failure.mapRunArn && (await failedChildOf(session, failure.mapRunArn)));
  if (arn === undefined || arn === parentArn || !isExecutionArn(arn)) return undefined;
  const child = session.machines(arn).execution(arn);
  const described = await child.describe();
  // A child that succeeded, or still runs, is not the reason.
  if (!("stopDate" in described) || described.status === "SUCCEEDED") return undefined;
  return explain(session, child);
}

/** The first child of a distributed Map that failed. Children that are Express cannot be described. */
async function failedChildOf(session: Session, mapRunArn: string): Promise<string | undefined> {
  const client = new SFNClient({ ...session.place.access, region: regionOf(mapRunArn)! });
  try {
    const command = new ListExecutionsCommand({ mapRunArn, statusFilter: "FAILED" });
    const { executions = [] } = await explaining(client.send(command));
    const [arn] = executions
      .map(({ executionArn }) => executionArn!)
      .filter((each) => each.includes(":execution:"));
    return arn;
  } finally {
    client.destroy();
  }
}
