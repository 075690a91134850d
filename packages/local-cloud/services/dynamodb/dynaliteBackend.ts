import { create, type Store } from "dynalite/db";
import { checkTypes, checkValidations, toLowerFirst } from "dynalite/validations";
import { canceled, outputOf, type TableBackend, writeEach } from "./backend";
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
  let closing = false;
  const backend: TableBackend = {
    inProcess: true,
    // No signal: a write that is abandoned halfway would continue after its item is unlocked.
    async request(operation, input) {
      if (closing) throw canceled();
      refusePrototypeNames(input);
      const output = call(store, operation, input);
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
  const { types, custom, run } = operationOf(name);
  try {
    const checked = checkTypes(JSON.parse(text), types);
    checkValidations(checked, types, custom, store);
    const output = await new Promise<Input>((resolve, reject) => {
      run(store, checked, (error, result) => (error ? reject(error) : resolve(result)));
    });
    return JSON.parse(JSON.stringify(output)) as Input;
  } catch (error) {
    const { statusCode, body } = error as Partial<DynaliteError>;
    if (statusCode === undefined) throw error;
    return outputOf(statusCode, body ?? {});
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
