/**
 * The Node.js runtime of a worker process: loads the handler, invokes it for one event after another and reports
 * results like AWS's runtime for nodejs24. Node strips the types: this file only uses erasable syntax.
 */
import dns from "node:dns";
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname, join, resolve, sep } from "node:path";
import { pathToFileURL } from "node:url";
import { format, types } from "node:util";
import type {
  DebuggerSettings,
  FromWorker,
  InitMessage,
  InvokeMessage,
  RuntimeError,
  ToWorker,
} from "./protocol.js";

type Handler = (event: unknown, context: object, callback?: Callback) => unknown;
type Callback = (error?: unknown, result?: unknown) => void;

/** AWS's runtime identifies its own errors by name. */
function runtimeError(name: string, message: string, stack?: string): Error {
  const error = new Error(message);
  error.name = name;
  error.stack = stack ?? `${name}: ${message}\n${(error.stack ?? "").split("\n").slice(2).join("\n")}`;
  return error;
}

/** The same as in protocol.ts, which is not loaded here: a worker consists of this one file. */
const LINE_BREAK = "\u001e";

let hiddenPaths: [string, string][] = [];
let logFormat: InitMessage["logFormat"] = "Text";
/** Of the invocation in progress. */
let requestId: string | undefined;

const writeOut = process.stdout.write.bind(process.stdout);
const writeErr = process.stderr.write.bind(process.stderr);
const send = (message: FromWorker, sent?: () => void) => process.send?.(message, () => sent?.());

function hidePaths(text: string): string {
  let hidden = text;
  for (const [path, shown] of hiddenPaths) {
    hidden = hidden.replaceAll(pathToFileURL(path).href, `file://${shown}`).replaceAll(path, shown);
  }
  return hidden;
}

function isErrorLike(value: unknown): value is Error {
  if (types.isNativeError(value)) return true;
  if (typeof value !== "object" || value === null) return false;
  const { name, message, stack } = value as Partial<Error>;
  return [name, message, stack].every((text) => typeof text === "string" && text !== "");
}

/** The error as the invocation's payload. Anything can be thrown, even values that cannot be printed. */
function report(thrown: unknown): RuntimeError {
  try {
    if (isErrorLike(thrown)) {
      return {
        errorType: String(thrown.name),
        errorMessage: hidePaths(String(thrown.message)),
        trace: hidePaths(String(thrown.stack)).split("\n"),
      };
    }
    return {
      errorType: typeof thrown,
      errorMessage: (thrown as { toString(): string }).toString(),
      trace: [],
    };
  } catch {
    return {
      errorType: "handled",
      errorMessage:
        "callback called with Error argument, but there was a problem while retrieving one or more of its message, name, and stack",
      trace: [],
    };
  }
}

const LEVELS = {
  log: "INFO",
  info: "INFO",
  warn: "WARN",
  error: "ERROR",
  debug: "DEBUG",
  trace: "TRACE",
} as const;

function log(level: string, message: unknown): void {
  const timestamp = new Date().toISOString();
  const line =
    logFormat === "JSON"
      ? JSON.stringify({ timestamp, level, requestId, message })
      : `${timestamp}\t${requestId ?? "undefined"}\t${level}\t${message}`;
  writeOut(`${line.replaceAll("\r\n", "\n").replaceAll("\n", LINE_BREAK)}\n`);
}

/** In JSON logs, a single object is logged as an object if it can be serialized. */
function logged(values: unknown[]): unknown {
  const [value] = values;
  if (logFormat !== "JSON" || values.length !== 1 || typeof value !== "object") return format(...values);
  if (isErrorLike(value)) {
    const { trace: stackTrace, ...error } = report(value);
    return { ...error, stackTrace };
  }
  try {
    return JSON.parse(JSON.stringify(value)) as unknown;
  } catch {
    return format(value);
  }
}

/** Where SDKs send `StartSyncExecution` and `TestState`: a name that no resolver knows. */
const PREFIXED_HOST = /^sync-(?=127\.0\.0\.1$)/;

