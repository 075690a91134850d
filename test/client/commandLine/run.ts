import { type ChildProcess, spawn } from "node:child_process";
import * as path from "node:path";

const ROOT = path.join(__dirname, "../../..");

export interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
}

export interface Running {
  child: ChildProcess;
  ended: Promise<Ended>;
  /** What is on stderr so far. */
  progress(): string;
}

/** Runs `npm run workflows -- …` without npm in between. */
export function launch(args: string[], env: NodeJS.ProcessEnv = {}, input = ""): Running {
  const child = spawn(
    process.execPath,
    ["-r", "./packages/local-stack/register.js", "packages/cli/workflows.ts", ...args],
    {
      cwd: ROOT,
      env: { ...process.env, ...env },
    },
  );
  let stdout = "";
  let stderr = "";
  child.stdout.on("data", (chunk) => {
    stdout += chunk;
  });
  child.stderr.on("data", (chunk) => {
    stderr += chunk;
  });
  child.stdin.end(input);
  const ended = new Promise<Ended>((resolve) =>
    child.once("close", (code) => resolve({ code, stdout, stderr })),
  );
  return { child, ended, progress: () => stderr };
}

export const run = (args: string[], env?: NodeJS.ProcessEnv, input?: string): Promise<Ended> =>
  launch(args, env, input).ended;
