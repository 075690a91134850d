import assert from "node:assert/strict";
import { ManualClock } from "../../../../packages/local-cloud/aws/clock";
import type { AssumeRoleRequest, Caller } from "../../../../packages/local-cloud/aws/service";
import { Iam, type IamMode } from "../../../../packages/local-cloud/iam/iam";

const accountId = "123456789012";
const region = "eu-west-1";
const QUEUE = `arn:aws:sqs:${region}:${accountId}:orders`;
const KEY = `arn:aws:kms:${region}:${accountId}:key/1`;
const MACHINE = `arn:aws:states:${region}:${accountId}:stateMachine:outer`;
const BASIC = "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole";

const policy = (...Statement: object[]) => ({ Version: "2012-10-17", Statement });
const allow = (Action: string, Resource = "*") => policy({ Effect: "Allow", Action, Resource });
const trust = (Principal: object | string, more: object = {}) =>
  policy({ Effect: "Allow", Principal, Action: "sts:AssumeRole", ...more });

const states: AssumeRoleRequest = { principal: { service: "states.amazonaws.com" }, sessionName: "run" };

function setUp(mode?: IamMode) {
  const clock = new ManualClock();
  const iam = new Iam({ accountId, region, clock, ...(mode ? { mode } : {}) });
  const { registry } = iam;
  const { arn } = registry.putRole({
    name: "machine",
    path: "/app/",
    assumeRolePolicy: trust({ Service: "states.amazonaws.com" }),
    inlinePolicies: { queue: allow("sqs:SendMessage", QUEUE) },
  });
  return { clock, iam, registry, arn, caller: iam.assumeRole(arn, states).caller };
}

const send = { action: "sqs:SendMessage", resource: QUEUE };
const purge = { action: "sqs:PurgeQueue", resource: QUEUE };

