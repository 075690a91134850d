import { startLocalStack } from "sfn-workflows-local/testing";
import { expect, test } from "vitest";

test("payment is charged after 30 seconds", { timeout: 120_000 }, async () => {
  const stack = await startLocalStack({ program: ".", time: "manual" });
  try {
    const run = await stack.machine("payment").start({ amount: 5 });
    await stack.clock.advance({ seconds: 29 });
    expect(await run.states()).toEqual(["Check", "IsOk", "Cool"]);
    await stack.clock.advance({ seconds: 1 });
    expect(await run.end()).toMatchObject({ status: "SUCCEEDED", output: { charged: 5 } });
  } finally {
    await stack.close();
  }
});
