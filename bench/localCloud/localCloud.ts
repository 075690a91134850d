import { memoryOfTree, type ProcessMemory } from "../processTree";
import { type ExecutionRow, measureExecutions } from "./executions";
import { type FirstResultRow, measureFirstResult } from "./firstResult";
import { type GrowthRow, measureGrowth } from "./growth";
import { startLocal } from "./local";
import { measureTables, type TableRow } from "./tables";

export interface LocalCloudRows {
  firstResult: FirstResultRow;
  /** The processes of `npm run local` with nothing to do; no function has run yet. */
  idle: ProcessMemory[];
  executions: ExecutionRow[];
  tables: TableRow[];
  growth: GrowthRow[];
}

/** Long enough for the memory that only the start needs to be freed. */
const SETTLING_MS = 10_000;
/** The processes that functions run in. */
const isFunction = (commandLine: string) => commandLine.includes("bootstrap.mts");

/** Measures the local cloud only: every comparable emulator needs Docker or Java. */
export async function measureLocalCloud(): Promise<LocalCloudRows> {
  const firstResult = await measureFirstResult();
  // The first run after a change also holds the compiler in memory.
  await (await startLocal()).command.end();
  const { command, endpoint } = await startLocal();
  try {
    await new Promise((resolve) => setTimeout(resolve, SETTLING_MS));
    const idle = memoryOfTree(command.pid, isFunction);
    const { outputs } = (await (await fetch(`${endpoint}/_local/outputs`)).json()) as Outputs;
    const executions = await measureExecutions(endpoint, outputs.pipelineArn.value);
    const tables = await measureTables(endpoint);
    return { firstResult, idle, executions, tables, growth: await measureGrowth() };
  } finally {
    await command.end();
  }
}

interface Outputs {
  outputs: { pipelineArn: { value: string } };
}
