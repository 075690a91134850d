import { stackDoor } from "../local-cloud/controlApi";
import { introduction } from "./banner";
import { LiveStack } from "./liveStack";
import { LocalStack, PROGRAM_DIRECTORY } from "./localStack";
import { releaseMemory } from "./memory";
import { type Command, helpOf, readOptions } from "./options";
import { runCommand } from "./runCommand";
import { complain, say } from "./terminal";
import { OWN_SOURCES, watchProgram } from "./watch";

const COMMAND: Command = {
  usage: "npm run local -- [options]",
  purpose:
    "Runs the stack on this machine until Ctrl-C, and again whenever the program or its configuration changes.",
  options: ["program", "stack", "iam", "port", "time", "mocks", "retain", "data", "verbose", "help"],
  defaultPort: 4566,
};

async function main(args: string[], onStop: (stop: () => Promise<void>) => void): Promise<number> {
  const options = readOptions(COMMAND, args);
  if (options.help) {
    say(helpOf(COMMAND));
    return 0;
  }
  // Whoever runs this over IPC, as the command line does, takes it along at his own end.
  process.once("disconnect", () => process.kill(process.pid, "SIGTERM"));
  const stack = await LocalStack.start(options);
  onStop(() => stack.close());
  const live = new LiveStack(stack);
  try {
    stack.services.cloud.openFrontDoor(stackDoor(live));
    await live.deploy();
    say(introduction(stack.services.cloud, live.evaluation!));
  } catch (error) {
    await stack.close();
    throw error;
  }
  stack.services.cloud.iam.onRefusal(({ enforced, message }) =>
    say(`${enforced ? "refused" : "would be refused"}: ${message}`),
  );
  process.send?.({ endpoint: stack.services.cloud.endpoint });
  releaseMemorySoon();
  await new Promise<never>(() => {
    const deployAgain = async () => {
      try {
        await live.deploy();
        releaseMemorySoon();
      } catch (error) {
        complain(error);
        say("what ran before goes on running");
      }
    };
    const sources = stack.program === PROGRAM_DIRECTORY ? OWN_SOURCES : undefined;
    watchProgram(stack.program, stack.name, deployAgain, sources);
  });
  return 0;
}

/** Not before whoever waits for the deployment has had time for his first call. */
function releaseMemorySoon(): void {
  setTimeout(() => void releaseMemory(), 2000).unref();
}

void runCommand(main);
