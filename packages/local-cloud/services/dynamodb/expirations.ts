import type { Clock } from "../../aws/clock";
import type { Item } from "./item";

/** An item that ends at its time to live. */
export interface Expiration {
  table: string;
  key: Item;
  /** Its time to live, in seconds since the epoch, as the item has it. */
  value: string;
}

interface Scheduled extends Expiration {
  identity: string;
  /** When it ends, in milliseconds of the clock. */
  at: number;
}

/** Items older than this are not deleted. https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/TTL.html */
const FIVE_YEARS_MS = 5 * 365 * 24 * 60 * 60 * 1000;

/**
 * When items end, by the clock. One timer waits for the next of them, in the background: time is never skipped for it
 * alone, and nothing waits for it.
 */
export class Expirations {
  private readonly byIdentity = new Map<string, Scheduled>();
  /** A heap by `at`. What is no longer in {@link byIdentity} is skipped. */
  private heap: Scheduled[] = [];
  private timer: { at: number; cancel: () => void } | undefined;

  /** @param expire called with what has ended; the clock is held until it has been carried out */
  constructor(
    private readonly clock: Clock,
    private readonly expire: (ended: Expiration[]) => Promise<void>,
  ) {}

  /**
   * Notes that an item was written. A time that the clock has passed, but this machine has not, was given by a program that
   * reads this machine's time, as functions do: the item is kept for as long as it would be there.
   *
   * @param identity of the item, among all tables
   */
  note(identity: string, expiration: Expiration): void {
    const end = Number(expiration.value) * 1000;
    const [now, real] = [this.clock.now(), Date.now()];
    if (!Number.isFinite(end) || end < Math.min(now, real) - FIVE_YEARS_MS) {
      this.forget(identity);
      return;
    }
    const at = end <= now && end > real ? now + (end - real) : end;
    const scheduled = { ...expiration, identity, at };
    this.byIdentity.set(identity, scheduled);
    if (this.heap.length > 2 * this.byIdentity.size + 100) this.rebuild();
    else this.push(scheduled);
    this.schedule();
  }

  forget(identity: string): void {
    this.byIdentity.delete(identity);
  }

  forgetTable(table: string): void {
    for (const [identity, scheduled] of this.byIdentity)
      if (scheduled.table === table) this.byIdentity.delete(identity);
    this.rebuild();
    this.schedule();
  }

  close(): void {
    this.timer?.cancel();
    this.timer = undefined;
    this.byIdentity.clear();
    this.heap = [];
  }

  private schedule(): void {
    const at = this.next()?.at;
    if (this.timer?.at === at) return;
    this.timer?.cancel();
    this.timer = undefined;
    if (at === undefined) return;
    const cancel = this.clock.after(at - this.clock.now(), () => this.run(), { background: true });
    this.timer = { at, cancel };
  }

  private run(): void {
    this.timer = undefined;
    const ended: Scheduled[] = [];
    for (let next = this.next(); next && next.at <= this.clock.now(); next = this.next()) {
      this.pop();
      this.byIdentity.delete(next.identity);
      ended.push(next);
    }
    this.schedule();
    if (ended.length === 0) return;
    const release = this.clock.hold();
    void this.expire(ended).finally(release);
  }

  /** The item that ends first. */
  private next(): Scheduled | undefined {
    for (;;) {
      const [first] = this.heap;
      if (!first || this.byIdentity.get(first.identity) === first) return first;
      this.pop();
    }
  }

  private rebuild(): void {
    this.heap = [...this.byIdentity.values()].sort((a, b) => a.at - b.at);
  }

  private push(scheduled: Scheduled): void {
    const { heap } = this;
    let index = heap.push(scheduled) - 1;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (heap[parent]!.at <= scheduled.at) break;
      heap[index] = heap[parent]!;
      heap[parent] = scheduled;
      index = parent;
    }
  }

  private pop(): void {
    const { heap } = this;
    const last = heap.pop();
    if (!last || heap.length === 0) return;
    let index = 0;
    for (;;) {
      let child = 2 * index + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && heap[child + 1]!.at < heap[child]!.at) child++;
      if (heap[child]!.at >= last.at) break;
      heap[index] = heap[child]!;
      index = child;
    }
    heap[index] = last;
  }
}
