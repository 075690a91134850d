import assert from "node:assert/strict";
import { StateMachine } from "aws-local-stepfunctions";
import { compile, type HistoryEvent, type Json, start, type TaskRunner } from "../../packages/asl/engine";
import { ManualClock } from "../../packages/local-cloud";
import type { EngineCase } from "./cases";

/** Runs a case once. */
export type Runner = () => Promise<void>;

const NO_TASKS: TaskRunner = {
  run: () => Promise.reject(new Error("the cases have no tasks")),
};

/** Our engine: the definition is compiled once, and every event of an execution is retained until it ends. */
export function ours({ definition, input, floor }: EngineCase): Runner {
  const machine = compile(definition);
  const expected = floor(input);
  const clock = new ManualClock(Date.now());
  let ids = 0;
  return async () => {
    const history: HistoryEvent[] = [];
    const name = `run-${++ids}`;
    const { result } = start(machine, {
      clock,
      tasks: NO_TASKS,
      input,
      random: Math.random,
      uuid: () => `id-${++ids}`,
      onEvent: (event) => history.push(event),
      context: {
        Execution: {
          Id: `arn:aws:states:us-east-1:123456789012:execution:bench:${name}`,
          Name: name,
          RoleArn: "arn:aws:iam::123456789012:role/bench",
          StartTime: new Date(clock.now()).toISOString(),
        },
        StateMachine: { Id: "arn:aws:states:us-east-1:123456789012:stateMachine:bench", Name: "bench" },
      },
    });
    const ended = await result;
    assert.equal(ended.status, "SUCCEEDED");
    check(ended.status === "SUCCEEDED" ? ended.output : null, expected);
    assert.equal(history.at(-1)!.type, "ExecutionSucceeded");
  };
}

/** `aws-local-stepfunctions`: its event log read to the end, as its history. */
export function peer({ definition, input, floor }: EngineCase): Runner {
  const machine = new StateMachine(definition as never);
  const expected = floor(input);
  return async () => {
    const execution = machine.run(input as never);
    const history: unknown[] = [];
    for await (const event of execution.eventLogs) history.push(event);
    check((await execution.result) as Json, expected);
    assert.ok(history.length > 0);
  };
}

/** The plain function. */
export function floorOf({ input, floor }: EngineCase): Runner {
  return async () => {
    floor(input);
  };
}

let checked = 0;

/** Only every so often, so that the comparison does not affect the measurement. */
function check(actual: Json, expected: Json): void {
  if (checked++ % 500 === 0) assert.deepEqual(JSON.parse(JSON.stringify(actual)), expected);
}
