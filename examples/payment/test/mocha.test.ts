import assert from "node:assert/strict";
import { startLocalStack } from "sfn-workflows-local/testing";

describe("payment", () => {
  it("is charged after 30 seconds, although the first two attempts fail", async () => {
    await using stack = await startLocalStack({ program: ".", stack: "dev", time: "manual" });
    const charge = { stateMachine: "payment", state: "Charge" };
    stack.faults.add({ ...charge, attempts: "0", fault: { kind: "error", error: "Runtime.ExitError" } });
    stack.faults.add({ ...charge, attempts: "1", fault: { kind: "crash", when: "beforeEffect" } });
    const run = await stack.machine("payment").start({ amount: 5 });
    await stack.clock.advance({ seconds: 30 });
    await stack.clock.advanceToNextTimer();
    await stack.clock.advanceToNextTimer();
    const { status, output } = await run.end();
    assert.deepEqual([status, output], ["SUCCEEDED", { charged: 5 }]);
    assert.deepEqual(await run.states(), ["Check", "IsOk", "Cool", "Charge"]);
    assert.equal((await run.visit("Charge")).attempts.length, 3);
  }).timeout(120_000);
});
