import assert from "node:assert/strict";
import * as http from "node:http";
import type { AddressInfo } from "node:net";
import { type AsynchronousWork, asynchronousWorker } from "../../../handlers/pipeline/asynchronousWorker";

interface Call {
  operation: string;
  input: Record<string, unknown>;
}

describe("handlers: asynchronousWorker", () => {
  let server: http.Server;
  let calls: Call[];
  /** The error that Step Functions answers with, if any. */
  let refusal: string | undefined;
  let answered: (() => void) | undefined;
  const environment = { ...process.env };

  before((done) => {
    server = http.createServer((request, response) => {
      let body = "";
      request.on("data", (chunk) => {
        body += chunk;
      });
      request.on("end", () => {
        calls.push({
          operation: String(request.headers["x-amz-target"]).split(".")[1]!,
          input: JSON.parse(body),
        });
        response.writeHead(refusal ? 400 : 200, { "content-type": "application/x-amz-json-1.0" });
        response.end(refusal ? JSON.stringify({ __type: refusal, message: refusal }) : "{}");
        answered?.();
      });
    });
    server.listen(0, "127.0.0.1", () => {
      Object.assign(process.env, {
        AWS_ENDPOINT_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
        AWS_REGION: "us-east-1",
        AWS_ACCESS_KEY_ID: "local",
        AWS_SECRET_ACCESS_KEY: "local",
      });
      done();
    });
  });

  after((done) => {
    process.env = environment;
    server.closeAllConnections();
    server.close(done);
  });

  beforeEach(() => {
    calls = [];
    refusal = undefined;
    answered = undefined;
  });

  const run = (work: AsynchronousWork<never>, bodies: string[], heartbeatSeconds = 60) =>
    asynchronousWorker(work, heartbeatSeconds)()({
      Records: bodies.map((body, index) => ({ messageId: `m${index}`, body })),
    });
  const message = (input: unknown) => JSON.stringify({ input, taskToken: "token" });

  it("answers with the work's own output", async () => {
    const result = await run(async (input: { n: number }) => ({ n: input.n + 1 }), [message({ n: 1 })]);
    assert.deepEqual(result, { batchItemFailures: [] });
    assert.deepEqual(calls, [
      { operation: "SendTaskSuccess", input: { taskToken: "token", output: '{"n":2}' } },
    ]);
  });

  it("completes the task with null for work that returns nothing", async () => {
    await run(async () => undefined, [message(1)]);
    assert.equal(calls[0]!.input.output, "null");
  });

  it("answers with the name and message of what the work threw", async () => {
    await run(async () => {
      throw Object.assign(new Error("too late"), { name: "Late" });
    }, [message(1)]);
    assert.deepEqual(calls, [
      { operation: "SendTaskFailure", input: { taskToken: "token", error: "Late", cause: "too late" } },
    ]);
  });

  it("answers with what the work threw if it was no Error", async () => {
    await run(() => Promise.reject("no"), [message(1)]);
    assert.deepEqual(calls[0]!.input, { taskToken: "token", error: "Error", cause: "no" });
  });

  const circular: Record<string, unknown> = {};
  circular.self = circular;
  const unsendable: [what: string, output: unknown, cause: RegExp][] = [
    ["a circle", circular, /^the output of the work cannot be written as JSON: .*circular/],
    ["a BigInt", { n: 1n }, /^the output of the work cannot be written as JSON: .*BigInt/],
    ["a function", () => {}, /^the output of the work is a function, which JSON does not know$/],
    [
      "262,145 bytes",
      "é".repeat(131_071).concat("x"),
      /^the output of the work is 262145 bytes of JSON; allowed: 262144$/,
    ],
  ];
  for (const [what, output, cause] of unsendable) {
    it(`fails the task at once for an output of ${what}`, async () => {
      assert.deepEqual(await run(async () => output, [message(1)]), { batchItemFailures: [] });
      assert.deepEqual(
        calls.map(({ operation, input }) => [operation, input.error]),
        [["SendTaskFailure", "InvalidOutput"]],
      );
      assert.match(String(calls[0]!.input.cause), cause);
    });
  }

  it("sends an output of 262,144 bytes", async () => {
    await run(async () => "é".repeat(131_071), [message(1)]);
    assert.equal(calls[0]!.operation, "SendTaskSuccess");
  });

  it("sends no answer for deferred work", async () => {
    assert.deepEqual(await run(async (_, task) => task.defer(), [message(1)]), { batchItemFailures: [] });
    assert.deepEqual(calls, []);
  });

  it("sends heartbeats while the work continues", async () => {
    const beat = new Promise<void>((resolve) => {
      answered = resolve;
    });
    await run(() => beat, [message(1)], 0.03);
    assert.equal(calls[0]!.operation, "SendTaskHeartbeat");
    assert.equal(calls.at(-1)!.operation, "SendTaskSuccess");
  });

  for (const name of ["TaskTimedOut", "TaskDoesNotExist"]) {
    it(`is done with a message whose task answers ${name}`, async () => {
      refusal = name;
      assert.deepEqual(await run(async () => 1, [message(1)]), { batchItemFailures: [] });
    });
  }

  it("returns messages whose result was not delivered or that it cannot read, and only those", async () => {
    refusal = "InvalidToken";
    const result = await run(
      async (input, task) => (input === "deferred" ? task.defer() : input),
      [message("a"), message("deferred"), "no JSON"],
    );
    assert.deepEqual(result, { batchItemFailures: [{ itemIdentifier: "m0" }, { itemIdentifier: "m2" }] });
  });
});
