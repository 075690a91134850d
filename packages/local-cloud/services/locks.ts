/** Lets work on the same thing happen one after another, in the order it was asked for. */
export class Locks {
  /** By name: the end of the work that was asked for last. */
  private readonly ends = new Map<string, Promise<void>>();

  /**
   * Runs `work` while nothing else that names one of the things runs. All are taken at once, so that two pieces of work can
   * never wait for each other.
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
