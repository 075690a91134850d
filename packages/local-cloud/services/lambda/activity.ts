import type { RuntimeError } from "./worker/protocol";

interface OfVersion {
  /** Of the version: `arn:…:function:NAME:3`. */
  functionArn: string;
  functionName: string;
  version: string;
}

/** The debugger of one of a function's processes, for listeners. */
export interface FunctionDebugger extends OfVersion {
  /** `ws://127.0.0.1:9229/ID` */
  url: string;
}

/** One invocation of a function. */
interface OfInvocation extends OfVersion {
  /** As the handler's context has it; the retries of an asynchronous invocation have the same one. */
  requestId: string;
}

/** An invocation that starts, for listeners. */
export interface InvocationStart extends OfInvocation {
  /** The event as JSON text. */
  payload: string;
}

/** A line that a function printed, for listeners. The messages of `console.log` and the like are one line each. */
export interface FunctionLogLine extends OfInvocation {
  message: string;
}

/** An invocation that has ended, for listeners. */
export interface InvocationRecord extends OfInvocation {
  durationMs: number;
  /** What AWS bills: the duration including a cold start's initialization, in whole milliseconds. */
  billedDurationMs: number;
  /** Set for a cold start. */
  initDurationMs?: number;
  /** MB. */
  memorySize: number;
  /** Set if the function failed. */
  error?: RuntimeError;
}

/** The functions that are called with everything of one kind. */
export class Listeners<T> {
  private readonly listeners = new Set<(what: T) => void>();

  /** Returns a function that removes it. */
  readonly add = (listener: (what: T) => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  notify(what: T): void {
    for (const listener of this.listeners) listener(what);
  }
}
