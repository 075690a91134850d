import createYargs from "yargs";
import { UsageError } from "../../packages/terminal";
import { WORKFLOW_NAMES } from "../../workflows";
import type { Program } from "./commands/command";
import { historyCommand } from "./commands/history";
import { listCommand } from "./commands/list";
import { messengerCommand } from "./commands/messenger";
import { outputsCommand } from "./commands/outputs";
import { startCommand } from "./commands/start";
import { stopCommand } from "./commands/stop";
import { watchCommand } from "./commands/watch";
import { EXIT } from "./exit";

/**
 * Runs a command line; resolves to its exit code.
 *
 * @param args without `node` and the script.
 * @param signal aborted by Ctrl-C.
 * @throws UsageError for a wrong command line, or what the command threw.
 */
export async function runProgram(args: string[], signal: AbortSignal): Promise<number> {
  const program: Program = { signal, exitCode: EXIT.ok };
  const yargs = createYargs(args)
    .scriptName("workflows")
    .usage(
      "Usage: $0 COMMAND --stack NAME | --local [options]\n\nStarts, watches and stops the workflows of a stack, on AWS or on this machine.",
    )
    .command(startCommand(program))
    .command(watchCommand(program))
    .command(historyCommand(program))
    .command(stopCommand(program))
    .command(listCommand(program))
    .command(outputsCommand(program))
    .command(messengerCommand(program))
    .completion("completion", "Print the lines that ~/.bashrc or ~/.zshrc needs for completion", complete)
    .demandCommand(
      1,
      "say what to do: start, watch, history, stop, list, outputs or messenger; --help says more",
    )
    .recommendCommands()
    .strict()
    .parserConfiguration({ "duplicate-arguments-array": false, "parse-positional-numbers": false })
    .version(false)
    .locale("en")
    .help()
    .alias("help", "h")
    .wrap(Math.min(100, process.stdout.columns ?? 100))
    .epilogue(
      "`workflows` is `npm run -s workflows --`, or a command of that name after `npm link`. Results go to stdout, progress goes to stderr. Exit codes: 0 done; 1 the execution failed, or a service " +
        "returned an error; 2 the command line, the stack or the credentials are wrong; 130 Ctrl-C.",
    )
    .exitProcess(false)
    .fail((message, error) => {
      // What the check of an option or a workflow throws arrives as an error of yargs with the same message.
      throw error && error.name !== "YError" ? error : new UsageError(inOurWords(message ?? error?.message));
    });
  await yargs.parseAsync();
  return program.exitCode;
}

/** Clearer texts for what yargs says about a wrong command line. */
const WORDS: readonly [RegExp, string][] = [
  [/^Not enough non-option arguments.*/s, "the command needs a workflow; --help says more"],
  [/^Did you mean (.*)\?$/, "there is no such command; did you mean $1?"],
  [/^Unknown (argument|command)s?: (.*)$/, "unknown $1: $2; --help says what there is"],
  [/^Invalid values:\s*Argument: (\w+), Given: "(.*?)", Choices: (.*)$/s, "--$1 is '$2'; allowed: $3"],
  [/^Not enough arguments following: (\S+)$/, "--$1 needs a value"],
];

function inOurWords(message: string): string {
  const [sign, words] = WORDS.find(([pattern]) => pattern.test(message)) ?? [];
  return sign ? message.replace(sign, words!).replaceAll('"', "") : message;
}

/** Names of workflows behind the commands, otherwise the completions of yargs. */
function complete(
  _current: string,
  { _: words = [] }: { _?: (string | number)[] },
  completeOtherwise: () => unknown,
  done: (completions: string[]) => unknown,
): unknown {
  const takesWorkflow = ["start", "watch", "history", "stop", "list"].includes(String(words[1]));
  return takesWorkflow && words.length <= 3 && !_current.startsWith("-")
    ? done([...WORKFLOW_NAMES])
    : completeOtherwise();
}
