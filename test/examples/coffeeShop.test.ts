import assert from "node:assert/strict";
import * as fs from "node:fs";
import { DescribeExecutionCommand, SFNClient } from "@aws-sdk/client-sfn";
import type * as pulumi from "@pulumi/pulumi";
import { callApi } from "../../checks/workflows/apiClient";
import { order } from "../../checks/workflows/orders/client";
import { type Evaluation, type LocalStack, programOption, startLocalStack } from "../../packages/local-stack";
import { readOptions } from "../../packages/terminal";
import { textOf } from "../assets";
import { compile, evaluating, install } from "./package";

describe("examples: the coffee shop", function () {
  this.timeout(300_000);
  let project: string;
  let stack: LocalStack;
  let evaluation: Evaluation;
  let client: SFNClient;

  before(async () => {
    project = await install("coffee-shop", ["@aws-sdk/client-dynamodb"]);
    await evaluating(project, async () => {
      stack = await startLocalStack({ program: project, time: "skip", deploy: false });
      evaluation = await stack.evaluate();
    });
    await stack.deploy(evaluation);
    client = stack.client(SFNClient);
  });

  after(async () => {
    await stack?.close();
    if (project) fs.rmSync(project, { recursive: true });
  });

  it("accepts an order, and has its barista make it", async () => {
    const { url, apiKey, pipelineArn } = evaluation.outputs;
    const { status, text } = await callApi({ apiKey: String(apiKey) }, "POST", `${url}/order`, order("anna"));
    assert.equal(status, 200, text);
    const { orderid, executionArn } = JSON.parse(text);
    await ended(executionArn);
    const made = `${String(pipelineArn).replace(":stateMachine:", ":execution:")}:${orderid}`;
    assert.deepEqual(JSON.parse((await ended(made)).output!), {
      Output: {
        input: { coffee: "Large Flat White", cups: 3, grams: 54, seconds: 75, label: "3 x Large Flat White" },
      },
    });
    assert.deepEqual(stack.refusals, []);
  });

  /** The execution's end, through an unmodified SDK client; it may have yet to be started. */
  async function ended(executionArn: string) {
    const deadline = Date.now() + 30_000;
    for (;;) {
      assert.ok(Date.now() < deadline, `${executionArn} did not end`);
      const execution = stack.services.stepFunctions.execution(executionArn);
      if (execution) {
        await stack.services.clock.skipWhile(execution.ended);
        const described = await client.send(new DescribeExecutionCommand({ executionArn }));
        assert.equal(described.status, "SUCCEEDED", described.cause);
        return described;
      }
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }

  it("has its orders mailed as its configuration says", () => {
    const mail = evaluation.resources.find(({ inputs }) => inputs.protocol === "email");
    assert.equal(mail?.inputs.endpoint, "manager@example.com");
  });

  it("has functions that hold just what they use, also of an SDK that npm nested in the package", async () => {
    const code = (handler: string) => {
      const made = evaluation.resources.find(({ name }) => name === handler);
      return (made!.inputs.code as pulumi.asset.AssetArchive).assets;
    };
    assert.deepEqual(Object.keys(await code("barista-Brew-callback-function")), ["index.js"]);
    const stores = await code("orders-put-item-function");
    assert.deepEqual(Object.keys(stores).sort(), ["index.js", "sdk.js"]);
    const sdk = await textOf(stores["sdk.js"]!);
    assert.match(sdk, /TransactWriteItemsCommand/);
    assert.doesNotMatch(sdk, /BatchWriteItemCommand/);
  });

  it("is one of the programs that npm run local runs, if it is there and has the stack", async () => {
    const command = { usage: "npm run local", purpose: "", options: { program: programOption } };
    assert.equal(readOptions(command, ["--program", project])!.program, project);
    const missing = /^UsageError: (--)?program is 'nowhere'; there is no Pulumi\.yaml in .*nowhere$/;
    assert.throws(() => readOptions(command, ["--program", "nowhere"]), missing);
    await assert.rejects(startLocalStack({ program: "nowhere" }), missing);
    await assert.rejects(
      startLocalStack({ program: project, stack: "prod", iam: "off" }),
      /^EvaluationError: stack "prod" has no Pulumi\.prod\.yaml in .*; the folder has dev$/,
    );
  });

  it("runs in its stack's region", () => {
    assert.match(String(evaluation.outputs.ordersArn), /^arn:aws:states:eu-central-1:/);
    assert.equal(stack.region, "eu-central-1");
  });

  it("compiles against the package's declarations", async () => {
    assert.equal(await compile(project), "");
  });
});
