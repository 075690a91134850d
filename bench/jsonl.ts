import { createReadStream, createWriteStream } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { compile, type ExecutionResult, type Json, start, type TaskRunner } from "../packages/asl/engine";
import { CloudClock } from "../packages/local-cloud";

/**
 * Runs a distributed Map over a JSON Lines file of 200 MB, one child execution and one Task for each line, and prints how
 * long that takes and the peak memory of the process. Exits with 1 above 300 MB.
 */
const FILE_BYTES = 200_000_000;
const MEMORY_MB = 300;

const ACCOUNT = "123456789012";
const PREFIX = `arn:aws:states:us-east-1:${ACCOUNT}`;
const FUNCTION = `arn:aws:lambda:us-east-1:${ACCOUNT}:function:work`;

const definition = {
  QueryLanguage: "JSONata",
  StartAt: "Each line",
  States: {
    "Each line": {
      Type: "Map",
      Label: "lines",
      MaxConcurrency: 1000,
      ItemReader: {
        Resource: "arn:aws:states:::s3:getObject",
        ReaderConfig: { InputType: "JSONL" },
        Arguments: { Bucket: "bench", Key: "lines.jsonl" },
      },
      ItemProcessor: {
        ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "EXPRESS" },
        StartAt: "Work",
        States: { Work: { Type: "Task", Resource: FUNCTION, Output: "{% $states.result %}", End: true } },
      },
      ResultWriter: {
        Resource: "arn:aws:states:::s3:putObject",
        Arguments: { Bucket: "bench", Prefix: "results" },
      },
      End: true,
    },
  },
};

function* lines(): Generator<string> {
  const payload = "x".repeat(900);
  for (let id = 0, bytes = 0; bytes < FILE_BYTES; id++) {
    const line = `${JSON.stringify({ id, customer: `customer-${id % 1000}`, payload })}\n`;
    bytes += line.length;
    yield line;
  }
}

/** Completes each task on the next turn of the event loop, and counts tasks. */
class BenchTasks implements TaskRunner {
  items = 0;
  writtenBytes = 0;
  running = 0;
  mostRunning = 0;

  constructor(private readonly path: string) {}

  async run({ resource, parameters }: { resource: string; parameters: Json }): Promise<Json> {
    if (resource === FUNCTION) {
      this.items++;
      this.mostRunning = Math.max(this.mostRunning, ++this.running);
      await new Promise((resolve) => setImmediate(resolve));
      this.running--;
      return (parameters as { id: number }).id;
    }
    this.writtenBytes += (parameters as { Body: string }).Body.length;
    return {};
  }

  readObject(): AsyncIterable<Uint8Array> {
    return createReadStream(this.path);
  }
}

async function runMap(tasks: BenchTasks): Promise<ExecutionResult> {
  const clock = new CloudClock();
  let ids = 0;
  const { result } = start(compile(definition), {
    clock,
    tasks,
    input: {},
    random: Math.random,
    uuid: () => `id-${++ids}`,
    context: {
      Execution: {
        Id: `${PREFIX}:execution:bench:run`,
        Name: "run",
        RoleArn: `arn:aws:iam::${ACCOUNT}:role/bench`,
        StartTime: new Date().toISOString(),
      },
      StateMachine: { Id: `${PREFIX}:stateMachine:bench`, Name: "bench" },
    },
  });
  try {
    return await result;
  } finally {
    clock.close();
  }
}

async function main(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "sfn-workflows-bench-"));
  try {
    const path = join(folder, "lines.jsonl");
    await pipeline(Readable.from(lines()), createWriteStream(path));
    const tasks = new BenchTasks(path);
    const begun = performance.now();
    const result = await runMap(tasks);
    const seconds = (performance.now() - begun) / 1000;
    const peak = process.resourceUsage().maxRSS / 1000;
    console.log(`result       ${result.status === "SUCCEEDED" ? result.status : JSON.stringify(result)}`);
    console.log(`items        ${tasks.items}, at most ${tasks.mostRunning} at a time`);
    console.log(`written      ${(tasks.writtenBytes / 1e6).toFixed(0)} MB`);
    console.log(`time         ${seconds.toFixed(1)} s, ${Math.round(tasks.items / seconds)} items/s`);
    console.log(`peak memory  ${peak.toFixed(0)} MB, the limit is ${MEMORY_MB} MB`);
    if (result.status !== "SUCCEEDED" || peak > MEMORY_MB) process.exitCode = 1;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

void main();
