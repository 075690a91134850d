import assert from "node:assert/strict";
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { InlineFunction, Workflow } from "../../../../components";
import { only, register, resolved } from "../../../../packages/local-stack/testing";
import { lambdaInvoke, stateMachine } from "../../../../states";

/** A state machine that invokes a function, whose permissions are derived from the function's ARN. */
const workflow = () =>
  new Workflow("order", {
    definition: stateMachine({
      QueryLanguage: "JSONata",
      StartAt: "Price",
      States: {
        Price: lambdaInvoke(
          { FunctionName: new InlineFunction("price", { callback: async () => 1 }), Payload: "{}" },
          { End: true },
        ),
      },
    }),
  });

describe("Pulumi mocks", function () {
  this.timeout(30_000);

  it("record what a component registers, with outputs as the provider gives them", async () => {
    const { registrations, result } = await register(workflow, { region: "eu-west-1", stack: "prod" });
    const machine = only(registrations, "aws:sfn/stateMachine:StateMachine");
    assert.deepEqual(
      [machine.name, machine.id, machine.outputs.arn, await resolved(result.arn)],
      ["order-machine", ...Array(3).fill("arn:aws:states:eu-west-1:123456789012:stateMachine:order-machine")],
    );
    const policies = registrations.filter(({ type }) => type === "aws:iam/rolePolicy:RolePolicy");
    const arn = "arn:aws:lambda:eu-west-1:123456789012:function:price-function";
    assert.ok(policies.some(({ inputs }) => String(inputs.policy).includes(arn)));
  });

  it("give every type of resource what it has on AWS, and answer the provider's functions", async () => {
    const { result } = await register(
      () => {
        const queue = new aws.sqs.Queue("work", { fifoQueue: true });
        const bucket = new aws.s3.Bucket("papers");
        const config = new pulumi.Config("shop").require("currency");
        return pulumi.all([queue.url, queue.arn, bucket.arn, aws.getRegionOutput().region, config]);
      },
      { accountId: "111122223333", config: { "shop:currency": "EUR" } },
    );
    assert.deepEqual(await resolved(result), [
      "https://sqs.us-east-1.amazonaws.com/111122223333/work.fifo",
      "arn:aws:sqs:us-east-1:111122223333:work.fifo",
      "arn:aws:s3:::papers",
      "us-east-1",
      "EUR",
    ]);
  });

  it("reject with what the program throws, at once or later", async () => {
    await assert.rejects(
      register(() => {
        throw new RangeError("at once");
      }),
      /RangeError: at once/,
    );
    await assert.rejects(
      register(() => {
        new aws.sqs.Queue("work").arn.apply(() => {
          throw new RangeError("later");
        });
      }),
      /later/,
    );
  });

  it("say what was registered instead of what was asked for", async () => {
    const { registrations } = await register(() => new aws.sqs.Queue("work"));
    assert.throws(() => only(registrations, "aws:sqs/queue:Queue", "wrk"), {
      message: "expected one aws:sqs/queue:Queue 'wrk', found 0 among aws:sqs/queue:Queue 'work'",
    });
  });

  const ordinary: Record<string, (name: string) => object> = {
    "arn:aws:x:::name": (name) => ({ arn: `arn:aws:x:::${name}`, name }),
    "no ARN": () => ({}),
  };
  for (const [kind, outputs] of Object.entries(ordinary))
    it(`an ordinary mock with ${kind} is an error that says what is wrong`, async () => {
      const listeners = process.listeners("uncaughtException");
      process.removeAllListeners("uncaughtException");
      const ignore = () => {};
      process.on("unhandledRejection", ignore);
      try {
        const error = new Promise<Error>((resolve) => process.on("uncaughtException", resolve));
        await pulumi.runtime.setMocks({
          newResource: ({ name, inputs }) => ({ id: `${name}-id`, state: { ...inputs, ...outputs(name) } }),
          call: ({ inputs }) => inputs,
        });
        workflow();
        assert.match(
          (await error).message,
          /Workflow 'order': .*FunctionName is .*, not a function's name or ARN; AWS gives no such value, but Pulumi's mocks may: return realistic ARNs, as `register` of sfn-workflows-local\/testing does/s,
        );
        await pulumi.runtime.disconnect().catch(ignore);
        await new Promise((resolve) => setImmediate(resolve));
      } finally {
        process.off("unhandledRejection", ignore);
        process.removeAllListeners("uncaughtException");
        for (const listener of listeners) process.on("uncaughtException", listener);
      }
    });
});
