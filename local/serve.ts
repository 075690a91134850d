import type { Changes } from "./deploy/deployment";
import type { Evaluation } from "./evaluate/evaluation";
import { introduction } from "./introduction";
import { LocalStack, PROGRAM_DIRECTORY } from "./localStack";
import { type Command, helpOf, readOptions } from "./options";
import { runCommand } from "./runCommand";
import { complain, duration, say } from "./terminal";
import { watchProgram } from "./watch";

const COMMAND: Command = {
  usage: "npm run local -- [options]",
  purpose:
    "Runs the stack on this machine until Ctrl-C, and again whenever the program or its configuration changes.",
  options: ["stack", "iam", "port", "time", "verbose", "help"],
  defaultPort: 4566,
};

async function main(args: string[], onStop: (stop: () => Promise<void>) => void): Promise<number> {
  const options = readOptions(COMMAND, args);
  if (options.help) {
    say(helpOf(COMMAND));
    return 0;
  }
  const stack = await LocalStack.start(options);
  onStop(() => stack.close());
  try {
    const evaluation = await deploy(stack);
    say(introduction(stack.services.cloud, evaluation));
  } catch (error) {
    await stack.close();
    throw error;
  }
  stack.services.cloud.iam.onRefusal(({ enforced, message }) =>
    say(`${enforced ? "refused" : "would be refused"}: ${message}`),
  );
  await new Promise<never>(() => {
    watchProgram(PROGRAM_DIRECTORY, stack.name, async () => {
      try {
        await deploy(stack);
      } catch (error) {
        complain(error);
        say("what ran before goes on running");
      }
    });
  });
  return 0;
}

async function deploy(stack: LocalStack): Promise<Evaluation> {
  const evaluation = await stack.evaluate();
  const changes = await stack.deploy(evaluation);
  say(`evaluated stack ${stack.name} in ${duration(evaluation.durationMs)}: ${summary(changes)}`);
  if (changes.unsupported.length > 0) say(`not run on this machine: ${changes.unsupported.join(", ")}`);
  return evaluation;
}

const summary = ({ created, updated, deleted, unchanged }: Changes): string =>
  Object.entries({ created, updated, deleted, unchanged })
    .filter(([, urns]) => urns.length > 0)
    .map(([what, urns]) => `${urns.length} ${what}`)
    .join(", ") || "no resources";

void runCommand(main);
