/** Runs work on the same resource one at a time, in the order of the calls. */
export class Locks {
  /** By name: the end of the work that was requested last. */
  private readonly ends = new Map<string, Promise<void>>();

  /**
   * Runs `work` while no other work with one of these names runs. All locks are acquired at once, so that there is no
   * deadlock.
   */
  async run<T>(things: Iterable<string>, work: () => Promise<T>): Promise<T> {
    const names = new Set(things);
    const before = [...names].map((name) => this.ends.get(name));
    let finish = () => {};
    const end = new Promise<void>((resolve) => (finish = resolve));
    for (const name of names) this.ends.set(name, end);
    try {
      await Promise.all(before);
      return await work();
    } finally {
      finish();
      for (const name of names) if (this.ends.get(name) === end) this.ends.delete(name);
    }
  }
}
