import assert from "node:assert/strict";
import { connect } from "node:net";
import * as fc from "fast-check";
import { sign } from "../packages/local-cloud/gateway/signer";
import { ADMINISTRATOR } from "../packages/local-cloud/gateway/support";
import { assertDiscreet } from "./answers";
import { DEADLINE_MS, fuzz } from "./fuzz";
import { anyText, percentEncoded } from "./values";
import { World } from "./world";

const latin = (text: string) => text.replace(/[^\x20-\x7e\x80-\xff]/g, "");

/** The target of a request as written in its first line. */
const anyTarget = fc.oneof(
  fc.constantFrom(
    "/",
    "*",
    "//",
    "/..",
    "/%",
    "/%00",
    "/?",
    "/_local/deploy",
    "/_local/..%2f",
    "http://127.0.0.1/",
  ),
  fc.constantFrom("/execute-api/", "/execute-api/x/v1/order", "/appsync/", "/appsync/x/graphql", "/graphql"),
  fc.constantFrom("/2015-03-31/functions/", "/2015-03-31/functions/%ff/invocations", "/123456789012/queue"),
  anyText.map((text) => `/${percentEncoded(text).slice(0, 3_000)}`),
  anyText.map((text) => `/${latin(text).replaceAll(" ", "").slice(0, 3_000)}`),
);

const anyMethod = fc.oneof(
  fc.constantFrom(
    "GET",
    "POST",
    "PUT",
    "DELETE",
    "HEAD",
    "OPTIONS",
    "PATCH",
    "TRACE",
    "PROPFIND",
    "M-SEARCH",
  ),
  fc.constantFrom("get", "", "POST POST", "\u0000", "G\tT"),
);

const anyHeader = fc.tuple(
  fc.oneof(
    fc.constantFrom(
      "content-type",
      "content-length",
      "transfer-encoding",
      "x-amz-target",
      "authorization",
      "x-amz-date",
      "x-amz-content-sha256",
      "expect",
      "host",
      "origin",
      "connection",
      "upgrade",
      "content-encoding",
      "range",
      "__proto__",
      "constructor",
    ),
    fc.constantFrom("bad name", "é", ""),
  ),
  fc.oneof(
    fc.constantFrom(
      "application/x-amz-json-1.0",
      "application/x-www-form-urlencoded",
      "chunked",
      "chunked, chunked",
      "0",
      "5",
      "-1",
      "99999999999999999999",
      "100-continue",
      "websocket",
      "DynamoDB_20120810.ListTables",
      "AWSStepFunctions.",
      "AWSStepFunctions.__proto__",
      "STREAMING-AWS4-HMAC-SHA256-PAYLOAD",
      "AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/states/aws4_request, SignedHeaders=host, Signature=00",
      "AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/__proto__/aws4_request, SignedHeaders=host, Signature=0",
      "AWS4-HMAC-SHA256 Credential=////, SignedHeaders=, Signature=",
      "Basic bG9jYWw6bG9jYWw=",
    ),
    anyText.map((text) => latin(text).slice(0, 20_000)),
  ),
);

const anyRawBody = fc.oneof(
  fc.constantFrom(
    "",
    "{}",
    "5\r\nhello\r\n0\r\n\r\n",
    "zz\r\nhello\r\n",
    "ffffffffffffffff\r\n",
    "0\r\n\r\nGET / HTTP/1.1\r\n\r\n",
  ),
  anyText,
);

const anyRequest = fc
  .record({
    method: anyMethod,
    target: anyTarget,
    version: fc.oneof(
      { weight: 8, arbitrary: fc.constant("HTTP/1.1") },
      { weight: 1, arbitrary: fc.constantFrom("HTTP/1.0", "HTTP/2.0", "HTTP/9", "") },
    ),
    headers: fc.array(anyHeader, { maxLength: 5 }),
    host: fc.boolean(),
    body: anyRawBody,
  })
  .map(({ method, target, version, headers, host, body }) => {
    const lines = [...(host ? [["host", "127.0.0.1"]] : []), ...headers].map(
      ([name, value]) => `${name}: ${value}\r\n`,
    );
    return `${method} ${target} ${version}\r\n${lines.join("")}\r\n${body}`;
  });

describe("fuzz of the port", () => {
  let world: World;

  before(async () => {
    world = await World.open();
  });
  after(() => world.close());

  /** Sends bytes on a new connection, ends its writing side, and returns everything that is received. */
  const exchange = (bytes: Buffer): Promise<string> =>
    new Promise((resolve, reject) => {
      const { hostname, port } = new URL(world.endpoint);
      const socket = connect({ host: hostname, port: Number(port), allowHalfOpen: true });
      const chunks: Buffer[] = [];
      socket.setTimeout(DEADLINE_MS, () => socket.destroy(new Error("the connection is left open")));
      socket.on("data", (chunk) => chunks.push(chunk));
      socket.on("end", () => socket.end());
      socket.on("close", () => resolve(Buffer.concat(chunks).toString("latin1")));
      socket.on("error", (error: NodeJS.ErrnoException) => {
        if (error.code !== "ECONNRESET" && error.code !== "EPIPE") reject(error);
      });
      socket.end(bytes);
    });

  const check = (answer: string, sent: string) => {
    assertDiscreet(answer, sent);
    for (const [, status] of answer.matchAll(/^HTTP\/1\.1 (\d{3})/gm)) {
      assert.ok(Number(status) < 500 || Number(status) === 501, answer);
    }
    assert.deepEqual(world.unexpected.splice(0), []);
  };

  fuzz("answers bytes of any kind, or ends the connection", 80, anyRequest, async (text) => {
    const before = await world.stateBefore();
    check(await exchange(Buffer.from(text, "latin1")), text);
    assert.deepEqual(await world.state(), before);
  });

  /** A signed call, valid until its bytes are changed. */
  const signedCall = () => {
    const body = JSON.stringify({ QueueName: "fuzz-http" });
    const headers = sign({
      endpoint: world.endpoint,
      service: "sqs",
      keys: ADMINISTRATOR,
      body,
      headers: { "content-type": "application/x-amz-json-1.0", "x-amz-target": "AmazonSQS.CreateQueue" },
    });
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
    return `POST / HTTP/1.1\r\n${lines.join("")}content-length: ${body.length}\r\n\r\n${body}`;
  };

  fuzz(
    "accepts no signed call that was truncated or changed in transit",
    50,
    fc.record({ at: fc.nat(2_000), cut: fc.boolean(), other: fc.integer({ min: 0x21, max: 0x7e }) }),
    async ({ at, cut, other }) => {
      const whole = signedCall();
      const place = at % whole.length;
      const changed = cut
        ? whole.slice(0, place)
        : whole.slice(0, place) + String.fromCharCode(other) + whole.slice(place + 1);
      const { queues } = await world.stateBefore();
      const answer = await exchange(Buffer.from(changed, "latin1"));
      check(answer, changed);
      if (!/^HTTP\/1\.1 200/m.test(answer)) assert.equal((await world.state()).queues, queues);
      else
        assert.equal(
          changed.toLowerCase().replace(/\s/g, ""),
          whole.toLowerCase().replace(/\s/g, ""),
          answer,
        );
      await world.call("sqs", "ListQueues", {});
    },
  );

  it("still accepts a signed call afterwards", async () => {
    const answer = await exchange(Buffer.from(signedCall(), "latin1"));
    assert.match(answer, /^HTTP\/1\.1 200 OK/);
    assert.match(answer, /"QueueUrl":/);
  });
});
