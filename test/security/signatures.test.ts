import assert from "node:assert/strict";
import { type Keys, sign, type ToSign } from "../packages/local-cloud/gateway/signer";
import { ADMINISTRATOR, type RawRequest } from "../packages/local-cloud/gateway/support";
import { INTERNAL, Program } from "./program";

type Call = Pick<ToSign, "method" | "path" | "headers" | "body">;

const json = (target: string, version = "1.0"): Call => ({
  method: "POST",
  path: "/",
  headers: { "content-type": `application/x-amz-json-${version}`, "x-amz-target": target },
  body: "{}",
});
const form = (body: string): Call => ({
  method: "POST",
  path: "/",
  headers: { "content-type": "application/x-www-form-urlencoded" },
  body,
});

/** A call of each service that the administrator may make, by signing name. */
const CALLS: Readonly<Record<string, Call>> = {
  dynamodb: json("DynamoDB_20120810.ListTables"),
  lambda: { method: "GET", path: "/2015-03-31/functions" },
  logs: json("Logs_20140328.DescribeLogGroups", "1.1"),
  s3: { method: "GET", path: "/" },
  sns: form("Action=ListTopics&Version=2010-03-31"),
  sqs: json("AmazonSQS.ListQueues"),
  states: json("AWSStepFunctions.ListStateMachines"),
  sts: form("Action=GetCallerIdentity&Version=2011-06-15"),
};

const MINUTE = 60_000;

describe("attack: credentials of the AWS APIs on the one port", function () {
  this.timeout(60_000);
  let program: Program;
  let role: Keys;
  let other: Keys;
  before(async () => {
    program = await Program.start("prod");
    role = program.session(/^orders-get-item-role$/).credentials;
    other = program.session(/^orders-delete-item-role$/).credentials;
  });
  after(() => program.close());

  const signed = (service: string, more: Partial<ToSign> = {}): RawRequest => {
    const call = { ...CALLS[service]!, ...more };
    const { method, path, body } = call;
    const headers = sign({ endpoint: program.endpoint, service, keys: ADMINISTRATOR, ...call });
    return { headers, ...(method && { method }), ...(path && { path }), ...(body && { body }) };
  };
  const edited = (request: RawRequest, edit: (authorization: string) => string): RawRequest => ({
    ...request,
    headers: { ...request.headers, authorization: edit(request.headers!.authorization!) },
  });

  /** How the credentials of a valid request are changed. */
  const attacks: Record<string, (service: string) => RawRequest> = {
    "no credentials": (service) => ({ ...signed(service), headers: CALLS[service]!.headers ?? {} }),
    "a wrong secret": (service) =>
      signed(service, { keys: { accessKeyId: "local", secretAccessKey: "wrong" } }),
    "an unknown access key": (service) =>
      signed(service, { keys: { accessKeyId: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: "local" } }),
    "a past date": (service) => signed(service, { date: new Date(Date.now() - 20 * MINUTE) }),
    "a future date": (service) => signed(service, { date: new Date(Date.now() + 20 * MINUTE) }),
    "a region in the scope other than the one signed": (service) =>
      edited(signed(service), (text) => text.replace("us-east-1", "eu-west-1")),
    "a service in the scope other than the one signed": (service) =>
      edited(signed(service), (text) =>
        text.replace(`/${service}/`, `/${service === "sqs" ? "states" : "sqs"}/`),
      ),
    "a scope of no service": (service) =>
      edited(signed(service), (text) => text.replace(`/${service}/`, "/nothing/")),
    "no host among the signed headers": (service) =>
      edited(signed(service), (text) => text.replace(/host;/, "")),
    "an empty signature": (service) =>
      edited(signed(service), (text) => text.replace(/Signature=\w+/, "Signature=")),
    "a role's key without its token": (service) =>
      signed(service, { keys: { accessKeyId: role.accessKeyId, secretAccessKey: role.secretAccessKey } }),
    "a role's key with another role's token": (service) =>
      signed(service, { keys: { ...role, sessionToken: other.sessionToken! } }),
    "a session that has ended": (service) => signed(service, { keys: endedSession() }),
    "a query other than the one signed": (service) => {
      const request = signed(service);
      return { ...request, path: `${request.path}?max-keys=1` };
    },
    "a time other than the one signed": (service) => {
      const request = signed(service);
      const past = new Date(Date.now() - MINUTE).toISOString().replace(/[-:]|\.\d{3}/g, "");
      return { ...request, headers: { ...request.headers, "x-amz-date": past } };
    },
  };
  const endedSession = (): Keys => {
    const { cloud } = program.services;
    const { roleArn } = program.session(/^orders-get-item-role$/).caller;
    return cloud.assumeRole(roleArn!, {
      principal: { service: "lambda.amazonaws.com" },
      sessionName: "ended",
      sourceAccount: cloud.accountId,
      sourceArn: `arn:aws:lambda:${cloud.region}:${cloud.accountId}:function:attack`,
      durationSeconds: -1,
    }).credentials;
  };

  for (const service of Object.keys(CALLS)) {
    it(`${service} accepts the administrator, and no one with forged credentials`, async () => {
      assert.equal((await program.send(signed(service))).status, 200);
      for (const [name, forge] of Object.entries(attacks)) {
        const { status, body } = await program.send(forge(service));
        assert.ok([400, 403, 404].includes(status), `${name}: ${status} ${body}`);
        assert.doesNotMatch(body, INTERNAL, name);
        for (const secret of [role.secretAccessKey, role.sessionToken!, other.sessionToken!]) {
          assert.ok(!body.includes(secret), `${name}: ${body}`);
        }
      }
    });
  }

  it("accepts no body, target or operation other than the one signed", async () => {
    const { lambda: _lambda, s3: _s3, ...withBody } = CALLS;
    for (const service of Object.keys(withBody)) {
      const request = signed(service);
      assert.equal((await program.send({ ...request, body: `${request.body} ` })).status, 403, service);
      const target = request.headers!["x-amz-target"];
      if (!target) continue;
      const headers = { ...request.headers, "x-amz-target": target.replace(/\.\w+$/, ".DeleteEverything") };
      assert.ok((await program.send({ ...request, headers })).status >= 400, service);
    }
  });

  it("lets a role of the program do what its policies allow, with its own credentials only", async () => {
    for (const service of Object.keys(CALLS)) {
      const { status, body } = await program.send(signed(service, { keys: role }));
      if (service === "sts") assert.equal(status, 200);
      else assert.match(body, /is not authorized to perform: [\w:]+ on resource/, `${service}: ${body}`);
    }
  });
});