/** `dns.lookup`, which Node's `http` and `net` use, resolves the endpoint's prefixed name too. */
function resolvePrefixedHost(): void {
  dns.lookup = new Proxy(dns.lookup, {
    apply: (lookup, self, [host, ...rest]) =>
      Reflect.apply(lookup, self, [String(host).replace(PREFIXED_HOST, ""), ...rest]),
  });
}

function patchConsole(): void {
  for (const [method, level] of Object.entries(LEVELS)) {
    Object.assign(console, { [method]: (...values: unknown[]) => log(level, logged(values)) });
  }
}

async function load(init: InitMessage): Promise<Handler> {
  const parts = /^([^.]*)\.(.+)$/.exec(basename(init.handler));
  if (!parts) throw runtimeError("Runtime.MalformedHandlerName", "Bad handler");
  const [, moduleName = "", exportName = ""] = parts;
  const root = resolve(init.taskRoot, dirname(init.handler));
  if (root !== init.taskRoot && !root.startsWith(init.taskRoot + sep)) {
    throw runtimeError(
      "Runtime.MalformedHandlerName",
      `'${init.handler}' is not a valid handler name. Use absolute paths when specifying root directories in handler names.`,
    );
  }
  const exports = await loadModule(root, moduleName);
  let value: unknown = exports;
  for (const name of exportName.split(".")) value = (value as Record<string, unknown> | undefined)?.[name];
  if (value === undefined || value === null) {
    throw runtimeError("Runtime.HandlerNotFound", `${init.handler} is undefined or not exported`);
  }
  if (typeof value !== "function") {
    throw runtimeError("Runtime.HandlerNotFound", `${init.handler} is not a function`);
  }
  return checkedHandler(value as Handler, init.runtime);
}

async function loadModule(root: string, name: string): Promise<unknown> {
  try {
    const file = ["", ".js", ".mjs", ".cjs"]
      .map((end) => join(root, name + end))
      .find((path) => existsSync(path));
    if (!file) {
      throw Object.assign(
        new Error(`Cannot find module '${name}'\nRequire stack:\n- /var/runtime/index.mjs`),
        {
          code: "MODULE_NOT_FOUND",
        },
      );
    }
    if (isModule(file, root)) return (await import(pathToFileURL(file).href)) as unknown;
    return createRequire(import.meta.url)(file) as unknown;
  } catch (error) {
    if (error instanceof SyntaxError) {
      throw runtimeError("Runtime.UserCodeSyntaxError", String(error), error.stack);
    }
    const code = (error as { code?: unknown } | null)?.code;
    if (code === "MODULE_NOT_FOUND" || code === "ERR_MODULE_NOT_FOUND") {
      throw runtimeError("Runtime.ImportModuleError", String(error));
    }
    throw error;
  }
}

function isModule(file: string, root: string): boolean {
  if (file.endsWith(".mjs")) return true;
  const manifest = join(root, "package.json");
  if (file.endsWith(".cjs") || !existsSync(manifest)) return false;
  return (JSON.parse(readFileSync(manifest, "utf8")) as { type?: string }).type === "module";
}

/** The last runtime that supports handlers with a callback is nodejs22. */
function checkedHandler(handler: Handler, runtime: string): Handler {
  if (handler.length !== 3) return handler;
  if (Number(/^nodejs(\d+)/.exec(runtime)?.[1]) >= 24) {
    throw runtimeError(
      "Runtime.CallbackHandlerDeprecated",
      "ERROR: AWS Lambda has removed support for callback-based function handlers starting with Node.js 24. You need to modify this function to use a supported handler signature to use Node.js 24 or later. For more information see https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html.",
    );
  }
  return (event, context) =>
    new Promise((settle, fail) => {
      const returned = handler(event, context, (error, result) => (error ? fail(error) : settle(result)));
      if (typeof (returned as PromiseLike<unknown> | undefined)?.then === "function") settle(returned);
    });
}

function contextOf(message: InvokeMessage): object {
  const deadline = performance.now() + message.remainingMs;
  const { env } = process;
  return {
    callbackWaitsForEmptyEventLoop: true,
    functionVersion: env.AWS_LAMBDA_FUNCTION_VERSION,
    functionName: env.AWS_LAMBDA_FUNCTION_NAME,
    memoryLimitInMB: env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    logGroupName: env.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: env.AWS_LAMBDA_LOG_STREAM_NAME,
    clientContext:
      message.clientContext === undefined ? undefined : (JSON.parse(message.clientContext) as unknown),
    invokedFunctionArn: message.invokedFunctionArn,
    awsRequestId: message.requestId,
    getRemainingTimeInMillis: () => Math.max(0, Math.floor(deadline - performance.now())),
  };
}

