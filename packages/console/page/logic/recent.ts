interface Entry<Value> {
  value: Value;
  characters: number;
}

/** The values that were used last, up to a number of them and a size; the one used longest ago goes first. */
export class Recent<Value> {
  private readonly entries = new Map<string, Entry<Value>>();
  private total = 0;

  /** @param most values, and characters of the texts that they were read from, all together */
  constructor(private readonly most: { values: number; characters: number }) {}

  get(key: string): Value | undefined {
    const entry = this.entries.get(key);
    if (!entry) return undefined;
    this.entries.delete(key);
    this.entries.set(key, entry);
    return entry.value;
  }

  /** A value that is too large by itself is not kept. */
  set(key: string, value: Value, characters: number): void {
    this.delete(key);
    this.entries.set(key, { value, characters });
    this.total += characters;
    for (const oldest of this.entries.keys()) {
      if (this.entries.size <= this.most.values && this.total <= this.most.characters) return;
      this.delete(oldest);
    }
  }

  get size(): number {
    return this.entries.size;
  }

  private delete(key: string): void {
    this.total -= this.entries.get(key)?.characters ?? 0;
    this.entries.delete(key);
  }
}