describe("IAM", () => {
  describe("assuming a role", () => {
    it("returns the session's caller, whose ARN leaves the path out", () => {
      const { caller, arn } = setUp();
      assert.deepEqual(caller, {
        arn: `arn:aws:sts::${accountId}:assumed-role/machine/run`,
        accountId,
        roleArn: arn,
      });
    });

    it("is denied to another service, in AWS's words", () => {
      const { iam, arn } = setUp();
      const assume = () =>
        iam.assumeRole(arn, { principal: { service: "lambda.amazonaws.com" }, sessionName: "x" });
      assert.throws(assume, {
        code: "AccessDenied",
        status: 403,
        message:
          `lambda.amazonaws.com is not authorized to perform: sts:AssumeRole on resource: ${arn} because no role trust ` +
          `policy allows the sts:AssumeRole action. Missing statement: {"Effect":"Allow","Principal":` +
          `{"Service":"lambda.amazonaws.com"},"Action":"sts:AssumeRole"}`,
      });
      assert.equal(iam.refusals[0]?.kind, "trust");
    });

    const conditions: [name: string, policy: object, more: Partial<AssumeRoleRequest>, allowed: boolean][] = [
      ["its regional name", trust({ Service: `states.${region}.amazonaws.com` }), {}, true],
      ["another region's name", trust({ Service: "states.us-west-2.amazonaws.com" }), {}, false],
      [
        "its source",
        trust({ Service: "states.amazonaws.com" }, { Condition: { ArnLike: { "aws:SourceArn": MACHINE } } }),
        { sourceArn: MACHINE },
        true,
      ],
      [
        "another source",
        trust({ Service: "states.amazonaws.com" }, { Condition: { ArnLike: { "aws:SourceArn": MACHINE } } }),
        { sourceArn: `${MACHINE}2` },
        false,
      ],
      [
        "its account",
        trust(
          { Service: "states.amazonaws.com" },
          { Condition: { StringEquals: { "aws:SourceAccount": accountId } } },
        ),
        { sourceAccount: accountId },
        true,
      ],
      [
        "no account where one is required",
        trust(
          { Service: "states.amazonaws.com" },
          { Condition: { StringEquals: { "aws:SourceAccount": accountId } } },
        ),
        {},
        false,
      ],
    ];
    for (const [name, document, more, allowed] of conditions) {
      it(`is ${allowed ? "allowed" : "denied"} to a service by ${name}`, () => {
        const { iam, registry, arn } = setUp();
        registry.updateAssumeRolePolicy("machine", document);
        const assume = () => iam.assumeRole(arn, { ...states, ...more });
        if (allowed) assert.ok(assume());
        else assert.throws(assume, { code: "AccessDenied" });
      });
    }

    it("requires the external id of the trust policy", () => {
      const { iam, registry, arn } = setUp();
      const Condition = { StringEquals: { "sts:ExternalId": "42" } };
      registry.updateAssumeRolePolicy("machine", trust({ Service: "states.amazonaws.com" }, { Condition }));
      assert.throws(() => iam.assumeRole(arn, states), { code: "AccessDenied" });
      assert.throws(() => iam.assumeRole(arn, { ...states, externalId: "41" }), { code: "AccessDenied" });
      assert.ok(iam.assumeRole(arn, { ...states, externalId: "42" }));
    });

    it("by another role takes both roles' policies, unless the trust policy names the other", () => {
      const { iam, registry, arn } = setUp();
      const other = registry.putRole({ name: "other", assumeRolePolicy: trust({ AWS: accountId }) });
      const request: AssumeRoleRequest = { principal: { aws: arn }, sessionName: "run" };
      assert.throws(() => iam.assumeRole(other.arn, request), {
        message: /no identity-based policy allows the sts:/,
      });
      registry.putRolePolicy("machine", "assume", allow("sts:AssumeRole", other.arn));
      assert.equal(iam.assumeRole(other.arn, request).caller.roleArn, other.arn);
      registry.deleteRolePolicy("machine", "assume");
      registry.updateAssumeRolePolicy("other", trust({ AWS: arn }));
      assert.ok(iam.assumeRole(other.arn, request));
    });

    it("fails for a role that does not exist, in every mode", () => {
      for (const mode of ["enforce", "audit", "off"] as const) {
        const { iam } = setUp(mode);
        const arn = `arn:aws:iam::${accountId}:role/nobody`;
        assert.throws(() => iam.assumeRole(arn, states), { code: "AccessDenied" });
      }
    });

    it("issues one access key per session", () => {
      const { iam, arn } = setUp();
      const keyOf = (sessionName: string) =>
        iam.assumeRole(arn, { ...states, sessionName }).credentials.accessKeyId;
      assert.equal(keyOf("a"), keyOf("a"));
      assert.notEqual(keyOf("a"), keyOf("b"));
    });
  });

  describe("deciding calls", () => {
    it("records what is denied, why, and what would allow it", () => {
      const { iam, caller, arn, clock } = setUp();
      const heard: string[] = [];
      const stop = iam.onRefusal(({ action }) => heard.push(action));
      assert.equal(iam.check(caller, [send], "sqs:SendMessage"), undefined);
      const refusal = iam.check(caller, [send, purge], "sqs:PurgeQueue");
      assert.deepEqual(iam.refusals, [refusal]);
      const { message, ...rest } = refusal ?? assert.fail();
      assert.deepEqual(rest, {
        time: clock.now(),
        principal: caller.arn,
        roleArn: arn,
        action: "sqs:PurgeQueue",
        resource: QUEUE,
        via: "sqs:PurgeQueue",
        kind: "identity",
        missingStatement: { Effect: "Allow", Action: "sqs:PurgeQueue", Resource: QUEUE },
        enforced: true,
      });
      assert.match(
        message,
        /^User: .* because no identity-based policy allows the sqs:PurgeQueue action\. Missing/,
      );
      stop();
      iam.check(caller, [purge], "sqs:PurgeQueue");
      assert.deepEqual(heard, ["sqs:PurgeQueue"]);
    });

    it("names the statement that denies", () => {
      const { iam, registry, caller } = setUp();
      registry.putRolePolicy(
        "machine",
        "no",
        policy({ Sid: "Never", Effect: "Deny", Action: "sqs:*", Resource: "*" }),
      );
      const refusal = iam.check(caller, [send], "x");
      assert.equal(refusal?.missingStatement, undefined);
      assert.match(
        refusal?.message ?? "",
        /: arn\S+:orders with an explicit deny in an identity-based policy\. Denied by: statement 0 \("Never"\) of policy "no"$/,
      );
    });

    it("carries out and records in mode audit, and does neither in mode off", () => {
      const audit = setUp("audit");
      assert.equal(audit.iam.check(audit.caller, [purge, { ...purge, resource: "*" }], "x"), undefined);
      assert.deepEqual(
        audit.iam.refusals.map(({ enforced }) => enforced),
        [false, false],
      );
      const off = setUp("off");
      assert.equal(off.iam.check(off.caller, [purge], "x"), undefined);
      assert.deepEqual(off.iam.refusals, []);
    });

    it("applies a change of policies at once", () => {
      const { iam, registry, caller } = setUp();
      registry.deleteRolePolicy("machine", "queue");
      assert.ok(iam.check(caller, [send], "x"));
      registry.putRolePolicy("machine", "queue", allow("sqs:*"));
      assert.equal(iam.check(caller, [send], "x"), undefined);
      registry.deleteRole("machine");
      assert.ok(iam.check(caller, [send], "x"));
    });

    it("lets the administrator do everything, and no one impersonate it", () => {
      const { iam } = setUp();
      const { administrator } = iam.sessions;
      assert.equal(iam.check(administrator, [purge], "x"), undefined);
      const service = { principal: "sns.amazonaws.com" };
      assert.ok(iam.check({ ...administrator, service }, [purge], "x"));
      assert.ok(iam.check({ ...administrator, arn: `arn:aws:iam::${accountId}:user/other` }, [purge], "x"));
    });

    it("evaluates the resource's policy if a service calls", () => {
      const { iam, registry } = setUp();
      const topic = "arn:aws:sns:eu-west-1:123456789012:orders";
      const sns: Caller = {
        arn: "sns.amazonaws.com",
        accountId,
        service: { principal: "sns.amazonaws.com", sourceArn: topic },
      };
      assert.match(
        iam.check(sns, [send], "x")?.message ?? "",
        /^sns\.amazonaws\.com is not .*"Principal":\{"Service"/,
      );
      const Condition = { ArnEquals: { "aws:SourceArn": topic } };
      const Principal = { Service: "sns.amazonaws.com" };
      registry.putResourcePolicy(
        QUEUE,
        policy({ Effect: "Allow", Principal, Action: "sqs:*", Resource: QUEUE, Condition }),
      );
      assert.equal(iam.check(sns, [send], "x"), undefined);
      const elsewhere = { ...sns, service: { principal: "sns.amazonaws.com", sourceArn: `${topic}2` } };
      assert.ok(iam.check(elsewhere, [send], "x"));
      registry.deleteResourcePolicy(QUEUE);
      assert.ok(iam.check(sns, [send], "x"));
    });

    it("distinguishes several policies of one resource", () => {
      const { iam, registry, caller, arn } = setUp();
      const to = { Effect: "Allow", Principal: { AWS: arn }, Resource: QUEUE };
      registry.putResourcePolicy(QUEUE, policy({ ...to, Action: "sqs:PurgeQueue" }), "one");
      registry.putResourcePolicy(QUEUE, policy({ ...to, Action: "sqs:DeleteQueue" }), "two");
      assert.equal(iam.check(caller, [purge, { ...purge, action: "sqs:DeleteQueue" }], "x"), undefined);
      registry.deleteResourcePolicy(QUEUE, "one");
      assert.ok(iam.check(caller, [purge], "x"));
      assert.equal(iam.check(caller, [{ ...purge, action: "sqs:DeleteQueue" }], "x"), undefined);
    });

    it("treats a key's policy as decisive, and applies a bucket's to its objects", () => {
      const { iam, registry, caller, arn } = setUp();
      const decrypt = { action: "kms:Decrypt", resource: KEY };
      registry.putRolePolicy("machine", "keys", allow("kms:Decrypt", KEY));
      assert.equal(iam.check(caller, [decrypt], "x"), undefined);
      const to = (AWS: string) =>
        policy({ Effect: "Allow", Principal: { AWS }, Action: "kms:*", Resource: "*" });
      registry.putResourcePolicy(KEY, to(`${arn}2`));
      assert.match(
        iam.check(caller, [decrypt], "x")?.message ?? "",
        /because no resource-based policy allows/,
      );
      registry.putResourcePolicy(KEY, to(`arn:aws:iam::${accountId}:root`));
      assert.equal(iam.check(caller, [decrypt], "x"), undefined);

      const Principal = { AWS: arn };
      const Resource = "arn:aws:s3:::invoices/*";
      registry.putResourcePolicy(
        "arn:aws:s3:::invoices",
        policy({ Effect: "Allow", Principal, Action: "s3:*", Resource }),
      );
      const get = { action: "s3:GetObject", resource: "arn:aws:s3:::invoices/2025/1.json" };
      assert.equal(iam.check(caller, [get], "x"), undefined);
    });

    it("supports the global condition keys", () => {
      const { iam, registry, caller, arn } = setUp();
      const Condition = {
        ArnEquals: { "aws:PrincipalArn": arn },
        StringEquals: {
          "aws:RequestedRegion": region,
          "aws:PrincipalType": "AssumedRole",
          "aws:userid": "machine:run",
        },
        DateLessThan: { "aws:CurrentTime": "2025-01-01T00:00:01Z", "aws:EpochTime": "2025-01-01T00:00:01Z" },
        Bool: { "aws:SecureTransport": "true", "aws:PrincipalIsAWSService": "false" },
        IpAddress: { "aws:SourceIp": "127.0.0.0/8" },
        Null: { "aws:username": "true" },
        "ForAllValues:StringEquals": { "aws:TagKeys": ["a"] },
      };
      registry.putRolePolicy(
        "machine",
        "p",
        policy({ Effect: "Allow", Action: "sqs:*", Resource: "*", Condition }),
      );
      assert.equal(iam.check(caller, [purge], "x"), undefined);
      assert.ok(iam.check(caller, [{ ...purge, context: { "aws:TagKeys": ["a", "b"] } }], "x"));
    });
  });

  it("checks a role before something is created with it", () => {
    const { iam, registry, arn } = setUp();
    const needs = ["logs:CreateLogDelivery", "logs:ListLogDeliveries"].map((action) => ({
      action,
      resource: "*",
    }));
    const missing = () => iam.authorize(arn, needs, "states:CreateStateMachine").map(({ action }) => action);
    assert.deepEqual(missing(), ["logs:CreateLogDelivery", "logs:ListLogDeliveries"]);
    registry.putRolePolicy("machine", "logs", allow("logs:CreateLogDelivery"));
    assert.deepEqual(missing(), ["logs:ListLogDeliveries"]);
    iam.mode = "audit";
    assert.deepEqual(missing(), []);
    assert.equal(iam.refusals.at(-1)?.enforced, false);
  });

  it("counts which statements allowed calls", () => {
    const { iam, registry, arn, caller } = setUp();
    registry.attachRolePolicy("machine", BASIC);
    iam.check(caller, [send], "x");
    iam.check(caller, [send], "x");
    const uses = iam.usage
      .ofRoles()
      .map(({ statement, count }) => [statement.owner, statement.policy, count]);
    assert.deepEqual(uses, [
      [arn, "AssumeRolePolicyDocument", 1],
      [arn, "queue", 2],
      [arn, BASIC, 0],
    ]);
    iam.usage.clear();
    assert.ok(iam.usage.ofRoles().every(({ count }) => count === 0));
  });

  describe("registry", () => {
    it("attaches AWS's and own managed policies", () => {
      const { iam, registry, caller } = setUp();
      const log = { action: "logs:PutLogEvents", resource: "*" };
      registry.attachRolePolicy("machine", BASIC);
      assert.equal(iam.check(caller, [log], "x"), undefined);
      registry.detachRolePolicy("machine", BASIC);
      assert.ok(iam.check(caller, [log], "x"));
      const own = registry.putManagedPolicy("logging", allow("logs:*"));
      registry.attachRolePolicy("machine", own);
      assert.equal(iam.check(caller, [log], "x"), undefined);
      registry.putManagedPolicy("logging", allow("logs:CreateLogGroup"));
      assert.ok(iam.check(caller, [log], "x"));
    });

    it("bounds a role", () => {
      const { iam, registry } = setUp();
      const permissionsBoundary = registry.putManagedPolicy("bounds", allow("sqs:Send*"));
      const { arn } = registry.putRole({
        name: "bounded",
        assumeRolePolicy: trust({ Service: "states.amazonaws.com" }),
        managedPolicyArns: ["arn:aws:iam::aws:policy/AdministratorAccess"],
        permissionsBoundary,
      });
      const { caller } = iam.assumeRole(arn, states);
      assert.equal(iam.check(caller, [send], "x"), undefined);
      assert.match(iam.check(caller, [purge], "x")?.message ?? "", /because no permissions boundary allows/);
      registry.putManagedPolicy("bounds", allow("sqs:*"));
      assert.equal(iam.check(caller, [purge], "x"), undefined);
    });

    it("enforces IAM's quotas", () => {
      const { registry } = setUp();
      const large = (characters: number) => allow(`sqs:${"x".repeat(characters)}`);
      assert.throws(() => registry.putRolePolicy("machine", "large", large(10_240)), {
        code: "LimitExceeded",
        status: 409,
        message: /^Maximum policy size of 10240 bytes exceeded for role machine \(machine has 10\d{3}\)$/,
      });
      registry.putRolePolicy("machine", "half", large(5000));
      assert.throws(() => registry.putRolePolicy("machine", "rest", large(5000)), { code: "LimitExceeded" });
      registry.putRolePolicy("machine", "half", large(9000));
      assert.throws(() => registry.putManagedPolicy("large", large(6144)), { message: /PolicySize: 6144/ });
      const longTrust = trust({ Service: "states.amazonaws.com" }, { Sid: "x".repeat(2048) });
      assert.throws(() => registry.updateAssumeRolePolicy("machine", longTrust), {
        message: /ACLSizePerRole: 2048/,
      });
      const arns = Array.from({ length: 11 }, (_, index) =>
        registry.putManagedPolicy(`p${index}`, allow("sqs:*")),
      );
      const assumeRolePolicy = trust({ Service: "states.amazonaws.com" });
      const role = { name: "many", assumeRolePolicy, managedPolicyArns: arns };
      assert.throws(() => registry.putRole(role), { message: /PoliciesPerRole: 10/ });
      registry.putRole({ ...role, managedPolicyArns: arns.slice(1) });
      assert.throws(() => registry.attachRolePolicy("many", arns[0] ?? ""), {
        message: /PoliciesPerRole: 10/,
      });
    });

    it("changes a role, and leaves the policies that were attached separately", () => {
      const { iam, registry, caller } = setUp();
      const assumeRolePolicy = trust({ Service: "states.amazonaws.com" });
      const before = {
        name: "machine",
        path: "/app/",
        assumeRolePolicy,
        inlinePolicies: { queue: allow("sqs:*") },
      };
      registry.putRole(before);
      registry.putRolePolicy("machine", "apart", allow("sns:Publish"));
      registry.updateRole(before, { ...before, inlinePolicies: { other: allow("sqs:SendMessage") } });
      assert.equal(iam.check(caller, [send, { action: "sns:Publish", resource: "*" }], "x"), undefined);
      assert.ok(iam.check(caller, [purge], "x"));
    });

    it("deletes a managed policy that no role has", () => {
      const { registry } = setUp();
      const arn = registry.putManagedPolicy("own", allow("sqs:*"));
      registry.attachRolePolicy("machine", arn);
      assert.throws(() => registry.deleteManagedPolicy(arn), {
        code: "DeleteConflict",
        message: /role machine/,
      });
      registry.detachRolePolicy("machine", arn);
      registry.deleteManagedPolicy(arn);
      assert.throws(() => registry.deleteManagedPolicy(arn), { code: "NoSuchEntity" });
      assert.throws(() => registry.deleteManagedPolicy(BASIC), { code: "NoSuchEntity" });
    });

    it("attaches a managed policy that is not known: it allows nothing until it is put", () => {
      const { iam, registry, caller } = setUp();
      const publish = { action: "sns:Publish", resource: "*" };
      const arn = "arn:aws:iam::123456789012:policy/own";
      for (const unknown of ["arn:aws:iam::aws:policy/job-function/Anything", arn]) {
        registry.attachRolePolicy("machine", unknown);
        assert.equal(registry.isKnownPolicy(unknown), false);
        assert.ok(registry.hasRolePolicy("machine", unknown));
      }
      assert.ok(iam.check(caller, [publish], "x"));
      registry.putManagedPolicy("own", allow("sns:*"));
      assert.equal(iam.check(caller, [publish], "x"), undefined);
      registry.detachRolePolicy("machine", arn);
      assert.equal(registry.hasRolePolicy("machine", arn), false);
      assert.ok(iam.check(caller, [publish], "x"));
    });

    it("has one role of a name", () => {
      const { registry, arn } = setUp();
      const assumeRolePolicy = trust({ Service: "states.amazonaws.com" });
      const moved = registry.putRole({ name: "machine", assumeRolePolicy });
      assert.equal(registry.findRole(arn), undefined);
      assert.deepEqual(registry.listRoles(), [moved]);
    });

    it("rejects malformed documents and unknown names, without changing anything", () => {
      const { iam, registry, caller } = setUp();
      const bad = policy({ Effect: "Allow", Action: "x" });
      assert.throws(() => registry.putRolePolicy("machine", "queue", bad), {
        code: "MalformedPolicyDocument",
      });
      assert.throws(() => registry.putResourcePolicy(QUEUE, bad), { code: "MalformedPolicyDocument" });
      assert.throws(() => registry.putManagedPolicy("p", bad), { code: "MalformedPolicyDocument" });
      const old = { Version: "2008-10-17", Statement: { Effect: "Allow", Action: "sqs:*", Resource: "*" } };
      assert.throws(() => registry.putManagedPolicy("p", old), {
        message: /must be version 2012-10-17 or greater/,
      });
      assert.throws(() => registry.updateAssumeRolePolicy("machine", bad), {
        code: "MalformedPolicyDocument",
      });
      assert.throws(() => registry.putRolePolicy("nobody", "p", allow("*")), {
        code: "NoSuchEntity",
        status: 404,
      });
      assert.throws(() => registry.deleteRolePolicy("machine", "p"), { code: "NoSuchEntity" });
      assert.throws(() => registry.attachRolePolicy("machine", "AWSLambdaRole"), {
        code: "InvalidInput",
        message: "ARN AWSLambdaRole is not valid.",
      });
      assert.throws(() => registry.attachRolePolicy("machine", "arn:aws:iam::aws:policy/AWSLambdaRole"), {
        code: "NoSuchEntity",
        message:
          "Policy arn:aws:iam::aws:policy/AWSLambdaRole does not exist or is not attachable. There is arn:aws:iam::aws:policy/service-role/AWSLambdaRole.",
      });
      assert.equal(iam.check(caller, [send], "x"), undefined);
    });
  });
});
