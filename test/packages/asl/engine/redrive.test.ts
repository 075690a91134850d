import assert from "node:assert/strict";
import { type HistoryEvent, type Json, TaskFailure } from "../../../../packages/asl/engine";
import { begin, CONTEXT, detailsOf, entered, FUNCTION, finish, machineOf, run, types } from "./harness";

const task = (next?: string) => ({
  Type: "Task",
  Resource: FUNCTION,
  ...(next ? { Next: next } : { End: true }),
});

/** Runs a machine whose tasks fail the first time, then redrives it. */
async function redrive(definition: unknown, input: Json, fails: (parameters: Json) => boolean) {
  let broken = true;
  const asked: Json[] = [];
  const perform = ({ parameters }: { parameters: Json }) => {
    asked.push(parameters);
    if (broken && fails(parameters)) throw new TaskFailure("E");
    return parameters;
  };
  const first = await run(definition, input, { task: perform });
  assert.equal(first.result.status, "FAILED");
  const checkpoint = JSON.parse(JSON.stringify(first.execution.checkpoint()));
  broken = false;
  asked.length = 0;
  const second = begin(definition, input, {
    task: perform,
    context: { ...CONTEXT, Execution: { ...CONTEXT.Execution, RedriveCount: 1 } },
    redrive: { checkpoint, lastEventId: first.events.at(-1)!.id },
  });
  const result = await finish(second);
  return { first, second, result, asked };
}

describe("a redrive", () => {
  it("continues at the state that failed, with its input and the variables", async () => {
    const definition = {
      QueryLanguage: "JSONata",
      StartAt: "A",
      States: {
        A: { Type: "Pass", Assign: { x: 1 }, Output: 5, Next: "B" },
        B: { ...task("C"), Output: "{% [$states.result, $x] %}" },
        C: { Type: "Succeed" },
      },
    };
    const { first, second, result } = await redrive(definition, {}, () => true);
    assert.deepEqual(result, { status: "SUCCEEDED", output: [5, 1] });
    assert.deepEqual(entered(second.events), ["B", "C"]);
    assert.deepEqual(second.events[0], {
      id: first.events.length + 1,
      previousEventId: first.events.length,
      type: "ExecutionRedriven",
      timestamp: new Date(Date.UTC(2025, 0, 1)),
      executionRedrivenEventDetails: { redriveCount: 1 },
    });
    assert.equal(second.events[1]!.previousEventId, second.events[0]!.id);
    assert.equal(second.execution.checkpoint(), undefined);
  });

  it("runs only the iterations again that did not succeed", async () => {
    const ItemProcessor = { StartAt: "I", States: { I: { Type: "Pass", Next: "T" }, T: task() } };
    const definition = machineOf({ Type: "Map", MaxConcurrency: 1, ItemProcessor });
    const { second, result, asked } = await redrive(definition, ["a", "b", "c"], (item) => item === "b");
    assert.deepEqual(result, { status: "SUCCEEDED", output: ["a", "b", "c"] });
    assert.deepEqual(asked, ["b", "c"]);
    assert.deepEqual(entered(second.events), ["State", "T", "I", "T"]);
  });

  it("runs only the branches again that did not succeed", async () => {
    const branch = (name: string) => ({ StartAt: name, States: { [name]: { ...task(), Parameters: name } } });
    const definition = machineOf({ Type: "Parallel", Branches: [branch("X"), branch("Y")] });
    const { asked, result } = await redrive(definition, {}, (name) => name === "Y");
    assert.deepEqual(asked, ["Y"]);
    assert.deepEqual(result, { status: "SUCCEEDED", output: ["X", "Y"] });
  });

  it("runs only the children of a distributed Map again that did not succeed, and reads their data once", async () => {
    const ItemProcessor = {
      ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "STANDARD" },
      StartAt: "T",
      States: { T: task() },
    };
    const ItemReader = {
      Resource: "arn:aws:states:::s3:getObject",
      ReaderConfig: { InputType: "JSON" },
      Parameters: { Bucket: "b", Key: "k" },
    };
    const definition = machineOf({ Type: "Map", MaxConcurrency: 1, ItemReader, ItemProcessor });
    let broken = true;
    const asked: Json[] = [];
    const perform = ({ resource, parameters }: { resource: string; parameters: Json }) => {
      if (resource !== FUNCTION) {
        asked.push("read");
        return { Body: '["a","b","c"]' };
      }
      asked.push(parameters);
      if (broken && parameters === "b") throw new TaskFailure("E");
      return parameters;
    };
    const first = await run(definition, {}, { task: perform });
    assert.deepEqual(asked.splice(0), ["read", "a", "b"]);
    broken = false;
    const checkpoint = JSON.parse(JSON.stringify(first.execution.checkpoint()));
    const second = await run(definition, {}, { task: perform, redrive: { checkpoint, lastEventId: 9 } });
    assert.deepEqual(second.result, { status: "SUCCEEDED", output: ["a", "b", "c"] });
    assert.deepEqual(asked, ["b", "c"]);
    const arnOf = (events: HistoryEvent[], type: string) => detailsOf(events, type).mapRunArn;
    assert.equal(arnOf(second.events, "MapRunRedriven"), arnOf(first.events, "MapRunStarted"));
  });

  it("continues after it was stopped, and fails at a state that is gone", async () => {
    const definition = machineOf({ Type: "Wait", Seconds: 10 });
    const started = begin(definition, 7);
    await started.clock.advance(0);
    started.execution.stop();
    const checkpoint = started.execution.checkpoint()!;
    assert.deepEqual(checkpoint, { state: "State", input: 7, variables: {} });
    const again = await run(definition, 7, { redrive: { checkpoint, lastEventId: 3 } });
    assert.deepEqual(again.result, { status: "SUCCEEDED", output: 7 });
    const gone = await run(definition, 7, {
      redrive: { checkpoint: { ...checkpoint, state: "Gone" }, lastEventId: 3 },
    });
    assert.equal(gone.result.status, "FAILED");
    assert.deepEqual(types(gone.events), ["ExecutionRedriven", "ExecutionFailed"]);
  });
});
