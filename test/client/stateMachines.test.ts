import assert from "node:assert/strict";
import { ListStateMachinesCommand, SFNClient, StateMachineDoesNotExist } from "@aws-sdk/client-sfn";
import { PollTimeoutError, StateMachines } from "../../client";
import { LOCAL_CREDENTIALS, ManualClock } from "../../packages/local-cloud";
import {
  executionArn,
  machineArn,
  PASS,
  ROLE,
  type TestCloud,
  testCloud,
  WAIT,
} from "../packages/local-cloud/services/stepFunctions/support";
import { ManualTimer } from "./manualTimer";

interface Order {
  quantity: number;
}

const DOUBLE = {
  QueryLanguage: "JSONata",
  StartAt: "Double",
  States: { Double: { Type: "Pass", Output: { twice: "{% $states.input.quantity * 2 %}" }, End: true } },
};
const FAIL = { StartAt: "No", States: { No: { Type: "Fail", Error: "Refused", Cause: "no reason" } } };

/** A name of AWS, and advice at the end of the message. */
const isExplained = (name: string, advice: RegExp) => (error: unknown) => {
  assert.equal((error as Error).name, name);
  assert.match((error as Error).message, advice);
  return true;
};

describe("StateMachines", () => {
  let test: TestCloud;
  let machines: StateMachines;

  before(async () => {
    test = await testCloud();
    machines = new StateMachines(test.client);
  });
  after(() => test.close());

  it("creates, describes, finds, updates and deletes a state machine", async () => {
    const created = await machines.create({ name: "life", definition: PASS, roleArn: ROLE });
    assert.equal(created.arn, machineArn("life"));
    assert.deepEqual((await created.describe()).definition, PASS);
    assert.equal((await machines.find("life"))?.arn, created.arn);
    await created.update({ definition: WAIT });
    const { definition, roleArn, type } = await created.describe();
    assert.deepEqual({ definition, roleArn, type }, { definition: WAIT, roleArn: ROLE, type: "STANDARD" });
    await created.delete();
    assert.equal(await machines.find("life"), undefined);
    await created.delete();
  });

  it("runs an execution with typed input and output", async () => {
    const machine = await machines.create<Order, { twice: number }>({
      name: "double",
      definition: JSON.stringify(DOUBLE),
      roleArn: ROLE,
    });
    const execution = await machine.start({ quantity: 4 }, { name: "first" });
    const ended = await execution.waitForEnd();
    assert.ok(ended.status === "SUCCEEDED");
    assert.equal(ended.output.twice, 8);
    assert.equal(ended.input.quantity, 4);
    assert.ok(ended.stopDate >= ended.startDate);
  });

  it("returns the same execution for the same name and input, even after its end", async () => {
    const machine = await machines.create<Order>({ name: "once", definition: PASS, roleArn: ROLE });
    const first = await machine.start({ quantity: 1 }, { name: "order-1" });
    await first.waitForEnd();
    const [again, alsoAgain] = await Promise.all([
      machine.start({ quantity: 1 }, { name: "order-1" }),
      machine.start({ quantity: 1 }, { name: "order-1" }),
    ]);
    assert.deepEqual([again.arn, alsoAgain.arn], [first.arn, first.arn]);
    await assert.rejects(
      machine.start({ quantity: 2 }, { name: "order-1" }),
      isExplained("ExecutionAlreadyExists", /another input: choose another name/),
    );
    const unnamed = await Promise.all([machine.start({ quantity: 1 }), machine.start({ quantity: 1 })]);
    assert.notEqual(unnamed[0]!.arn, unnamed[1]!.arn);
  });

  it("says why an execution did not succeed", async () => {
    const machine = await machines.create({ name: "fails", definition: FAIL, roleArn: ROLE });
    const ended = await (await machine.start({})).waitForEnd();
    assert.ok(ended.status === "FAILED");
    assert.deepEqual([ended.error, ended.cause], ["Refused", "no reason"]);
  });

  it("lists executions by their status, the newest first, over all pages", async () => {
    const machine = await machines.create({ name: "many", definition: PASS, roleArn: ROLE });
    for (let index = 0; index < 103; index++) {
      await (await machine.start({}, { name: `run-${index}` })).waitForEnd();
    }
    const names: string[] = [];
    for await (const { name } of machine.executions({ status: "SUCCEEDED" })) names.push(name!);
    assert.equal(new Set(names).size, 103);
    assert.equal(names[0], "run-102");
    for await (const execution of machine.executions({ status: "FAILED" })) assert.fail(execution.name);
  });

  it("reads the history both ways, with and without its data", async () => {
    const machine = await machines.create({ name: "explained", definition: PASS, roleArn: ROLE });
    const execution = await machine.start({ secret: 1 });
    await execution.waitForEnd();
    const types = async (options = {}) => {
      const found: string[] = [];
      for await (const { type } of execution.history({ pageSize: 2, ...options })) found.push(type!);
      return found;
    };
    const forwards = await types();
    assert.deepEqual(forwards, [
      "ExecutionStarted",
      "PassStateEntered",
      "PassStateExited",
      "ExecutionSucceeded",
    ]);
    assert.deepEqual(await types({ reverseOrder: true }), [...forwards].reverse());
    for await (const { executionStartedEventDetails } of execution.history({ includeExecutionData: false })) {
      assert.equal(executionStartedEventDetails?.input, undefined);
    }
  });

  it("explains what AWS's errors ask for", async () => {
    const nowhere = machines.at(machineArn("nowhere"));
    await assert.rejects(
      nowhere.describe(),
      isExplained("StateMachineDoesNotExist", /Check the ARN.*find\(\)/),
    );
    await assert.rejects(nowhere.start({}), StateMachineDoesNotExist);
    const missing = machines.execution(executionArn("nowhere", "missing"));
    await assert.rejects(missing.describe(), isExplained("ExecutionDoesNotExist", /kept for 90 days/));
    await assert.rejects(missing.stop(), isExplained("ExecutionDoesNotExist", /Check the ARN/));
    await assert.rejects(
      machines.create({ name: "broken", definition: { StartAt: "x" }, roleArn: ROLE }),
      isExplained("InvalidDefinition", /Fix the definition/),
    );
    await assert.rejects(
      async () => {
        for await (const event of missing.history()) assert.fail(event.type);
      },
      isExplained("ExecutionDoesNotExist", /90 days/),
    );
  });

  it("says that nothing answers", async () => {
    const unreachable = new StateMachines({
      endpoint: "http://127.0.0.1:1",
      region: "us-east-1",
      credentials: LOCAL_CREDENTIALS,
      maxAttempts: 1,
    });
    await assert.rejects(unreachable.find("any"), /Nothing listens at this endpoint/);
    unreachable.close();
  });
});

