/** The modules of dynalite that are used here; dynalite has no types. */
declare module "dynalite/db" {
  export interface Store {
    readonly options: unknown;
  }

  /** Tables in memory. The options are the milliseconds that a table stays in CREATING, DELETING, UPDATING. */
  export function create(options: {
    createTableMs: number;
    deleteTableMs: number;
    updateTableMs: number;
  }): Store;
}

declare module "dynalite/validations" {
  import type { Store } from "dynalite/db";

  /** Returns the members that the operation has. Throws {@link DynaliteError}. */
  export function checkTypes(input: unknown, types: object): object;
  /** Throws {@link DynaliteError}. */
  export function checkValidations(input: object, types: object, custom: unknown, store: Store): void;
  export function toLowerFirst(operation: string): string;
}
