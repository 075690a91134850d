import type { Clock } from "../clock";
import { heartbeatMissed, type StateFailure, timedOut } from "../errors";
import { plain } from "../exact/plain";
import type { JsonObject } from "../json";
import type { Visit } from "../run/visit";
import type { Json, TaskRequest } from "../types";

/** A time limit that can be started again. */
class Deadline {
  private cancel = () => {};

  constructor(
    private readonly clock: Clock,
    private readonly seconds: number | undefined,
    private readonly onExpired: () => void,
  ) {}

  start(): void {
    this.cancel();
    if (this.seconds !== undefined) this.cancel = this.clock.after(this.seconds * 1000, this.onExpired);
  }

  stop(): void {
    this.cancel();
  }
}

export interface AttemptOptions
  extends Pick<TaskRequest, "resource" | "parameters" | "taskToken" | "submittedBefore" | "credentials"> {
  timeoutSeconds?: number;
  heartbeatSeconds?: number;
  /** The limits count from the moment a worker takes the task, not from now: an activity. */
  waitsForWorker: boolean;
  onSubmitted(output: Json): void;
  onStarted(workerName?: string): void;
}

/** Hands a task to the task runner and waits for its end, the timeout, or a heartbeat that stays away. */
export function runAttempt(visit: Visit, options: AttemptOptions): Promise<Json> {
  const { clock, tasks } = visit.frame.run.surroundings;
  const controller = new AbortController();
  return visit.frame.wait<Json>((resolve, reject) => {
    let open = true;
    const giveUp = (failure: StateFailure) => {
      end();
      reject(failure);
    };
    const timeout = new Deadline(clock, options.timeoutSeconds, () => giveUp(timedOut()));
    const heartbeat = new Deadline(clock, options.heartbeatSeconds, () => giveUp(heartbeatMissed()));
    const watch = () => {
      timeout.start();
      heartbeat.start();
    };
    const close = () => {
      open = false;
      timeout.stop();
      heartbeat.stop();
    };
    const end = () => {
      close();
      controller.abort();
    };
    const whileOpen =
      <T extends unknown[]>(act: (...args: T) => void) =>
      (...args: T) => {
        if (!open) return;
        try {
          act(...args);
        } catch (error) {
          end();
          reject(error);
        }
      };
    const request: TaskRequest = {
      resource: options.resource,
      parameters: plain(options.parameters),
      exactParameters: options.parameters,
      taskToken: options.taskToken,
      credentials: options.credentials,
      ...(options.submittedBefore !== undefined && { submittedBefore: options.submittedBefore }),
      stateName: visit.state.name,
      context: plain(visit.context) as JsonObject,
      signal: controller.signal,
      submitted: whileOpen(options.onSubmitted),
      heartbeat: whileOpen(() => heartbeat.start()),
      started: whileOpen((workerName) => {
        options.onStarted(workerName);
        if (options.waitsForWorker) watch();
      }),
    };
    if (!options.waitsForWorker) watch();
    Promise.resolve(request)
      .then((asked) => tasks.run(asked))
      .then((result) => resolve(result ?? null), reject)
      .finally(close)
      .catch(reject);
    return end;
  });
}
