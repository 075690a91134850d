import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { compile } from "../examples/package";
import { type Running, startProgram } from "../packages/local-stack/stack";
import { blocksOf } from "./pages";

const ROOT = path.join(__dirname, "../..");
/** What the samples import, and what they run with. */
const LINKED = ["components", "handlers", "states", "packages", "graphql", "workflows.ts", "node_modules"];

/** The programs on a page: its TypeScript blocks that have the program's own imports. */
const programsOf = (file: string): string[] =>
  blocksOf(fs.readFileSync(path.join(ROOT, file), "utf8"), "ts").filter((block) =>
    block.includes('from "./'),
  );

/** Lays the samples out as programs in one folder, beside this repository's folders. */
function layOut(samples: string[]): string {
  const folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), "samples-")));
  for (const name of LINKED.filter((each) => fs.existsSync(path.join(ROOT, each)))) {
    fs.symlinkSync(path.join(ROOT, name), path.join(folder, name), "junction");
  }
  for (const [index, sample] of samples.entries()) fs.writeFileSync(path.join(folder, `${index}.ts`), sample);
  fs.writeFileSync(path.join(folder, "Pulumi.dev.yaml"), "config:\n  aws:region: us-east-1\n");
  const { compilerOptions, ...rest } = JSON.parse(fs.readFileSync(path.join(ROOT, "tsconfig.json"), "utf8"));
  const settings = {
    ...rest,
    compilerOptions: { ...compilerOptions, preserveSymlinks: true },
    files: samples.map((_, index) => `${index}.ts`),
  };
  fs.writeFileSync(path.join(folder, "tsconfig.json"), JSON.stringify(settings));
  return folder;
}

/** Evaluates and deploys one of the samples, and uses it. */
async function withProgram(
  folder: string,
  index: number,
  use: (running: Running) => Promise<void>,
): Promise<void> {
  fs.writeFileSync(path.join(folder, "Pulumi.yaml"), `name: sample\nruntime: nodejs\nmain: ${index}.ts\n`);
  const running = await startProgram(folder);
  try {
    await use(running);
  } finally {
    await running.close();
  }
}

const call = async ({ services: { cloud } }: Running, service: string, operation: string, input: object) =>
  cloud.call(cloud.administrator, service, operation, input);

async function run(running: Running, stateMachineArn: unknown, input: object): Promise<unknown> {
  const { executionArn } = await call(running, "states", "StartExecution", {
    stateMachineArn,
    input: JSON.stringify(input),
  });
  const execution = running.services.stepFunctions.execution(String(executionArn))!;
  await running.services.clock.skipWhile(execution.ended);
  const { status, output, cause } = await call(running, "states", "DescribeExecution", { executionArn });
  assert.equal(status, "SUCCEEDED", String(cause));
  return JSON.parse(String(output));
}

/** The bodies of the messages in the only queue. */
async function messages(running: Running): Promise<unknown[]> {
  const { QueueUrls } = (await call(running, "sqs", "ListQueues", {})) as { QueueUrls: string[] };
  assert.equal(QueueUrls.length, 1);
  const input = { QueueUrl: QueueUrls[0], MaxNumberOfMessages: 10 };
  const { Messages = [] } = (await call(running, "sqs", "ReceiveMessage", input)) as {
    Messages?: { Body: string }[];
  };
  return Messages.map(({ Body }) => JSON.parse(Body));
}

/** What each sample is seen to do, by the page it is on and in its order. */
const SEEN: Record<string, ((running: Running) => Promise<void>)[]> = {
  "README.md": [
    async (running) => {
      await run(running, running.outputs.ordersArn, { quantity: 2 });
      assert.deepEqual(await messages(running), [{ total: 7 }]);
    },
  ],
  "docs/own-workflow.md": [
    async (running) => {
      const output = await run(running, running.outputs.pipelineArn, {
        Output: { input: { price: 2.5, quantity: 4 } },
      });
      const { day, ...rest } = (output as { Output: { input: { day: string } } }).Output.input;
      assert.deepEqual(rest, { price: 2.5, quantity: 4, total: 10, tax: 2 });
      assert.match(day, /^\d{4}-\d\d-\d\d$/);
    },
    async (running) => {
      await run(running, running.outputs.typedArn, { quantity: 2 });
      await run(running, running.outputs.pastedArn, { any: "input" });
      assert.deepEqual(await messages(running), [{ total: 7 }, { any: "input" }]);
    },
    async (running) => {
      const { Payload } = await call(running, "lambda", "Invoke", { FunctionName: running.outputs.countArn });
      assert.equal(String(Payload), "0");
    },
  ],
};

const SAMPLES = Object.entries(SEEN).flatMap(([file, seen]) =>
  seen.map((use, index) => ({ file, index, use, text: programsOf(file)[index] ?? "" })),
);

describe("docs: samples", function () {
  this.timeout(120_000);
  let folder: string;

  before(() => {
    folder = layOut(SAMPLES.map(({ text }) => text));
  });

  after(() => fs.rmSync(folder, { recursive: true }));

  for (const [file, seen] of Object.entries(SEEN)) {
    it(`${file} has as many programs as are run here`, () => {
      assert.equal(programsOf(file).length, seen.length);
    });
  }

  it("compile as they are", async () => {
    await compile(folder, "--noEmit");
  });

  for (const [number, { file, index, use }] of SAMPLES.entries()) {
    it(`${file}: program ${index + 1} runs as it is`, () => withProgram(folder, number, use));
  }
});
