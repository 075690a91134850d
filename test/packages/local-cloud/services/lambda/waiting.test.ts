import assert from "node:assert/strict";
import { createFunction, invoke, startLambda } from "./lambdaTest";

describe("Lambda: invocations that wait for a process", () => {
  it("run in the order in which they arrived, even if others arrive while a slot is passed on", async () => {
    const own = await startLambda(undefined, { workers: { maxProcesses: 1 } });
    try {
      await createFunction(own, "f", "exports.handler = async () => {}");
      const ends: number[] = [];
      const one = (index: number) => invoke(own, "f").then(() => ends.push(index));
      const first = Array.from({ length: 5 }, (_, index) => one(index));
      // Each end starts another one at once.
      const later = first.map((each, index) => each.then(() => one(first.length + index)));
      await Promise.all(later);
      assert.deepEqual(
        ends,
        Array.from({ length: 10 }, (_, index) => index),
      );
    } finally {
      await own.close();
    }
  });

  it("fail when the service closes, however many they are", async () => {
    const own = await startLambda(undefined, { workers: { maxProcesses: 1 } });
    await createFunction(own, "slow", "exports.handler = () => new Promise((r) => setTimeout(r, 60000))", {
      Timeout: 60,
    });
    const all = Array.from({ length: 20 }, () => invoke(own, "slow").catch((error: Error) => error));
    await new Promise((resolve) => setImmediate(resolve));
    await own.close();
    const failed = (await Promise.all(all)).filter(
      (end) => end instanceof Error && /is closing/.test(end.message),
    );
    assert.equal(failed.length, 19);
  });
});
