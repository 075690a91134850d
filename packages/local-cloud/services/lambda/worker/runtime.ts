import { execFileSync } from "node:child_process";
import { join } from "node:path";

/** The programs of functions' processes: TypeScript in this repository, compiled in the installed package. */
export const NODE_BOOTSTRAP = join(__dirname, __filename.endsWith(".ts") ? "bootstrap.mts" : "bootstrap.mjs");
const PYTHON_BOOTSTRAP = join(__dirname, "bootstrap.py");

/** What starts the process of a function. */
export interface Runtime {
  command: string;
  /** @param memorySize MB */
  args(memorySize: number): string[];
}

/**
 * How the functions of a runtime (`nodejs24.x`, `python3.13`) run on this machine: all Node.js functions on the Node.js that
 * runs the local cloud, Python ones on an interpreter in the PATH, if possible of the same version.
 *
 * @returns undefined if they cannot run
 */
export function findRuntime(name: string): Runtime | undefined {
  if (/^nodejs\d+\.x$/.test(name)) return NODE;
  const version = /^python(3\.\d+)$/.exec(name)?.[1];
  const command = version === undefined ? undefined : findPython(version);
  return command === undefined ? undefined : { command, args: () => ["-u", PYTHON_BOOTSTRAP] };
}

const NODE: Runtime = {
  command: process.execPath,
  // Otherwise another function could open this one's debugger with a signal.
  args: (memorySize) => [
    `--max-old-space-size=${Math.ceil(memorySize * 0.9)}`,
    "--disable-sigusr1",
    NODE_BOOTSTRAP,
  ],
};

/** Interpreters that were looked for, by command; undefined for none, or one that is too old. */
const interpreters = new Map<string, string | undefined>();

function findPython(version: string): string | undefined {
  // The messages of a worker need a socket that Python can use.
  if (process.platform === "win32") return undefined;
  for (const command of [`python${version}`, "python3"]) {
    if (!interpreters.has(command)) interpreters.set(command, interpreterOf(command));
    const found = interpreters.get(command);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Prints the path of the interpreter itself, as the command may be a script that selects one. */
const PRINT_PATH = "import sys; print(sys.executable if sys.version_info >= (3, 8) else '')";
const TIMEOUT_MS = 10_000;

function interpreterOf(command: string): string | undefined {
  try {
    const path = execFileSync(command, ["-c", PRINT_PATH], {
      encoding: "utf8",
      stdio: "pipe",
      timeout: TIMEOUT_MS,
    });
    return path.trim() || undefined;
  } catch {
    return undefined;
  }
}
