import {
  compile,
  type Execution,
  type ExecutionContext,
  type ExecutionResult,
  type HistoryEvent,
  type Json,
  type MachineType,
  type StartOptions,
  start,
  TaskFailure,
  type TaskRequest,
} from "../../../../packages/asl/engine";
import { type Clock, ManualClock } from "../../../../packages/local-cloud";

export const ACCOUNT = "arn:aws:states:us-east-1:123456789012";
export const FUNCTION = "arn:aws:lambda:us-east-1:123456789012:function:work";

export const CONTEXT: ExecutionContext = {
  Execution: {
    Id: `${ACCOUNT}:execution:machine:run`,
    Name: "run",
    RoleArn: "arn:aws:iam::123456789012:role/machine",
    StartTime: "2025-01-01T00:00:00.000Z",
    RedriveCount: 0,
  },
  StateMachine: { Id: `${ACCOUNT}:stateMachine:machine`, Name: "machine" },
};

export interface Options extends Partial<Omit<StartOptions, "tasks" | "input">> {
  type?: MachineType;
  task?: (request: TaskRequest) => Json | Promise<Json>;
}

export interface Started {
  execution: Execution;
  clock: ManualClock;
  events: HistoryEvent[];
  requests: TaskRequest[];
}

/** Starts an execution whose time stands still, whose ids are numbered and whose chance is always one half. */
export function begin(definition: unknown, input: Json = {}, options: Options = {}): Started {
  const events: HistoryEvent[] = [];
  const requests: TaskRequest[] = [];
  const clock = (options.clock as ManualClock | undefined) ?? new ManualClock();
  let ids = 0;
  const { type, task, ...rest } = options;
  const execution = start(compile(definition, { type }), {
    context: CONTEXT,
    random: () => 0.5,
    uuid: () => `id-${++ids}`,
    onEvent: (event) => events.push(event),
    ...rest,
    clock: clock as Clock,
    input,
    tasks: {
      async run(request) {
        requests.push(request);
        if (!task) throw new TaskFailure("Test.NoTask", `nothing performs ${request.resource}`);
        return task(request);
      },
    },
  });
  return { execution, clock, events, requests };
}

/** Runs an execution to its end, moving the clock a day on whenever it waits. */
export async function run(definition: unknown, input: Json = {}, options: Options = {}) {
  const started = begin(definition, input, options);
  const result = await finish(started);
  return { ...started, result };
}

export async function finish({
  execution,
  clock,
}: Pick<Started, "execution" | "clock">): Promise<ExecutionResult> {
  let ended: ExecutionResult | undefined;
  const watch = execution.result.then((result) => {
    ended = result;
  });
  for (let turn = 0; ended === undefined && turn < 1000; turn++) await clock.advance(86_400_000);
  await watch;
  return ended!;
}

/** The output of a successful execution; throws if it failed. */
export async function output(definition: unknown, input: Json = {}, options: Options = {}): Promise<Json> {
  const { result } = await run(definition, input, options);
  if (result.status === "SUCCEEDED") return result.output;
  throw new Error(`${result.status} ${result.error}: ${result.cause}`);
}

/** A machine of one state called `State`. */
export function machineOf(state: Record<string, unknown>, language: "JSONPath" | "JSONata" = "JSONPath") {
  const terminal = state.Type === "Succeed" || state.Type === "Fail" || state.Type === "Choice";
  return {
    QueryLanguage: language,
    StartAt: "State",
    States: { State: terminal || "Next" in state ? state : { ...state, End: true } },
  };
}

export const types = (events: HistoryEvent[]) => events.map((event) => event.type);

/** The states entered, in order. */
export const entered = (events: HistoryEvent[]) =>
  events
    .filter((event) => event.type.endsWith("StateEntered"))
    .map((event) => (event.stateEnteredEventDetails as { name: string }).name);

/** Details of the first event of a type. */
export function detailsOf(events: HistoryEvent[], type: string): Record<string, unknown> {
  const event = events.find((candidate) => candidate.type === type);
  if (!event) throw new Error(`no ${type} in ${types(events).join(" ")}`);
  const key = Object.keys(event).find((name) => name.endsWith("EventDetails"));
  return key ? (event[key] as Record<string, unknown>) : {};
}

export const PREFIX = "An error occurred while executing the state 'State' (entered at the event id #2). ";
