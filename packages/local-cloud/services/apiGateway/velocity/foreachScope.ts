import { Tool, toText, UnknownMethod, type Value, type ValueMap } from "./value";

/** `$foreach` ({@link https://velocity.apache.org/engine/1.7/user-guide.html#Loops}), in which a template can store values, too. */
export class ForeachScope extends Tool {
  index = -1;
  private readonly stored: ValueMap = new Map();
  private readonly parent: ForeachScope | undefined;

  /** @param outer what `$foreach` is outside of the loop */
  constructor(outer: Value, length: number) {
    super(
      {
        getIndex: () => BigInt(this.index),
        getCount: () => BigInt(this.index + 1),
        hasNext: () => this.index + 1 < length,
        getHasNext: () => this.index + 1 < length,
        isFirst: () => this.index < 1,
        getFirst: () => this.index < 1,
        isLast: () => this.index + 1 >= length,
        getLast: () => this.index + 1 >= length,
        getParent: () => this.parent,
        getTopmost: () => this.topmost(),
        getReplaced: () => (outer instanceof ForeachScope ? outer.property("replaced") : outer),
        get: (key) => this.read(toText(key)),
        put: (key, value) => {
          const before = this.stored.get(toText(key));
          this.stored.set(toText(key), value);
          return before;
        },
        size: () => BigInt(this.stored.size),
        isEmpty: () => this.stored.size === 0,
        toString: () => toText(this.stored),
      },
      {},
      () => toText(this.stored),
    );
    this.parent = outer instanceof ForeachScope ? outer : undefined;
  }

  override property(name: string): Value {
    try {
      return this.call(`get${name.charAt(0).toUpperCase()}${name.slice(1)}`, []);
    } catch (error) {
      if (!(error instanceof UnknownMethod)) throw error;
      return this.read(name);
    }
  }

  override assign(name: string, value: Value): void {
    this.stored.set(name, value);
  }

  private read(name: string): Value {
    return this.stored.has(name) ? this.stored.get(name) : this.parent?.read(name);
  }

  private topmost(): ForeachScope {
    return this.parent?.topmost() ?? this;
  }
}
