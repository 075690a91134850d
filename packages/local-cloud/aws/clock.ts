/** Time for everything that runs on this machine: the engine's Waits, timeouts, heartbeats and retry delays. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** As {@link now}, without the time that it jumped over by itself: what the keys that people hold live by. */
  unskipped(): number;
  /**
   * Calls `fn` once `ms` milliseconds of this clock have passed. Returns a function that cancels the call. No one waits
   * for a call in the `background`: a clock that skips time makes it on the way to other calls, and does not jump for
   * it alone.
   */
  after(ms: number, fn: () => void, options?: { background?: boolean }): () => void;
  /**
   * Reports that real work is in flight (a function is running, a request is being handled): a clock that skips time
   * waits until the returned function is called.
   */
  hold(): () => void;
}

/** How the time of the local run relates to real time. */
export type TimeMode =
  | { kind: "real" }
  /** `factor` seconds of the clock pass in one real second. */
  | { kind: "scaled"; factor: number }
  /** As real time, but whenever nothing is in flight the clock jumps to the next timer. */
  | { kind: "skip" }
  /** It stands still, and moves only when it is advanced. */
  | { kind: "manual" };

/** A length of time: the sum of what is given. */
export interface Duration {
  days?: number;
  hours?: number;
  minutes?: number;
  seconds?: number;
  milliseconds?: number;
}

const UNITS: Readonly<Record<keyof Duration, number>> = {
  days: 86_400_000,
  hours: 3_600_000,
  minutes: 60_000,
  seconds: 1000,
  milliseconds: 1,
};

/** @throws TypeError that names the unit, what was given and what is allowed */
function millisecondsOf(duration: Duration): number {
  const given = Object.entries(duration);
  const allowed = `a number from 0 of ${Object.keys(UNITS).join(", ")}`;
  if (given.length === 0) throw new TypeError(`duration is {}; allowed: ${allowed}`);
  return given.reduce((sum, [unit, value]) => {
    if (!Object.hasOwn(UNITS, unit) || !(value >= 0 && Number.isFinite(value)))
      throw new TypeError(`duration.${unit} is ${JSON.stringify(value)}; allowed: ${allowed}`);
    return sum + value * UNITS[unit as keyof Duration];
  }, 0);
}

interface Timer {
  due: number;
  sequence: number;
  fn: () => void;
  background: boolean;
}

/** `setTimeout` fires at once for a longer delay than this. */
const MAX_DELAY = 2 ** 31 - 1;

/**
 * Work that was just released often starts other work: the process counts as idle only after this many quiet turns of
 * the event loop in a row.
 */
const QUIET_TURNS = 5;

/** How many times in a row nothing may be in flight, over the whole time, before a clock is {@link CloudClock.whenStalled stalled}. */
const STALL_CHECKS = 5;

abstract class TimerQueue implements Clock {
  private readonly timerList: Timer[] = [];
  private sequence = 0;

  abstract now(): number;
  abstract unskipped(): number;
  abstract hold(): () => void;
  protected abstract changed(): void;

  after(ms: number, fn: () => void, { background = false } = {}): () => void {
    const timer: Timer = { due: this.now() + Math.max(0, ms), sequence: this.sequence++, fn, background };
    const at = this.timerList.findIndex((other) => other.due > timer.due);
    this.timerList.splice(at < 0 ? this.timerList.length : at, 0, timer);
    this.changed();
    return () => {
      const index = this.timerList.indexOf(timer);
      if (index < 0) return;
      this.timerList.splice(index, 1);
      this.changed();
    };
  }

  /** When the next timer is due, in milliseconds since the epoch. */
  get nextDue(): number | undefined {
    return this.timerList[0]?.due;
  }

  /** When the timers are due, the earliest first. */
  get timers(): number[] {
    return this.timerList.map(({ due }) => due);
  }

  /** Whether there is a timer that is not in the background. */
  protected get isAwaited(): boolean {
    return this.timerList.some(({ background }) => !background);
  }

