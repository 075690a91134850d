import assert from "node:assert/strict";
import { once } from "node:events";
import { Agent, createServer, request as httpRequest } from "node:http";
import { connect } from "node:net";
import { ListStateMachinesCommand, SFNClient, StartExecutionCommand } from "@aws-sdk/client-sfn";
import { ReceiveMessageCommand, SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { CloudClock } from "../../../../packages/local-cloud/aws/clock";
import { AwsError, type Service } from "../../../../packages/local-cloud/aws/service";
import { LocalCloud } from "../../../../packages/local-cloud/cloud";
import { sign } from "./signer";
import {
  ACCOUNT,
  ADMINISTRATOR,
  allowing,
  closeClouds,
  fakeSqs,
  fakeStates,
  QUEUE_ARN,
  REGION,
  send,
  sessionWith,
  startCloud,
} from "./support";

const sqsClient = (endpoint: string, credentials = ADMINISTRATOR) =>
  new SQSClient({ endpoint, region: REGION, credentials, maxAttempts: 1 });
const sfnClient = (endpoint: string, credentials = ADMINISTRATOR) =>
  new SFNClient({ endpoint, region: REGION, credentials, maxAttempts: 1 });

const nothing = async () => ({});
const unsigned = { "content-type": "application/x-amz-json-1.0", "x-amz-target": "AmazonSQS.SendMessage" };

describe("the one port", () => {
  afterEach(closeClouds);

  it("speaks to each sender as its service knows to", async () => {
    const xml = { "content-type": "text/xml" };
    const service: Service = {
      ...fakeSqs(nothing),
      speak: ({ headers }) =>
        headers["x-old"] === undefined
          ? service
          : {
              protocol: "query",
              decode: ({ body }) => ({ operation: String(body), input: {} }),
              encode: (_, { operation }) => ({ status: 200, headers: xml, body: `<${operation}/>` }),
              encodeError: ({ code, status }) => ({ status, headers: xml, body: `<${code}/>` }),
            },
    };
    const { endpoint } = await startCloud([service]);
    const old = { "x-old": "yes", "content-type": "application/x-www-form-urlencoded" };
    const body = "ListQueues";
    const signed = sign({ endpoint, service: "sqs", keys: ADMINISTRATOR, headers: old, body });
    const answer = await send(endpoint, { headers: signed, body });
    assert.deepEqual([answer.status, answer.body], [200, "<ListQueues/>"]);
    const changed = await send(endpoint, { headers: signed, body: "DeleteQueue" });
    assert.deepEqual([changed.status, changed.body], [403, "<SignatureDoesNotMatch/>"]);
    const json = sign({ endpoint, service: "sqs", keys: ADMINISTRATOR, headers: unsigned, body: "{}" });
    const { body: text, headers } = await send(endpoint, { headers: json, body: "{}" });
    assert.deepEqual([text, headers["content-type"]], ["{}", "application/x-amz-json-1.0"]);
  });

  describe("for SDK clients", () => {
    it("carries input, output and dates, and notifies the listeners", async () => {
      const date = new Date(Date.UTC(2025, 0, 31, 23, 59, 59, 123));
      const { cloud, endpoint } = await startCloud([
        fakeStates(async ({ input }) => ({
          executionArn: `arn:${String(input.name)}`,
          startDate: date,
          gone: undefined,
        })),
      ]);
      const events: string[] = [];
      cloud.onCall(({ service, operation, caller, output }) => {
        events.push(`${service}:${operation} by ${caller.arn} → ${Object.keys(output ?? {}).join()}`);
      });
      const client = sfnClient(endpoint);
      const output = await client.send(
        new StartExecutionCommand({ stateMachineArn: "arn:x", name: "Grüße ☕" }),
      );
      assert.equal(output.executionArn, "arn:Grüße ☕");
      assert.deepEqual(output.startDate, date);
      assert.match(output.$metadata.requestId ?? "", /^[0-9a-f-]{36}$/);
      assert.deepEqual(events, [
        `states:StartExecution by arn:aws:iam::${ACCOUNT}:user/local → executionArn,startDate,gone`,
      ]);
    });

    it("verifies a signature over the host that SDKs prefix for some operations", async () => {
      const { endpoint, port } = await startCloud([fakeStates(async () => ({ stateMachines: [] }))]);
      const client = sfnClient(endpoint);
      let host = "";
      client.middlewareStack.add(
        (next) => (args) => {
          const request = args.request as { hostname: string; headers: Record<string, string> };
          host = `sync-${request.hostname}:${port}`;
          request.headers.host = host;
          return next(args);
        },
        { step: "build", priority: "low" },
      );
      await client.send(new ListStateMachinesCommand({}));
      assert.equal(host, `sync-127.0.0.1:${port}`);
    });

    it("returns a service's own error by its name, with its details", async () => {
      const { endpoint } = await startCloud([
        fakeSqs(async () => {
          throw new AwsError("QueueDoesNotExist", "The specified queue does not exist.");
        }),
      ]);
      const sending = sqsClient(endpoint).send(
        new SendMessageCommand({ QueueUrl: `${endpoint}/1/q`, MessageBody: "m" }),
      );
      await assert.rejects(sending, {
        name: "QueueDoesNotExist",
        message: "The specified queue does not exist.",
      });
    });

    it("decides by the role's own policy and says which statement is missing", async () => {
      const { cloud, endpoint } = await startCloud([fakeSqs(nothing)]);
      const session = sessionWith(cloud, "reader", allowing("sqs:ReceiveMessage", QUEUE_ARN));
      const client = sqsClient(endpoint, session.credentials);
      const QueueUrl = `${endpoint}/${ACCOUNT}/orders`;
      await client.send(new ReceiveMessageCommand({ QueueUrl }));
      const message =
        `User: arn:aws:sts::${ACCOUNT}:assumed-role/reader/worker is not authorized to perform: sqs:SendMessage ` +
        `on resource: ${QUEUE_ARN} because no identity-based policy allows the sqs:SendMessage action. ` +
        `Missing statement: {"Effect":"Allow","Action":"sqs:SendMessage","Resource":"${QUEUE_ARN}"}`;
      await assert.rejects(client.send(new SendMessageCommand({ QueueUrl, MessageBody: "m" })), {
        name: "AccessDenied",
        message,
      });
      const [refusal] = cloud.iam.refusals;
      assert.equal(refusal?.via, "sqs:SendMessage");
      assert.equal(refusal?.message, message);
    });

    it("makes the same decision for in-process calls", async () => {
      const { cloud } = await startCloud([fakeSqs(async ({ input }) => ({ echo: input.MessageBody }))]);
      const { caller } = sessionWith(cloud, "sender", allowing("sqs:SendMessage", QUEUE_ARN));
      assert.deepEqual(await cloud.call(caller, "sqs", "SendMessage", { MessageBody: "m" }), { echo: "m" });
      await assert.rejects(cloud.call(caller, "sqs", "PurgeQueue", {}), { code: "AccessDeniedException" });
      await assert.rejects(cloud.call(caller, "kinesis", "PutRecord", {}), {
        code: "UnknownServiceException",
        message: 'The local cloud has no service "kinesis". Available: iam, sqs, sts.',
      });
    });

    it("lists what is available if a service or an operation is unknown", async () => {
      const { endpoint } = await startCloud([fakeSqs(nothing)]);
      await assert.rejects(sfnClient(endpoint).send(new ListStateMachinesCommand({})), {
        name: "UnknownServiceException",
        message: 'The local cloud has no service "states". Available: iam, sqs, sts.',
      });
    });

    it("keeps connections alive between calls", async () => {
      const { endpoint } = await startCloud([fakeSqs(nothing)]);
      const agent = new Agent({ keepAlive: true, maxSockets: 1 });
      const ports = new Set<number | undefined>();
      for (let count = 0; count < 3; count++) {
        const request = httpRequest(endpoint, { method: "POST", agent });
        request.end("{}");
        const [response] = await once(request, "response");
        ports.add(request.socket?.localPort);
        response.resume();
        await once(response, "end");
      }
      agent.destroy();
      assert.equal(ports.size, 1);
    });
  });

  describe("for bad requests", () => {
    it("rejects host names that may be rebound, and other origins", async () => {
      const { endpoint, port } = await startCloud([fakeSqs(nothing)], { allowedHosts: ["cloud.test"] });
      const statusFor = async (headers: Record<string, string>) =>
        (await send(endpoint, { headers: { ...unsigned, ...headers } })).body;
      assert.match(
        await statusFor({ host: `evil.example:${port}` }),
        /host \\"evil\.example:\d+\\".*allowed: /,
      );
      assert.match(await statusFor({ host: "localhost.evil.example" }), /not accepted/);
      for (const host of [
        "sync-evil.example",
        "sync-cloud.test",
        "sync-sync-127.0.0.1",
        "sync-",
        "sync-128.0.0.1",
      ]) {
        assert.match(await statusFor({ host }), /not accepted/, host);
      }
      assert.match(await statusFor({ origin: "https://evil.example" }), /other origins/);
      assert.match(await statusFor({ origin: "null" }), /other origins/);
      const past = /Missing Authentication Token/;
      assert.match(await statusFor({ host: "cloud.test" }), past);
      assert.match(await statusFor({ host: `bucket.localhost:${port}` }), past);
      assert.match(await statusFor({ host: `sync-127.0.0.1:${port}` }), past);
      assert.match(await statusFor({ host: "Sync-localhost" }), past);
      assert.match(await statusFor({ host: `127.0.0.1:${port}`, origin: `http://127.0.0.1:${port}` }), past);
    });

    it("rejects a body above the limit, whether its length is declared or not", async () => {
      const { endpoint } = await startCloud([fakeSqs(nothing)], { maxBodyBytes: 1000 });
      const body = Buffer.alloc(200_000, "x");
      const declared = { "content-length": String(body.length) };
      for (const headers of [declared, { "transfer-encoding": "chunked" }]) {
        const signed = sign({ endpoint, service: "sqs", keys: ADMINISTRATOR });
        const response = await send(endpoint, { headers: { ...signed, ...headers }, body });
        assert.equal(response.status, 413);
        assert.match(response.body, /RequestEntityTooLargeException.*larger than the 1000 bytes/);
      }
    });

    it("discloses nothing about an unexpected error except its id, and reports it", async () => {
      const failure = new TypeError("secret detail");
      const { cloud, endpoint, errors } = await startCloud([
        fakeSqs(async () => {
          throw failure;
        }),
      ]);
      const sending = sqsClient(endpoint).send(
        new SendMessageCommand({ QueueUrl: `${endpoint}/1/q`, MessageBody: "m" }),
      );
      await assert.rejects(sending, (error: Error) => {
        assert.equal(error.name, "InternalFailure");
        assert.match(error.message, /Request id: [0-9a-f-]{36}$/);
        return true;
      });
      await assert.rejects(cloud.call(cloud.administrator, "sqs", "SendMessage", {}), {
        code: "InternalFailure",
      });
      assert.deepEqual(errors, [failure, failure]);
    });

    it("survives a listener that throws", async () => {
      const { cloud, errors } = await startCloud([fakeSqs(nothing)]);
      const failure = new Error("listener");
      cloud.onCall(() => {
        throw failure;
      });
      assert.deepEqual(await cloud.call(cloud.administrator, "sqs", "SendMessage", {}), {});
      assert.deepEqual(errors, [failure]);
    });

    it("rejects malformed JSON and unknown operations as the service would", async () => {
      const { endpoint } = await startCloud([fakeStates(nothing)]);
      const ask = (target: string, body: string) => {
        const headers = {
          "content-type": "application/x-amz-json-1.0",
          "x-amz-target": `AWSStepFunctions.${target}`,
        };
        const signed = sign({ endpoint, service: "states", keys: ADMINISTRATOR, headers, body });
        return send(endpoint, { headers: signed, body });
      };
      const malformed = await ask("StartExecution", '{"name":');
      assert.equal(malformed.status, 400);
      assert.match(malformed.body, /#SerializationException".*not valid JSON/);
      assert.match(
        (await ask("Sing", "{}")).body,
        /#UnknownOperationException".*Operation Sing is not served/,
      );
    });

    it("is not disturbed by a client that leaves in the middle of its body", async () => {
      const { endpoint, port, errors } = await startCloud([fakeSqs(nothing)]);
      const socket = connect(port, "127.0.0.1");
      await once(socket, "connect");
      socket.write(`POST / HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\ncontent-length: 100\r\n\r\nhalf`);
      socket.destroy();
      await once(socket, "close");
      assert.equal((await send(endpoint, { headers: unsigned })).status, 403);
      assert.deepEqual(errors, []);
    });
  });

  describe("routes", () => {
    it("have priority over AWS, the longest prefix first", async () => {
      const { cloud, endpoint } = await startCloud([]);
      const door = (prefix: string, body: string) =>
        cloud.addRoute({ prefix, handle: async () => ({ status: 200, headers: {}, body }) });
      door("/api", "api");
      const close = door("/api/v2", "v2");
      const bodyOf = async (path: string) => (await send(endpoint, { method: "GET", path })).body;
      assert.equal(await bodyOf("/api?x=1"), "api");
      assert.equal(await bodyOf("/api/v2/orders"), "v2");
      assert.match(await bodyOf("/apis"), /Missing Authentication Token/);
      close();
      assert.equal(await bodyOf("/api/v2/orders"), "api");
      assert.throws(() => door("/api", ""), /already/);
      assert.throws(() => door("api/", ""), /prefix/);
    });

    it("may accept other origins, and learn who signed", async () => {
      const { cloud, endpoint } = await startCloud([]);
      cloud.addRoute({
        prefix: "/open",
        crossOrigin: true,
        handle: async (_request, { authenticate }) => {
          const { arn } = authenticate("execute-api");
          return { status: 200, headers: {}, body: arn };
        },
      });
      const anonymous = await send(endpoint, { path: "/open", headers: { origin: "https://shop.example" } });
      assert.equal(anonymous.headers["x-amzn-errortype"], "MissingAuthenticationTokenException");
      const ask = (service: string) =>
        send(endpoint, {
          path: "/open",
          headers: sign({ endpoint, service, path: "/open", keys: ADMINISTRATOR }),
        });
      assert.equal((await ask("execute-api")).body, `arn:aws:iam::${ACCOUNT}:user/local`);
      assert.match((await ask("sqs")).body, /InvalidSignatureException.*correct service: 'execute-api'/);
    });

    it("respond without a body, and with their own length", async () => {
      const { cloud, endpoint } = await startCloud([]);
      const door = (prefix: string, status: number, headers: Record<string, string>) =>
        cloud.addRoute({ prefix, handle: async () => ({ status, headers, body: "" }) });
      door("/none", 204, {});
      door("/head", 200, { "Content-Length": "1234" });
      const none = await send(endpoint, { method: "DELETE", path: "/none" });
      assert.deepEqual([none.status, none.headers["content-length"]], [204, undefined]);
      const head = await send(endpoint, { method: "HEAD", path: "/head" });
      assert.equal(head.headers["content-length"], "1234");
    });

    it("cannot crash the process with an invalid header", async () => {
      const { cloud, endpoint, errors } = await startCloud([]);
      const headers = { "x-bad": "line\nbreak" };
      cloud.addRoute({ prefix: "/bad", handle: async () => ({ status: 200, headers, body: "" }) });
      await assert.rejects(send(endpoint, { path: "/bad" }), { code: "ECONNRESET" });
      assert.equal(errors.length, 1);
    });
  });

  describe("the clock", () => {
    it("is held while a call is carried out, except while it is idle", async () => {
      const clock = new CloudClock();
      const started = clock.now();
      const { endpoint } = await startCloud(
        [
          fakeSqs(async (_call, _caller, { idle }) => {
            const hour = new Promise<void>((resolve) => void clock.after(3_600_000, resolve));
            await idle(hour);
            return {};
          }),
        ],
        { clock },
      );
      const QueueUrl = `${endpoint}/1/q`;
      await clock.skipWhile(
        sqsClient(endpoint).send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 20 })),
      );
      assert.ok(clock.now() - started >= 3_600_000);
      clock.close();
    });

    it("does not skip a timer while a request is handled", async () => {
      const clock = new CloudClock();
      const fired: string[] = [];
      const { endpoint } = await startCloud(
        [
          fakeSqs(async () => {
            clock.after(60_000, () => fired.push("timer"));
            for (let turn = 0; turn < 50; turn++) await new Promise((resolve) => setImmediate(resolve));
            fired.push("answer");
            return {};
          }),
        ],
        { clock },
      );
      clock.setMode({ kind: "skip" });
      await sqsClient(endpoint).send(new ReceiveMessageCommand({ QueueUrl: `${endpoint}/1/q` }));
      assert.equal(fired[0], "answer");
      clock.close();
    });
  });

  describe("its lifecycle", () => {
    it("names a busy port and the fix", async () => {
      const busy = createServer().listen(0, "127.0.0.1");
      await once(busy, "listening");
      const address = busy.address();
      const port = typeof address === "object" ? address?.port : undefined;
      const { cloud } = await startCloud([]);
      await cloud.close();
      await assert.rejects(
        cloud.listen(port),
        new RegExp(`^Error: Port ${port} on 127.0.0.1 is in use.*--port`),
      );
      busy.close();
    });

    it("has no endpoint before it listens", async () => {
      const cloud = new LocalCloud({ clock: new CloudClock(), onError: assert.fail });
      assert.throws(() => cloud.endpoint, /is not listening/);
      await cloud.close();
    });

    it("ends open connections and calls when it closes, and the services", async () => {
      let aborted = false;
      let closed = false;
      let entered = () => {};
      const inside = new Promise<void>((resolve) => {
        entered = resolve;
      });
      const service = fakeSqs(async (_call, _caller, { signal }) => {
        entered();
        await once(signal, "abort");
        aborted = true;
        return {};
      });
      service.close = async () => {
        closed = true;
      };
      const { cloud, endpoint, port } = await startCloud([service]);
      const idle = connect(port, "127.0.0.1");
      await once(idle, "connect");
      const pending = sqsClient(endpoint).send(new ReceiveMessageCommand({ QueueUrl: `${endpoint}/1/q` }));
      const failing = assert.rejects(pending);
      const ended = once(idle, "close");
      await inside;
      await cloud.close();
      await Promise.all([failing, ended]);
      assert.ok(aborted);
      assert.ok(closed);
      await assert.rejects(send(endpoint, {}), { code: "ECONNREFUSED" });
    });

    it("aborts a call in this process when its signal or the cloud does", async () => {
      const waiting = fakeSqs(async (_call, _caller, { signal }) => {
        if (!signal.aborted) await once(signal, "abort");
        return { aborted: signal.aborted };
      });
      const { cloud } = await startCloud([waiting]);
      const controller = new AbortController();
      const call = (signal?: AbortSignal) =>
        cloud.call(cloud.administrator, "sqs", "ReceiveMessage", {}, signal);
      const first = call(controller.signal);
      controller.abort();
      assert.deepEqual(await first, { aborted: true });
      assert.deepEqual(await call(AbortSignal.abort()), { aborted: true });
      const last = call();
      await cloud.close();
      assert.deepEqual(await last, { aborted: true });
    });

    it("aborts a call whose client went away", async () => {
      let entered = () => {};
      const inside = new Promise<void>((resolve) => {
        entered = resolve;
      });
      let left = () => {};
      const abort = new Promise<void>((resolve) => {
        left = resolve;
      });
      const { endpoint } = await startCloud([
        fakeSqs(async (_call, _caller, { signal }) => {
          entered();
          await once(signal, "abort");
          left();
          return {};
        }),
      ]);
      const controller = new AbortController();
      const command = new ReceiveMessageCommand({ QueueUrl: `${endpoint}/1/q` });
      const pending = sqsClient(endpoint).send(command, { abortSignal: controller.signal });
      const failing = assert.rejects(pending, { name: "AbortError" });
      await inside;
      controller.abort();
      await Promise.all([failing, abort]);
    });
  });
});
