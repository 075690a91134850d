import type { Clock } from "../../../aws/clock";
import { FieldError } from "../errors";

/** The time in which a request must be answered. */
export class Deadline {
  /** Ends the watch; nothing fails any more. */
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

  /** Rejects with `ExecutionTimeout` if `work` does not end in time. The work goes on, but nobody hears of it. */
  within<T>(work: Promise<T>): Promise<T> {
    return Promise.race([work, this.expired]);
  }
}