describe("Execution", () => {
  let test: TestCloud;

  before(async () => {
    test = await testCloud({ clock: new ManualClock(0) });
    await test.create("waits", WAIT);
  });
  after(() => test.close());

  it("waits with a deadline, and until it is aborted; the execution continues", async () => {
    const execution = await new StateMachines(test.client).at(machineArn("waits")).start({});
    const timer = new ManualTimer();
    await assert.rejects(execution.waitForEnd({ timer, timeoutMs: 5_000 }), PollTimeoutError);
    assert.ok(timer.slept.length < 15, "it backs off");
    const reason = new Error("enough");
    await assert.rejects(execution.waitForEnd({ signal: AbortSignal.abort(reason) }), reason);
    assert.equal((await execution.describe()).status, "RUNNING");
    await execution.stop({ error: "Stopped", cause: "by a test" });
    const ended = await execution.waitForEnd();
    assert.ok(ended.status === "ABORTED");
    assert.deepEqual([ended.error, ended.cause], ["Stopped", "by a test"]);
  });

  it("follows the events as they happen, each once, to the end", async () => {
    const machine = new StateMachines(test.client, new ManualTimer()).at(machineArn("waits"));
    const execution = await machine.start({});
    const types: string[] = [];
    for await (const { type } of execution.follow()) {
      types.push(type!);
      if (type === "WaitStateEntered") await execution.stop();
    }
    assert.deepEqual(types, ["ExecutionStarted", "WaitStateEntered", "ExecutionAborted"]);
  });
});

describe("a list of several pages", () => {
  /** Answers with one machine a page, then with an error. */
  class PagingClient extends SFNClient {
    readonly tokens: (string | undefined)[] = [];

    override send = (async (command: ListStateMachinesCommand) => {
      assert.ok(command instanceof ListStateMachinesCommand);
      const { nextToken } = command.input;
      this.tokens.push(nextToken);
      const page = this.tokens.length;
      if (page === 4) throw Object.assign(new Error("Rate exceeded"), { name: "ThrottlingException" });
      const name = `machine-${page}`;
      return { stateMachines: [{ name, stateMachineArn: machineArn(name) }], nextToken: `after ${page}` };
    }) as unknown as SFNClient["send"];
  }

  it("is read only as far as it is asked for", async () => {
    const client = new PagingClient({ region: "us-east-1" });
    const found = await new StateMachines(client).find("machine-2");
    assert.equal(found?.arn, machineArn("machine-2"));
    assert.deepEqual(client.tokens, [undefined, "after 1"]);
  });

  it("fails with the error of the page, explained", async () => {
    const client = new PagingClient({ region: "us-east-1" });
    await assert.rejects(
      new StateMachines(client).find("machine-9"),
      isExplained("ThrottlingException", /^Rate exceeded\. Call less often/),
    );
  });
});
