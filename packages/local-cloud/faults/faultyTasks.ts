import { invokesFunction, parseTaskResource } from "../../asl";
import { isObject, type Json, TaskFailure, type TaskRequest, type TaskRunner } from "../../asl/engine";
import type { Clock } from "../aws/clock";
import type { Cloud } from "../aws/service";
import type { TaskFaults } from "../services/stepFunctions";
import { withTask } from "./currentTask";
import type { Attempt, Faults, TaskMock } from "./faults";
import { crashing, refusing } from "./faultyCloud";
import type { Fault } from "./plan";

export interface FaultyTasksOptions {
  faults: Faults;
  /** The name of the execution's state machine. */
  stateMachine: string;
  /** The test case that the execution was started for. */
  testCase?: string;
  clock: Clock;
  cloud: Cloud;
  /** Creates the runner that performs the Tasks through a cloud. */
  tasksOf(cloud: Cloud): TaskRunner;
}

/** What the Step Functions service is passed: the faults of a plan, injected through a cloud. */
export const taskFaults = (faults: Faults, { clock, cloud }: { clock: Clock; cloud: Cloud }): TaskFaults => ({
  testCasesOf: (stateMachine) => faults.testCasesOf(stateMachine),
  inject: (execution, tasksOf) => new FaultyTasks({ ...execution, faults, clock, cloud, tasksOf }),
});

/** Performs the Tasks of one execution, with the faults that the plan has for them. */
export class FaultyTasks implements TaskRunner {
  private readonly tasks: TaskRunner;

  constructor(private readonly options: FaultyTasksOptions) {
    this.tasks = options.tasksOf(options.cloud);
  }

  run(request: TaskRequest): Promise<Json> {
    const { stateMachine } = this.options;
    return withTask({ stateMachine, state: request.stateName }, () => this.perform(request));
  }

  private async perform(request: TaskRequest): Promise<Json> {
    const { clock } = this.options;
    const found = this.faultsOf(request);
    for (const fault of found) if (fault.kind === "delay") await pause(clock, fault.seconds, request.signal);
    return this.runWith(
      found.find((fault) => fault.kind !== "delay"),
      request,
    );
  }

  /** Reads the whole object at once if the plan has a fault for the state. */
  async *readObject(request: TaskRequest): AsyncGenerator<Uint8Array> {
    const untouched = this.faultsOf(request).length === 0 && !this.mockOf(request);
    if (this.tasks.readObject && untouched) {
      yield* this.tasks.readObject(request);
      return;
    }
    const object = await this.run(request);
    const body = isObject(object) && object.Body !== undefined ? object.Body : object;
    yield Buffer.from(typeof body === "string" ? body : JSON.stringify(body));
  }

  private faultsOf(request: TaskRequest): Fault[] {
    return this.options.faults.of(this.attemptOf(request));
  }

  private mockOf(request: TaskRequest): TaskMock | undefined {
    return this.options.faults.mockOf(this.attemptOf(request));
  }

  private attemptOf(request: TaskRequest): Attempt {
    const { stateMachine, testCase } = this.options;
    return {
      stateMachine,
      ...(testCase !== undefined && { testCase }),
      state: request.stateName,
      number: retryCountOf(request),
    };
  }

  /** The clock is held meanwhile, as while a function runs. */
  private async answer(mock: TaskMock, request: TaskRequest): Promise<Json> {
    const release = this.options.clock.hold();
    try {
      return await mock.answer(request.parameters, this.attemptOf(request));
    } catch (error) {
      throw error instanceof Error ? new TaskFailure(error.name, error.message) : error;
    } finally {
      release();
    }
  }

  private async runWith(fault: Fault | undefined, request: TaskRequest): Promise<Json> {
    const { cloud, tasksOf } = this.options;
    switch (fault?.kind) {
      case "error":
        throw new TaskFailure(fault.error, fault.cause);
      case "result":
        return fault.output;
      case "crash":
        if (!invokesFunction(parseTaskResource(request.resource)))
          throw unfit(request, "crash needs a Task that invokes a function");
        return tasksOf(crashing(cloud, fault.when)).run(request);
      case "refusal":
        if (parseTaskResource(request.resource)?.kind === "activity") {
          throw unfit(request, "refusal needs a Task that calls a service");
        }
        return tasksOf(refusing(cloud)).run(request);
      default: {
        const mock = this.mockOf(request);
        return mock ? this.answer(mock, request) : this.tasks.run(request);
      }
    }
  }
}

/** The number of the attempt: the context object has it. */
function retryCountOf({ context: { State: state } }: TaskRequest): number {
  const given = state !== null && typeof state === "object" && !Array.isArray(state) ? state.RetryCount : 0;
  return typeof given === "number" ? given : 0;
}

const unfit = ({ stateName, resource }: TaskRequest, what: string) =>
  new TaskFailure(
    "States.Runtime",
    `The fault plan does not fit the state '${stateName}': ${what}, not ${resource}.`,
  );

/** Waits on the clock; returns at once if the attempt is aborted. */
function pause(clock: Clock, seconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const giveUp = () => {
      cancel();
      reject(new TaskFailure("States.Timeout", "The task was aborted before it started."));
    };
    const cancel = clock.after(seconds * 1000, () => {
      signal.removeEventListener("abort", giveUp);
      resolve();
    });
    if (signal.aborted) giveUp();
    else signal.addEventListener("abort", giveUp, { once: true });
  });
}
