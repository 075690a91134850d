import { type Json, TaskFailure } from "../engine/types";

/** A Task that waits for its token to come back. */
export interface WaitingTask {
  /** The ARN of the state machine or activity that the token belongs to. */
  readonly owner: string;
  succeed(output: Json): void;
  fail(error?: string, cause?: string): void;
  heartbeat(): void;
}

export interface OpenToken {
  /** Settles with the answer that comes for the token, or rejects when the attempt is aborted. */
  readonly answer: Promise<Json>;
  /** Gives the token up: an answer comes too late from now on. */
  close(): void;
}

interface Settle {
  resolve(output: Json): void;
  reject(failure: TaskFailure): void;
}

/** How many tokens are remembered after they were answered or given up. */
const REMEMBERED = 10_000;

/** The task tokens of one local cloud: which Tasks wait, and which tokens were good once. */
export class TaskTokens {
  private readonly waiting = new Map<string, WaitingTask>();
  private readonly closed = new Map<string, string>();

  /** Accepts answers for `token` until one came, `close` is called or `signal` is aborted, whichever is first. */
  open(token: string, owner: string, signal: AbortSignal, heartbeat: () => void): OpenToken {
    let settle: Settle | undefined;
    const answer = new Promise<Json>((resolve, reject) => {
      settle = { resolve, reject };
    });
    // The engine may have given the attempt up before anybody waits for the answer.
    answer.catch(() => {});
    const close = () => {
      signal.removeEventListener("abort", abort);
      this.close(token);
    };
    const reject = (failure: TaskFailure) => {
      close();
      settle?.reject(failure);
    };
    const abort = () =>
      reject(new TaskFailure("States.Timeout", "The task was aborted before its token was answered."));
    this.waiting.set(token, {
      owner,
      succeed: (output) => {
        close();
        settle?.resolve(output);
      },
      fail: (error, cause) => reject(new TaskFailure(error, cause)),
      heartbeat,
    });
    if (signal.aborted) abort();
    else signal.addEventListener("abort", abort);
    return { answer, close };
  }

  /** The Task that waits for `token`; `closed` where it was answered, timed out or given up; undefined for any other. */
  find(token: string): WaitingTask | "closed" | undefined {
    return this.waiting.get(token) ?? (this.closed.has(token) ? "closed" : undefined);
  }

  /** Whose the token is or was. */
  ownerOf(token: string): string | undefined {
    return this.waiting.get(token)?.owner ?? this.closed.get(token);
  }

  private close(token: string): void {
    const task = this.waiting.get(token);
    if (!task) return;
    this.waiting.delete(token);
    this.closed.set(token, task.owner);
    if (this.closed.size <= REMEMBERED) return;
    const [oldest] = this.closed.keys();
    if (oldest !== undefined) this.closed.delete(oldest);
  }
}