  /** Fires the first timer if it is due at `time`. */
  protected fireNext(time: number): boolean {
    const timer = this.timerList[0];
    if (!timer || timer.due > time) return false;
    this.timerList.shift();
    timer.fn();
    return true;
  }
}

/**
 * The clock of a local cloud: real, scaled, skipping idle time, or moved by hand; the mode can change at any time. While real work is
 * in flight, scaled time passes at its real rate: a function that starts in 0.2 s must not run into a time-out of 15 s.
 */
export class CloudClock extends TimerQueue {
  private anchorReal = performance.now();
  private anchorTime = Date.now();
  private holds = 0;
  private readonly released: (() => void)[] = [];
  private handle: NodeJS.Timeout | undefined;
  private idleCheck: NodeJS.Immediate | undefined;
  private quietRounds = 0;
  private closed = false;
  /** Changes whenever work starts or ends, and whenever a timer does. */
  private activity = 0;
  private lastAdvance: Promise<unknown> = Promise.resolve();
  private advances = 0;
  private skipped = 0;

  constructor(private current: TimeMode = { kind: "real" }) {
    super();
  }

  override now(): number {
    return this.anchorTime + (performance.now() - this.anchorReal) * this.pace;
  }

  override unskipped(): number {
    return this.now() - this.skipped;
  }

  override hold(): () => void {
    this.countHolds(1);
    let released = false;
    return () => {
      if (released) return;
      released = true;
      this.countHolds(-1);
      if (this.holds === 0) for (const resolve of this.released.splice(0)) resolve();
      this.watchForIdle();
    };
  }

  get mode(): TimeMode {
    return this.current;
  }

  setMode(mode: TimeMode): void {
    this.anchor(this.now());
    this.current = mode;
    this.changed();
  }

  /** Skips time while `work` is pending, then restores the previous mode. */
  async skipWhile<T>(work: Promise<T>): Promise<T> {
    const before = this.mode;
    this.setMode({ kind: "skip" });
    try {
      return await work;
    } finally {
      this.setMode(before);
    }
  }

  /** Resolves once no real work has been in flight for a few turns of the event loop. */
  async whenIdle(): Promise<void> {
    for (let quiet = 0; quiet < QUIET_TURNS; quiet = this.holds === 0 ? quiet + 1 : 0) {
      if (this.holds > 0) await new Promise<void>((resolve) => this.released.push(resolve));
      await settle();
    }
  }

  /** Whether time moves only when it is advanced. */
  get isManual(): boolean {
    return this.mode.kind === "manual";
  }

  /**
   * Moves the clock, in any mode, and runs what falls due on the way: each timer at its own time, after everything that is in flight
   * has ended. Resolves when what it started has ended too, or waits for a later time. Advances run one after another.
   *
   * @throws TypeError for a duration that is not allowed
   */
  async advance(duration: Duration): Promise<void> {
    const milliseconds = millisecondsOf(duration);
    await this.move(async () => {
      const end = this.now() + milliseconds;
      while (this.nextDue !== undefined && this.nextDue <= end) await this.fireFirst();
      this.anchor(Math.max(this.now(), end));
    });
  }

  /**
   * Moves the clock to the next timer, in any mode, and runs it. Resolves as {@link advance} does.
   *
   * @throws Error if there is none
   */
  async advanceToNextTimer(): Promise<void> {
    await this.move(async () => {
      if (this.nextDue === undefined)
        throw new Error("The clock has no timer to advance to: nothing waits for a time");
      await this.fireFirst();
    });
  }

