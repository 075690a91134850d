import assert from "node:assert/strict";
import { ManualClock } from "../../../../packages/local-cloud/aws/clock";
import { CallHold } from "../../../../packages/local-cloud/gateway/callHold";

class CountingClock extends ManualClock {
  holds = 0;
  override hold(): () => void {
    this.holds++;
    return () => {
      this.holds--;
    };
  }
}

function pending() {
  let settle = () => {};
  const promise = new Promise<void>((resolve) => {
    settle = resolve;
  });
  return { promise, settle };
}

describe("a call's hold of the clock", () => {
  it("lasts from start to end, except during idle waits", async () => {
    const clock = new CountingClock();
    const hold = new CallHold(clock);
    assert.equal(clock.holds, 1);
    const [first, second] = [pending(), pending()];
    const waits = [hold.idle(first.promise), hold.idle(second.promise)];
    assert.equal(clock.holds, 0);
    first.settle();
    await waits[0];
    assert.equal(clock.holds, 0);
    second.settle();
    await waits[1];
    assert.equal(clock.holds, 1);
    hold.end();
    assert.equal(clock.holds, 0);
  });

  it("resumes after a wait that failed", async () => {
    const clock = new CountingClock();
    const hold = new CallHold(clock);
    await assert.rejects(hold.idle(Promise.reject(new Error("x"))), /x/);
    assert.equal(clock.holds, 1);
    hold.end();
    hold.end();
    assert.equal(clock.holds, 0);
  });

  it("does not resume once the call has ended", async () => {
    const clock = new CountingClock();
    const hold = new CallHold(clock);
    const wait = pending();
    const waiting = hold.idle(wait.promise);
    hold.end();
    wait.settle();
    await waiting;
    assert.equal(clock.holds, 0);
  });
});
