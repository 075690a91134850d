import type { EncryptionConfiguration } from "@aws-sdk/client-sfn";
import type { Json } from "../../../asl/engine";
import type { Clock } from "../../aws/clock";
import { errors } from "./errors";
import type { ActivityTasks } from "./integrations";

export interface Activity {
  readonly arn: string;
  readonly name: string;
  readonly creationDate: Date;
  readonly sequence: number;
  readonly encryptionConfiguration: EncryptionConfiguration;
}

export interface ActivityTask {
  token: string;
  input: Json;
}

interface QueuedTask extends ActivityTask {
  started(workerName?: string): void;
}

interface Poll {
  deliver(task: QueuedTask | undefined): void;
}

interface Queue {
  activity: Activity;
  tasks: QueuedTask[];
  polls: Poll[];
}

/** How long `GetActivityTask` waits for a task, in milliseconds. */
const POLL_TIME = 60_000;

/** The activities of one local cloud, with the tasks waiting for workers and the workers waiting for tasks. */
export class Activities implements ActivityTasks {
  private readonly queues = new Map<string, Queue>();
  private sequence = 0;

  constructor(private readonly clock: Clock) {}

  list(): Activity[] {
    return [...this.queues.values()].map(({ activity }) => activity);
  }

  find(arn: string): Activity | undefined {
    return this.queues.get(arn)?.activity;
  }

  /** Throws `ActivityDoesNotExist`. */
  require(arn: string): Activity {
    return this.queue(arn).activity;
  }

  add(arn: string, name: string, encryptionConfiguration: EncryptionConfiguration): Activity {
    const creationDate = new Date(this.clock.now());
    const activity = { arn, name, creationDate, sequence: this.sequence++, encryptionConfiguration };
    this.queues.set(arn, { activity, tasks: [], polls: [] });
    return activity;
  }

  /** The activity's queued tasks time out; its polling workers get no task. */
  remove(arn: string): void {
    const queue = this.queues.get(arn);
    this.queues.delete(arn);
    for (const poll of [...(queue?.polls ?? [])]) poll.deliver(undefined);
  }

  schedule(
    activityArn: string,
    { token, input }: ActivityTask,
    signal: AbortSignal,
    started: (workerName?: string) => void,
  ): void {
    const queue = this.queue(activityArn);
    if (signal.aborted) return;
    const task: QueuedTask = { token, input, started };
    const poll = queue.polls[0];
    if (poll) {
      poll.deliver(task);
      return;
    }
    queue.tasks.push(task);
    signal.addEventListener("abort", () => remove(queue.tasks, task), { once: true });
  }

  /** The next task; undefined if none arrives within a minute or the worker disconnects. */
  poll(arn: string, workerName: string | undefined, signal: AbortSignal): Promise<ActivityTask | undefined> {
    const queue = this.queue(arn);
    const task = queue.tasks.shift();
    if (task) {
      task.started(workerName);
      return Promise.resolve(task);
    }
    if (signal.aborted) return Promise.resolve(undefined);
    return new Promise((resolve) => {
      const poll: Poll = {
        deliver(task) {
          remove(queue.polls, poll);
          cancelTimer();
          signal.removeEventListener("abort", giveUp);
          task?.started(workerName);
          resolve(task);
        },
      };
      const giveUp = () => poll.deliver(undefined);
      const cancelTimer = this.clock.after(POLL_TIME, giveUp);
      signal.addEventListener("abort", giveUp);
      queue.polls.push(poll);
    });
  }

  private queue(arn: string): Queue {
    const queue = this.queues.get(arn);
    if (!queue) throw errors.activityDoesNotExist(arn);
    return queue;
  }
}

function remove<T>(list: T[], item: T): void {
  const index = list.indexOf(item);
  if (index >= 0) list.splice(index, 1);
}