  /**
   * Resolves once nothing happens any more: nothing is in flight, and no timer will fire. With manual time, one may wait
   * for the clock to be advanced.
   *
   * @param quietMs for how long, in milliseconds of real time
   * @param signal if it is aborted, the promise stays pending
   */
  whenStalled(quietMs: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      let seen = this.activity;
      let quiet = 0;
      const check = () => {
        quiet = this.isStalled && seen === this.activity ? quiet + 1 : 0;
        seen = this.activity;
        if (quiet === STALL_CHECKS) resolve();
        else timer = setTimeout(check, quietMs / STALL_CHECKS);
      };
      let timer = setTimeout(check, quietMs / STALL_CHECKS);
      signal.addEventListener("abort", () => clearTimeout(timer), { once: true });
    });
  }

  /** Stops every timer; none fires afterwards. */
  close(): void {
    this.closed = true;
    clearTimeout(this.handle);
    clearImmediate(this.idleCheck);
  }

  protected override changed(): void {
    this.activity++;
    clearTimeout(this.handle);
    if (this.closed || this.nextDue === undefined) return;
    const remaining = Math.max(0, this.nextDue - this.now());
    if (this.isManual && remaining > 0) return;
    const delay = remaining === 0 ? 0 : remaining / this.pace;
    this.handle = setTimeout(() => this.fireDue(), Math.min(delay, MAX_DELAY));
    this.watchForIdle();
  }

  private get isStalled(): boolean {
    if (this.holds > 0 || this.advances > 0 || this.idleCheck) return false;
    if (this.isManual) return this.nextDue === undefined || this.nextDue > this.now();
    return !this.isAwaited;
  }

  private get pace(): number {
    if (this.isManual) return 0;
    return this.mode.kind === "scaled" && this.holds === 0 ? this.mode.factor : 1;
  }

  /** Runs one move of the clock after another, each when nothing is in flight. */
  private move(work: () => Promise<void>): Promise<void> {
    this.advances++;
    const moved = this.lastAdvance
      .then(async () => {
        await this.whenIdle();
        await work();
      })
      .finally(() => {
        this.advances--;
        this.changed();
      });
    this.lastAdvance = moved.catch(() => {});
    return moved;
  }

  /** Moves to the first timer, fires it and waits until what it started has ended. */
  private async fireFirst(): Promise<void> {
    if (this.closed || this.nextDue === undefined)
      throw new Error("The clock was closed while it was advanced");
    this.anchor(Math.max(this.now(), this.nextDue));
    this.fireNext(this.now());
    this.changed();
    await this.whenIdle();
  }

  private countHolds(change: number): void {
    this.activity++;
    const time = this.now();
    const before = this.pace;
    this.holds += change;
    if (this.pace === before) return;
    this.anchor(time);
    this.changed();
  }

  private fireDue(): void {
    const time = this.now();
    while (!this.closed && this.fireNext(time));
    this.changed();
  }

  private anchor(time: number): void {
    this.anchorReal = performance.now();
    this.anchorTime = time;
  }

  private watchForIdle(): void {
    this.quietRounds = 0;
    if (this.mode.kind !== "skip" || this.closed || this.idleCheck || this.holds > 0) return;
    const check = () => {
      this.idleCheck = undefined;
      if (this.mode.kind !== "skip" || this.closed || this.holds > 0) return;
      if (this.nextDue === undefined || !this.isAwaited) return;
      if (++this.quietRounds < QUIET_TURNS) {
        this.idleCheck = setImmediate(check);
        return;
      }
      const now = this.now();
      this.skipped += Math.max(0, this.nextDue - now);
      this.anchor(Math.max(now, this.nextDue));
      this.fireDue();
      this.watchForIdle();
    };
    this.idleCheck = setImmediate(check);
  }
}

/** A clock that moves only when it is advanced explicitly: for tests of races around a deadline. */
export class ManualClock extends TimerQueue {
  constructor(private time = Date.UTC(2025, 0, 1)) {
    super();
  }

  override now(): number {
    return this.time;
  }

  override unskipped(): number {
    return this.time;
  }

  override hold(): () => void {
    return () => {};
  }

  protected override changed(): void {}

  /** Moves the clock and fires what falls due on the way, each at its own time; lets promises settle in between. */
  async advance(ms: number): Promise<void> {
    const end = this.time + ms;
    await settle();
    while (this.nextDue !== undefined && this.nextDue <= end) {
      this.time = this.nextDue;
      this.fireNext(this.time);
      await settle();
    }
    this.time = end;
  }
}

const settle = () => new Promise<void>((resolve) => setImmediate(resolve));
