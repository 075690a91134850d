import {
  previewOf,
  readSnapshot,
  renderMarkdown,
  renderText,
  runsOf,
  SNAPSHOT_OPTIONS,
  snapshotOf,
  writeSnapshot,
} from "../../packages/cli";
import { evaluate, printUnexpected, stackOption, startLocalStack } from "../../packages/local-stack";
import { type CommandContext, type OptionsOf, runCommand, say } from "../../packages/terminal";
import { PROGRAM_DIRECTORY } from "../program";
import { runMainPaths } from "./mainPaths";

const COMMAND = {
  usage: "npm run preview -- [options]",
  purpose:
    "Says what the Pulumi program would create, without the CLI and without AWS: resources, IAM, definitions and cost.",
  options: {
    stack: stackOption(),
    ...SNAPSHOT_OPTIONS,
  },
};

/** Resolves to the exit code: 1 if a workflow's main path could not be run. */
async function main(options: OptionsOf<typeof COMMAND>, { onStop }: CommandContext): Promise<number> {
  const { stack: name, against, save } = options;
  const before = against === undefined ? undefined : await readSnapshot(against, name);
  const stack = await startLocalStack({
    program: PROGRAM_DIRECTORY,
    stack: name,
    deploy: false,
    onError: printUnexpected(options.verbose),
  });
  onStop(() => stack.close());
  try {
    // The evaluation of the running stack contains the local cloud's addresses, which differ from run to run.
    const now = await snapshotOf(
      await evaluate({ directory: PROGRAM_DIRECTORY, stack: name, signal: stack.signal }),
    );
    const paths = await runMainPaths(stack);
    if (save !== undefined) await writeSnapshot(save, { ...now, runs: runsOf(paths, now) });
    const document = previewOf(now, { before, runs: paths });
    say((options.markdown ? renderMarkdown(document) : renderText(document)).trimEnd());
    return paths.every(({ problem }) => problem === undefined) ? 0 : 1;
  } finally {
    await stack.close();
  }
}

void runCommand(COMMAND, main);
