/** The modules of dynalite that are used here; dynalite has no types. */
declare module "dynalite/db" {
  type Callback<Value> = (error: Error | null, value: Value) => void;

  /** A sorted map from texts to values. */
  export interface Values<Value> {
    put(key: string, value: Value, callback: Callback<void>): void;
    createValueStream(options?: object): AsyncIterable<Value>;
  }

  export interface Store {
    readonly options: unknown;
    /** Descriptions of tables, by name. */
    readonly tableDb: Values<object>;
    /** Without `checkStatus`, also for a table that is being created. */
    getTable(name: string, checkStatus: boolean, callback: Callback<object>): void;
    getItemDb(table: string): Values<object>;
    deleteIndexDb(kind: "Local" | "Global", table: string, index: string, callback: Callback<void>): void;
  }

  /** Tables in memory. The options are the milliseconds that a table stays in CREATING, DELETING, UPDATING. */
  export function create(options: {
    createTableMs: number;
    deleteTableMs: number;
    updateTableMs: number;
  }): Store;

  /** Puts what the table's indexes have of an item. */
  export function updateIndexes(
    store: Store,
    table: object,
    before: object | undefined,
    after: object | undefined,
    callback: Callback<void>,
  ): void;

  /** Whether an item fits a condition, as the parser of expressions gives it. */
  export function matchesExprFilter(item: object, condition: object): boolean;

  /** The bytes of an item, by which capacity is counted. */
  export function itemSize(item: object): number;
}

declare module "dynalite/validations" {
  import type { Store } from "dynalite/db";

  /** Returns the members that the operation has. Throws {@link DynaliteError}. */
  export function checkTypes(input: unknown, types: object): object;
  /** Throws {@link DynaliteError}. */
  export function checkValidations(input: object, types: object, custom: unknown, store: Store): void;
  export function toLowerFirst(operation: string): string;
}
