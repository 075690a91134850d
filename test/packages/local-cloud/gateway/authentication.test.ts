import assert from "node:assert/strict";
import { ReceiveMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { CloudClock, ManualClock } from "../../../../packages/local-cloud/aws/clock";
import type { Service } from "../../../../packages/local-cloud/aws/service";
import { type Keys, presign, sign } from "./signer";
import {
  ACCOUNT,
  ADMINISTRATOR,
  allowing,
  closeClouds,
  fakeSqs,
  send,
  sessionWith,
  startCloud,
} from "./support";

const BODY = JSON.stringify({ MessageBody: "m" });
const JSON_HEADERS = {
  "content-type": "application/x-amz-json-1.0",
  "x-amz-target": "AmazonSQS.SendMessage",
};

const whoCalls = () => fakeSqs(async (_call, caller) => ({ arn: caller.arn }));

function signed(endpoint: string, keys: Keys, more: { date?: Date; service?: string } = {}) {
  const headers = sign({ endpoint, service: "sqs", keys, headers: JSON_HEADERS, body: BODY, ...more });
  return { headers, body: BODY };
}

/** An S3 that returns the caller. */
const fakeS3: Service = {
  signingName: "s3",
  protocol: "rest-xml",
  decode: ({ path }) => ({ operation: "GetObject", input: { path } }),
  requirements: () => [{ action: "s3:GetObject", resource: "arn:aws:s3:::bucket/key" }],
  invoke: async (_call, caller) => ({ arn: caller.arn }),
  encode: ({ arn }) => ({ status: 200, headers: {}, body: String(arn) }),
  encodeError: ({ code, message, status }) => ({ status, headers: {}, body: `${code}: ${message}` }),
};

describe("authentication", () => {
  afterEach(closeClouds);

  it("recognizes the administrator, whatever region the client names", async () => {
    const { endpoint } = await startCloud([whoCalls()]);
    const { status, body } = await send(endpoint, signed(endpoint, ADMINISTRATOR));
    assert.equal(status, 200);
    assert.deepEqual(JSON.parse(body), { arn: `arn:aws:iam::${ACCOUNT}:user/local` });
    const client = new SQSClient({ endpoint, region: "eu-west-1", credentials: ADMINISTRATOR });
    await client.send(new ReceiveMessageCommand({ QueueUrl: `${endpoint}/1/q` }));
  });

  it("recognizes a session by its key, secret and token", async () => {
    const { cloud, endpoint } = await startCloud([whoCalls()]);
    const { credentials } = sessionWith(cloud, "sender", allowing("sqs:*"));
    assert.match(credentials.accessKeyId, /^ASIA[A-Z2-7]{16}$/);
    const { body } = await send(endpoint, signed(endpoint, credentials));
    assert.deepEqual(JSON.parse(body), { arn: `arn:aws:sts::${ACCOUNT}:assumed-role/sender/worker` });
  });

  const failures: [name: string, code: string, message: RegExp, keys: (session: Keys) => Keys][] = [
    [
      "an unknown key",
      "UnrecognizedClientException",
      /token included .* is invalid\. The access key 'AKIAX' is unknown here: set AWS_ACCESS_KEY_ID=local and .*unset AWS_SESSION_TOKEN/,
      () => ({ ...ADMINISTRATOR, accessKeyId: "AKIAX" }),
    ],
    [
      "a wrong secret",
      "InvalidSignatureException",
      /does not match the signature/,
      () => ({ ...ADMINISTRATOR, secretAccessKey: "x" }),
    ],
    [
      "a token that is left over beside the administrator's key",
      "UnrecognizedClientException",
      /is invalid\. The key 'local' has no session token: unset AWS_SESSION_TOKEN\.$/,
      () => ({ ...ADMINISTRATOR, sessionToken: "x" }),
    ],
    [
      "a wrong token",
      "UnrecognizedClientException",
      /is invalid\. The session token is not that of the key 'ASIA\w+'\.$/,
      (session) => ({ ...session, sessionToken: "x" }),
    ],
    [
      "a session's key without its token",
      "UnrecognizedClientException",
      /is invalid/,
      ({ accessKeyId, secretAccessKey }) => ({ accessKeyId, secretAccessKey }),
    ],
  ];
  for (const [name, code, message, keys] of failures) {
    it(`refuses ${name}`, async () => {
      const { cloud, endpoint } = await startCloud([whoCalls()]);
      const session = sessionWith(cloud, "sender", allowing("sqs:*")).credentials;
      const response = await send(endpoint, signed(endpoint, keys(session)));
      assert.equal(response.status, 403);
      const error: { __type: string; message: string } = JSON.parse(response.body);
      assert.equal(error.__type, `com.amazon.coral.service#${code}`);
      assert.match(error.message, message);
    });
  }

  it("rejects a body, target or path other than the one signed", async () => {
    const { endpoint } = await startCloud([whoCalls()]);
    const { headers } = signed(endpoint, ADMINISTRATOR);
    const changes = [
      { headers, body: BODY.replace('"m"', '"n"') },
      { headers: { ...headers, "x-amz-target": "AmazonSQS.PurgeQueue" }, body: BODY },
      { headers, body: BODY, path: "/other" },
    ];
    for (const change of changes) {
      assert.match((await send(endpoint, change)).body, /InvalidSignatureException/);
    }
  });

  it("rejects requests without a signature, or with a malformed one", async () => {
    const { endpoint } = await startCloud([whoCalls()]);
    const missing = await send(endpoint, { headers: JSON_HEADERS, body: BODY });
    assert.equal(missing.status, 403);
    assert.equal(missing.headers["x-amzn-errortype"], "MissingAuthenticationTokenException");
    assert.match(missing.body, /AWS_ACCESS_KEY_ID=local/);
    const unreadable = await send(endpoint, {
      headers: { ...JSON_HEADERS, authorization: "Basic eDp5" },
      body: BODY,
    });
    assert.equal(unreadable.headers["x-amzn-errortype"], "IncompleteSignatureException");
  });

  it("rejects a session that has expired by the cloud's clock", async () => {
    const clock = new ManualClock(Date.now());
    const { cloud, endpoint } = await startCloud([whoCalls()], { clock });
    sessionWith(cloud, "sender", allowing("sqs:*"));
    const { credentials } = cloud.assumeRole(`arn:aws:iam::${ACCOUNT}:role/sender`, {
      principal: { service: "lambda.amazonaws.com" },
      sessionName: "short",
      durationSeconds: 900,
    });
    assert.equal((await send(endpoint, signed(endpoint, credentials))).status, 200);
    await clock.advance(900_000);
    assert.match((await send(endpoint, signed(endpoint, credentials))).body, /ExpiredTokenException/);
  });

  it("accepts the time of this machine and that of the cloud's clock, and no other", async () => {
    const day = 24 * 3600 * 1000;
    const clock = new ManualClock(Date.now() + day);
    const { endpoint } = await startCloud([whoCalls()], { clock });
    const statusAt = async (date: Date) =>
      (await send(endpoint, signed(endpoint, ADMINISTRATOR, { date }))).status;
    assert.equal(await statusAt(new Date()), 200);
    assert.equal(await statusAt(new Date(clock.now())), 200);
    assert.equal(await statusAt(new Date(Date.now() + day / 2)), 403);
    assert.equal(await statusAt(new Date(Date.now() - day)), 403);
  });

  it("does not recognize a closed session", async () => {
    const { cloud, endpoint } = await startCloud([whoCalls()]);
    const { credentials } = sessionWith(cloud, "sender", allowing("sqs:*"));
    cloud.iam.sessions.close(credentials.accessKeyId);
    assert.match((await send(endpoint, signed(endpoint, credentials))).body, /UnrecognizedClientException/);
  });

  describe("of presigned requests", () => {
    const get = (endpoint: string, path: string) => send(endpoint, { method: "GET", path });

    it("is in the query", async () => {
      const { cloud, endpoint } = await startCloud([fakeS3]);
      const { credentials } = sessionWith(cloud, "reader", allowing("s3:GetObject", "arn:aws:s3:::bucket/*"));
      for (const keys of [ADMINISTRATOR, credentials]) {
        const path = presign({ endpoint, service: "s3", keys, path: "/bucket/key", expires: 60 });
        assert.equal((await get(endpoint, path)).status, 200);
        assert.match((await get(endpoint, path.replace("/key", "/other"))).body, /^SignatureDoesNotMatch/);
        assert.match((await get(endpoint, `${path}&extra=1`)).body, /^SignatureDoesNotMatch/);
      }
    });

    it("expires at the given time", async () => {
      const { endpoint } = await startCloud([fakeS3]);
      const past = new Date(Date.now() - 120_000);
      const path = presign({
        endpoint,
        service: "s3",
        keys: ADMINISTRATOR,
        path: "/b/k",
        date: past,
        expires: 60,
      });
      assert.deepEqual((await get(endpoint, path)).body, "AccessDenied: Request has expired");
    });

    it("uses S3's own error names", async () => {
      const { cloud, endpoint } = await startCloud([fakeS3]);
      const { credentials } = sessionWith(cloud, "stranger", allowing("sqs:*"));
      const path = presign({ endpoint, service: "s3", keys: credentials, path: "/bucket/key", expires: 60 });
      const denied = await get(endpoint, path);
      assert.equal(denied.status, 403);
      assert.match(denied.body, /^AccessDenied: User: .*s3:GetObject on resource: arn:aws:s3:::bucket\/key/);
      const unknown = presign({
        endpoint,
        service: "s3",
        keys: { ...ADMINISTRATOR, accessKeyId: "A" },
        path: "/b/k",
        expires: 60,
      });
      assert.match((await get(endpoint, unknown)).body, /^InvalidAccessKeyId/);
    });

    it("responds in S3's XML if there is no S3", async () => {
      const { endpoint } = await startCloud([]);
      const path = presign({ endpoint, service: "s3", keys: ADMINISTRATOR, path: "/b/k", expires: 60 });
      const { status, body } = await get(endpoint, path);
      assert.equal(status, 404);
      assert.match(
        body,
        /^<\?xml.*<Error><Code>UnknownServiceException<\/Code>.*Available: iam, sts\..*<RequestId>/,
      );
    });
  });

  it("rejects a call that IAM does not allow, over the port and in process", async () => {
    const { cloud, endpoint } = await startCloud([whoCalls()], { clock: new CloudClock() });
    const { caller, credentials } = sessionWith(cloud, "idle", allowing("sqs:ReceiveMessage"));
    assert.match((await send(endpoint, signed(endpoint, credentials))).body, /AccessDeniedException/);
    await assert.rejects(cloud.call(caller, "sqs", "SendMessage", {}), { code: "AccessDeniedException" });
    assert.equal(cloud.iam.refusals.length, 2);
  });
});
