import assert from "node:assert/strict";
import { CloudClock, ManualClock } from "../../../../packages/local-cloud/aws/clock";

const HOUR = 3_600_000;
const wait = (clock: CloudClock, ms: number) => new Promise<void>((resolve) => clock.after(ms, resolve));

describe("local: clock", () => {
  it("jumps from timer to timer, in their order, while nothing is in flight", async () => {
    const clock = new CloudClock({ kind: "skip" });
    const since = clock.now();
    const fired: number[] = [];
    const last = new Promise<void>((resolve) => {
      clock.after(3 * HOUR, () => {
        fired.push(3);
        resolve();
      });
    });
    clock.after(HOUR, () => {
      fired.push(1);
      clock.after(HOUR, () => fired.push(2));
    });
    await last;
    assert.deepEqual(fired, [1, 2, 3]);
    assert.ok(clock.now() - since >= 3 * HOUR);
    clock.close();
  });

  it("does not jump while work is in flight, and does once it has ended", async () => {
    const clock = new CloudClock({ kind: "skip" });
    let fired = false;
    const end = clock.hold();
    const timer = wait(clock, HOUR).then(() => {
      fired = true;
    });
    for (let turn = 0; turn < 20; turn++) await new Promise(setImmediate);
    assert.equal(fired, false);
    end();
    end();
    await timer;
    clock.close();
  });

  it("skips only while skipping is requested", async () => {
    const clock = new CloudClock();
    const since = clock.now();
    await clock.skipWhile(wait(clock, HOUR));
    assert.ok(clock.now() - since >= HOUR);
    let fired = false;
    clock.after(HOUR, () => {
      fired = true;
    });
    for (let turn = 0; turn < 20; turn++) await new Promise(setImmediate);
    assert.equal(fired, false);
    clock.close();
  });

  it("runs N times as fast as real time", async () => {
    const clock = new CloudClock({ kind: "scaled", factor: 100_000 });
    await wait(clock, HOUR);
    clock.close();
  });

  it("passes scaled time at the real rate while work is in flight", async () => {
    const clock = new CloudClock({ kind: "scaled", factor: 1e6 });
    const end = clock.hold();
    const endInner = clock.hold();
    let fired = false;
    clock.after(HOUR, () => {
      fired = true;
    });
    const since = clock.now();
    for (let turn = 0; turn < 50; turn++) await new Promise(setImmediate);
    endInner();
    assert.equal(fired, false);
    assert.ok(clock.now() - since < HOUR);
    const passed = new Promise<void>((resolve) => {
      clock.after(HOUR, resolve);
    });
    end();
    await passed;
    assert.equal(fired, true);
    clock.close();
  });

  it("cancels a timer, and fires none once it is closed", async () => {
    const clock = new CloudClock({ kind: "skip" });
    const cancel = clock.after(HOUR, () => assert.fail("cancelled"));
    cancel();
    cancel();
    clock.after(0, () => assert.fail("closed"));
    clock.close();
    for (let turn = 0; turn < 20; turn++) await new Promise(setImmediate);
  });

  it("resolves when nothing has been in flight for a moment", async () => {
    const clock = new CloudClock();
    const end = clock.hold();
    let idle = false;
    const waiting = clock.whenIdle().then(() => {
      idle = true;
    });
    for (let turn = 0; turn < 20; turn++) await new Promise(setImmediate);
    assert.equal(idle, false);
    end();
    await waiting;
    clock.close();
  });

  it("is advanced manually, each timer at its own time", async () => {
    const clock = new ManualClock(0);
    const fired: [number, number][] = [];
    for (const ms of [30, 10, 20]) clock.after(ms, () => fired.push([ms, clock.now()]));
    await clock.advance(20);
    assert.deepEqual(fired, [
      [10, 10],
      [20, 20],
    ]);
    assert.equal(clock.now(), 20);
    assert.equal(clock.nextDue, 30);
  });
});
