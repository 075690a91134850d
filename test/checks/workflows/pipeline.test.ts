import assert from "node:assert/strict";
import {
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  StartExecutionCommand,
} from "@aws-sdk/client-sfn";
import fc from "fast-check";
import { evaluated, type Running, start } from "../../packages/local-stack/stack";

const PATTERN = { name: "serverless-pattern", value: "block" };
const ORDERS = [
  ["A", "B", "C"],
  ["A", "C", "B"],
  ["C", "A", "B"],
];

describe("the pipeline on this machine", () => {
  for (const order of ORDERS) {
    it(`gives the seed's input back unchanged through four machines, ${order.join("-")}`, async () => {
      const running = await start(await evaluated("dev", order));
      try {
        const { client, services, pipelineArn } = running;
        const input = JSON.stringify({ Output: { input: PATTERN } });
        const { executionArn } = await client.send(
          new StartExecutionCommand({ stateMachineArn: pipelineArn, input }),
        );
        await services.stepFunctions.execution(executionArn!)!.ended;
        const { status, output } = await client.send(new DescribeExecutionCommand({ executionArn }));
        assert.equal(status, "SUCCEEDED");
        assert.deepEqual(JSON.parse(output!), { Output: { input: PATTERN } });

        const { events = [] } = await client.send(new GetExecutionHistoryCommand({ executionArn }));
        const submitted = events.flatMap(({ taskSubmittedEventDetails }) =>
          taskSubmittedEventDetails
            ? [JSON.parse(taskSubmittedEventDetails.output!).ExecutionArn as string]
            : [],
        );
        assert.deepEqual(
          submitted.map((arn) => /execution:pipeline-(\w)-machine/.exec(arn)?.[1]),
          order,
          "the history names the inner executions",
        );
        for (const arn of submitted) {
          assert.equal(services.stepFunctions.execution(arn)?.startedBy, executionArn);
        }
      } finally {
        await running.close();
      }
    });
  }

  describe("with a function and queued work", () => {
    let running: Running;
    before(async () => {
      running = await start(await evaluated("dev", ["A", "trim", "review"]));
    });
    after(() => running.close());

    it("runs both", async () => {
      const { status, output } = await running.run({ name: " n ", value: "v " });
      assert.equal(status, "SUCCEEDED");
      assert.deepEqual(output, { Output: { input: { name: "n", value: "v" } } });
    });

    /** The largest X, in bytes of JSON, that a block may be given if it returns as much: AWS counts both, and what else describes its execution. */
    const LARGEST = 130_000;

    it(`passes X of ${LARGEST} bytes through every kind of block`, async () => {
      const { status, cause } = await running.run({ name: "n", value: "v".repeat(LARGEST - 23) });
      assert.equal(status, "SUCCEEDED", cause);
    });

    for (const bytes of [132_000, 200_000, 262_100]) {
      it(`fails by the block's name with X of ${bytes} bytes`, async () => {
        const { error, cause } = await running.run({ name: "n", value: "v".repeat(bytes - 23) });
        assert.equal(error, "States.DataLimitExceeded");
        assert.equal(JSON.parse(cause!).block, "A");
      });
    }

    const lengths: [input: number, cause: number, error: string][] = [
      [10, 10, "Wordy"],
      [10, 30_000, "Wordy"],
      [30_000, 10, "Wordy"],
      // A cause has 32,768 characters at most, and that of a block's Task has the block's input too.
      [10, 32_768, "States.DataLimitExceeded"],
      [33_000, 10, "States.DataLimitExceeded"],
      [129_000, 32_768, "States.DataLimitExceeded"],
    ];
    for (const [input, length, expected] of lengths) {
      it(`names the block whose input has ${input} bytes and whose cause ${length}`, async () => {
        const { faults } = running.services;
        const long = "e".repeat(length);
        faults.add({ state: "Call Function", fault: { kind: "error", error: "Wordy", cause: long } });
        try {
          const { error, cause } = await running.run({ name: "n", value: "v".repeat(input) });
          assert.equal(error, expected);
          assert.ok(cause!.length <= 32_768, `${cause!.length} characters`);
          const { block, cause: inner } = JSON.parse(cause!);
          assert.equal(block, "trim");
          if (expected === "Wordy") assert.equal(inner, long.slice(0, 5_000));
        } finally {
          faults.clear();
        }
      });
    }

    for (const value of [null, 0, false, "text", '"quoted"', "[1]", "", [], [[1]], {}]) {
      it(`gives ${JSON.stringify(value)} to a function as it is`, async () => {
        const { error, cause } = await running.run(value);
        // The review accepts only items, and names its input: the function passed it on.
        assert.equal(error, "InvalidItem", cause);
      });
    }

    it("fails with the name, error and cause of the block that failed", async () => {
      const { status, error, cause, arn } = await running.run({ name: "n", value: "" });
      assert.deepEqual([status, error], ["FAILED", "ReviewRejected"]);
      const { execution, ...rest } = JSON.parse(cause!);
      assert.deepEqual(rest, { block: "review", error: "ReviewRejected", cause: "item 'n' has no value" });
      assert.equal(running.services.stepFunctions.execution(execution)?.startedBy, arn);
    });

    it("queues work again that a busy queue did not take", async () => {
      const { faults } = running.services;
      const error = "SQS.RequestThrottledException";
      faults.add({ state: "Queue Work", attempts: "0-5", fault: { kind: "error", error } });
      assert.equal((await running.run(PATTERN)).status, "SUCCEEDED");
      faults.clear();
      faults.add({ state: "Queue Work", fault: { kind: "error", error } });
      assert.equal((await running.run(PATTERN)).error, error);
      faults.clear();
    });

    it("fails a block whose work gets no response once its heartbeat is missing", async () => {
      const { clock } = running.services;
      const since = clock.now();
      const { status, error, cause } = await running.run({ name: "n", value: "undecided" });
      assert.deepEqual([status, error, JSON.parse(cause!).block], ["FAILED", "States.Timeout", "review"]);
      assert.ok(clock.now() - since >= 60_000, "the heartbeat's 60 seconds passed on the clock");
    });

    for (const input of [1, [], {}, { Output: 1 }, { Output: {} }, { input: PATTERN }]) {
      it(`refuses ${JSON.stringify(input)} as its input by name, without a word of the data`, async () => {
        const { cloud, stepFunctions, clock } = running.services;
        const { executionArn } = await cloud.call(cloud.administrator, "states", "StartExecution", {
          stateMachineArn: running.pipelineArn,
          input: JSON.stringify(input),
        });
        const execution = stepFunctions.execution(String(executionArn))!;
        await clock.skipWhile(execution.ended);
        assert.ok(execution.result && "error" in execution.result);
        assert.equal(execution.result.error, "Pipeline.InvalidInput");
        assert.match(execution.result.cause!, /^expected \{"Output": \{"input": X\}\}, given /);
        assert.doesNotMatch(execution.result.cause!, /serverless-pattern/);
      });
    }
  });

  it("gives any JSON back unchanged", async () => {
    const running = await start(await evaluated("dev", ["A", "B", "C"]));
    try {
      await fc.assert(
        fc.asyncProperty(fc.jsonValue(), async (value) => {
          const wanted = JSON.parse(JSON.stringify(value));
          const { output } = await running.run(wanted);
          assert.deepEqual(output, { Output: { input: wanted } });
        }),
        { numRuns: 100 },
      );
    } finally {
      await running.close();
    }
  });
});
