import { create, type Store } from "dynalite/db";
import { checkTypes, checkValidations, toLowerFirst } from "dynalite/validations";
import { canceled, errorOf, outputOf, type TableBackend, writeEach } from "./backend";
import { changeIndexes, changesIndexes, withoutIndexChanges } from "./indexChanges";
import type { Input } from "./item";
import { refusePrototypeNames } from "./prototypeNames";

/** The largest request that dynalite's HTTP server accepts. */
const MAX_REQUEST_BYTES = 16 * 1024 * 1024;

type Callback = (error: unknown, output: Input) => void;

/** One operation of dynalite. */
interface Operation {
  types: object;
  custom: unknown;
  run(store: Store, input: object, callback: Callback): void;
}

/** What dynalite throws for an error of the API: the body of the response and its status. */
interface DynaliteError {
  statusCode: number;
  body: Input;
}

/**
 * dynalite in this process, with tables in memory that are ready at once. Its operations are called directly, without its
 * HTTP server: no port bypasses IAM.
 */
export function createDynalite(): TableBackend {
  const store = create({ createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 });
  const inFlight = new Set<Promise<unknown>>();
  /** Ends when no index is being built: its table's items must not change meanwhile. */
  let indexed: Promise<unknown> = Promise.resolve();
  let closing = false;
  const backend: TableBackend = {
    inProcess: true,
    // No signal: a write that is abandoned halfway would continue after its item is unlocked.
    async request(operation, input) {
      if (closing) throw canceled();
      refusePrototypeNames(input);
      const builds = operation === "UpdateTable" && changesIndexes(input);
      const output = builds
        ? updateIndexes(store, input, Promise.allSettled([indexed, ...inFlight]))
        : indexed.then(() => call(store, operation, input));
      if (builds) indexed = output.catch(() => {});
      inFlight.add(output);
      try {
        return await output;
      } finally {
        inFlight.delete(output);
      }
    },
    writeAll: (writes) => writeEach(backend, writes),
    // The tables are in memory: there is nothing else to close.
    async close() {
      closing = true;
      await Promise.allSettled(inFlight);
    },
  };
  return backend;
}

/** Input and output are copied through JSON, as over HTTP: dynalite changes the one and keeps parts of the other. */
async function call(store: Store, name: string, input: Input): Promise<Input> {
  const text = JSON.stringify(input);
  if (Buffer.byteLength(text) > MAX_REQUEST_BYTES) return outputOf(413, {});
  return withAwsErrors(async () => {
    const checked = check(store, name, JSON.parse(text));
    const output = await new Promise<Input>((resolve, reject) => {
      operationOf(name).run(store, checked, (error, result) => (error ? reject(error) : resolve(result)));
    });
    return JSON.parse(JSON.stringify(output)) as Input;
  });
}

/** The valid input of an operation. Throws {@link DynaliteError}. */
function check(store: Store, name: string, input: Input): object {
  const { types, custom } = operationOf(name);
  const checked = checkTypes(input, types);
  checkValidations(checked, types, custom, store);
  return checked;
}

/** An `UpdateTable` that creates or deletes an index, once what is in flight has ended. */
async function updateIndexes(store: Store, input: Input, before: Promise<unknown>): Promise<Input> {
  await before;
  await withAwsErrors(() =>
    changeIndexes(
      store,
      structuredClone(input),
      (definition) => void check(store, "CreateTable", definition),
    ),
  );
  const rest = withoutIndexChanges(input);
  if (rest) return call(store, "UpdateTable", rest);
  const { Table } = await call(store, "DescribeTable", { TableName: input.TableName });
  return { TableDescription: Table };
}

async function withAwsErrors<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const { statusCode, body } = error as Partial<DynaliteError>;
    if (statusCode === undefined) throw error;
    throw errorOf(statusCode, body ?? {});
  }
}

const operations = new Map<string, Operation>();

function operationOf(name: string): Operation {
  const known = operations.get(name);
  if (known) return known;
  const module = toLowerFirst(name);
  const { types, custom } = require(`dynalite/validations/${module}`) as Omit<Operation, "run">;
  const operation = { types, custom, run: require(`dynalite/actions/${module}`) as Operation["run"] };
  operations.set(name, operation);
  return operation;
}
