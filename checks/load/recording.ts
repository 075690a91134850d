import { Latencies, Tally } from "./latencies";

/** How long a client waits for an answer, in milliseconds; whoever has none by then is taken to hang. */
const ANSWER_DEADLINE_MS = 60_000;

/** An answer that no documentation allows for, by a short name: `HTTP 500`, `ECONNRESET`. */
export class UnexpectedAnswer extends Error {
  override readonly name = "UnexpectedAnswer";

  constructor(
    readonly kind: string,
    message: string,
  ) {
    super(message);
  }
}

/** What clients saw in one phase of the load. */
export class Recording {
  readonly requests = new Latencies();
  /** From the request that began an execution to its end. */
  readonly executions = new Latencies();
  /** What became of executions, in a word or two. */
  readonly ends = new Tally();
  /** Requests that were not answered as they should be, by kind. */
  readonly errors = new Tally();
  /** Answers after which a client asks again, as the documentation has it. */
  readonly askedAgain = new Tally();
  /** The first error of each kind, as it was told. */
  readonly examples = new Map<string, string>();

  constructor(private readonly deadlineMs = ANSWER_DEADLINE_MS) {}

  /** Makes a request and takes its time. Rejects if there is no answer, or not the expected one; that is noted. */
  async request<T>(make: () => Promise<T>): Promise<T> {
    const since = performance.now();
    try {
      return await within(this.deadlineMs, "no answer", make());
    } catch (error) {
      this.note(error);
      throw error;
    } finally {
      this.requests.add(performance.now() - since);
    }
  }

  /** Carries out an execution from its first request to its end; gives its end, unless a request failed. */
  async execution(carryOut: () => Promise<string>): Promise<string | undefined> {
    const since = performance.now();
    let end: string;
    try {
      end = await carryOut();
    } catch (error) {
      // One that `request` noted is not noted again.
      if (!isNoted(error)) this.note(error);
      return undefined;
    }
    this.executions.add(performance.now() - since);
    this.ends.add(end);
    return end;
  }

  private note(error: unknown): void {
    const kind = kindOf(error);
    this.errors.add(kind);
    if (!this.examples.has(kind)) this.examples.set(kind, (error as Error).message);
    if (error instanceof Error) NOTED.add(error);
  }
}

const NOTED = new WeakSet<Error>();
const isNoted = (error: unknown) => error instanceof Error && NOTED.has(error);

/** The short name of what went wrong. `fetch` tells the socket's error as its cause. */
export function kindOf(error: unknown): string {
  if (error instanceof UnexpectedAnswer) return error.kind;
  if (!(error instanceof Error)) return String(error);
  for (let each: unknown = error; each instanceof Error; each = each.cause) {
    if ("code" in each && typeof each.code === "string") return each.code;
  }
  return error.name;
}

/** Rejects with an {@link UnexpectedAnswer} of the given kind if `work` takes longer. */
export async function within<T>(milliseconds: number, kind: string, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new UnexpectedAnswer(kind, `${kind} within ${milliseconds} ms`)),
      milliseconds,
    );
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
