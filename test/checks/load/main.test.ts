import assert from "node:assert/strict";
import { configOf, LOADED_WORKFLOWS, ORDER_LIMIT, throttledConfig } from "../../../checks/load/config";
import { account } from "../../../checks/load/orders";
import { runWorkload, WORKLOADS } from "../../../checks/load/run";
import { checkStageLimit, sendTooManyOrders } from "../../../checks/load/throttling";
import { type Running, startStack } from "../../packages/local-stack/stack";

/** Of each workflow at once. */
const EXECUTIONS = 24;

describe("load on the local cloud", function () {
  this.timeout(60_000);
  let running: Running;

  before(async () => {
    // What is not configured for the load is the first to be deployed.
    running = await startStack("dev", throttledConfig(configOf(LOADED_WORKFLOWS)));
  });
  after(() => running.close());

  for (const workflow of LOADED_WORKFLOWS) {
    it(`${workflow}: keeps its promises with ${EXECUTIONS} executions at once`, async () => {
      const load = new WORKLOADS[workflow](running);
      const { results, checks } = await runWorkload(load, { executions: EXECUTIONS, secondsEach: 0 });
      for (const { promise, broken } of checks) assert.deepEqual(broken, [], promise);
      assert.ok(checks.length >= 3);
      assert.ok(results.length >= 1);
      for (const { recording, peakBytes, durationMs } of results) {
        assert.equal(recording.executions.count, EXECUTIONS);
        assert.ok(recording.requests.count >= EXECUTIONS);
        assert.ok(peakBytes > 0 && durationMs > 0);
      }
    });
  }

  it("throttles orders unless configured otherwise", async () => {
    assert.deepEqual(checkStageLimit(await sendTooManyOrders(running), ORDER_LIMIT).broken, []);
  });

  it("ends early when it is aborted", async () => {
    const load = new WORKLOADS.pipeline(running);
    const size = { executions: 1, secondsEach: 60 };
    await assert.rejects(runWorkload(load, size, AbortSignal.abort(new Error("stopped"))), {
      message: "stopped",
    });
  });

  it("orders twice from one account of each four", () => {
    const accounts = Array.from({ length: 10 }, (_, index) => account("a", index));
    assert.equal(new Set(accounts).size, 8);
    assert.deepEqual([accounts[3], accounts[4], accounts[9]], ["a-3", "a-3", "a-8"]);
  });
});
