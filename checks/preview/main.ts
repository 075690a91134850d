import { LocalStack, PROGRAM_DIRECTORY } from "../../packages/local-stack/localStack";
import { type Command, helpOf, readOptions } from "../../packages/local-stack/options";
import { evaluate } from "../../packages/local-stack/program/evaluate";
import { runCommand } from "../../packages/local-stack/runCommand";
import { say } from "../../packages/local-stack/terminal";
import { runsOf } from "./cost";
import { runMainPaths } from "./mainPaths";
import { renderMarkdown } from "./markdown";
import { previewOf } from "./preview";
import { snapshotOf } from "./snapshot";
import { readSnapshot, writeSnapshot } from "./snapshotFile";
import { renderText } from "./text";

const COMMAND: Command = {
  usage: "npm run preview -- [options]",
  purpose:
    "Tells what the Pulumi program would create, without the CLI and without AWS: resources, IAM, definitions and cost.",
  options: ["stack", "save", "against", "markdown", "verbose", "help"],
  defaultPort: 0,
};

/** Resolves to the exit code: 1 if a workflow's usual course could not be run. */
async function main(args: string[], onStop: (stop: () => Promise<void>) => void): Promise<number> {
  const options = readOptions(COMMAND, args);
  if (options.help) {
    say(helpOf(COMMAND));
    return 0;
  }
  const { stack: name, against, save } = options;
  const before = against === undefined ? undefined : await readSnapshot(against, name);
  const stack = await LocalStack.start(options);
  onStop(() => stack.close());
  try {
    // The stack's own evaluation has the addresses of the local cloud in it, which differ from run to run.
    const now = await snapshotOf(
      await evaluate({ directory: PROGRAM_DIRECTORY, stack: name, signal: stack.signal }),
    );
    const paths = await runMainPaths(stack);
    if (save !== undefined) await writeSnapshot(save, { ...now, runs: runsOf(paths, now) });
    const document = previewOf(now, paths, before);
    say((options.markdown ? renderMarkdown(document) : renderText(document)).trimEnd());
    return paths.every(({ problem }) => problem === undefined) ? 0 : 1;
  } finally {
    await stack.close();
  }
}

void runCommand(main);
