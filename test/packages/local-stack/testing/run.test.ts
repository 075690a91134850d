import assert from "node:assert/strict";
import type { LocalStack } from "../../../../packages/local-stack";
import { functionArn, type Machines, machineArn, startStack } from "./support";

const activityArn = "arn:aws:states:us-east-1:123456789012:activity:press";

const MACHINES: Machines = {
  payment: {
    StartAt: "Check",
    States: {
      Check: { Type: "Pass", Next: "IsOk" },
      IsOk: {
        Type: "Choice",
        Choices: [{ Variable: "$.amount", NumericGreaterThan: 0, Next: "Cool" }],
        Default: "Refuse",
      },
      Cool: { Type: "Wait", Seconds: 30, Next: "Charge" },
      Charge: {
        Type: "Task",
        Resource: functionArn("charge"),
        Retry: [{ ErrorEquals: ["Runtime.ExitError"], IntervalSeconds: 10, MaxAttempts: 2 }],
        End: true,
      },
      Refuse: { Type: "Fail", Error: "NoAmount", Cause: "nothing to pay" },
    },
  },
  loop: {
    StartAt: "Each",
    States: {
      Each: {
        Type: "Map",
        ItemsPath: "$.items",
        MaxConcurrency: 1,
        ItemProcessor: { StartAt: "Item", States: { Item: { Type: "Pass", End: true } } },
        End: true,
      },
    },
  },
  ask: {
    StartAt: "Ask",
    States: {
      Ask: {
        Type: "Task",
        Resource: "arn:aws:states:::lambda:invoke.waitForTaskToken",
        Parameters: { FunctionName: "charge", Payload: { "token.$": "$$.Task.Token" } },
        End: true,
      },
    },
  },
  work: {
    StartAt: "Work",
    States: { Work: { Type: "Task", Resource: activityArn, End: true } },
  },
  parent: {
    StartAt: "Run",
    States: {
      Run: {
        Type: "Task",
        Resource: "arn:aws:states:::states:startExecution.sync:2",
        Parameters: { StateMachineArn: machineArn("payment"), Input: { amount: 1 }, Name: "child" },
        End: true,
      },
    },
  },
  quick: { Type: "EXPRESS", StartAt: "Double", States: { Double: { Type: "Pass", Result: 2, End: true } } },
};

const CHARGE = `exports.handler = async (event) => {
  console.log("charging", JSON.stringify(event));
  return { charged: event.amount };
};`;

