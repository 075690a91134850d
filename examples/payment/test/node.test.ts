import assert from "node:assert/strict";
import { after, afterEach, before, describe, it } from "node:test";
import { type LocalStack, startLocalStack } from "sfn-workflows-local/testing";

describe("payment", () => {
  let stack: LocalStack;
  before(async () => {
    stack = await startLocalStack({ program: ".", time: "skip" });
  });
  afterEach(() => stack.reset());
  after(() => stack.close());

  it("is refused above 100, and nothing is charged", async () => {
    const run = await stack.machine("paymentArn").start({ amount: 101 });
    const { status, error } = await run.end();
    assert.deepEqual([status, error], ["FAILED", "Refused"]);
    assert.equal(stack.calls({ service: "lambda", operation: "Invoke" }).length, 1);
  });

  it("fails with the error of the function that charges, which the test replaces", async () => {
    stack.mock("Charge", ({ amount }: { amount: number }) => {
      throw Object.assign(new Error(`no ${amount}`), { name: "CardDeclined" });
    });
    const run = await stack.machine("payment").start({ amount: 7 });
    const { error, cause } = await run.end();
    assert.deepEqual([error, cause], ["CardDeclined", "no 7"]);
  });
});
