import { stackOption } from "../../packages/local-stack";
import {
  bad,
  type CommandContext,
  duration,
  faint,
  type OptionsOf,
  runCommand,
  say,
} from "../../packages/terminal";
import { wholeNumberOption, workflowOption } from "../options";
import { FAULTED_WORKFLOWS, type FaultedWorkflow, type FaultedWorkflowName } from "./workflow";

const COMMAND = {
  usage: "npm run faults -- [options]",
  purpose:
    "Injects ten faults into each call that each state and function makes, and two at once into some, and checks what each workflow promises. " +
    "The exit code is 1 if a promise was broken.",
  options: {
    stack: stackOption(),
    workflow: workflowOption(FAULTED_WORKFLOWS),
    seed: wholeNumberOption(
      "what chooses the sample, 0 to 999999999 (default: changes daily)",
      0,
      999_999_999,
    ),
    sample: wholeNumberOption("how many cells are tried, 1 to 100000 (default: all)", 1, 100_000),
    pairs: wholeNumberOption(
      "how many pairs of faults are tried for each workflow, 0 to 10000 (default: 20, with --sample 0)",
      0,
      10_000,
    ),
  },
};

async function main(options: OptionsOf<typeof COMMAND>, { onStop }: CommandContext): Promise<number> {
  const { runMatrix } = require("./matrix") as typeof import("./matrix");
  const { LEGEND, matrixTable, notesOf, problemsOf } = require("./render") as typeof import("./render");
  const { WORKFLOWS } = require("./workflows") as typeof import("./workflows");
  const { muteWarnings } = require("../iam/proof") as typeof import("../iam/proof");
  const stopping = new AbortController();
  onStop(async () => stopping.abort());
  const { stack, sample, pairs, seed = today() } = options;
  const since = performance.now();
  // The local cloud warns about the effects of the faults.
  muteWarnings();
  const matrices = await runMatrix({
    stack,
    seed,
    workflows: chosen(WORKFLOWS, options.workflow),
    ...(sample !== undefined && { sample }),
    ...(pairs !== undefined && { pairs }),
    signal: stopping.signal,
  });
  for (const matrix of matrices) {
    say(`${matrix.workflow.name} ${faint(duration(matrix.durationMs))}\n\n${matrixTable(matrix)}\n`);
  }
  say(`${LEGEND}\n`);
  const problems = matrices.flatMap(problemsOf);
  for (const problem of problems) say(bad(`✗ ${problem}`));
  for (const note of matrices.flatMap(notesOf)) say(`! ${note}`);
  const all = matrices.flatMap(({ results }) => results);
  const [double, cells] = [all.filter(({ cell }) => cell.second), all.filter(({ cell }) => !cell.second)];
  const red = all.filter(({ violations }) => violations.length > 0).length;
  const chosenBy = sample === undefined ? "" : `, chosen by --seed ${seed}`;
  say(
    `${cells.length} cells${chosenBy}, and ${double.length} pairs of faults, chosen by --seed ${seed}; ${red} of them red, in ${duration(performance.now() - since)}, stack ${stack}`,
  );
  return problems.length === 0 ? 0 : 1;
}

const chosen = (workflows: FaultedWorkflow[], name: FaultedWorkflowName | undefined): FaultedWorkflow[] =>
  workflows.filter((workflow) => name === undefined || workflow.name === name);

/** The sample changes daily. */
const today = () => Math.floor(Date.now() / 86_400_000);

void runCommand(COMMAND, main);
