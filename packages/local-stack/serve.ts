import * as path from "node:path";
import { duration, say } from "../terminal";
import { banner } from "./banner";
import type { OptionsOf } from "./command";
import type { Changes } from "./deploy/deployment";
import type { LocalStack } from "./localStack";
import { releaseMemory } from "./memory";
import {
  dataOption,
  iamOption,
  mocksOption,
  portOption,
  programOption,
  readTypecheck,
  retainOption,
  stackOption,
  timeOption,
  typecheckOptions,
} from "./options";
import { type OnStop, printFailure, runCommand } from "./runCommand";
import { printUnexpected, startLocalStack } from "./startLocalStack";
import { OWN_SOURCES, watchProgram } from "./watch";

const COMMAND = {
  usage: "npm run local -- [options]",
  purpose:
    "Runs the stack on this machine until Ctrl-C, and deploys it again whenever the program or its configuration changes.",
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
};

/** This repository. */
const DEFAULT_PROGRAM = path.join(__dirname, "../..");

async function main(options: OptionsOf<typeof COMMAND>, onStop: OnStop): Promise<number> {
  // A parent process that started this over IPC, as the `workflows` command does, ends it by disconnecting.
  process.once("disconnect", () => process.kill(process.pid, "SIGTERM"));
  const { mocks, retain, verbose, program = DEFAULT_PROGRAM, ...given } = options;
  const stack = await startLocalStack({
    ...given,
    program,
    typecheck: readTypecheck(options),
    faults: mocks,
    retainedExecutions: retain,
    record: false,
    deploy: false,
    onError: printUnexpected(verbose),
  });
  onStop(() => stack.close());
  const redeploy = async (config?: Record<string, string>) => report(stack, await stack.redeploy(config));
  try {
    // Loaded by now, beside the evaluation.
    const { controlApi } = require("../local-cloud") as typeof import("../local-cloud");
    const control = controlApi({
      name: stack.name,
      get evaluation() {
        return stack.evaluation;
      },
      deploy: redeploy,
    });
    stack.services.cloud.addRoute(control);
    await redeploy();
    say(banner(stack));
  } catch (error) {
    await stack.close();
    throw error;
  }
  stack.services.cloud.iam.onRefusal(({ enforced, message }) =>
    say(`${enforced ? "refused" : "would be refused"}: ${message}`),
  );
  process.send?.({ endpoint: stack.endpoint });
  releaseMemorySoon();
  await new Promise<never>(() => {
    const deployAgain = async () => {
      try {
        await redeploy();
        releaseMemorySoon();
      } catch (error) {
        printFailure(error, verbose);
        say("what ran before continues to run");
      }
    };
    watchProgram(program, stack.name, deployAgain, program === DEFAULT_PROGRAM ? OWN_SOURCES : undefined);
  });
  return 0;
}

function report({ name, evaluation }: LocalStack, changes: Changes): void {
  say(`evaluated stack ${name} in ${duration(evaluation!.durationMs)}: ${summary(changes)}`);
  for (const note of evaluation!.notes ?? []) say(`note: ${note}`);
  if (changes.unsupported.length > 0) say(`not run on this machine: ${changes.unsupported.join(", ")}`);
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

void runCommand(COMMAND, main);
