import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { EventBridgeClient, PutEventsCommand } from "@aws-sdk/client-eventbridge";
import { GetActivityTaskCommand, SendTaskSuccessCommand, SFNClient } from "@aws-sdk/client-sfn";
import { findRuntime } from "../../packages/local-cloud";
import { type LocalStack, startLocalStack } from "../../packages/local-stack";

const ROOT = path.join(__dirname, "../..");
/** Small programs outside of the repository, each with what must happen in its first line. */
const PROGRAMS = path.join(ROOT, "../shared/cases/programs");

type Check = (stack: LocalStack) => Promise<void>;

/** Nothing was refused while it was deployed, and the state machine of the output `machineArn` gives this. */
const gives =
  (output: unknown, input: unknown = {}): Check =>
  async (stack) => {
    assert.deepEqual(stack.refusals, []);
    const run = await stack.machine("machineArn").start(input);
    assert.deepEqual(await run.end(), { status: "SUCCEEDED", output });
  };

const CHECKS: Record<string, Check> = {
  "attachment-comes-later": gives("logged"),
  "policy-attached-to-many": gives(7),
  "callback-function-as-it-comes": gives("hello ann", { name: "ann" }),
  async "activity-of-the-program"(stack) {
    const client = stack.client(SFNClient);
    const activityArn = String(stack.outputs.activityArn);
    const run = await stack.machine("machineArn").start({ amount: 5 });
    const { taskToken, input } = await client.send(new GetActivityTaskCommand({ activityArn }));
    assert.equal(input, '{"amount":5}');
    await client.send(new SendTaskSuccessCommand({ taskToken, output: '"approved"' }));
    assert.deepEqual(await run.end(), { status: "SUCCEEDED", output: "approved" });
  },
  async "express-from-a-function"(stack) {
    const run = await stack.machine("outerArn").start();
    assert.deepEqual(await run.end(), { status: "SUCCEEDED", output: '{"n":2}' });
  },
  async "one-part-is-python"(stack) {
    assert.equal(await invoke(stack, "node"), "node");
    const answer = await invoke(stack, "python");
    if (findRuntime("python3.13")) assert.equal(answer, "python");
    else assert.equal((answer as { errorType: string }).errorType, "LocalCloud.FunctionUnavailable");
  },
  async "order-events"(stack) {
    const place = (id: number, total: number) => ({
      EventBusName: String(stack.outputs.busName),
      Source: "shop",
      DetailType: "OrderPlaced",
      Detail: JSON.stringify({ id, total }),
    });
    const Entries = [place(4, 3), place(5, 30)];
    const { FailedEntryCount } = await stack
      .client(EventBridgeClient)
      .send(new PutEventsCommand({ Entries }));
    assert.equal(FailedEntryCount, 0);
    await stack.clock.whenIdle();
    const inputs = stack.services.stepFunctions.executions().map(({ input }) => JSON.parse(input) as unknown);
    assert.deepEqual(inputs, [{ order: 5 }]);
  },
};

/** What the function of an output answers. */
async function invoke({ services: { cloud }, outputs }: LocalStack, output: string): Promise<unknown> {
  const { Payload } = await cloud.call(cloud.administrator, "lambda", "Invoke", {
    FunctionName: String(outputs[output]),
  });
  return JSON.parse(String(Payload));
}

describe("the shared programs", function () {
  this.timeout(300_000);
  before(function () {
    if (!fs.existsSync(PROGRAMS)) this.skip();
  });

  const copied = async (name: string, use: (program: string) => Promise<void>): Promise<void> => {
    const program = fs.mkdtempSync(path.join(os.tmpdir(), `${name}-`));
    try {
      for (const file of fs.readdirSync(path.join(PROGRAMS, name))) {
        fs.copyFileSync(path.join(PROGRAMS, name, file), path.join(program, file));
      }
      fs.symlinkSync(path.join(ROOT, "node_modules"), path.join(program, "node_modules"));
      await use(program);
    } finally {
      fs.rmSync(program, { recursive: true });
    }
  };

  it("values-from-elsewhere", () =>
    copied("values-from-elsewhere", async (program) => {
      await assert.rejects(startLocalStack({ program }), (error: Error) => {
        assert.match(error.message, /Add them to Pulumi\.dev\.local\.yaml/);
        const missing = error.message.slice(error.message.indexOf("secrets:"));
        const given = missing
          .replace("payments/key: <value>", "payments/key: sk_test")
          .replaceAll("<value>", "there");
        fs.writeFileSync(path.join(program, "Pulumi.dev.local.yaml"), given);
        return true;
      });
      await using stack = await startLocalStack({ program });
      const { cloud } = stack.services;
      const FunctionName = String(stack.outputs.functionName);
      const { Payload } = await cloud.call(cloud.administrator, "lambda", "Invoke", { FunctionName });
      assert.deepEqual(JSON.parse(Buffer.from(Payload as Uint8Array).toString()), {
        key: "sk_test",
        region: "there",
        queue: "there",
      });
    }));

  for (const [name, check] of Object.entries(CHECKS)) {
    it(name, () =>
      copied(name, async (program) => {
        await using stack = await startLocalStack({ program });
        await check(stack);
      }),
    );
  }
});
