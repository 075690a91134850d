import { type Json, TaskFailure } from "../../../../asl/engine";

/** A Task that waits for an answer with its token. */
export interface WaitingTask {
  /** The ARN of the state machine or activity that the token belongs to. */
  readonly owner: string;
  succeed(output: Json): void;
  fail(error?: string, cause?: string): void;
  heartbeat(): void;
}

/** The answer sent with a token. */
export type TaskAnswer = { output: Json } | { error?: string; cause?: string };

export interface OpenToken {
  /** Resolves or rejects with the answer sent with the token; rejects when the attempt is aborted. */
  readonly answer: Promise<Json>;
  /** Closes the token: answers from now on are too late. */
  close(): void;
}

interface Settle {
  resolve(output: Json): void;
  reject(failure: TaskFailure): void;
}

/** How many closed tokens are recognized. */
const MAX_CLOSED = 10_000;

/** The task tokens of one local cloud: those that Tasks wait for, and those that have been closed. */
export class TaskTokens {
  private readonly waiting = new Map<string, WaitingTask>();
  private readonly closed = new Map<string, string>();
  /** Tokens whose Tasks will wait for them again once their executions resume, with answers that arrived before that. */
  private readonly expected = new Map<string, { owner: string; answer: TaskAnswer | undefined }>();

  /** @param onAnswer receives every answer before it takes effect */
  constructor(private readonly onAnswer: (token: string, answer: TaskAnswer) => void = () => {}) {}

  /** Accepts an answer for a token whose Task will wait for it again. */
  expect(token: string, owner: string, answer?: TaskAnswer): void {
    this.expected.set(token, { owner, answer });
  }

  /** Accepts answers for `token` until one arrives, `close` is called or `signal` is aborted, whichever is first. */
  open(token: string, owner: string, signal: AbortSignal, heartbeat: () => void): OpenToken {
    let settle: Settle | undefined;
    const answer = new Promise<Json>((resolve, reject) => {
      settle = { resolve, reject };
    });
    // The engine may abort the attempt before the answer is awaited: that is not an unhandled rejection.
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
      ...this.answerable(token, owner, (given) => {
        if ("output" in given) {
          close();
          settle?.resolve(given.output);
        } else reject(new TaskFailure(given.error, given.cause));
      }),
      heartbeat,
    });
    if (signal.aborted) abort();
    else signal.addEventListener("abort", abort);
    this.deliverEarlyAnswer(token);
    return { answer, close };
  }

  /** The Task that waits for `token`; `closed` if it was answered, timed out or was aborted; undefined if it is unknown. */
  find(token: string): WaitingTask | "closed" | undefined {
    return (
      this.waiting.get(token) ?? this.findExpected(token) ?? (this.closed.has(token) ? "closed" : undefined)
    );
  }

  /** The ARN of the state machine or activity that the token belongs or belonged to. */
  ownerOf(token: string): string | undefined {
    return (this.waiting.get(token) ?? this.expected.get(token))?.owner ?? this.closed.get(token);
  }

  private answerable(
    token: string,
    owner: string,
    settle: (answer: TaskAnswer) => void,
  ): Pick<WaitingTask, "owner" | "succeed" | "fail"> {
    const answer = (given: TaskAnswer) => {
      this.onAnswer(token, given);
      settle(given);
    };
    return {
      owner,
      succeed: (output) => answer({ output }),
      fail: (error, cause) =>
        answer({ ...(error !== undefined && { error }), ...(cause !== undefined && { cause }) }),
    };
  }

  private findExpected(token: string): WaitingTask | "closed" | undefined {
    const expected = this.expected.get(token);
    if (!expected || expected.answer) return expected && "closed";
    const store = (answer: TaskAnswer) => {
      expected.answer = answer;
    };
    return { ...this.answerable(token, expected.owner, store), heartbeat: () => {} };
  }

  /** Passes a Task the answer that arrived before the Task waited again. */
  private deliverEarlyAnswer(token: string): void {
    const answer = this.expected.get(token)?.answer;
    this.expected.delete(token);
    const task = this.waiting.get(token);
    if (!answer || !task) return;
    if ("output" in answer) task.succeed(answer.output);
    else task.fail(answer.error, answer.cause);
  }

  private close(token: string): void {
    const task = this.waiting.get(token);
    if (!task) return;
    this.waiting.delete(token);
    this.closed.set(token, task.owner);
    if (this.closed.size <= MAX_CLOSED) return;
    const [oldest] = this.closed.keys();
    if (oldest !== undefined) this.closed.delete(oldest);
  }
}
