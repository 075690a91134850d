import assert from "node:assert/strict";
import type { LocalStack } from "../../../../packages/local-stack";
import { functionArn, type Machines, startStack } from "./support";

const charge = (End: object = { End: true }) => ({
  Type: "Task",
  Resource: "arn:aws:states:::lambda:invoke",
  Parameters: { FunctionName: functionArn("charge"), "Payload.$": "$" },
  OutputPath: "$.Payload",
  Retry: [{ ErrorEquals: ["Busy"], IntervalSeconds: 5, MaxAttempts: 1 }],
  ...End,
});
const MACHINES: Machines = {
  one: { StartAt: "Charge", States: { Charge: charge({ Next: "Rest" }), Rest: { Type: "Pass", End: true } } },
  other: { StartAt: "Charge", States: { Charge: charge() } },
  alone: { StartAt: "Only", States: { Only: charge() } },
};

describe("mocks and faults of a stack", () => {
  let stack: LocalStack;
  before(async () => {
    stack = await startStack(MACHINES, { time: "skip" });
  });
  afterEach(() => stack.reset());
  after(() => stack.close());
  const run = async (machine: string, input: object = {}) =>
    (await stack.machine(machine).start(input)).end();

  it("answers a Task with a value, or with what a function makes of what the Task sends", async () => {
    stack.mock("Only", { Payload: "mocked" });
    assert.deepEqual(await run("alone"), { status: "SUCCEEDED", output: "mocked" });
    const remove = stack.mock("Only", async ({ Payload }: { Payload: { n: number } }, { number }) => ({
      Payload: [Payload.n + 1, number],
    }));
    assert.deepEqual((await run("alone", { n: 1 })).output, [2, 0]);
    remove();
    assert.equal((await run("alone")).output, "mocked");
  });

  it("fails a Task with the name and message of what the function throws, which Retry matches", async () => {
    const attempts: number[] = [];
    stack.mock({ stateMachine: "otherArn", state: "Charge" }, (_: unknown, { number }) => {
      attempts.push(number);
      throw Object.assign(new Error("come back"), { name: number === 0 ? "Busy" : "Closed" });
    });
    assert.deepEqual(await run("other"), {
      status: "FAILED",
      output: undefined,
      error: "Closed",
      cause: "come back",
    });
    assert.deepEqual(attempts, [0, 1]);
  });

  it("lets faults come first", async () => {
    stack.mock("Only", { Payload: 1 });
    stack.faults.add({ state: "Only", attempts: "0", fault: { kind: "error", error: "Busy" } });
    const started = await stack.machine("alone").start();
    await started.end();
    const { attempts } = await started.visit("Only");
    assert.deepEqual(
      attempts.map(({ error, result }) => [error, result]),
      [
        ["Busy", undefined],
        [undefined, { Payload: 1 }],
      ],
    );
  });

  it("says what is allowed", () => {
    const message = (text: string | RegExp) => ({ message: text });
    assert.throws(
      () => stack.mock("Charge", 1),
      message("state is 'Charge', which 2 state machines have; give one of them as stateMachine: one, other"),
    );
    assert.throws(() => stack.mock("Rest", 1), message("state is 'Rest'; allowed: Charge, Only"));
    assert.throws(
      () => stack.mock({ stateMachine: "alone", state: "Charge" }, 1),
      message("state is 'Charge'; allowed: Only"),
    );
    const fault = { kind: "refusal" } as const;
    const wrong = (rule: object, text: string) =>
      assert.throws(() => stack.faults.add({ fault, ...rule }), { name: "FaultPlanError", message: text });
    wrong({ state: "Chrge" }, "fault rule: state is 'Chrge'; allowed: Charge, Only");
    wrong({ stateMachine: "on" }, "fault rule: state machine is 'on'; allowed: alone, one, other");
    assert.deepEqual(stack.faults.list(), []);
  });

  it("fails a Task whose mock returns what is not JSON", async () => {
    stack.mock("Only", () => undefined);
    const { error, cause } = await run("alone");
    assert.deepEqual(
      [error, cause],
      ["TypeError", "The mock of 'Only' returned undefined; allowed: a JSON value"],
    );
  });
});
