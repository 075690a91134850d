import type { FunctionConfiguration } from "./function";
import { findRuntime, type Runtime } from "./worker/runtime";

/** How a function runs on this machine, or why it cannot. */
export function runtimeOf({
  functionName,
  packageType,
  runtime,
  unavailable,
}: Pick<FunctionConfiguration, "functionName" | "packageType" | "runtime" | "unavailable">):
  | Runtime
  | string {
  const cannot = (what: string) => `Function ${functionName} cannot run on this machine: ${what}`;
  if (packageType === "Image") return cannot("it is a container image.");
  if (unavailable !== undefined) return cannot(unavailable);
  const found = findRuntime(runtime);
  if (found) return found;
  return cannot(
    runtime.startsWith("python")
      ? `${runtime} needs python3 in the PATH, version 3.8 or later, on Linux or macOS.`
      : `its runtime is ${runtime}; Node.js runtimes can run, and Python ones.`,
  );
}
