import assert from "node:assert/strict";
import { PollTimeoutError, poll, systemTimer } from "../../client/polling";
import { ManualTimer } from "./manualTimer";

describe("poll", () => {
  it("checks at once, and then with growing delays up to a limit", async () => {
    const timer = new ManualTimer();
    let looks = 0;
    const look = async () => (++looks === 6 ? "found" : undefined);
    assert.equal(await poll("it", look, { timer, firstDelayMs: 100, maxDelayMs: 300 }), "found");
    assert.deepEqual(timer.slept, [100, 150, 225, 300, 300]);
  });

  it("checks a last time at the deadline, and then says what it waited for", async () => {
    const timer = new ManualTimer();
    let looks = 0;
    const look = async () => {
      looks++;
      return undefined;
    };
    await assert.rejects(
      poll("the train", look, { timer, timeoutMs: 1_000, firstDelayMs: 700 }),
      (error) =>
        error instanceof PollTimeoutError && /Timed out after 1 s waiting for the train/.test(error.message),
    );
    assert.deepEqual(timer.slept, [700, 300]);
    assert.equal(looks, 3);
  });

  it("ends with the signal's reason, before the first check and while it sleeps", async () => {
    const reason = new Error("stopped");
    const never = async () => undefined;
    await assert.rejects(poll("it", never, { signal: AbortSignal.abort(reason) }), reason);
    const controller = new AbortController();
    const timer = new ManualTimer(() => controller.abort(reason));
    await assert.rejects(poll("it", never, { timer, signal: controller.signal }), reason);
    const sleeping = new AbortController();
    const slept = systemTimer.sleep(60_000, sleeping.signal);
    sleeping.abort(reason);
    await assert.rejects(slept, reason);
  });

  it("passes on what a check throws", async () => {
    const failure = new Error("broken");
    await assert.rejects(
      poll("it", () => Promise.reject(failure)),
      failure,
    );
  });
});
