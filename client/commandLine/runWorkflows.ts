import { LINT, lint } from "../../packages/lint";
import {
  type Argument,
  type NamedCommand,
  named,
  type Program,
  printError,
  runProgram,
  UsageError,
} from "../../packages/terminal";
import { DESCRIBE, describe } from "./commands/describe";
import { HISTORY, history } from "./commands/history";
import { LIST, list } from "./commands/list";
import { LOGS, logs } from "./commands/logs";
import { OUTPUTS, outputs } from "./commands/outputs";
import { REDRIVE, redrive } from "./commands/redrive";
import { START, start } from "./commands/start";
import { STOP, stop } from "./commands/stop";
import { WATCH, watch } from "./commands/watch";
import { WHY, why } from "./commands/why";
import { commandOf, howToInstall, PACKAGES, type PackageName, PURPOSES, packageOf } from "./packages";

/** What both packages have: what works on a stack, on this machine or on AWS, and on files. */
const SHARED_COMMANDS: readonly NamedCommand[] = [
  named("start", START, start),
  named("list", LIST, list),
  named("describe", DESCRIBE, describe),
  named("history", HISTORY, history),
  named("watch", WATCH, watch),
  named("why", WHY, why),
  named("logs", LOGS, logs),
  named("stop", STOP, stop),
  named("redrive", REDRIVE, redrive),
  named("outputs", OUTPUTS, outputs),
  named("lint", LINT, lint),
];

const PURPOSE =
  "Runs, watches and explains the Step Functions workflows of a Pulumi program, on this machine and on AWS.";

const EPILOGUE =
  "Results go to stdout, progress goes to stderr. Exit codes: 0 done; 1 the execution failed, or a service returned an error; " +
  "2 the command line, the stack or the credentials are wrong; 130 Ctrl-C.";

/**
 * Runs the command line of one of the packages on the arguments of this process. A command of the other package is run by
 * that package if it is installed.
 *
 * @param commands those that only this package has
 */
export function runWorkflows(own: PackageName, commands: readonly NamedCommand[]): Promise<void> | void {
  const owner = packageOf(process.argv[2]);
  if (owner && owner !== own) {
    const file = commandOf(owner);
    if (file) return void require(file);
    printError(
      new UsageError(
        `workflows ${process.argv[2]} is a command of ${owner}, which is not installed: ${howToInstall(owner)}`,
      ),
    );
    process.exitCode = 2;
    return;
  }
  return runProgram(workflowsProgram(own, commands));
}

/** The command line of one of the packages: every command of both, in the same order. */
export const workflowsProgram = (own: PackageName, commands: readonly NamedCommand[]): Program => ({
  name: "workflows",
  purpose: PURPOSE,
  epilogue: EPILOGUE,
  commands: [...withForeign(own, commands), ...SHARED_COMMANDS].sort(byPosition),
});

/** Its own commands, and for the help those of the other package. */
function withForeign(own: PackageName, commands: readonly NamedCommand[]): NamedCommand[] {
  const foreign = (Object.keys(PACKAGES) as PackageName[])
    .filter((name) => name !== own && (name === "sfn-workflows-local" || commandOf(name)))
    .flatMap((name) => Object.entries(PACKAGES[name].commands))
    .map(([name, argument]) => ({
      name,
      command: {
        usage: `workflows ${name} [options]`,
        purpose: PURPOSES[name as keyof typeof PURPOSES],
        options: {},
        ...(argument && { arguments: { [argument]: ANY_ARGUMENT } }),
      },
      main: async () => 0,
    }));
  return [...commands, ...foreign];
}

/** The other package reads it. */
const ANY_ARGUMENT: Argument<string | undefined> = { description: "", read: (value) => value };

const LAST = Object.keys(PACKAGES["sfn-workflows"].commands);
const FIRST = Object.keys(PACKAGES["sfn-workflows-local"].commands);

/** The commands have the same order in both packages: those of this machine, those of any stack, those of the components. */
function byPosition(a: NamedCommand, b: NamedCommand): number {
  const position = ({ name }: NamedCommand) => (FIRST.includes(name) ? 0 : LAST.includes(name) ? 2 : 1);
  const first = position(a) - position(b);
  return first === 0 && position(a) === 0 ? FIRST.indexOf(a.name) - FIRST.indexOf(b.name) : first;
}
