import type { Check } from "../workflows/check";
import { Latencies, Tally } from "./latencies";

/** How long a client waits for a response, in milliseconds; a request without one by then counts as hanging. */
const RESPONSE_DEADLINE_MS = 60_000;

/** A response that is not documented, with a short name: `HTTP 500`, `ECONNRESET`. */
export class UnexpectedResponse extends Error {
  override readonly name = "UnexpectedResponse";

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
  /** The outcomes of executions, in a word or two. */
  readonly ends = new Tally();
  /** Requests without a documented response, by kind. */
  readonly errors = new Tally();
  /** Responses after which a client retries, as documented. */
  readonly retries = new Tally();
  /** The message of the first error of each kind. */
  readonly examples = new Map<string, string>();

  constructor(private readonly deadlineMs = RESPONSE_DEADLINE_MS) {}

  /** Makes a request and measures how long it takes. Records and rejects with the error if there is no response, or an unexpected one. */
  async request<T>(make: () => Promise<T>): Promise<T> {
    const since = performance.now();
    try {
      return await within(this.deadlineMs, "no response", make());
    } catch (error) {
      this.note(error);
      throw error;
    } finally {
      this.requests.add(performance.now() - since);
    }
  }

  /** Runs an execution from its first request to its end; returns its outcome, unless a request failed. */
  async execution(carryOut: () => Promise<string>): Promise<string | undefined> {
    const since = performance.now();
    let end: string;
    try {
      end = await carryOut();
    } catch (error) {
      // An error that `request` recorded is not recorded again.
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

/** The short name of an error. `fetch` has the socket's error as its cause. */
export function kindOf(error: unknown): string {
  if (error instanceof UnexpectedResponse) return error.kind;
  if (!(error instanceof Error)) return String(error);
  for (let each: unknown = error; each instanceof Error; each = each.cause) {
    if ("code" in each && typeof each.code === "string") return each.code;
  }
  return error.name;
}

/** Rejects with an {@link UnexpectedResponse} of the given kind if `work` takes longer. */
export async function within<T>(milliseconds: number, kind: string, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new UnexpectedResponse(kind, `${kind} within ${milliseconds} ms`)),
      milliseconds,
    );
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Every request got a documented response, in time. */
export function checkRequests(recordings: Recording[]): Check {
  const requests = recordings.reduce((sum, recording) => sum + recording.requests.count, 0);
  const broken = recordings.flatMap(({ errors, examples }) =>
    [...examples].map(([kind, message]) => `${errors.of(kind)} × ${kind}: ${message}`),
  );
  return { promise: "every request is answered as documented", of: `${requests} requests`, broken };
}
