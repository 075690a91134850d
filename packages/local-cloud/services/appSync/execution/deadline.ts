import type { Clock } from "../../../aws/clock";
import { FieldError } from "../errors";

/** The time limit of a request. */
export class Deadline {
  /** Cancels the deadline. */
  readonly end: () => void;
  private readonly expired: Promise<never>;

  constructor(clock: Clock, milliseconds: number) {
    let expire = (_error: FieldError) => {};
    this.expired = new Promise((_, reject) => (expire = reject));
    this.expired.catch(() => {});
    this.end = clock.after(milliseconds, () =>
      expire(new FieldError("ExecutionTimeout", "Execution timed out.")),
    );
  }

  /** Rejects with `ExecutionTimeout` if `work` does not end in time. The work continues, but its result is discarded. */
  within<T>(work: Promise<T>): Promise<T> {
    return Promise.race([work, this.expired]);
  }
}
