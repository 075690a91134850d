/**
 * AWS's bounds of one evaluation. An evaluation at depth 100 is accepted, one at 101 is not (measured, whatever nests); a
 * second is what AWS documents
 * ({@link https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html}).
 */
const DEEPEST = 100;
export const LONGEST_MS = 1_000;

/**
 * Of its memory there are three measurements: `[1..873782]` is accepted and `[1..873783]` is not; a text of 2^22
 * characters is accepted and one of 2^23 is not; `$range` yields 360,145 numbers and not one more. The first is 10 MiB
 * at 12 bytes an item less some overhead, the second fits 10 MiB at 2 bytes a character: that each value is held to
 * this by itself is a guess.
 */
const MOST_ITEMS = 873_782;
export const MOST_CHARACTERS = (10 * 1024 * 1024) / 2;
export const LONGEST_RANGE = 360_145;

/** Evaluation steps between two looks at the time. */
const STEPS = 64;

/** A failure without a code of JSONata's. */
const failure = (message: string) => ({ message });

export const memoryExceeded = () =>
  failure("Expression evaluation memory limit exceeded: Check for excessive memory usage");

/** The text is that of JSONata's own test bench, as those of the other two bounds are; this one was not measured. */
export const timeExceeded = () => failure("Expression evaluation timeout: Check for infinite loop");

const depthExceeded = () =>
  failure(
    "Stack overflow error: Check for non-terminating recursive function. Consider rewriting as tail-recursive",
  );

/** Ends an evaluation that exceeds a bound. There is one at a time, since they are synchronous. */
class Bounds {
  private depth = 0;
  private steps = 0;
  private began = 0;
  private beganCpu: NodeJS.CpuUsage | undefined;

  /** Before an evaluation. */
  start(): void {
    this.depth = 0;
    this.steps = 0;
    this.began = 0;
  }

  /** Before each step of an evaluation. */
  readonly enter = (): void => {
    if (++this.depth > DEEPEST) throw depthExceeded();
    if (++this.steps % STEPS === 0) this.checkTime();
  };

  /** After it. */
  readonly exit = (_node: unknown, _input: unknown, _frame: unknown, result: unknown): void => {
    this.depth--;
    if (typeof result === "string" ? result.length > MOST_CHARACTERS : isLong(result)) throw memoryExceeded();
  };

  /** An evaluation has a second of the processor: a busy machine does not fail what an idle one evaluates. */
  private checkTime(): void {
    const now = performance.now();
    if (this.began === 0) {
      this.began = now;
      this.beganCpu = process.cpuUsage();
    }
    if (now - this.began < LONGEST_MS) return;
    const { user, system } = process.cpuUsage(this.beganCpu);
    if (user + system > LONGEST_MS * 1_000) throw timeExceeded();
  }
}

export const bounds = new Bounds();

const isLong = (value: unknown) => Array.isArray(value) && value.length > MOST_ITEMS;
