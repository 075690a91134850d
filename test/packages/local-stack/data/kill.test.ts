import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { DynamoDBClient, PutItemCommand, ScanCommand } from "@aws-sdk/client-dynamodb";
import { GetObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import {
  DescribeExecutionCommand,
  paginateListExecutions,
  RedriveExecutionCommand,
  SendTaskSuccessCommand,
  SFNClient,
  StartExecutionCommand,
} from "@aws-sdk/client-sfn";
import {
  DeleteMessageCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import { LOCAL_CREDENTIALS } from "../../../../packages/local-stack";

const ROOT = path.join(__dirname, "../../../..");
const SEED = 9;
const ROUNDS = 4;
/** At most this many milliseconds after its clients have started, a round is killed, unless they did not get enough done. */
const LONGEST_ROUND = 900;
/** How many executions a round starts at least: on a busy machine, that takes longer. */
const LEAST_EXECUTIONS = 6;
const DEADLINE = 15_000;

/** Pseudo-random numbers from 0 to 1, the same in every run. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** A local cloud in its own process, and clients of it. */
class Cloud {
  private constructor(
    private readonly child: ChildProcess,
    readonly outputs: Record<string, string>,
    readonly dynamodb: DynamoDBClient,
    readonly s3: S3Client,
    readonly sfn: SFNClient,
    readonly sqs: SQSClient,
  ) {}

  static spawn(directory: string): ChildProcess {
    const args = ["--program", "test/packages/local-stack/data/program", "--data", directory, "--port", "0"];
    return spawn(
      process.execPath,
      ["-r", "./packages/local-stack/register.js", "packages/cli/workflows.ts", "dev", ...args],
      {
        cwd: ROOT,
        stdio: ["ignore", "ignore", "inherit", "ipc"],
      },
    );
  }

  static async start(directory: string): Promise<Cloud> {
    const child = Cloud.spawn(directory);
    const ended = once(child, "exit").then(([code]) => Promise.reject(new Error(`it ended with ${code}`)));
    const [{ endpoint }] = (await Promise.race([once(child, "message"), ended])) as [{ endpoint: string }];
    ended.catch(() => {});
    const response = await fetch(`${endpoint}/_local/outputs`);
    const { outputs } = (await response.json()) as { outputs: Record<string, { value: string }> };
    const access = {
      endpoint,
      region: "us-east-1",
      credentials: LOCAL_CREDENTIALS,
      maxAttempts: 1,
    };
    return new Cloud(
      child,
      Object.fromEntries(Object.entries(outputs).map(([name, { value }]) => [name, value])),
      new DynamoDBClient(access),
      new S3Client({ ...access, forcePathStyle: true }),
      new SFNClient(access),
      new SQSClient(access),
    );
  }

  async kill(): Promise<void> {
    await kill(this.child);
    for (const client of [this.dynamodb, this.s3, this.sfn, this.sqs]) client.destroy();
  }

  async receive(queueUrl: string | undefined) {
    const request = { QueueUrl: queueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 0 };
    const { Messages = [] } = await this.sqs.send(new ReceiveMessageCommand(request));
    return Messages as { Body: string; ReceiptHandle: string }[];
  }

  async describe(executionArn: string) {
    return this.sfn.send(new DescribeExecutionCommand({ executionArn }));
  }
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, "exit");
  child.kill("SIGKILL");
  await ended;
}

/** What was answered, over all rounds. */
class Answered {
  readonly items = new Set<string>();
  readonly objects = new Set<string>();
  readonly sent = new Set<string>();
  /** Messages whose deletion was asked for: they are gone, or their deletion was not answered. */
  readonly received = new Set<string>();
  readonly deleted = new Set<string>();
  readonly executions = new Set<string>();
  readonly tokens = new Map<string, string>();
}

/** Repeats an action until the cloud is gone. */
async function work(step: () => Promise<void>): Promise<void> {
  for (;;) {
    try {
      await step();
    } catch (error) {
      // An error response of the cloud would have a status; without one, the connection failed.
      const { name, $metadata } = error as Error & { $metadata?: { httpStatusCode?: number } };
      if ($metadata?.httpStatusCode === undefined) return;
      throw new Error(`${name}: ${(error as Error).message}`);
    }
  }
}

function clients(cloud: Cloud, answered: Answered, round: number): Promise<void>[] {
  const { tableName, bucketName, messagesUrl, questionsUrl, askArn, pauseArn } = cloud.outputs;
  let number = 0;
  const next = () => `${round}-${number++}`;
  return [
    work(async () => {
      const id = `item-${next()}`;
      await cloud.dynamodb.send(new PutItemCommand({ TableName: tableName, Item: { id: { S: id } } }));
      answered.items.add(id);
    }),
    work(async () => {
      const Key = `object-${next()}`;
      await cloud.s3.send(new PutObjectCommand({ Bucket: bucketName, Key, Body: `body of ${Key}` }));
      answered.objects.add(Key);
    }),
    work(async () => {
      const MessageBody = `message-${next()}`;
      await cloud.sqs.send(new SendMessageCommand({ QueueUrl: messagesUrl, MessageBody }));
      answered.sent.add(MessageBody);
      if (number % 3 > 0) return;
      for (const { Body, ReceiptHandle } of await cloud.receive(messagesUrl)) {
        answered.received.add(Body);
        await cloud.sqs.send(new DeleteMessageCommand({ QueueUrl: messagesUrl, ReceiptHandle }));
        answered.deleted.add(Body);
      }
    }),
    work(async () => {
      const name = `execution-${next()}`;
      const stateMachineArn = number % 2 ? askArn : pauseArn;
      const { executionArn } = await cloud.sfn.send(new StartExecutionCommand({ stateMachineArn, name }));
      answered.executions.add(String(executionArn));
      await pause(20);
    }),
    work(async () => {
      await answerQuestions(cloud, answered, questionsUrl);
      await pause(20);
    }),
  ];
}

/** The token of an execution that was interrupted and redriven is no longer valid. */
async function answerQuestions(
  cloud: Cloud,
  answered: Answered,
  queueUrl: string | undefined,
): Promise<number> {
  const questions = await cloud.receive(queueUrl);
  for (const { Body: taskToken, ReceiptHandle } of questions) {
    const output = JSON.stringify(`answer to ${taskToken}`);
    try {
      await cloud.sfn.send(new SendTaskSuccessCommand({ taskToken, output }));
      answered.tokens.set(taskToken, output);
    } catch (error) {
      if (!/^(InvalidToken|TaskTimedOut)$/.test((error as Error).name)) throw error;
    }
    await cloud.sqs.send(new DeleteMessageCommand({ QueueUrl: queueUrl, ReceiptHandle }));
  }
  return questions.length;
}

async function scan(cloud: Cloud): Promise<Map<string, Record<string, string | undefined>>> {
  const found = new Map<string, Record<string, string | undefined>>();
  let start: Record<string, never> | undefined;
  do {
    const request = { TableName: cloud.outputs.tableName, ExclusiveStartKey: start };
    const page = await cloud.dynamodb.send(new ScanCommand(request));
    for (const { id, begun, finished } of page.Items ?? []) {
      found.set(String(id?.S), { begun: begun?.N, finished: finished?.N });
    }
    start = page.LastEvaluatedKey as typeof start;
  } while (start);
  return found;
}

describe("npm run local --data, killed", function () {
  this.timeout(120_000);
  let root: string;
  let cloud: Cloud | undefined;

  before(() => {
    root = mkdtempSync(path.join(tmpdir(), "data-"));
  });
  after(async () => {
    await cloud?.kill();
    rmSync(root, { recursive: true, force: true });
  });

  it(`at ${ROUNDS + 1} moments has everything that was acknowledged, and every execution ends`, async () => {
    const random = seeded(SEED);
    const directory = path.join(root, "data");
    const answered = new Answered();
    const interrupted = new Set<string>();
    for (let round = 0; round < ROUNDS; round++) {
      cloud = await Cloud.start(directory);
      await checkAnswers(cloud, answered);
      await adoptStarted(cloud, answered);
      for (const arn of await redriveInterrupted(cloud, answered)) interrupted.add(arn);
      const enough = answered.executions.size + LEAST_EXECUTIONS;
      const working = Promise.all(clients(cloud, answered, round));
      await pause(100 + random() * LONGEST_ROUND);
      while (answered.executions.size < enough || (round > 0 && answered.tokens.size === 0)) await pause(5);
      await cloud.kill();
      await working;
    }
    // Once more, while it starts.
    const starting = Cloud.spawn(directory);
    await pause(600 + random() * 1000);
    await kill(starting);

    cloud = await Cloud.start(directory);
    await checkAnswers(cloud, answered);
    await adoptStarted(cloud, answered);
    for (const arn of await redriveInterrupted(cloud, answered)) interrupted.add(arn);
    await checkExecutions(cloud, answered, interrupted);
    await checkMessages(cloud, answered);
    assert.ok(answered.executions.size > 20 && answered.tokens.size > 0, "clients got something done");
  });
});

async function checkAnswers(cloud: Cloud, { items, objects, executions }: Answered): Promise<void> {
  const found = await scan(cloud);
  for (const id of items) assert.ok(found.has(id), `${id} is lost`);
  for (const Key of objects) {
    const request = new GetObjectCommand({ Bucket: cloud.outputs.bucketName, Key });
    const { Body } = await cloud.s3.send(request);
    assert.equal(await Body?.transformToString(), `body of ${Key}`);
  }
  for (const arn of executions) await cloud.describe(arn);
}

/** Adds the executions that were started although the answer to that did not arrive: they too ask, and are answered. */
async function adoptStarted(cloud: Cloud, { executions }: Answered): Promise<void> {
  for (const stateMachineArn of [cloud.outputs.askArn, cloud.outputs.pauseArn])
    for await (const page of paginateListExecutions({ client: cloud.sfn }, { stateMachineArn }))
      for (const { executionArn } of page.executions ?? []) executions.add(String(executionArn));
}

/** Redrives what was interrupted: the only way in which an execution may have failed. */
async function redriveInterrupted(cloud: Cloud, { executions }: Answered): Promise<string[]> {
  const redriven: string[] = [];
  for (const executionArn of executions) {
    const { status, error, cause } = await cloud.describe(executionArn);
    if (status === "RUNNING" || status === "SUCCEEDED") continue;
    assert.deepEqual([status, error], ["FAILED", "LocalCloud.Interrupted"], cause);
    assert.match(String(cause), /the state '(Begin|Ask|Finish)' was running/);
    await cloud.sfn.send(new RedriveExecutionCommand({ executionArn }));
    redriven.push(executionArn);
  }
  return redriven;
}

/** Every execution succeeds, and did nothing twice unless it was interrupted and redriven. */
async function checkExecutions(cloud: Cloud, answered: Answered, interrupted: Set<string>): Promise<void> {
  const deadline = Date.now() + DEADLINE;
  let running = [...answered.executions];
  while (running.length > 0) {
    assert.ok(Date.now() < deadline, `${running.length} executions did not continue: ${running[0]}`);
    await answerQuestions(cloud, answered, cloud.outputs.questionsUrl);
    const described = await Promise.all(running.map((arn) => cloud.describe(arn)));
    for (const { status, error, executionArn } of described) {
      assert.ok(status === "RUNNING" || status === "SUCCEEDED", `${executionArn}: ${status} ${error}`);
    }
    running = running.filter((_, index) => described[index]?.status === "RUNNING");
    await pause(20);
  }
  const counts = await scan(cloud);
  const outputs = new Set<string>();
  for (const arn of answered.executions) {
    const { begun, finished } = counts.get(String(arn.split(":").at(-1))) ?? {};
    const expected = interrupted.has(arn) ? /^[1-9]\d*$/ : /^1$/;
    assert.match(`${begun}`, expected, arn);
    assert.match(`${finished}`, expected, arn);
    const { output } = await cloud.describe(arn);
    const { answer } = JSON.parse(String(output)) as { answer?: string };
    if (answer !== undefined) outputs.add(JSON.stringify(answer));
  }
  for (const output of answered.tokens.values()) assert.ok(outputs.has(output), `${output} is lost`);
}

async function checkMessages(cloud: Cloud, { sent, received, deleted }: Answered): Promise<void> {
  const left = new Set<string>();
  for (let batch = await cloud.receive(cloud.outputs.messagesUrl); batch.length > 0; ) {
    for (const { Body } of batch) left.add(Body);
    batch = await cloud.receive(cloud.outputs.messagesUrl);
  }
  for (const body of sent) assert.ok(left.has(body) || received.has(body), `${body} is lost`);
  for (const body of deleted) assert.ok(!left.has(body), `${body} is there again`);
  for (const body of received) assert.ok(left.has(body) || deleted.has(body) || sent.has(body));
}
