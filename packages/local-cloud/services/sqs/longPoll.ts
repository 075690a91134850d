import type { Clock } from "../../aws/clock";
import type { CallContext } from "../../aws/service";
import type { Arrivals } from "./arrivals";

type Output = Record<string, unknown>;

export interface LongPoll {
  /** The queue's name. */
  queue: string;
  /** How long to wait for a message, on the clock. */
  seconds: number;
  /** Receives without waiting. */
  receive(): Promise<Output>;
  /** Ends the wait early, with the messages received so far. */
  signal: AbortSignal;
}

/** Receives as soon as there are messages, until the wait time is over. The clock is not held during the wait. */
export async function longPoll(
  poll: LongPoll,
  arrivals: Arrivals,
  clock: Clock,
  context: Pick<CallContext, "idle">,
): Promise<Output> {
  let arrived = false;
  let over = false;
  let wake = () => {};
  const stopListening = arrivals.on(poll.queue, () => {
    arrived = true;
    wake();
  });
  const end = () => {
    over = true;
    wake();
  };
  const cancelTimer = clock.after(poll.seconds * 1000, end);
  poll.signal.addEventListener("abort", end);
  try {
    for (;;) {
      arrived = false;
      const last = over;
      const output = poll.signal.aborted ? {} : await poll.receive();
      if (last || poll.signal.aborted || hasMessages(output)) return output;
      if (!arrived && !over) await context.idle(new Promise<void>((resolve) => (wake = resolve)));
    }
  } finally {
    stopListening();
    cancelTimer();
    poll.signal.removeEventListener("abort", end);
  }
}

const hasMessages = ({ Messages }: Output) => Array.isArray(Messages) && Messages.length > 0;
