import { Run } from "../run/run";
import type { Machine, Visit } from "../run/visit";
import type { ChildCheckpoint, ExecutionContext, Json } from "../types";
import type { MapRunNames } from "./arns";

/** What the child executions of a Map's run have in common. */
export interface Family {
  visit: Visit;
  child: Machine;
  names: MapRunNames;
  /** Those in flight. */
  running: Set<Run>;
}

/**
 * Runs one child execution; it is stopped if the Map ends first. A redrive continues a STANDARD one and restarts an
 * EXPRESS one ({@link https://docs.aws.amazon.com/step-functions/latest/dg/redrive-map-run.html}).
 *
 * @param before how it ended before a redrive
 * @param onEnd receives its result, also after the Map itself has ended
 */
export function runChild(
  { visit, child, names, running }: Family,
  input: Json,
  before: ChildCheckpoint | undefined,
  onEnd: (ended: ChildCheckpoint) => void,
): Promise<ChildCheckpoint> {
  const { surroundings } = visit.frame.run;
  const { clock } = surroundings;
  const redriven = child.type === "STANDARD" ? before : undefined;
  const name = redriven?.name ?? surroundings.uuid();
  const executionArn = redriven?.executionArn ?? names.childArn(name, child.type);
  const startDate = redriven ? new Date(redriven.startDate) : new Date(clock.now());
  const redriveCount = redriven ? redriven.redriveCount + 1 : 0;
  const context: ExecutionContext = {
    Execution: {
      Id: executionArn,
      Name: name,
      RoleArn: names.roleArn,
      StartTime: startDate.toISOString(),
      RedriveCount: redriveCount,
      ...(redriven && { RedriveTime: new Date(clock.now()).toISOString() }),
    },
    StateMachine: { Id: names.stateMachineArn, Name: names.stateMachineName },
  };
  const observer = surroundings.onChildExecution?.({
    executionArn,
    name,
    mapRunArn: names.mapRunArn,
    type: child.type,
    input,
    startDate,
    redriveCount,
  });
  return visit.frame.wait<ChildCheckpoint>((resolve, reject) => {
    const run = new Run(child, {
      ...surroundings,
      onPlace: undefined,
      input,
      context,
      redrive: redriven && {
        checkpoint: redriven.checkpoint ?? { state: child.graph.startAt, input, variables: {} },
        lastEventId: redriven.lastEventId,
      },
      onEvent: observer?.onEvent && ((event) => observer.onEvent!(event)),
    });
    running.add(run);
    run.exactResult
      .then((result) => {
        running.delete(run);
        observer?.onEnd?.(result);
        const ended: ChildCheckpoint = {
          executionArn,
          name,
          startDate: startDate.toISOString(),
          stopDate: new Date(clock.now()).toISOString(),
          redriveCount,
          result,
          checkpoint: run.checkpoint(),
          lastEventId: run.history.lastEventId,
        };
        onEnd(ended);
        resolve(ended);
      })
      .catch(reject);
    return () => run.stop();
  });
}
