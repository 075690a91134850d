import { EvaluationError } from "./error";

/** What can end an evaluation before the program ends: a refused resource, the deadline, or the caller's signal. */
export class Interruption {
  private readonly interrupted: Promise<never>;
  private reject: (error: EvaluationError) => void = () => {};
  private readonly timer: NodeJS.Timeout;

  constructor(
    deadlineMs: number,
    private readonly signal?: AbortSignal,
  ) {
    this.interrupted = new Promise((_, reject) => {
      this.reject = reject;
    });
    // It may be rejected before anything races it.
    this.interrupted.catch(() => {});
    this.timer = setTimeout(
      () =>
        this.interrupt(
          new EvaluationError("timeout", `the program was still running after ${deadlineMs} ms`),
        ),
      deadlineMs,
    );
    if (signal?.aborted) this.abort();
    signal?.addEventListener("abort", this.abort, { once: true });
  }

  /** The first interruption counts. */
  interrupt(error: EvaluationError): void {
    this.reject(error);
  }

  race<T>(work: Promise<T>): Promise<T> {
    return Promise.race([work, this.interrupted]);
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.signal?.removeEventListener("abort", this.abort);
  }

  private readonly abort = (): void => {
    this.interrupt(new EvaluationError("aborted", "the evaluation was aborted"));
  };
}
