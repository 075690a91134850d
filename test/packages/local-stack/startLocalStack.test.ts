import assert from "node:assert/strict";
import * as path from "node:path";
import { ListStateMachinesCommand, SFNClient } from "@aws-sdk/client-sfn";
import { CreateQueueCommand, ListQueuesCommand, SQSClient } from "@aws-sdk/client-sqs";
import { type LocalStackOptions, startLocalStack } from "../../../packages/local-stack";
import { checkNode } from "../../../packages/local-stack/settings";
import { resource } from "./resource";

const PROGRAM = path.join(__dirname, "data/program");

describe("startLocalStack", function () {
  this.timeout(60_000);

  it("deploys a program, which SDK clients reach without further configuration", async () => {
    await using stack = await startLocalStack({ program: PROGRAM, time: "skip" });
    assert.equal(stack.name, "dev");
    assert.match(stack.endpoint, /^http:\/\/127\.0\.0\.1:\d+$/);
    const { stateMachines } = await stack.client(SFNClient).send(new ListStateMachinesCommand({}));
    assert.deepEqual(
      stateMachines!.map(({ stateMachineArn }) => stateMachineArn).sort(),
      [stack.outputs.askArn, stack.outputs.pauseArn].sort(),
    );
    assert.deepEqual(stack.refusals, []);
    const { unchanged, updated } = await stack.redeploy();
    assert.ok(unchanged.length > 0);
    assert.deepEqual(updated, []);
  });

  it("deploys a program that is a single file, in the default region", async () => {
    const program = path.join(__dirname, "data/single/queues.ts");
    await using stack = await startLocalStack({ program });
    assert.deepEqual([stack.evaluation?.project, stack.region], ["queues", "us-east-1"]);
    const { QueueUrls = [] } = await stack.client(SQSClient).send(new ListQueuesCommand({}));
    assert.deepEqual(
      QueueUrls.map((url) => path.basename(url)),
      [stack.outputs.queueName],
    );
  });

  it("runs several stacks side by side, each with its own resources, until it is closed", async () => {
    const program = {
      project: "test",
      stack: "other",
      resources: [resource("aws:sqs/queue:Queue", "work", { outputs: { name: "work" } })],
      outputs: { answer: 42 },
      secretOutputs: [],
      logs: [],
      durationMs: 0,
    };
    const stacks = await Promise.all([
      startLocalStack({ program }),
      startLocalStack({ program: { ...program, resources: [] } }),
    ]);
    const [one, other] = stacks.map((stack) => stack.client(SQSClient, { maxAttempts: 1 }));
    await other!.send(new CreateQueueCommand({ QueueName: "by-hand" }));
    const names = async (client: SQSClient) =>
      ((await client.send(new ListQueuesCommand({}))).QueueUrls ?? []).map((url) => path.basename(url));
    assert.deepEqual([await names(one!), await names(other!)], [["work"], ["by-hand"]]);
    assert.deepEqual([stacks[0].name, stacks[0].outputs], ["other", { answer: 42 }]);
    await Promise.all(stacks.map((stack) => stack.close()));
    await assert.rejects(names(one!));
  });

  it("lists the faults that were added, until they are cleared", async () => {
    const program = { project: "p", stack: "dev", resources: [], outputs: {}, secretOutputs: [], logs: [] };
    await using stack = await startLocalStack({ program: { ...program, durationMs: 0 } });
    const rule = { state: "Charge", fault: { kind: "error", error: "Declined" } } as const;
    stack.faults.add(rule);
    assert.deepEqual(stack.faults.list(), [rule]);
    stack.faults.clear();
    assert.deepEqual(stack.faults.list(), []);
  });

  it("needs Node.js 22", () => {
    checkNode("22.0.0");
    checkNode("24.11.1");
    assert.throws(() => checkNode("20.19.5"), {
      name: "UsageError",
      message: "The local run needs Node.js 22 or later; this is 20.19.5",
    });
  });

  const wrong: [options: object, message: RegExp][] = [
    [{ program: "nowhere" }, /^UsageError: program is 'nowhere'; there is no Pulumi\.yaml in /],
    [
      { program: path.join(__dirname, "../../../README.md") },
      /^UsageError: program is '.*README\.md'; allowed: a folder with a Pulumi\.yaml, or a file of JavaScript or TypeScript$/,
    ],
    [{ values: "absent.yaml" }, /^UsageError: values is 'absent\.yaml', which is not a file$/],
    [{ values: { secret: {} } }, /^EvaluationError: values has the key 'secret'; allowed: config, secrets, /],
    [{ time: "fast" }, /^UsageError: time is 'fast'; allowed: real, skip, manual, or xN such as x60$/],
    [{ time: { kind: "scaled", factor: -1 } }, /^UsageError: time\.factor is -1; allowed: a number above 0$/],
    [{ iam: "maybe" }, /^UsageError: iam is 'maybe'; allowed: enforce, audit, off$/],
    [{ port: 65_536 }, /^UsageError: port is '65536'; allowed: a number from 0 \(a free port\) to 65535$/],
    [{ retainedExecutions: 0 }, /^UsageError: retainedExecutions is '0'; allowed: a whole number from 1$/],
    [{ data: __filename }, /^UsageError: data is '.*', which is not a directory$/],
    [{ stack: "nope" }, /^EvaluationError: stack "nope" has no Pulumi\.nope\.yaml/],
  ];
  for (const [options, message] of wrong) {
    it(`rejects ${JSON.stringify(options).replace(__filename, "a file")}`, async () => {
      await assert.rejects(
        startLocalStack({ program: PROGRAM, ...options } as LocalStackOptions),
        (error: Error) => message.test(String(error)),
      );
    });
  }
});