describe("a run", function () {
  this.timeout(30_000);
  let stack: LocalStack;
  before(async () => {
    stack = await startStack(MACHINES, { functions: { charge: CHARGE } });
    const { cloud } = stack.services;
    await cloud.call(cloud.administrator, "states", "CreateActivity", { name: "press" });
    await stack.reset();
  });
  afterEach(() => stack.reset());
  after(() => stack.close());

  it("ends when the clock is advanced, with its states, visits and the lines of its functions", async () => {
    const run = await stack.machine("payment").start({ amount: 5 }, { name: "first" });
    assert.equal(run.arn, "arn:aws:states:us-east-1:123456789012:execution:payment:first");
    await stack.clock.advance({ seconds: 29 });
    assert.deepEqual([run.status, await run.states()], ["RUNNING", ["Check", "IsOk", "Cool"]]);
    await stack.clock.advance({ seconds: 1 });
    assert.deepEqual(await run.end(), { status: "SUCCEEDED", output: { charged: 5 } });
    assert.deepEqual(await run.states(), ["Check", "IsOk", "Cool", "Charge"]);
    const cool = await run.visit("Cool");
    assert.equal(cool.exitedAt!.getTime() - cool.enteredAt.getTime(), 30_000);
    const { enteredAt, exitedAt, ...charge } = await run.visit("Charge");
    assert.deepEqual(charge, {
      state: "Charge",
      type: "Task",
      input: { amount: 5 },
      attempts: [{ resource: functionArn("charge"), parameters: { amount: 5 }, result: { charged: 5 } }],
      result: { charged: 5 },
      output: { charged: 5 },
    });
    assert.equal((await run.history()).at(-1)?.type, "ExecutionSucceeded");
    const [line] = stack.logs("charge");
    assert.match(line!.message, /charging \{"amount":5\}/);
    assert.deepEqual(
      stack.calls({ service: "states" }).map(({ operation }) => operation),
      ["StartExecution"],
    );
  });

  it("retries by the clock after a fault on one attempt, and shows both", async () => {
    stack.faults.add({
      stateMachine: "paymentArn",
      state: "Charge",
      attempts: "0",
      fault: { kind: "crash", when: "beforeEffect" },
    });
    const run = await stack.machine("paymentArn").start({ amount: 5 });
    await stack.clock.advance({ seconds: 30 });
    const { attempts, error } = await run.visit("Charge");
    assert.deepEqual([attempts.length, error, run.status], [1, "Runtime.ExitError", "RUNNING"]);
    await stack.clock.advanceToNextTimer();
    const { status } = await run.end();
    const visit = await run.visit("Charge");
    assert.deepEqual(
      [status, visit.attempts.map((attempt) => attempt.error), visit.error, visit.result],
      ["SUCCEEDED", ["Runtime.ExitError", undefined], undefined, { charged: 5 }],
    );
    assert.equal((await run.visits("Charge")).length, 1);
  });

  it("gives the error and cause of a run that fails, and of the state that failed", async () => {
    const run = await stack.machine("payment").start({ amount: 0 });
    assert.deepEqual(await run.end(), {
      status: "FAILED",
      output: undefined,
      error: "NoAmount",
      cause: "nothing to pay",
    });
    const { error, cause, input } = await run.visit("Refuse");
    assert.deepEqual([error, cause, input], ["NoAmount", "nothing to pay", { amount: 0 }]);
  });

  it("has a visit for each iteration of a Map", async () => {
    const run = await stack.machine("loop").start({ items: ["a", "b"] });
    assert.deepEqual((await run.end()).output, ["a", "b"]);
    assert.deepEqual(await run.states(), ["Each", "Item", "Item"]);
    assert.deepEqual(
      (await run.visits("Item")).map(({ iteration, input, output }) => [iteration, input, output]),
      [
        [0, "a", "a"],
        [1, "b", "b"],
      ],
    );
  });

  it("runs an Express state machine to its end in one call", async () => {
    const { status, output, run } = await stack.machine("quick").startSync();
    assert.deepEqual([status, output, await run.states()], ["SUCCEEDED", 2, ["Double"]]);
    await assert.rejects(stack.machine("payment").startSync(), {
      name: "UsageError",
      message: "startSync is for Express state machines; 'payment' is Standard: use start",
    });
  });

  it("stops", async () => {
    const run = await stack.machine("payment").start({ amount: 1 });
    await run.stop({ error: "Enough", cause: "of it" });
    assert.deepEqual(await run.end(), {
      status: "ABORTED",
      output: undefined,
      error: "Enough",
      cause: "of it",
    });
    await run.stop();
  });

  const waits: [machine: string, why: RegExp][] = [
    [
      "payment",
      /^The execution 'x' of 'payment' cannot continue: it waits in state 'Cool'; the next timer is due at \d{4}-.*Z: advance the clock$/,
    ],
    ["ask", /'ask' cannot continue: it waits in state 'Ask' for an answer to its task token$/],
    ["work", /'work' cannot continue: it waits in state 'Work' for a worker of the activity 'press'$/],
    [
      "parent",
      /it waits in state 'Run' for the execution 'child' of 'payment', which waits in state 'Cool'; the next timer/,
    ],
  ];
  for (const [machine, message] of waits)
    it(`rejects with what '${machine}' waits for when nothing happens any more`, async () => {
      const run = await stack.machine(machine).start({ amount: 1 }, { name: "x" });
      await assert.rejects(run.end({ idleMs: 50 }), { name: "CannotContinueError", message });
    });

  it("rejects with the reason when the stack is reset or closed", async () => {
    const other = await startStack({ payment: MACHINES.payment! });
    const machine = other.machine("payment");
    const reset = assert.rejects(
      (await machine.start({ amount: 1 }, { name: "x" })).end({ idleMs: 10_000 }),
      {
        name: "CannotContinueError",
        message: "The execution 'x' of 'payment' cannot continue: the stack was reset",
      },
    );
    await other.reset();
    await reset;
    const run = await machine.start({ amount: 1 }, { name: "x" });
    const closed = assert.rejects(run.end({ idleMs: 10_000 }), {
      message: "The execution 'x' of 'payment' cannot continue: the stack was closed",
    });
    await other.close();
    await closed;
    await assert.rejects(run.end(), /the stack was closed/);
  });

  it("says what there is instead of what was asked for", async () => {
    assert.throws(
      () => stack.machine("paymnt"),
      /state machine is 'paymnt'; allowed: ask, loop, parent, payment, quick, work/,
    );
    assert.throws(() => stack.logs("chrge"), /^UsageError: function is 'chrge'; allowed: charge$/);
    const run = await stack.machine("payment").start({ amount: 0 });
    await run.end();
    await assert.rejects(run.visit("Charge"), {
      message: "state is 'Charge', which the execution did not enter; it entered: Check, IsOk, Refuse",
    });
    await assert.rejects(run.end({ idleMs: -1 }), /idleMs is -1; allowed/);
    await assert.rejects(
      stack.machine("payment").start(() => 1),
      /input is .*; allowed: a JSON value/,
    );
    await assert.rejects(stack.machine("payment").start({}, { name: "a b" }), { code: "InvalidName" });
  });
});
