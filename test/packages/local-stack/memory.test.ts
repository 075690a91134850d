import assert from "node:assert/strict";
import { releaseMemory } from "../../../packages/local-stack/memory";

describe("releaseMemory", () => {
  it("collects what is unreachable, each time", async () => {
    for (let round = 0; round < 2; round++) {
      let garbage: object[] | undefined = Array.from({ length: 300_000 }, (_, index) => ({ index }));
      const before = process.memoryUsage().heapUsed;
      assert.equal(garbage.length, 300_000);
      garbage = undefined;
      await releaseMemory();
      assert.ok(process.memoryUsage().heapUsed < before - 5_000_000);
    }
  });
});
