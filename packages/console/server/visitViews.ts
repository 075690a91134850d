import type { Execution, TracedAttempt, TracedVisit } from "../../local-stack";
import type { AttemptView, VisitView } from "../api";
import { type ExecutionContext, shownIterations, visitsIn } from "./executionView";
import type { Journal } from "./journal";
import { type Query, required } from "./query";
import { statusOf } from "./stateStatus";

/** Of a loop: the latest. */
const MOST_VISITS = 100;

/** The visits of a state, in the iterations that are shown. */
export function visitViews(
  execution: Execution,
  query: Query,
  { traces }: ExecutionContext,
  journal: Journal,
): VisitView[] {
  const id = required(query, "state");
  const trace = traces.of(execution);
  return visitsIn(shownIterations(query, trace), trace)
    .filter((visit) => visit.id === id)
    .slice(-MOST_VISITS)
    .map((visit) => visitView(visit, execution, journal));
}

function visitView(visit: TracedVisit, { status, machine }: Execution, journal: Journal): VisitView {
  const { state, type, iterations, input, output, variables, assigned, attempts, failure } = visit;
  const iteration = Object.values(iterations).at(-1);
  const last = attempts.at(-1);
  const statement = MISSING.exec(failure?.cause ?? "")?.[1];
  return {
    state,
    type,
    ...(iteration !== undefined && { iteration }),
    status: statusOf(visit, status),
    enteredAt: visit.enteredAt,
    ...(visit.exitedAt !== undefined && { exitedAt: visit.exitedAt }),
    input,
    ...(last && { arguments: last.parameters }),
    ...(last?.result !== undefined && { result: last.result }),
    ...(output !== undefined && { output }),
    variablesBefore: textOf(variables),
    ...(visit.exitedAt !== undefined && { variablesAfter: textOf({ ...variables, ...assigned }) }),
    attempts: attempts.map((attempt) => attemptView(attempt, machine.arn, journal)),
    ...(failure && { error: "", ...failure }),
    ...(statement !== undefined && { missingStatement: statement }),
  };
}

/** What a refusal ends with. */
const MISSING = /Missing statement: (\{.*\})/;

/** @param variables JSON texts by name */
const textOf = (variables: Readonly<Record<string, string>>): string =>
  `{${Object.entries(variables)
    .map(([name, text]) => `${JSON.stringify(name)}:${text}`)
    .join(",")}}`;

function attemptView(attempt: TracedAttempt, machine: string, journal: Journal): AttemptView {
  const { failure, ...rest } = attempt;
  const { resource, parameters, startedAt, endedAt } = rest;
  const request = JSON.parse(parameters) as unknown;
  const functionArn = functionOf(resource, request, machine);
  const payload = functionArn === resource ? request : (request as { Payload?: unknown } | null)?.Payload;
  return {
    ...rest,
    ...(failure && { error: "", ...failure }),
    logs:
      functionArn === undefined ? [] : journal.linesOfInvocation(functionArn, payload, startedAt, endedAt),
  };
}

/** The ARN of the function that an attempt invoked. */
function functionOf(resource: string, request: unknown, machine: string): string | undefined {
  if (/^arn:[\w-]+:lambda:/.test(resource)) return resource;
  if (!/^(aws-sdk:)?lambda:invoke/.test(resource)) return undefined;
  const { FunctionName: name } = request as { FunctionName?: unknown };
  if (typeof name !== "string") return undefined;
  if (name.startsWith("arn:")) return name;
  const [arn, partition, , region, account] = machine.split(":");
  return [arn, partition, "lambda", region, account, "function", name].join(":");
}
