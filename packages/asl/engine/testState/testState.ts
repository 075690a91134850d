import { errorOutputOf } from "../compile/catcher";
import { asStateFailure, type StateFailure } from "../errors";
import { NO_VARIABLES, type Sources, type Stage, type Variables } from "../query/scope";
import { Frame } from "../run/frame";
import { failureDetails, History } from "../run/history";
import type { Host } from "../run/host";
import { checkLimits } from "../run/sequence";
import type { Transition } from "../run/visit";
import { Visit } from "../run/visit";
import type { Json, Surroundings } from "../types";
import { contextOf } from "./context";
import { mockedTasks, mockOf } from "./mock";
import {
  parseJson,
  parseObject,
  TestStateError,
  type TestStateRequest,
  type TestStateResponse,
} from "./request";
import { type Subject, subjectOf } from "./subject";

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
    const { output, next, assigned } = await subject.state.run(visit);
    checkLimits(visit, { output, assigned });
    if (assigned) inspection.note("variables", { ...visit.scope.variables, ...assigned });
    return respond(inspection, { status: "SUCCEEDED", output, next });
  } catch (thrown) {
    if (thrown instanceof TestStateError) throw thrown;
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
    mock: mockOf(request, subject.definition),
  };
  const context = contextOf(request, input, sources);
  const variables = variablesOf(request.variables);
  const visit = new Visit(new Frame(host, context, variables, 0), subject.state, input);
  if (request.context !== undefined) visit.context = context;
  return visit;
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
