import type { DatabaseSync, StatementSync } from "node:sqlite";

/**
 * Values of one kind that are stored on disk, by key. Each change has been handed to the operating system when the call
 * returns.
 */
export class PersistedValues<Value> {
  private readonly select: StatementSync;
  private readonly insert: StatementSync;
  private readonly remove: StatementSync;
  private readonly removeRange: StatementSync;

  constructor(
    database: DatabaseSync,
    private readonly kind: string,
    private readonly parse: (text: string) => unknown = JSON.parse,
  ) {
    this.select = database.prepare("SELECT key, value FROM kept WHERE kind = ? ORDER BY key");
    this.insert = database.prepare("INSERT OR REPLACE INTO kept (kind, key, value) VALUES (?, ?, ?)");
    this.remove = database.prepare("DELETE FROM kept WHERE kind = ? AND key = ?");
    this.removeRange = database.prepare("DELETE FROM kept WHERE kind = ? AND key >= ? AND key < ?");
  }

  /** In the order of their keys. */
  entries(): [key: string, value: Value][] {
    return this.select
      .all(this.kind)
      .map(({ key, value }) => [String(key), this.parse(String(value)) as Value]);
  }

  /** @param value a JSON value */
  set(key: string, value: Value): void {
    this.insert.run(this.kind, key, JSON.stringify(value));
  }

  delete(key: string): void {
    this.remove.run(this.kind, key);
  }

  /** Deletes every key that {@link compositeKey} built for this owner. */
  deleteBelow(owner: string): void {
    this.deletePrefix(owner + SEPARATOR);
  }

  /** Deletes every key that begins with this prefix. */
  deletePrefix(prefix: string): void {
    this.removeRange.run(this.kind, prefix, prefix + LAST_CHARACTER);
  }
}

/** A character that no name contains. */
const SEPARATOR = "\u0001";
const LAST_CHARACTER = "\u{10FFFF}";

/** The key of a value that belongs to `owner`, such as an event of an execution. */
export const compositeKey = (owner: string, name: string): string => `${owner}${SEPARATOR}${name}`;

/** The two parts of a {@link compositeKey}. */
export function splitKey(key: string): [owner: string, name: string] {
  const at = key.indexOf(SEPARATOR);
  return [key.slice(0, at), key.slice(at + 1)];
}
