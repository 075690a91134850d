import { type ChildProcess, spawn } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

const ROOT = path.join(__dirname, "../../..");

/** A copy of the program beside this one, in a folder of its own as a user's would be, with the packages that are installed here. */
export function newProgram(): string {
  const folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), "cli-program-")));
  fs.cpSync(path.join(__dirname, "program"), folder, { recursive: true });
  fs.writeFileSync(path.join(folder, "package.json"), '{ "name": "cli-program", "private": true }');
  fs.symlinkSync(path.join(ROOT, "node_modules"), path.join(folder, "node_modules"), "junction");
  return folder;
}

export interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
}

export interface Launched {
  child: ChildProcess;
  ended: Promise<Ended>;
  printed(): string;
  complained(): string;
}

/** Where the command lines of a test find each other, and no others. */
const newRuntimeDirectory = (): string => fs.mkdtempSync(path.join(os.tmpdir(), "runtime-"));

/**
 * Runs `workflows …`.
 *
 * @param ipc whether it can send its parent messages, as `workflows dev` does once it runs
 */
export function launch(
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
  cwd = ROOT,
  { ipc = false } = {},
): Launched {
  const child = spawn(
    process.execPath,
    [
      "-r",
      path.join(ROOT, "packages/local-stack/register.js"),
      path.join(ROOT, "packages/cli/workflows.ts"),
      ...args,
    ],
    // Types are checked by default where CI is set; tests of that ask for it.
    {
      cwd,
      env: { ...process.env, CI: "", ...env },
      stdio: ["ignore", "pipe", "pipe", ipc ? "ipc" : "ignore"],
    },
  );
  let stdout = "";
  let stderr = "";
  child.stdout!.on("data", (chunk) => {
    stdout += chunk;
  });
  child.stderr!.on("data", (chunk) => {
    stderr += chunk;
  });
  const ended = new Promise<Ended>((resolve) =>
    child.once("close", (code) => resolve({ code, stdout, stderr })),
  );
  return { child, ended, printed: () => stdout, complained: () => stderr };
}

const DEADLINE_MS = 60_000;

export async function until(condition: () => boolean, what: string, shown: () => string): Promise<void> {
  const deadline = Date.now() + DEADLINE_MS;
  while (!condition()) {
    if (Date.now() > deadline) throw new Error(`${what} did not happen; printed: ${shown()}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** A program of its own that `workflows dev` runs for the tests of a file, and the command line that finds it. */
export interface DevFixture {
  /** The program's folder. */
  program: string;
  runtime: string;
  env: NodeJS.ProcessEnv;
  dev: RunningDev;
}

/**
 * Starts it before the tests of the current `describe`, and ends it after them. The properties are there once the tests run.
 *
 * @param prepare changes the program before it runs, and returns more arguments for `workflows dev`
 */
export function useDev(prepare: (program: string) => string[] = () => []): DevFixture {
  const fixture = {} as DevFixture;
  before(async () => {
    const program = newProgram();
    const runtime = newRuntimeDirectory();
    const env = { XDG_RUNTIME_DIR: runtime, NO_COLOR: "1" };
    Object.assign(fixture, { program, runtime, env });
    fixture.dev = await runDev(["--program", program, "--time", "skip", ...prepare(program)], env);
  });
  after(async () => {
    await fixture.dev?.end();
    for (const folder of [fixture.runtime, fixture.program]) fs.rmSync(folder, { recursive: true });
  });
  return fixture;
}

/** A stack that `workflows dev` runs. */
export interface RunningDev extends Launched {
  endpoint: string;
  /** Interrupts it. */
  end(): Promise<Ended>;
}

/** Runs `workflows dev` on a free port until it is ended. */
export async function runDev(args: readonly string[], env: NodeJS.ProcessEnv): Promise<RunningDev> {
  const launched = launch(["dev", "--port", "0", ...args], env);
  const { child, ended, printed, complained } = launched;
  await until(
    () => printed().includes("Ctrl-C ends it.") || child.exitCode !== null,
    "the start",
    () => printed() + complained(),
  );
  const [endpoint] = /http:\/\/127\.0\.0\.1:\d+/.exec(printed()) ?? [];
  if (!endpoint) throw new Error(`workflows dev did not start: ${complained()}`);
  return {
    ...launched,
    endpoint,
    end() {
      child.kill("SIGINT");
      return ended;
    },
  };
}
