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

  it("tells what time it is without its jumps, but with what it was advanced by", async () => {
    const clock = new CloudClock({ kind: "skip" });
    const since = clock.unskipped();
    await wait(clock, 1000 * HOUR);
    assert.ok(clock.unskipped() - since < HOUR);
    await clock.advance({ hours: 5 });
    assert.ok(clock.unskipped() - since >= 5 * HOUR);
    assert.ok(clock.now() - since >= 1005 * HOUR);
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

describe("a clock that is moved by hand", () => {
  let clock: CloudClock;
  let since: number;
  const fired: number[] = [];
  beforeEach(() => {
    clock = new CloudClock({ kind: "manual" });
    since = clock.now();
    fired.length = 0;
  });
  afterEach(() => clock.close());
  const note = () => fired.push(clock.now() - since);
  const turns = async (count: number) => {
    for (let turn = 0; turn < count; turn++) await new Promise(setImmediate);
  };

  it("stands still", async () => {
    clock.after(1, note);
    await new Promise((resolve) => setTimeout(resolve, 5));
    assert.equal(clock.now(), since);
    assert.deepEqual(fired, []);
  });

  it("runs what is due now", async () => {
    await new Promise<void>((resolve) => clock.after(0, resolve));
  });

  it("runs each timer at its own time, also those that others start", async () => {
    clock.after(2000, note);
    clock.after(1000, () => {
      note();
      clock.after(500, note);
    });
    clock.after(2001, note);
    await clock.advance({ seconds: 2 });
    assert.deepEqual(fired, [1000, 1500, 2000]);
    assert.equal(clock.now(), since + 2000);
    await clock.advance({ minutes: 1, seconds: 1, milliseconds: 1 });
    assert.equal(clock.now(), since + 63_001);
  });

  it("lets the work between two timers end before the second", async () => {
    clock.after(1000, () => {
      const end = clock.hold();
      void turns(10).then(() => {
        note();
        clock.after(0, note);
        end();
      });
    });
    clock.after(1001, note);
    await clock.advance({ seconds: 5 });
    assert.deepEqual(fired, [1000, 1000, 1001]);
  });

  it("moves to the next timer, and says so if there is none", async () => {
    clock.after(3_600_000, note);
    await clock.advanceToNextTimer();
    assert.deepEqual(fired, [3_600_000]);
    await assert.rejects(clock.advanceToNextTimer(), /The clock has no timer to advance to/);
  });

  it("advances one after another", async () => {
    clock.after(1500, note);
    await Promise.all([clock.advance({ seconds: 1 }), clock.advance({ seconds: 1 })]);
    assert.deepEqual([fired, clock.now() - since], [[1500], 2000]);
  });

  const wrong: [duration: object, message: RegExp][] = [
    [{}, /^duration is \{\}; allowed: a number from 0 of days, hours, minutes, seconds, milliseconds$/],
    [{ seconds: -1 }, /^duration.seconds is -1; allowed/],
    [{ seconds: "5" }, /^duration.seconds is "5"; allowed/],
    [{ weeks: 1 }, /^duration.weeks is 1; allowed/],
  ];
  for (const [duration, message] of wrong)
    it(`rejects ${JSON.stringify(duration)}`, async () => {
      await assert.rejects(clock.advance(duration), { name: "TypeError", message });
    });

  it("is stalled when nothing is in flight, and not while something is", async () => {
    const controller = new AbortController();
    clock.after(1000, note);
    await clock.whenStalled(5, controller.signal);
    const end = clock.hold();
    let stalled = false;
    const later = clock.whenStalled(5, controller.signal).then(() => {
      stalled = true;
    });
    await new Promise((resolve) => setTimeout(resolve, 30));
    assert.equal(stalled, false);
    end();
    await later;
    controller.abort();
  });

  it("can also be advanced while time passes by itself", async () => {
    const real = new CloudClock();
    const start = real.now();
    real.after(3_600_000, note);
    await real.advance({ hours: 1 });
    assert.equal(fired.length, 1);
    assert.ok(real.now() - start >= 3_600_000);
    let stalled = false;
    real.after(3_600_000, note);
    void real.whenStalled(1, AbortSignal.timeout(50)).then(() => {
      stalled = true;
    });
    await turns(50);
    assert.equal(stalled, false, "a timer that fires by itself is waited for");
    real.close();
  });
});
