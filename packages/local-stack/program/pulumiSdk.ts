import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { EvaluationError } from "./error";
import { notInstalled } from "./packages";

/** Pulumi's SDK for Node.js, as a program has it. */
export interface PulumiSdk {
  /** Absolute path of the package. */
  directory: string;
  /** Whether its language host announces that the program has nothing more to register: since 3.182. */
  announcesEnd: boolean;
  /** Whether it understands secrets in the results of provider functions: since 3.131. */
  acceptsSecretResults: boolean;
}

/** The oldest version that is tried by the tests. */
const OLDEST = [3, 80];
/** The first version whose language host calls `SignalAndWaitForShutdown`. */
const ANNOUNCES_END = [3, 182];
/** https://github.com/pulumi/pulumi-go-provider/pull/272 */
const ACCEPTS_SECRET_RESULTS = [3, 131];

/**
 * Finds the program's own `@pulumi/pulumi`.
 *
 * @throws EvaluationError of kind `packages` if it is not installed, or too old.
 */
export function findPulumiSdk(programDirectory: string): PulumiSdk {
  const manifest = resolveFrom(programDirectory, "@pulumi/pulumi/package.json");
  if (!manifest) throw notInstalled("@pulumi/pulumi", programDirectory);
  const { version } = JSON.parse(readFileSync(manifest, "utf8")) as { version: string };
  if (!isAtLeast(version, OLDEST)) {
    throw new EvaluationError(
      "packages",
      `@pulumi/pulumi is ${version} in ${dirname(manifest)}; allowed: ${OLDEST.join(".")} or later`,
    );
  }
  return {
    directory: dirname(manifest),
    announcesEnd: isAtLeast(version, ANNOUNCES_END),
    acceptsSecretResults: isAtLeast(version, ACCEPTS_SECRET_RESULTS),
  };
}

/** A file of a package, as Node.js finds it, but only in folders above the program: not where this package itself is installed. */
export function resolveFrom(directory: string, file: string): string | undefined {
  for (let folder = directory; ; folder = dirname(folder)) {
    const path = join(folder, "node_modules", file);
    if (existsSync(path)) return path;
    if (folder === dirname(folder)) return undefined;
  }
}

function isAtLeast(version: string, [major = 0, minor = 0]: number[]): boolean {
  const [ownMajor = 0, ownMinor = 0] = version.replace(/^v/, "").split(".").map(Number);
  return ownMajor > major || (ownMajor === major && ownMinor >= minor);
}
