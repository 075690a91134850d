/** How often the memory is looked at, in milliseconds. */
const INTERVAL_MS = 100;

/** Watches how much memory the process holds (resident set size, in bytes). */
export class MemoryWatch {
  private highest: number;
  private readonly timer: NodeJS.Timeout;

  constructor(private readonly read: () => number = () => process.memoryUsage.rss()) {
    this.highest = read();
    this.timer = setInterval(() => this.sample(), INTERVAL_MS);
    this.timer.unref();
  }

  /** Ends the watch; gives the most that was seen. */
  end(): number {
    clearInterval(this.timer);
    this.sample();
    return this.highest;
  }

  private sample(): void {
    this.highest = Math.max(this.highest, this.read());
  }
}
