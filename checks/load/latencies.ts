/** Latencies in milliseconds. */
export class Latencies {
  private values: number[] = [];
  private isSorted = true;

  add(milliseconds: number): void {
    this.values.push(milliseconds);
    this.isSorted = false;
  }

  get count(): number {
    return this.values.length;
  }

  /**
   * The smallest latency that `percent` of all do not exceed: the nearest rank, which is always a measured value. Undefined if
   * there are none.
   *
   * @param percent above 0, 100 at most
   */
  percentile(percent: number): number | undefined {
    if (!(percent > 0 && percent <= 100))
      throw new RangeError(`${percent} percent; allowed: above 0, to 100`);
    if (!this.isSorted) this.values.sort((a, b) => a - b);
    this.isSorted = true;
    return this.values[Math.ceil((percent * this.values.length) / 100) - 1];
  }
}

/** Counts by name. */
export class Tally {
  private readonly counts = new Map<string, number>();

  add(name: string): void {
    this.counts.set(name, this.of(name) + 1);
  }

  of(name: string): number {
    return this.counts.get(name) ?? 0;
  }

  get total(): number {
    return [...this.counts.values()].reduce((sum, count) => sum + count, 0);
  }

  /** The most frequent first: `750 paid, 250 held`. */
  toString(): string {
    return [...this.counts]
      .sort(([, a], [, b]) => b - a)
      .map(([name, count]) => `${count} ${name}`)
      .join(", ");
  }
}
