import { announce, type NamedResource, programOf, stackAt } from "../../client/commandLine";
import {
  type Changes,
  dataOption,
  type Evaluation,
  iamOption,
  type LocalStack,
  mocksOption,
  portOption,
  printUnexpected,
  programOption,
  readTypecheck,
  releaseMemory,
  retainOption,
  stackOption,
  startLocalStack,
  timeOption,
  typecheckOptions,
} from "../local-stack";
import { duration, type Main, type OptionsOf, printFailure, say, UsageError } from "../terminal";
import { banner } from "./banner";
import { watchProgram } from "./watch";

export const DEV = {
  usage: "workflows dev [options]",
  purpose:
    "Run the program's stack on this machine until Ctrl-C, and deploy it again whenever the program or its configuration changes",
  options: {
    program: programOption,
    stack: stackOption(),
    iam: iamOption,
    port: portOption(4566),
    time: timeOption,
    mocks: mocksOption,
    retain: retainOption,
    data: dataOption,
    ...typecheckOptions,
  },
} as const;

export const dev: Main<typeof DEV> = async (options, { onStop }) => {
  // A parent process that started this over IPC, as `workflows start` does, ends it by disconnecting.
  process.once("disconnect", () => process.kill(process.pid, "SIGTERM"));
  const program = options.program ?? programHere();
  const stack = await start(program, options);
  let forget = () => {};
  onStop(async () => {
    forget();
    await stack.close();
  });
  const redeploy = async (config?: Record<string, string>) => report(stack, await stack.redeploy(config));
  try {
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
        return stack.evaluation ? resourcesOf(stack.evaluation) : [];
      },
      deploy: redeploy,
    });
    stack.services.cloud.addRoute(control);
    await redeploy();
    forget = announce({ endpoint: stack.endpoint, program, stack: stack.name, pid: process.pid });
    say(banner(stack));
  } catch (error) {
    await stack.close();
    throw error;
  }
  stack.services.cloud.iam.onRefusal(({ enforced, message }) =>
    say(`${enforced ? "refused" : "would be refused"}: ${message}`),
  );
  process.send?.({ endpoint: stack.endpoint, stack: stack.name });
  releaseMemorySoon();
  await new Promise<never>(() => {
    const deployAgain = async () => {
      try {
        await redeploy();
        releaseMemorySoon();
      } catch (error) {
        printFailure(error, options.verbose);
        say("what ran before continues to run");
      }
    };
    watchProgram(program, stack.name, deployAgain);
  });
  return 0;
};

/** The program of the current folder. @throws UsageError */
export function programHere(): string {
  const program = programOf(process.cwd());
  if (program === undefined)
    throw new UsageError(
      `there is no Pulumi.yaml in ${process.cwd()} or above; change to the folder of a Pulumi program, or name it: --program DIR`,
    );
  return program;
}

async function start(program: string, options: OptionsOf<typeof DEV>): Promise<LocalStack> {
  const { mocks, retain, verbose, program: _, ...given } = options;
  try {
    return await startLocalStack({
      ...given,
      program,
      faults: mocks,
      typecheck: readTypecheck(options),
      retainedExecutions: retain,
      record: false,
      deploy: false,
      onError: printUnexpected(verbose),
    });
  } catch (error) {
    throw await explained(error, given.port);
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

const TYPES: Readonly<Record<string, NamedResource["type"]>> = {
  "aws:sfn/stateMachine:StateMachine": "stateMachine",
  "aws:lambda/function:Function": "function",
};

const resourcesOf = ({ resources }: Evaluation): NamedResource[] =>
  resources
    .filter(({ type, custom }) => custom && Object.hasOwn(TYPES, type))
    .map(({ type, name, outputs }) => ({
      type: TYPES[type]!,
      name,
      physicalName: String(outputs.name),
      arn: String(outputs.arn),
      ...logGroupOf(outputs),
    }));

function logGroupOf({ loggingConfig }: Record<string, unknown>): { logGroup?: string } {
  const { logGroup } = (loggingConfig ?? {}) as { logGroup?: unknown };
  return typeof logGroup === "string" && logGroup !== "" ? { logGroup } : {};
}

function report({ name, evaluation }: LocalStack, changes: Changes): void {
  say(`evaluated stack ${name} in ${duration(evaluation!.durationMs)}: ${summary(changes)}`);
  for (const note of evaluation!.notes ?? []) say(`note: ${note}`);
  if (changes.unsupported.length > 0) say(`not run on this machine: ${changes.unsupported.join(", ")}`);
  for (const note of changes.notes) say(`note: ${note}`);
}

const summary = ({ created, updated, deleted, unchanged }: Changes): string =>
  Object.entries({ created, updated, deleted, unchanged })
    .filter(([, urns]) => urns.length > 0)
    .map(([what, urns]) => `${urns.length} ${what}`)
    .join(", ") || "no resources";

/** Two seconds later, so that it does not delay the first call after a deployment. */
function releaseMemorySoon(): void {
  setTimeout(() => void releaseMemory(), 2000).unref();
}
