import type { ChildJob, MapRunCheckpoint } from "../types";
import type { Batch } from "./batcher";

/** What the children of a distributed Map have to do: jobs at hand, then those of batches that are read when needed. */
export class Supply {
  private taken = 0;
  private done = false;

  private constructor(
    private readonly jobs: ChildJob[],
    private readonly batches: AsyncIterator<Batch> | undefined,
    private nextIndex: number,
    private readItems: number,
  ) {
    this.done = batches === undefined;
  }

  static of(batches: Batch[]): Supply {
    const jobs = batches.map((batch, index) => ({ index, ...batch }));
    return new Supply(jobs, undefined, jobs.length, 0);
  }

  static reading(batches: AsyncIterator<Batch>): Supply {
    return new Supply([], batches, 0, 0);
  }

  /** Continues after a redrive. @param batches what had not been read */
  static resumed(
    { unfinished, succeeded, itemsRead }: MapRunCheckpoint,
    batches?: AsyncIterator<Batch>,
  ): Supply {
    const jobs = unfinished.map((job) => ({ ...job }));
    return new Supply(jobs, batches, succeeded.children + unfinished.length, itemsRead ?? 0);
  }

  /** The next job; none once all were taken. */
  async next(): Promise<ChildJob | undefined> {
    const job = this.jobs[this.taken];
    if (job) {
      this.taken++;
      return job;
    }
    if (this.done) return undefined;
    const next = await this.batches!.next();
    if (next.done) {
      this.done = true;
      return undefined;
    }
    this.readItems += next.value.items;
    return { index: this.nextIndex++, ...next.value };
  }

  /** The jobs at hand that were not taken. */
  get remaining(): ChildJob[] {
    return this.jobs.slice(this.taken);
  }

  /** Every job is known: nothing is left to be read. */
  get complete(): boolean {
    return this.done;
  }

  /** How many items were read; undefined where nothing is left to be read. */
  get itemsRead(): number | undefined {
    return this.done ? undefined : this.readItems;
  }

  /** Stops the reading. */
  async close(): Promise<void> {
    await this.batches?.return?.();
  }
}
