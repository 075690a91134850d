import { AsyncLocalStorage } from "node:async_hooks";
import type { FunctionCrash } from "../services/lambda/crash";

/** A crash that the calls made by some work carry until a function invocation takes it. */
const wanted = new AsyncLocalStorage<{ crash: FunctionCrash | undefined }>();

/** Crashes the first function that `work` invokes. */
export const withCrash = <T>(crash: FunctionCrash, work: () => Promise<T>): Promise<T> =>
  wanted.run({ crash }, work);

/** The crash that the current invocation is to suffer, if any; it is returned once. */
export function takeCrash(): FunctionCrash | undefined {
  const store = wanted.getStore();
  const crash = store?.crash;
  if (store) store.crash = undefined;
  return crash;
}
