import assert from "node:assert/strict";
import { Refetch } from "../../../../packages/console/page/logic/refetch";

/** Timers that are moved by hand. */
class ManualTimers {
  private time = 0;
  private due: { at: number; callback: () => void } | undefined;

  now = () => this.time;
  setTimeout = (callback: () => void, milliseconds: number) => {
    this.due = { at: this.time + milliseconds, callback };
    return this.due;
  };
  clearTimeout = () => {
    this.due = undefined;
  };

  advance(milliseconds: number): void {
    this.time += milliseconds;
    if (!this.due || this.due.at > this.time) return;
    const { callback } = this.due;
    this.due = undefined;
    callback();
  }
}

describe("requests that are made again", () => {
  const settle = () => new Promise((resolve) => setImmediate(resolve));
  let timers: ManualTimers;
  let started: number;
  let end: () => void;
  let refetch: Refetch;

  beforeEach(() => {
    timers = new ManualTimers();
    started = 0;
    refetch = new Refetch(
      () => {
        started++;
        return new Promise((resolve) => {
          end = resolve;
        });
      },
      100,
      timers,
    );
  });

  it("start at once the first time", () => {
    refetch.trigger();
    assert.equal(started, 1);
  });

  it("are one more, however much changes while one is in flight", async () => {
    for (let times = 0; times < 50; times++) refetch.trigger();
    assert.equal(started, 1);
    timers.advance(100);
    end();
    await settle();
    timers.advance(300);
    assert.equal(started, 2);
    end();
    await settle();
    timers.advance(500);
    assert.equal(started, 2, "nothing changed since");
  });

  it("keep their distance", async () => {
    refetch.trigger();
    end();
    await settle();
    timers.advance(30);
    refetch.trigger();
    refetch.trigger();
    assert.equal(started, 1);
    timers.advance(69);
    assert.equal(started, 1);
    timers.advance(1);
    assert.equal(started, 2);
  });

  it("are farther apart if an answer takes long", async () => {
    refetch.trigger();
    timers.advance(200);
    end();
    await settle();
    refetch.trigger();
    timers.advance(599);
    assert.equal(started, 1);
    timers.advance(1);
    assert.equal(started, 2);
  });

  it("are not made once closed", async () => {
    refetch.trigger();
    refetch.trigger();
    refetch.close();
    end();
    await settle();
    timers.advance(1000);
    refetch.trigger();
    assert.equal(started, 1);
  });
});
