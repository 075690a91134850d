import assert from "node:assert/strict";
import { ManualClock } from "../../../../packages/local-cloud/aws/clock";
import { type Keys, sign } from "../gateway/signer";
import {
  ACCOUNT,
  ADMINISTRATOR,
  allowing,
  closeClouds,
  type RunningCloud,
  send,
  sessionWith,
  startCloud,
} from "../gateway/support";

const HEADERS = { "content-type": "application/x-www-form-urlencoded" };

async function ask({ endpoint }: RunningCloud, keys: Keys, parameters: Record<string, string>) {
  const body = new URLSearchParams({ Version: "2011-06-15", ...parameters }).toString();
  const headers = sign({ endpoint, service: "sts", keys, headers: HEADERS, body });
  const response = await send(endpoint, { headers, body });
  const element = (name: string) => new RegExp(`<${name}>([^<]*)</${name}>`).exec(response.body)?.[1] ?? "";
  return { ...response, element };
}

const roleTrusting = (running: RunningCloud, name: string, AWS: string) =>
  running.cloud.iam.registry.putRole({
    name,
    assumeRolePolicy: {
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Principal: { AWS }, Action: "sts:AssumeRole" }],
    },
  }).arn;

const assume = (RoleArn: string, more: Record<string, string> = {}) => ({
  Action: "AssumeRole",
  RoleArn,
  RoleSessionName: "me",
  ...more,
});

describe("STS", () => {
  afterEach(closeClouds);

  it("returns the caller, without any permission", async () => {
    const running = await startCloud([]);
    const { element, headers } = await ask(running, ADMINISTRATOR, { Action: "GetCallerIdentity" });
    assert.equal(element("Arn"), `arn:aws:iam::${ACCOUNT}:user/local`);
    assert.equal(element("Account"), ACCOUNT);
    assert.equal(element("RequestId"), headers["x-amzn-requestid"]);
    const { credentials } = sessionWith(running.cloud, "worker", allowing("sqs:*"));
    const session = await ask(running, credentials, { Action: "GetCallerIdentity" });
    assert.equal(session.element("Arn"), `arn:aws:sts::${ACCOUNT}:assumed-role/worker/worker`);
    assert.equal(session.element("UserId"), "worker:worker");
  });

  it("issues a session that expires", async () => {
    const clock = new ManualClock(Date.now());
    const running = await startCloud([], { clock });
    const arn = roleTrusting(running, "target", ACCOUNT);
    const { element } = await ask(running, ADMINISTRATOR, assume(arn, { DurationSeconds: "900" }));
    assert.equal(Date.parse(element("Expiration")), clock.now() + 900_000);
    const keys = {
      accessKeyId: element("AccessKeyId"),
      secretAccessKey: element("SecretAccessKey"),
      sessionToken: element("SessionToken"),
    };
    const who = await ask(running, keys, { Action: "GetCallerIdentity" });
    assert.equal(who.element("Arn"), `arn:aws:sts::${ACCOUNT}:assumed-role/target/me`);
    await clock.advance(900_000);
    assert.equal((await ask(running, keys, { Action: "GetCallerIdentity" })).element("Code"), "ExpiredToken");
  });

  it("evaluates the trust policy and the caller's own policies", async () => {
    const running = await startCloud([]);
    const arn = roleTrusting(running, "target", ACCOUNT);
    const stranger = sessionWith(running.cloud, "stranger", allowing("sqs:*")).credentials;
    const refused = await ask(running, stranger, assume(arn));
    assert.equal(refused.status, 403);
    assert.equal(refused.element("Code"), "AccessDenied");
    assert.match(
      refused.element("Message"),
      /not authorized to perform: sts:AssumeRole on resource: .*role\/target/,
    );
    const friend = sessionWith(running.cloud, "friend", allowing("sts:AssumeRole", arn)).credentials;
    assert.equal((await ask(running, friend, assume(arn))).status, 200);
  });

  it("limits a session to what the role allows", async () => {
    const running = await startCloud([]);
    const arn = roleTrusting(running, "target", ACCOUNT);
    const long = await ask(running, ADMINISTRATOR, assume(arn, { DurationSeconds: "7200" }));
    assert.match(long.element("Message"), /exceeds the MaxSessionDuration set for this role/);
    running.cloud.iam.registry.roleNamed("target").maxSessionDuration = 7200;
    assert.equal((await ask(running, ADMINISTRATOR, assume(arn, { DurationSeconds: "7200" }))).status, 200);
  });

  it("issues temporary credentials of the administrator, and of no one else", async () => {
    const running = await startCloud([]);
    const { element } = await ask(running, ADMINISTRATOR, { Action: "GetSessionToken" });
    const keys = {
      accessKeyId: element("AccessKeyId"),
      secretAccessKey: element("SecretAccessKey"),
      sessionToken: element("SessionToken"),
    };
    const identity = await ask(running, keys, { Action: "GetCallerIdentity" });
    assert.equal(identity.element("Arn"), `arn:aws:iam::${ACCOUNT}:user/local`);
    const owner = await ask(running, keys, { Action: "GetAccessKeyInfo", AccessKeyId: keys.accessKeyId });
    assert.equal(owner.element("Account"), ACCOUNT);
    const { credentials } = sessionWith(running.cloud, "worker", allowing("sqs:*"));
    const refused = await ask(running, credentials, { Action: "GetSessionToken" });
    assert.equal(refused.element("Code"), "AccessDenied");
  });

  const invalid: [parameters: Record<string, string>, code: string, message: RegExp][] = [
    [assume("target"), "ValidationError", /'target' at 'roleArn'/],
    [
      assume(`arn:aws:iam::${ACCOUNT}:role/x`, { RoleSessionName: "a b" }),
      "ValidationError",
      /roleSessionName/,
    ],
    [
      assume(`arn:aws:iam::${ACCOUNT}:role/x`, { DurationSeconds: "1" }),
      "ValidationError",
      /between 900 and 43200/,
    ],
    [assume(`arn:aws:iam::${ACCOUNT}:role/x`), "AccessDenied", /does not exist/],
    [
      { Action: "GetFederationToken" },
      "InvalidAction",
      /Available for version .*: AssumeRole, GetAccessKeyInfo, GetCallerIdentity, GetSessionToken/,
    ],
    [
      assume(`arn:aws:iam::${ACCOUNT}:role/x`, { Policy: "{}" }),
      "ValidationError",
      /Policy is not supported on this machine/,
    ],
    [
      { Action: "GetAccessKeyInfo", AccessKeyId: "AKIAUNKNOWN" },
      "ValidationError",
      /AKIAUNKNOWN is not known/,
    ],
    [{ Action: "DecodeAuthorizationMessage" }, "InvalidAction", /operation DecodeAuthorizationMessage/],
    [{ Action: "GetSessionToken", DurationSeconds: "1" }, "ValidationError", /between 900 and 129600/],
  ];
  for (const [parameters, code, message] of invalid) {
    it(`refuses ${JSON.stringify(parameters)}`, async () => {
      const { element } = await ask(await startCloud([]), ADMINISTRATOR, parameters);
      assert.equal(element("Code"), code);
      assert.match(element("Message").replaceAll("&apos;", "'"), message);
    });
  }
});
