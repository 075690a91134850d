/** What the host and a worker process say to each other over IPC. Payloads travel as JSON text, as on AWS. */
export type ToWorker = InitMessage | InvokeMessage;

export interface InitMessage {
  kind: "init";
  /** `index.handler` */
  handler: string;
  /** `nodejs24.x` */
  runtime: string;
  logFormat: "Text" | "JSON";
  /** The variables that the process did not start with. */
  environment: Record<string, string>;
  /** The directory of the function's code. */
  taskRoot: string;
  /** Directories of this machine, and what AWS has in their place: for the traces of errors. */
  hiddenPaths: [string, string][];
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
  | { kind: "ready" }
  | { kind: "initError"; error: RuntimeError }
  | { kind: "result"; payload: string; maxMemoryMB: number }
  /** `fatal`: the process ends itself, after an error that no handler caught. */
  | { kind: "error"; error: RuntimeError; maxMemoryMB: number; fatal: boolean };

/** An error as the Node.js runtime reports it to Lambda; also the payload of the failed invocation. */
export interface RuntimeError {
  errorType: string;
  errorMessage: string;
  trace?: string[];
}

/** Written to stdout and stderr after each invocation: what came before belongs to it. */
export const endOfOutput = (requestId: string) => `\u0000${requestId}\u0000`;

/** Console messages are one log event each, however many lines they have: their line breaks travel as this. */
export const LINE_BREAK = "\u001e";
