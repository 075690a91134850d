import { errorOutputOf } from "../compile/catcher";
import { asStateFailure, type StateFailure, tooManyFailures } from "../errors";
import type { JsonObject } from "../json";
import { NO_VARIABLES, type Sources, type Stage, type Variables } from "../query/scope";
import { Frame } from "../run/frame";
import { failureDetails, History } from "../run/history";
import type { Host, Tolerance } from "../run/host";
import type { Transition } from "../run/visit";
import { Visit } from "../run/visit";
import { type Json, type Surroundings, TaskFailure, type TaskRunner } from "../types";
import type { TestStateRequest, TestStateResponse } from "./request";
import { parseJson, parseObject, type Subject, subjectOf } from "./subject";

/**
 * Runs one attempt of one state, as the `TestState` API does. Tasks are mocked, or performed by `surroundings.tasks`;
 * a Map or Parallel is always mocked. Throws `TestStateError` for a request that the API rejects.
 */
export async function testState(
  request: TestStateRequest,
  surroundings: Surroundings,
): Promise<TestStateResponse> {
  const subject = subjectOf(request);
  const inspection = new Inspection(request.inspectionLevel ?? "INFO");
  const visit = prepare(request, subject, surroundings, inspection);
  inspection.note("input", visit.input);
  try {
    const { output, next } = await subject.state.run(visit);
    return respond(inspection, { status: "SUCCEEDED", output, next });
  } catch (thrown) {
    return answerFailure(request, visit, asStateFailure(thrown), inspection);
  }
}

/** What a response shows of the data between the steps of the state. */
class Inspection {
  readonly data: Record<string, unknown> = {};

  constructor(private readonly level: "INFO" | "DEBUG" | "TRACE") {}

  note(stage: Stage | "input", value: Json): void {
    this.data[stage] = typeof value === "number" && NUMBERS.has(stage) ? value : JSON.stringify(value);
  }

  get shown(): boolean {
    return this.level !== "INFO";
  }
}

const NUMBERS = new Set<string>(["maxConcurrency", "toleratedFailureCount", "toleratedFailurePercentage"]);

function prepare(
  request: TestStateRequest,
  subject: Subject,
  surroundings: Surroundings,
  inspection: Inspection,
): Visit {
  const input = parseJson(request.input ?? "{}", "InvalidExecutionInput", "Input must be valid JSON");
  const { clock } = surroundings;
  const sources: Sources = {
    clock,
    random: () => surroundings.random(),
    uuid: () => surroundings.uuid(),
    inspect: (stage, value) => inspection.note(stage, value),
  };
  const host: Host = {
    sources,
    surroundings: { ...surroundings, tasks: request.mock ? mockedTasks(request.mock) : surroundings.tasks },
    history: new History(clock, Number.POSITIVE_INFINITY, 0),
    breathe: async () => {},
    standIn: request.mock && ((tolerance) => mockedBranches(request, tolerance)),
  };
  const context = contextOf(request, input, sources);
  const variables = variablesOf(request.variables);
  const visit = new Visit(new Frame(host, context, variables, 0), subject.state, input);
  if (request.context !== undefined) visit.context = context;
  return visit;
}

function mockedTasks({ result, errorOutput }: NonNullable<TestStateRequest["mock"]>): TaskRunner {
  return {
    async run() {
      if (errorOutput) throw new TaskFailure(errorOutput.error, errorOutput.cause);
      return result === undefined ? null : (JSON.parse(result) as Json);
    },
  };
}

function mockedBranches({ mock, stateConfiguration }: TestStateRequest, tolerance: Tolerance = {}): Json {
  const failed = stateConfiguration?.mapIterationFailureCount ?? 0;
  if (mock?.errorOutput) throw new TaskFailure(mock.errorOutput.error, mock.errorOutput.cause);
  const result = mock?.result === undefined ? null : (JSON.parse(mock.result) as Json);
  const total = Array.isArray(result) ? result.length : 0;
  const tooMany = tolerance.count !== undefined && failed > tolerance.count;
  const tooGreatAPart = tolerance.percentage !== undefined && failed * 100 > tolerance.percentage * total;
  if (tooMany || tooGreatAPart) throw tooManyFailures();
  return result;
}

/** The context object of the request, or one of an EXPRESS execution that the test would be. */
function contextOf(request: TestStateRequest, input: Json, { uuid, clock }: Sources): JsonObject {
  if (request.context !== undefined) {
    return parseObject(request.context, "ValidationException", "Context must be a valid JSON object");
  }
  const [machine, execution] = [uuid(), uuid()];
  const account = request.roleArn?.split(":")[4] ?? "";
  const arn = (kind: string, name: string) => `arn:aws:states:us-east-1:${account}:${kind}:${name}`;
  return {
    Execution: {
      Id: arn("express", `${machine}:${execution}`),
      Input: input,
      Name: execution,
      RoleArn: request.roleArn ?? "",
      StartTime: new Date(clock.now()).toISOString(),
    },
    StateMachine: { Id: arn("stateMachine", machine), Name: machine },
  };
}

function variablesOf(text: string | undefined): Variables {
  if (text === undefined) return NO_VARIABLES;
  const values = parseObject(text, "ValidationException", "Variables must be a valid JSON object");
  return Object.assign(Object.create(null) as Record<string, Json>, values);
}

async function answerFailure(
  request: TestStateRequest,
  visit: Visit,
  failure: StateFailure,
  inspection: Inspection,
): Promise<TestStateResponse> {
  const { retriers, catchers } = visit.state;
  const retryIndex = retriers.findIndex((retrier) => retrier.matches(failure));
  const retries = request.stateConfiguration?.retrierRetryCount ?? 0;
  const retrier = retriers[retryIndex];
  const details: Record<string, number> = retrier ? { retryIndex } : {};
  if (retrier && retries < retrier.maxAttempts) {
    details.retryBackoffIntervalSeconds = retrier.delaySeconds(retries, visit.scope.sources.random);
    return respond(inspection, { status: "RETRIABLE", failure, details });
  }
  const catchIndex = catchers.findIndex((catcher) => catcher.matches(failure));
  const catcher = catchers[catchIndex];
  if (!catcher) return respond(inspection, { status: "FAILED", failure, details });
  details.catchIndex = catchIndex;
  const { output } = await catcher.exit(visit.scope, errorOutputOf(failure));
  return respond(inspection, { status: "CAUGHT_ERROR", failure, details, output, next: catcher.next });
}

interface Answer extends Partial<Transition> {
  status: TestStateResponse["status"];
  failure?: StateFailure;
  details?: Record<string, number>;
}

function respond(
  inspection: Inspection,
  { status, output, next, failure, details = {} }: Answer,
): TestStateResponse {
  const errorDetails = Object.keys(details).length > 0 && { errorDetails: details };
  return {
    status,
    ...(output !== undefined && { output: JSON.stringify(output) }),
    ...(next !== undefined && { nextState: next }),
    ...(failure && failureDetails(failure)),
    ...(inspection.shown && { inspectionData: { ...inspection.data, ...errorDetails } }),
  };
}
