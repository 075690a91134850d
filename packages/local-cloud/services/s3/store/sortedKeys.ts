/** Keys in the order of their UTF-8 bytes, in which S3 lists them. */
export class SortedKeys {
  private readonly keys: string[] = [];

  add(key: string): void {
    const at = this.find(key);
    if (this.keys[at] !== key) this.keys.splice(at, 0, key);
  }

  delete(key: string): void {
    const at = this.find(key);
    if (this.keys[at] === key) this.keys.splice(at, 1);
  }

  /** The keys from `from` on, itself included. */
  *from(from: string): Generator<string> {
    for (let at = this.find(from); at < this.keys.length; at++) yield this.keys[at]!;
  }

  /** The index of the first key that is not before `key`. */
  private find(key: string): number {
    let [low, high] = [0, this.keys.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (compareKeys(this.keys[middle]!, key) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** The order of two texts' UTF-8 bytes: that of their UTF-16 units but for surrogates, which are above all others. */
export function compareKeys(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let at = 0; at < length; at++) {
    const [left, right] = [a.charCodeAt(at), b.charCodeAt(at)];
    if (left !== right) return rank(left) - rank(right);
  }
  return a.length - b.length;
}

const rank = (unit: number): number =>
  unit >= 0xe000 ? unit - 0x800 : unit >= 0xd800 ? unit + 0x2000 : unit;
