import { equal, ok } from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { resolve } from "node:path";

const EVALUATE = resolve(__dirname, "../../../../packages/local-stack/program");
const FAULTS = resolve(__dirname, "programs/faults");

/** Evaluates a program that hangs, and passes on what it prints. */
const SCRIPT = `
  require("ts-node/register/transpile-only");
  require(${JSON.stringify(EVALUATE)}).evaluate({
    directory: ${JSON.stringify(FAULTS)},
    stack: "dev",
    config: { fault: "hangs" },
    onLog: ({ message }) => console.log(message),
  });
`;

describe("LanguageHost", () => {
  it("ends the program's process when its own process is interrupted", async () => {
    const child = spawn(process.execPath, ["-e", SCRIPT], { stdio: ["ignore", "pipe", "inherit"] });
    const exited = once(child, "exit");
    try {
      const program = await programId(child.stdout);
      ok(isRunning(program));
      child.kill("SIGINT");
      const [, signal] = await exited;
      equal(signal, "SIGINT");
      await until(() => !isRunning(program));
    } finally {
      child.kill("SIGKILL");
    }
  });
});

/** The process that the hanging program names. */
async function programId(stdout: NodeJS.ReadableStream): Promise<number> {
  let text = "";
  for await (const chunk of stdout) {
    text += String(chunk);
    const id = /waiting in (\d+)/.exec(text)?.[1];
    if (id) return Number(id);
  }
  throw new Error(`the program did not wait: ${text}`);
}

function isRunning(id: number): boolean {
  try {
    process.kill(id, 0);
    return true;
  } catch {
    return false;
  }
}

async function until(condition: () => boolean, deadlineMs = 5000): Promise<void> {
  const deadline = Date.now() + deadlineMs;
  while (!condition()) {
    ok(Date.now() < deadline, "in time");
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
