/** How often the memory is sampled, in milliseconds. */
const INTERVAL_MS = 100;

/** Measures the peak memory of the process (resident set size, in bytes). */
export class MemoryWatch {
  private highest: number;
  private readonly timer: NodeJS.Timeout;

  constructor(private readonly read: () => number = () => process.memoryUsage.rss()) {
    this.highest = read();
    this.timer = setInterval(() => this.sample(), INTERVAL_MS);
    this.timer.unref();
  }

  /** Stops measuring; returns the highest value. */
  end(): number {
    clearInterval(this.timer);
    this.sample();
    return this.highest;
  }

  private sample(): void {
    this.highest = Math.max(this.highest, this.read());
  }
}
