/** The messages between the host and a worker process over IPC, lines of JSON. Payloads are JSON text, as on AWS. */
export type ToWorker = InitMessage | InvokeMessage;

export interface InitMessage {
  kind: "init";
  /** `index.handler` */
  handler: string;
  /** `nodejs24.x` */
  runtime: string;
  logFormat: "Text" | "JSON";
  /** The variables that the process was not started with. */
  environment: Record<string, string>;
  /** The directory of the function's code. */
  taskRoot: string;
  /** Paths of this machine and what replaces them in stack traces: the paths on AWS. */
  hiddenPaths: [string, string][];
  /** Opens the debugger before the function's code is loaded. Not for Python. */
  debugger?: DebuggerSettings;
}

export interface DebuggerSettings {
  /** The debugger listens on the first free port from here on; 0 is any free port. */
  port: number;
  /** Whether the function's code is loaded only when a client is attached. */
  wait: boolean;
}

export interface InvokeMessage {
  kind: "invoke";
  requestId: string;
  /** JSON text. */
  payload: string;
  /** Milliseconds until the invocation times out. */
  remainingMs: number;
  invokedFunctionArn: string;
  traceId: string;
  /** JSON text of `context.clientContext`. */
  clientContext?: string;
}

export type FromWorker =
  /** The debugger listens, at `ws://127.0.0.1:PORT/ID`. */
  | { kind: "debugger"; url: string }
  | { kind: "ready" }
  | { kind: "initError"; error: RuntimeError }
  | { kind: "result"; payload: string; maxMemoryMB: number }
  /** `fatal`: the process exits, after an uncaught error. */
  | { kind: "error"; error: RuntimeError; maxMemoryMB: number; fatal: boolean };

/** An error as the runtime reports it to Lambda; also the payload of the failed invocation. */
export interface RuntimeError {
  errorType: string;
  errorMessage: string;
  /** Of Node.js. */
  trace?: string[];
  /** Of Python. */
  stackTrace?: string[];
  /** Of Python. */
  requestId?: string;
}

/** Written to stdout and stderr after each invocation, to mark the end of its output. */
export const endOfOutput = (requestId: string) => `\u0000${requestId}\u0000`;

/** Replaces line breaks in console messages, since each message is one log event. */
export const LINE_BREAK = "\u001e";
