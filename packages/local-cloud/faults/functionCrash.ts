import { AsyncLocalStorage } from "node:async_hooks";
import type { FunctionCrash } from "../services/lambda/crash";

/** A crash that the calls of some work bring along until a function takes it. */
const wanted = new AsyncLocalStorage<{ crash: FunctionCrash | undefined }>();

/** The first function that `work` invokes dies. */
export const withCrash = <T>(crash: FunctionCrash, work: () => Promise<T>): Promise<T> =>
  wanted.run({ crash }, work);

/** The crash that whoever invokes a function now wants of it; once. */
export function takeCrash(): FunctionCrash | undefined {
  const store = wanted.getStore();
  const crash = store?.crash;
  if (store) store.crash = undefined;
  return crash;
}
