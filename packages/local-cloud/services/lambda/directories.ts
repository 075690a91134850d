import { existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { RuntimeDirectories } from "./worker/environment";

/** The AWS SDK's package scopes, which Lambda's Node.js runtimes include. */
const RUNTIME_SCOPES = ["@aws-sdk", "@smithy"];

/**
 * Creates the directory in which all code of one local cloud is unpacked. If this machine has the AWS SDK, it is linked
 * there, so that functions find it as they do on Lambda, but no other package of this machine.
 */
export function makeDirectories(): RuntimeDirectories & { layers: Map<string, string> } {
  const root = realpathSync(mkdtempSync(join(tmpdir(), "sfn-workflows-")));
  const layers = new Map<string, string>();
  const sdkModules = findSdk(__dirname);
  if (sdkModules === undefined) return { root, layers };
  mkdirSync(join(root, "node_modules"));
  for (const scope of RUNTIME_SCOPES) {
    const source = join(sdkModules, scope);
    if (existsSync(source)) symlinkSync(source, join(root, "node_modules", scope), "junction");
  }
  return { root, sdkModules, layers };
}

/** Removes what {@link makeDirectories} created. */
export async function removeDirectories({ root }: RuntimeDirectories): Promise<void> {
  await rm(root, { recursive: true, force: true, maxRetries: 3 });
}

/** Removes the directory if the process exits before it is closed. Returns a function that cancels this. */
export function removeAtExit({ root }: RuntimeDirectories): () => void {
  const remove = () => rmSync(root, { recursive: true, force: true });
  process.once("exit", remove);
  return () => process.off("exit", remove);
}

/** The nearest `node_modules` that holds the SDK. */
function findSdk(from: string): string | undefined {
  const modules = join(from, "node_modules");
  if (existsSync(join(modules, RUNTIME_SCOPES[0]!))) return realpathSync(modules);
  const parent = dirname(from);
  return parent === from ? undefined : findSdk(parent);
}
