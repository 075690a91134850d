import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { EXIT, type OptionsOf, runCommand, say, table, UsageError } from "../../packages/terminal";
import { ServedStack } from "./servedStack";
import { type Command, goProgram, javaClasses, pythonWith, Skipped } from "./toolchains";

/** Programs of other languages, each with how it is started. */
const CLIENTS: Readonly<Record<string, () => Promise<Command>>> = {
  boto3: async () => [await pythonWith("python"), join(__dirname, "python", "boto3_client.py")],
  "aws-cli": async () => [await pythonWith("python"), join(__dirname, "aws-cli", "cli_client.py")],
  s3fs: async () => [await pythonWith("s3fs"), join(__dirname, "s3fs", "s3fs_client.py")],
  go: async () => [await goProgram()],
  java: async () => ["java", "-cp", await javaClasses(), "Client"],
};

const LARGE_BYTES = 60_000_000;
/** How much more than idle the local cloud may take while large objects go up and down. */
const MOST_MEMORY = 200e6;
const MOST_SECONDS = 300;

interface Result {
  client: string;
  service: string;
  check: string;
  /** `ok`, or the reason of its failure. */
  result: string;
}

const COMMAND = {
  usage: "npm run clients -- [options]",
  purpose:
    "Runs programs in other languages, with AWS's SDKs as they come, against the local cloud. A client whose toolchain is missing, or " +
    "whose packages cannot be installed, is skipped. The exit code is 1 if a check failed.",
  options: {
    client: {
      value: "NAME",
      description: `a client, may be repeated: ${Object.keys(CLIENTS).join(", ")} (default: all)`,
      repeatable: true,
      read: (_value: string | undefined, name: string, values: readonly string[]) => {
        const unknown = values.find((client) => !Object.hasOwn(CLIENTS, client));
        if (unknown)
          throw new UsageError(`${name} is '${unknown}'; allowed: ${Object.keys(CLIENTS).join(", ")}`);
        return values.length > 0 ? values : Object.keys(CLIENTS);
      },
    },
  },
};

async function main({ client }: OptionsOf<typeof COMMAND>): Promise<number> {
  const commands = await prepare(client);
  if (commands.length === 0) return EXIT.ok;
  const folder = await mkdtemp(join(tmpdir(), "clients-"));
  const stack = await ServedStack.start();
  try {
    const LARGE_FILE = join(folder, "large");
    await writeFile(LARGE_FILE, randomBytes(LARGE_BYTES));
    const results: Result[] = [];
    const memory = new Map<string, string>();
    for (const [client, command] of commands) {
      const idle = await stack.memory();
      const work = call(client, command, { ...stack.env, LARGE_FILE });
      const peak = await stack.peakWhile(work);
      results.push(...(await work));
      if (idle === undefined || peak === undefined) continue;
      const more = peak - idle;
      memory.set(client, `${Math.round(more / 1e6)} MB`);
      if (more > MOST_MEMORY) {
        const result = `${Math.round(more / 1e6)} MB more than idle; at most ${MOST_MEMORY / 1e6} are allowed`;
        results.push({ client, service: "memory", check: "of the local cloud", result });
      }
    }
    return report(results, memory);
  } finally {
    await stack.close();
    await rm(folder, { recursive: true });
  }
}

async function prepare(names: readonly string[]): Promise<[string, Command][]> {
  const commands: [string, Command][] = [];
  for (const name of names) {
    try {
      commands.push([name, await CLIENTS[name]!()]);
    } catch (error) {
      if (!(error instanceof Skipped)) throw error;
      say(`skipped ${name}: ${error.message}`);
    }
  }
  return commands;
}

/** The lines that a client prints; one more if it fails, or checks nothing. */
async function call(
  client: string,
  [file, ...args]: Command,
  env: Record<string, string>,
): Promise<Result[]> {
  const child = spawn(file, args, {
    // Nothing that is configured on this machine.
    env: {
      ...env,
      PATH: process.env.PATH,
      AWS_CONFIG_FILE: "/none",
      AWS_SHARED_CREDENTIALS_FILE: "/none",
      PYTHONDONTWRITEBYTECODE: "1",
      PYTHONUTF8: "1",
    },
    stdio: ["ignore", "pipe", "inherit"],
    timeout: MOST_SECONDS * 1000,
  });
  const results: Result[] = [];
  createInterface({ input: child.stdout! }).on("line", (line) => {
    const [service = "", check = "", result = ""] = line.split("\t");
    results.push({ client, service, check, result });
    say(
      `${result === "ok" ? "✓" : "✗"} ${client}: ${service}, ${check}${result === "ok" ? "" : `: ${result}`}`,
    );
  });
  const [code, signal] = (await once(child, "close")) as [number | null, string | null];
  if (code !== 0 || results.length === 0) {
    const result =
      results.length === 0 && code === 0 ? "it checked nothing" : `it ended with ${code ?? signal}`;
    results.push({ client, service: "program", check: file, result });
    say(`✗ ${client}: ${result}`);
  }
  return results;
}

function report(results: Result[], memory: ReadonlyMap<string, string>): number {
  const clients = [...new Set(results.map(({ client }) => client))];
  const services = [...new Set(results.map(({ service }) => service))];
  const cell = (client: string, service: string) => {
    const own = results.filter((result) => result.client === client && result.service === service);
    if (own.length === 0) return "–";
    return own.every(({ result }) => result === "ok") ? "✓" : "✗";
  };
  const rows = services.map((service) => [service, ...clients.map((client) => cell(client, service))]);
  if (memory.size > 0)
    rows.push(["memory above idle", ...clients.map((client) => memory.get(client) ?? "–")]);
  say("");
  say(table(["", ...clients], rows));
  const failed = results.filter(({ result }) => result !== "ok");
  for (const { client, service, check, result } of failed)
    say(`failed: ${client}, ${service}, ${check}: ${result}`);
  return failed.length === 0 ? EXIT.ok : EXIT.failed;
}

void runCommand(COMMAND, main);
