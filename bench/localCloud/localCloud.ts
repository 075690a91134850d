import { memoryOfTree, type ProcessMemory } from "../processTree";
import { Command } from "./command";
import { type ExecutionRow, measureExecutions } from "./executions";
import { type FirstResultRow, measureFirstResult } from "./firstResult";
import { type GrowthRow, measureGrowth } from "./growth";

export interface LocalCloudRows {
  firstResult: FirstResultRow;
  /** The processes of `npm run local` with nothing to do; no function has run yet. */
  idle: ProcessMemory[];
  executions: ExecutionRow[];
  growth: GrowthRow[];
}

/** Long enough for what the start left behind to be given back. */
const SETTLING_MS = 10_000;
/** The processes that functions run in. */
const isFunction = (commandLine: string) => commandLine.includes("bootstrap.mts");

/** The local cloud alone: there is no other that could run beside it without Docker or Java. */
export async function measureLocalCloud(): Promise<LocalCloudRows> {
  const firstResult = await measureFirstResult();
  // The run that compiles what has changed since the last one holds the compiler too.
  await (await startLocal()).command.end();
  const { command, endpoint } = await startLocal();
  try {
    await new Promise((resolve) => setTimeout(resolve, SETTLING_MS));
    const idle = memoryOfTree(command.pid, isFunction);
    const { outputs } = (await (await fetch(`${endpoint}/_local/outputs`)).json()) as Outputs;
    const executions = await measureExecutions(endpoint, outputs.pipelineArn.value);
    return { firstResult, idle, executions, growth: await measureGrowth() };
  } finally {
    await command.end();
  }
}

async function startLocal(): Promise<{ command: Command; endpoint: string }> {
  const command = new Command("run", "local", "--", "--port", "0");
  const [, endpoint = ""] = await command.says(/The local cloud is (http:[^\s,]+)[\s\S]*Ctrl-C ends it/);
  return { command, endpoint };
}

interface Outputs {
  outputs: { pipelineArn: { value: string } };
}
