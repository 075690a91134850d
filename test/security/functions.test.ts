import assert from "node:assert/strict";
import { CloudClock, type LocalServices, startLocalServices } from "../../packages/local-cloud";
import { allowing, trusting } from "../packages/local-cloud/gateway/support";

/** Two functions of one cloud: one has secrets, and the other looks for them. */
describe("attack: a function that looks for another's secrets", function () {
  this.timeout(30_000);
  const SECRET = "the-victims-own-secret";
  let services: LocalServices;
  before(async () => {
    const onError = (error: unknown) => assert.fail(error as Error);
    services = await startLocalServices({ clock: new CloudClock(), onError });
    await create("victim", VICTIM, { API_TOKEN: SECRET });
    await create("thief", THIEF);
  });
  after(() => services.close());

  async function create(FunctionName: string, text: string, Variables: Record<string, string> = {}) {
    const { cloud, lambda } = services;
    const { arn } = cloud.iam.registry.putRole({
      name: `${FunctionName}-role`,
      assumeRolePolicy: trusting("lambda.amazonaws.com"),
      inlinePolicies: { own: allowing("sqs:ListQueues") },
    });
    const Code = [{ name: "index.js", text }];
    await lambda.functions.createFunction({ FunctionName, Role: arn, Code, Environment: { Variables } });
  }

  async function invoke<T>(FunctionName: string, event: object = {}): Promise<T> {
    const { cloud } = services;
    const Payload = JSON.stringify(event);
    const answer = await cloud.call(cloud.administrator, "lambda", "Invoke", { FunctionName, Payload });
    assert.equal(answer.FunctionError, undefined, String(answer.Payload));
    return JSON.parse(String(answer.Payload)) as T;
  }

  interface Victim {
    pid: number;
    env: Record<string, string>;
    debugger: string | null;
  }

  it("finds nothing in its own process", async () => {
    const { env } = await invoke<Victim>("victim");
    assert.equal(env.API_TOKEN, SECRET);
    const { own } = await invoke<{ own: Record<string, string> }>("thief");
    const values = Object.values(own).join("\n");
    for (const secret of [SECRET, env.AWS_SECRET_ACCESS_KEY!, env.AWS_SESSION_TOKEN!]) {
      assert.ok(!values.includes(secret));
    }
    assert.notEqual(own.AWS_ACCESS_KEY_ID, env.AWS_ACCESS_KEY_ID);
  });

  it("finds no secret in what the system discloses about the other's process", async function () {
    if (process.platform !== "linux") this.skip();
    const { pid, env } = await invoke<Victim>("victim");
    const { seen } = await invoke<{ seen: string }>("thief", { pid });
    assert.match(seen, /PATH=/);
    for (const secret of [
      SECRET,
      env.AWS_ACCESS_KEY_ID!,
      env.AWS_SECRET_ACCESS_KEY!,
      env.AWS_SESSION_TOKEN!,
    ]) {
      assert.ok(!seen.includes(secret), seen);
    }
  });

  it("does not open the other's debugger", async function () {
    if (process.platform === "win32") this.skip();
    const { pid } = await invoke<Victim>("victim");
    await invoke("thief", { signal: pid });
    const after = await invoke<Victim>("victim", { watch: true });
    assert.equal(after.debugger, null);
  });

  it("gets a named error for what its role may not do, also with parts of the other's credentials", async () => {
    const { env } = await invoke<Victim>("victim");
    const { refused } = await invoke<{ refused: Record<string, string> }>("thief", {
      call: true,
      others: { accessKeyId: env.AWS_ACCESS_KEY_ID, secretAccessKey: env.AWS_SECRET_ACCESS_KEY },
    });
    assert.deepEqual(refused, {
      "its own": "AccessDeniedException",
      "the other's key with its own token": "UnrecognizedClientException",
      "the other's key without a token": "UnrecognizedClientException",
    });
  });
});

/** Returns its own process id and environment; watches for a while whether its debugger is opened. */
const VICTIM = `
const inspector = require("node:inspector");
exports.handler = async ({ watch }) => {
  const end = Date.now() + (watch ? 150 : 0);
  while (Date.now() < end && !inspector.url()) await new Promise(setImmediate);
  return { pid: process.pid, env: process.env, debugger: inspector.url() ?? null };
};`;

/** Does what its event requests and returns the outcome. */
const THIEF = `
const { readFileSync } = require("node:fs");
const { ListStateMachinesCommand, SFNClient } = require("@aws-sdk/client-sfn");
exports.handler = async ({ pid, signal, call, others }) => {
  const seen = pid && ["environ", "cmdline"].map((file) => readFileSync("/proc/" + pid + "/" + file, "utf8")).join("\\n");
  if (signal) process.kill(signal, "SIGUSR1");
  const refused = {};
  const attempt = async (name, credentials) => {
    const client = new SFNClient({ maxAttempts: 1, ...(credentials && { credentials }) });
    try {
      await client.send(new ListStateMachinesCommand({}));
      refused[name] = "carried out";
    } catch (error) {
      refused[name] = error.name;
    }
  };
  if (call) {
    await attempt("its own");
    await attempt("the other's key with its own token", { ...others, sessionToken: process.env.AWS_SESSION_TOKEN });
    await attempt("the other's key without a token", others);
  }
  return { own: process.env, seen, refused };
};`;
