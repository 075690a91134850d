import { type Command, helpOf, readOptions, type WorkflowName } from "../../packages/local-stack/options";
import { runCommand } from "../../packages/local-stack/runCommand";
import { bad, duration, faint, say } from "../../packages/local-stack/terminal";
import type { FaultedWorkflow } from "./workflow";

const COMMAND: Command = {
  usage: "npm run faults -- [options]",
  purpose:
    "Puts eight faults on each call that each state and function makes, and checks what each workflow promises all the same. " +
    "The exit code is 1 if a promise was not kept.",
  options: ["stack", "workflow", "seed", "sample", "verbose", "help"],
  defaultPort: 0,
};

async function main(args: string[], onStop: (stop: () => Promise<void>) => void): Promise<number> {
  const options = readOptions(COMMAND, args);
  if (options.help) {
    say(helpOf(COMMAND));
    return 0;
  }
  const { runMatrix } = require("./matrix") as typeof import("./matrix");
  const { LEGEND, matrixTable, notesOf, problemsOf } = require("./render") as typeof import("./render");
  const { WORKFLOWS } = require("./workflows") as typeof import("./workflows");
  const { muteWarnings } = require("../iam/proof") as typeof import("../iam/proof");
  const stopping = new AbortController();
  onStop(async () => stopping.abort());
  const { stack, sample, seed = today() } = options;
  const since = performance.now();
  // The local cloud warns of what the faults come to.
  muteWarnings();
  const matrices = await runMatrix({
    stack,
    seed,
    workflows: chosen(WORKFLOWS, options.workflow),
    ...(sample !== undefined && { sample }),
    signal: stopping.signal,
  });
  for (const matrix of matrices) {
    say(`${matrix.workflow.name} ${faint(duration(matrix.durationMs))}\n\n${matrixTable(matrix)}\n`);
  }
  say(`${LEGEND}\n`);
  const problems = matrices.flatMap(problemsOf);
  for (const problem of problems) say(bad(`✗ ${problem}`));
  for (const note of matrices.flatMap(notesOf)) say(`! ${note}`);
  const cells = matrices.flatMap(({ results }) => results);
  const red = cells.filter(({ violations }) => violations.length > 0).length;
  const chosenBy = sample === undefined ? "" : `, chosen by --seed ${seed}`;
  say(
    `${cells.length} cells${chosenBy}, ${red} of them red, in ${duration(performance.now() - since)}, stack ${stack}`,
  );
  return problems.length === 0 ? 0 : 1;
}

const chosen = (workflows: FaultedWorkflow[], name: WorkflowName | undefined): FaultedWorkflow[] =>
  workflows.filter((workflow) => name === undefined || workflow.name === name);

/** A sample is another one each day. */
const today = () => Math.floor(Date.now() / 86_400_000);

void runCommand(main);
