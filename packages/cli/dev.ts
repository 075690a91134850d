import * as path from "node:path";
import { announce, PURPOSES, stackAt } from "../../client/commandLine";
import { type Console, serveConsole } from "../console";
import {
  configOption,
  dataOption,
  iamOption,
  inspectOptions,
  type LocalStack,
  mocksOption,
  portOption,
  printUnexpected,
  programOption,
  readInspect,
  readTypecheck,
  releaseMemory,
  retainOption,
  stackOption,
  startLocalStack,
  timeOption,
  titlesOf,
  typecheckOptions,
  valuesOption,
} from "../local-stack";
import { flag, type Main, type Option, type OptionsOf, type Output, printFailure } from "../terminal";
import { banner } from "./banner";
import { executionCost } from "./executionCost";
import { usageReport } from "./iam/usageReport";
import { narrate } from "./narration";
import { programHere } from "./program";
import { reportDeployment } from "./report";
import { sourcesOf } from "./sources";
import { SourceWatcher } from "./watch";

type Plan = NonNullable<ReturnType<typeof mocksOption.read>>;

/** A file of faults, which is read again when it changes. */
const faultsOption: Option<{ file: string; read(): Plan } | undefined> = {
  ...mocksOption,
  read(value, name, values) {
    if (value === undefined) return undefined;
    const read = () => mocksOption.read(value, name, values)!;
    // An error in it is reported before anything starts.
    read();
    return { file: path.resolve(value), read };
  },
};

export const DEV = {
  usage: "workflows dev [options]",
  purpose: PURPOSES.dev,
  options: {
    program: programOption,
    stack: stackOption(),
    config: configOption,
    values: valuesOption,
    iam: iamOption,
    port: portOption(4566),
    time: timeOption,
    mocks: faultsOption,
    ...inspectOptions,
    retain: retainOption,
    data: dataOption,
    ...typecheckOptions,
    quiet: flag("do not print what happens: executions, failed states, what functions print, dead letters"),
    json: flag("print everything as JSON, one object a line"),
  },
} as const;

export const dev: Main<typeof DEV> = async (options, { onStop, output }) => {
  // A parent process that started this over IPC, as `workflows start` does, ends it by disconnecting.
  process.once("disconnect", () => process.kill(process.pid, "SIGTERM"));
  // The stack keeps the process running, not the parent: without a stack, it ends with its error.
  process.channel?.unref();
  const program = options.program ?? programHere();
  let files: readonly string[] = [];
  const stack = await start(program, options, (loaded) => {
    files = loaded;
  });
  let forget = () => {};
  let webConsole: Console | undefined;
  onStop(async () => {
    forget();
    webConsole?.close();
    await stack.close();
  });
  const redeploy = async (config?: Record<string, string>) => {
    const before = stack.evaluation && stack.outputs;
    reportDeployment(stack, await stack.redeploy(config), before, output);
  };
  try {
    serveControlApi(stack, program, redeploy);
    webConsole = serveConsole(stack, { program, costOf: executionCost });
    narrate(stack, output, titlesOf(stack), options.quiet ? ["debugger"] : undefined);
    await redeploy();
    forget = announce({ endpoint: stack.endpoint, program, stack: stack.name, pid: process.pid });
    const { endpoint, name, region } = stack;
    output.result(
      {
        type: "ready",
        endpoint,
        console: webConsole.link,
        stack: name,
        region,
        outputs: publicOutputs(stack),
      },
      banner(stack, webConsole.link),
    );
  } catch (error) {
    await stack.close();
    throw error;
  }
  process.send?.({ endpoint: stack.endpoint, stack: stack.name });
  releaseMemorySoon();
  await new Promise<never>((_resolve, reject) => {
    const watcher = new SourceWatcher(async (changed) => {
      const since = Date.now();
      try {
        if (changed.some((file) => file === options.mocks?.file)) reloadFaults(stack, options.mocks!, output);
        if (changed.some((file) => file !== options.mocks?.file)) await redeploy();
        releaseMemorySoon();
      } catch (error) {
        webConsole?.noteFailedDeployment((error as Error).message);
        printFailure(error, options.verbose);
        output.progress("what ran before continues to run");
      }
      await watch(since).catch(reject);
    });
    const watch = async (since: number) => {
      const sources = await sourcesOf(program, stack.name, files, stack.evaluation);
      watcher.watch(options.mocks ? [...sources, options.mocks.file] : sources, since);
    };
    watch(performance.timeOrigin).catch(reject);
  });
  return 0;
};

/** Lets the command line ask the stack, and change its configuration. */
function serveControlApi(
  stack: LocalStack,
  program: string,
  deploy: (config: Record<string, string>) => Promise<void>,
): void {
  // Loaded by now, beside the evaluation.
  const { controlApi } = require("../local-cloud") as typeof import("../local-cloud");
  const control = controlApi({
    name: stack.name,
    program,
    now: () => stack.clock.now(),
    get evaluation() {
      return stack.evaluation;
    },
    get resources() {
      return stack.resources;
    },
    get iam() {
      return usageReport(stack.services.cloud.iam.usage.ofRoles(), stack.refusals, stack.evaluation!);
    },
    deploy,
  });
  stack.services.cloud.addRoute(control);
}

function reloadFaults(
  { services }: LocalStack,
  { file, read }: { file: string; read(): Plan },
  output: Output,
): void {
  services.faults.replace(read());
  const count = services.faults.list().length;
  output.result({ type: "faults", file, rules: count }, `read ${path.basename(file)} again: ${count} rules`);
}

function publicOutputs({ outputs, evaluation }: LocalStack): Record<string, unknown> {
  const { secretOutputs } = evaluation!;
  return Object.fromEntries(
    Object.entries(outputs).map(([name, value]) => [name, secretOutputs.includes(name) ? "[secret]" : value]),
  );
}

async function start(
  program: string,
  options: OptionsOf<typeof DEV>,
  onFiles: (files: string[]) => void,
): Promise<LocalStack> {
  const { mocks, retain, verbose, stack, config, values, iam, port, time, data } = options;
  const inspect = readInspect(options);
  try {
    return await startLocalStack({
      program,
      stack,
      config,
      ...(values !== undefined && { values }),
      iam,
      port,
      time,
      ...(data !== undefined && { data }),
      ...(mocks && { faults: mocks.read() }),
      ...(inspect && { inspect }),
      onFiles,
      typecheck: readTypecheck(options),
      ...(retain !== undefined && { retainedExecutions: retain }),
      record: false,
      deploy: false,
      onError: printUnexpected(verbose),
    });
  } catch (error) {
    throw await explained(error, port);
  }
}

/** Says which stack holds the port, if it is one of this tool. */
async function explained(error: unknown, port: number): Promise<unknown> {
  const { cause } = error as { cause?: { code?: string } };
  if (cause?.code !== "EADDRINUSE") return error;
  const holder = await stackAt(`http://127.0.0.1:${port}`);
  if (!holder) return error;
  return new Error(
    `Port ${port} is in use by stack ${holder.stack} of ${holder.program} (process ${holder.pid}). ` +
      "Stop that one, or take a free port: --port 0",
    { cause: error },
  );
}

/** Two seconds later, so that it does not delay the first call after a deployment. */
function releaseMemorySoon(): void {
  setTimeout(() => void releaseMemory(), 2000).unref();
}