function serialize(result: unknown): string {
  try {
    return JSON.stringify(result === undefined ? null : result) ?? "null";
  } catch {
    throw runtimeError("Runtime.JSONStringifyError", "Unable to stringify response body");
  }
}

async function invoke(handler: Handler, message: InvokeMessage): Promise<void> {
  requestId = message.requestId;
  process.env._X_AMZN_TRACE_ID = message.traceId;
  // Only the handler's own work keeps the process alive, so a promise that can never settle is detected at once.
  process.channel?.unref();
  try {
    const result = await handler(JSON.parse(message.payload), contextOf(message));
    finish({ kind: "result", payload: serialize(result), maxMemoryMB: maxMemory() });
  } catch (error) {
    fail(error, "Invoke Error");
  }
}

function fail(thrown: unknown, title: string, exitStatus?: number): void {
  const error = report(thrown);
  logError(title, error);
  const fatal = exitStatus !== undefined;
  const message = { kind: "error", error, fatal, maxMemoryMB: maxMemory() } as const;
  finish(message, fatal ? () => process.exit(exitStatus) : undefined);
}

function logError(title: string, { trace, ...error }: RuntimeError): void {
  if (logFormat === "JSON") log("ERROR", { ...error, stackTrace: trace });
  else log("ERROR", `${title}\t${JSON.stringify({ ...error, stack: trace })}`);
}

const maxMemory = () => Math.round(process.resourceUsage().maxRSS / 1024);

function finish(message: FromWorker, sent?: () => void): void {
  process.channel?.ref();
  const end = `\u0000${requestId}\u0000\n`;
  requestId = undefined;
  writeOut(end);
  writeErr(end);
  send(message, sent);
}

/** An error that no handler caught ends the invocation and the process, with the runtime's own exit status. */
function endProcess(thrown: unknown, title: string, status: number): void {
  if (requestId === undefined) process.exit(status);
  fail(thrown, title, status);
}

process.on("disconnect", () => process.exit(0));
process.on("uncaughtException", (error) => endProcess(error, "Uncaught Exception", 129));
process.on("unhandledRejection", (reason) =>
  endProcess(
    runtimeError(
      "Runtime.UnhandledPromiseRejection",
      String(reason),
      isErrorLike(reason) ? reason.stack : undefined,
    ),
    "Unhandled Promise Rejection",
    128,
  ),
);
process.on("beforeExit", () => {
  if (requestId === undefined) return;
  endProcess(
    runtimeError("Runtime.NodeJsExit", "The Lambda runtime client detected an unexpected Node.js exit"),
    "Invoke Error",
    0,
  );
});

/** Resolves when the debugger listens, or with `wait` when a client is attached. */
async function openDebugger({ port, wait }: DebuggerSettings): Promise<void> {
  const inspector = await import("node:inspector");
  let candidate = port;
  // Of a port in use, Node complains only on stderr.
  for (inspector.open(candidate, "127.0.0.1"); !inspector.url(); inspector.open(candidate, "127.0.0.1")) {
    candidate++;
    if (candidate > LAST_PORT) throw new Error(`no port from ${port} on is free for the debugger`);
  }
  await new Promise<void>((sent) => send({ kind: "debugger", url: inspector.url()! }, sent));
  if (wait) inspector.waitForDebugger();
}

const LAST_PORT = 65_535;

let handler: Handler;
process.on("message", async (message: ToWorker) => {
  if (message.kind === "invoke") return invoke(handler, message);
  ({ hiddenPaths, logFormat } = message);
  Object.assign(process.env, message.environment);
  try {
    if (message.debugger) await openDebugger(message.debugger);
    handler = await load(message);
    send({ kind: "ready" });
  } catch (error) {
    const reported = report(error);
    logError("Uncaught Exception", reported);
    send({ kind: "initError", error: reported });
  }
});
patchConsole();
resolvePrefixedHost();
