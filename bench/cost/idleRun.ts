import { StartExecutionCommand, StopExecutionCommand } from "@aws-sdk/client-sfn";
import type { Stage } from "../../checks/scenarios/scenario";
import type { Execution } from "../../packages/local-cloud";

/** An execution of the pump without messages, from its start until it continues as a new one. */
export interface IdleRun {
  transitions: number;
  /** How often it paused. */
  rounds: number;
  /** From one pause to the next. */
  transitionsOfRound: number;
}

const PAUSE = "Pause Then Loop";

/** Lets the pump idle, with time skipped, until its history is full, and stops the execution that continues for it. */
export async function measureIdleRun({ services, stepFunctions, outputs }: Stage): Promise<IdleRun> {
  const { executionArn } = await stepFunctions.send(
    new StartExecutionCommand({
      stateMachineArn: String(outputs.messengerArn),
      // Its predecessor hands over to it.
      input: JSON.stringify({ continues: true }),
    }),
  );
  const execution = services.stepFunctions.execution(executionArn!)!;
  await services.clock.skipWhile(execution.ended);
  const successor = services.stepFunctions.executions().find(({ startedBy }) => startedBy === executionArn);
  if (!successor) throw new Error(`The pump started no successor: it ended as ${execution.status}`);
  await stepFunctions.send(new StopExecutionCommand({ executionArn: successor.arn }));
  await services.clock.whenIdle();
  const names = enteredStates(execution);
  const pauses = names.flatMap((name, index) => (name === PAUSE ? [index] : []));
  return {
    transitions: execution.billedTransitions,
    rounds: pauses.length,
    transitionsOfRound: pauses[1]! - pauses[0]!,
  };
}

const enteredStates = ({ events }: Execution): string[] =>
  events.flatMap(({ stateEnteredEventDetails: details }) =>
    details ? [(details as { name: string }).name] : [],
  );
