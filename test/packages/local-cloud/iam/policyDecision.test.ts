import assert from "node:assert/strict";
import type { PolicyKind } from "../../../../packages/local-cloud/iam/policy";
import {
  type ApplicablePolicies,
  type AuthorizationRequest,
  decide,
} from "../../../../packages/local-cloud/iam/policyDecision";
import { parsePolicy } from "../../../../packages/local-cloud/iam/policyDocument";
import { RequestContext } from "../../../../packages/local-cloud/iam/requestContext";

const ACCOUNT = "123456789012";
const ROLE = `arn:aws:iam::${ACCOUNT}:role/path/worker`;
const SESSION = `arn:aws:sts::${ACCOUNT}:assumed-role/worker/s1`;
const QUEUE = `arn:aws:sqs:us-east-1:${ACCOUNT}:orders`;

/** A policy variable. */
const variable = (text: string) => `$\{${text}}`;

type StatementShape = Record<string, unknown>;

const policy = (kind: PolicyKind, ...Statement: StatementShape[]) =>
  parsePolicy(kind, kind === "resource" ? QUEUE : ROLE, kind, { Version: "2012-10-17", Statement });

const role = { accountId: ACCOUNT, arn: SESSION, roleArn: ROLE, services: [] };
const lambda = { accountId: ACCOUNT, services: ["lambda.amazonaws.com"] };

function request(more: Partial<AuthorizationRequest> = {}): AuthorizationRequest {
  return {
    principal: role,
    action: "sqs:SendMessage",
    resource: QUEUE,
    context: new RequestContext(),
    ...more,
  };
}

const none: ApplicablePolicies = { identity: [], resource: [], resourceMustAllow: false };

/** Whether one identity-based statement allows a request. */
function allows(statement: StatementShape, asked: Partial<AuthorizationRequest>): boolean {
  const identity = [policy("identity", { Effect: "Allow", ...statement })];
  return decide(request(asked), { ...none, identity }).allowed;
}

describe("policy decision", () => {
  const actions: [pattern: StatementShape, action: string, expected: boolean][] = [
    [{ Action: "sqs:SendMessage" }, "sqs:SendMessage", true],
    [{ Action: "SQS:sendmessage" }, "sqs:SendMessage", true],
    [{ Action: "sqs:Send*" }, "sqs:SendMessage", true],
    [{ Action: "sqs:*Message*" }, "sqs:SendMessageBatch", true],
    [{ Action: "sqs:?endMessage" }, "sqs:SendMessage", true],
    [{ Action: "sqs:?SendMessage" }, "sqs:SendMessage", false],
    [{ Action: "sqs:Send" }, "sqs:SendMessage", false],
    [{ Action: "*" }, "sqs:SendMessage", true],
    [{ Action: ["sns:Publish", "sqs:SendMessage"] }, "sqs:SendMessage", true],
    [{ NotAction: "sns:*" }, "sqs:SendMessage", true],
    [{ NotAction: ["sns:*", "sqs:*"] }, "sqs:SendMessage", false],
  ];
  for (const [pattern, action, expected] of actions) {
    it(`${JSON.stringify(pattern)} ${expected ? "covers" : "leaves out"} ${action}`, () => {
      assert.equal(allows({ Resource: "*", ...pattern }, { action }), expected);
    });
  }

  const bucket = "arn:aws:s3:::invoices";
  const resources: [pattern: StatementShape, resource: string, expected: boolean][] = [
    [{ Resource: QUEUE }, QUEUE, true],
    [{ Resource: "*" }, "*", true],
    [{ Resource: QUEUE }, "*", false],
    [{ Resource: "arn:aws:sqs:*:*:*" }, "*", false],
    [{ Resource: "arn:aws:sqs:*:*:*" }, QUEUE, true],
    [{ Resource: "arn:aws:sqs" }, QUEUE, true],
    [{ Resource: "arn:aws:sqs:us-east-1" }, QUEUE, true],
    [{ Resource: "arn:aws:sqs:eu-west-1:*:orders" }, QUEUE, false],
    [{ Resource: "arn:aws:sqs:*:orders" }, QUEUE, false],
    [{ Resource: QUEUE.toUpperCase().replace("ARN:AWS:SQS", "arn:aws:sqs") }, QUEUE, false],
    [{ Resource: `${bucket}/*` }, `${bucket}/2025/01/x:1.json`, true],
    [{ Resource: `${bucket}/*` }, bucket, false],
    [{ Resource: `${bucket}/*/x.json` }, `${bucket}/a/b/x.json`, true],
    [{ Resource: "arn:aws:states:*:*:execution:outer:*" }, "arn:aws:states:r:1:execution:outer:e1", true],
    [{ Resource: "arn:aws:states:*:*:execution:outer:*" }, "arn:aws:states:r:1:execution:inner:e1", false],
    [{ NotResource: QUEUE }, QUEUE, false],
    [{ NotResource: QUEUE }, `${QUEUE}-dead`, true],
    [
      { Resource: `arn:aws:iam::*:role/${variable("aws:PrincipalTag/team")}` },
      "arn:aws:iam::1:role/*",
      false,
    ],
  ];
  for (const [pattern, resource, expected] of resources) {
    it(`${JSON.stringify(pattern)} ${expected ? "covers" : "leaves out"} ${resource}`, () => {
      assert.equal(allows({ Action: "*", ...pattern }, { resource }), expected);
    });
  }

  it("replaces policy variables, whose values are not wildcards", () => {
    const own = {
      Action: "*",
      Resource: `arn:aws:s3:::home/${variable("aws:PrincipalTag/team, 'nobody'")}/*`,
    };
    const asked = (resource: string, team?: string) => ({
      resource: `arn:aws:s3:::home/${resource}`,
      context: new RequestContext(team === undefined ? {} : { "aws:principaltag/TEAM": team }),
    });
    assert.equal(allows(own, asked("red/x", "red")), true);
    assert.equal(allows(own, asked("blue/x", "red")), false);
    assert.equal(allows(own, asked("blue/x", "*")), false);
    assert.equal(allows(own, asked("nobody/x")), true);
    const escaped = {
      Action: "*",
      Resource: `arn:aws:s3:::home/${variable("*")}${variable("$")}${variable("?")}`,
    };
    assert.equal(allows(escaped, asked("*$?")), true);
    assert.equal(allows(escaped, asked("a$b")), false);
  });

  it("treats variables as text before version 2012-10-17", () => {
    const old = parsePolicy("identity", ROLE, "old", {
      Statement: { Effect: "Allow", Action: "*", Resource: `arn:aws:s3:::${variable("aws:username")}` },
    });
    const policies = { ...none, identity: [old] };
    const context = new RequestContext({ "aws:username": "ann" });
    assert.equal(decide(request({ resource: "arn:aws:s3:::ann", context }), policies).allowed, false);
    assert.equal(
      decide(request({ resource: `arn:aws:s3:::${variable("aws:username")}`, context }), policies).allowed,
      true,
    );
  });

  it("denies by default, and names the statement that allows", () => {
    assert.deepEqual(decide(request(), none), { allowed: false, kind: "identity" });
    const send = { Effect: "Allow", Action: "sqs:SendMessage", Resource: QUEUE };
    const identity = [
      policy("identity", { ...send, Action: "sqs:ReceiveMessage" }, { ...send, Sid: "Send" }),
    ];
    assert.deepEqual(decide(request(), { ...none, identity }), {
      allowed: true,
      by: [{ kind: "identity", owner: ROLE, policy: "identity", index: 1, sid: "Send" }],
    });
  });

  const allow = { Effect: "Allow", Action: "sqs:*", Resource: "*" };
  const deny = { Effect: "Deny", Action: "sqs:SendMessage", Resource: "*" };

  describe("lets an explicit deny win", () => {
    const everyone = { Principal: "*" };
    const cases: [where: PolicyKind, policies: ApplicablePolicies][] = [
      ["identity", { ...none, identity: [policy("identity", allow, deny)] }],
      [
        "boundary",
        { ...none, identity: [policy("identity", allow)], boundary: policy("boundary", allow, deny) },
      ],
      [
        "resource",
        {
          ...none,
          identity: [policy("identity", allow)],
          resource: [policy("resource", { ...deny, ...everyone })],
        },
      ],
      [
        "identity",
        {
          ...none,
          identity: [policy("identity", deny)],
          resource: [policy("resource", { ...allow, ...everyone })],
        },
      ],
    ];
    for (const [where, policies] of cases) {
      it(`in a policy of kind ${where}`, () => {
        const decision = decide(request(), policies);
        assert.ok(!decision.allowed);
        assert.equal(decision.kind, where);
        assert.equal(decision.deniedBy?.kind, where);
      });
    }

    it("of everyone but those in NotPrincipal", () => {
      const except = (...AWS: string[]) => [policy("resource", { ...deny, NotPrincipal: { AWS } })];
      const identity = [policy("identity", allow)];
      assert.equal(decide(request(), { ...none, identity, resource: except(ROLE, SESSION) }).allowed, true);
      assert.equal(decide(request(), { ...none, identity, resource: except(`${ROLE}2`) }).allowed, false);
    });

    it("of a whole account", () => {
      const resource = [policy("resource", { ...deny, Principal: { AWS: ACCOUNT } })];
      const policies = { ...none, identity: [policy("identity", allow)], resource };
      assert.equal(decide(request(), policies).allowed, false);
    });
  });

  describe("within a permissions boundary", () => {
    const identity = [policy("identity", allow)];
    const narrow = policy("boundary", { ...allow, Action: "sqs:ReceiveMessage" });
    const wide = policy("boundary", allow);
    const to = (AWS: string) => [policy("resource", { ...allow, Principal: { AWS } })];

    it("allows what both allow", () => {
      const decision = decide(request(), { ...none, identity, boundary: wide });
      assert.deepEqual(decision.allowed && decision.by.map(({ kind }) => kind), ["identity", "boundary"]);
      assert.deepEqual(decide(request(), { ...none, identity, boundary: narrow }), {
        allowed: false,
        kind: "boundary",
      });
      assert.deepEqual(decide(request(), { ...none, boundary: wide }), { allowed: false, kind: "identity" });
    });

    it("bounds what a resource allows the role, not what it allows the session", () => {
      const bounded = (AWS: string) => decide(request(), { ...none, boundary: narrow, resource: to(AWS) });
      assert.deepEqual(bounded(ROLE), { allowed: false, kind: "boundary" });
      assert.equal(bounded(SESSION).allowed, true);
    });
  });

  describe("by the resource's own policy", () => {
    const principals: [principal: unknown, expected: boolean][] = [
      ["*", true],
      [{ AWS: "*" }, true],
      [{ AWS: ROLE }, true],
      [{ AWS: [`${ROLE}2`, SESSION] }, true],
      [{ AWS: `${ROLE}2` }, false],
      [{ AWS: `arn:aws:iam::${ACCOUNT}:root` }, false],
      [{ Service: "lambda.amazonaws.com" }, false],
      [{ Federated: "accounts.google.com" }, false],
    ];
    for (const [Principal, expected] of principals) {
      it(`${expected ? "allows" : "does not allow"} the role by ${JSON.stringify(Principal)} alone`, () => {
        const resource = [policy("resource", { ...allow, Principal })];
        assert.equal(decide(request(), { ...none, resource }).allowed, expected);
      });
    }

    it("is the only way for an AWS service", () => {
      const principal = lambda;
      const to = (Service: string) => [policy("resource", { ...allow, Principal: { Service } })];
      assert.equal(
        decide(request({ principal }), { ...none, resource: to("lambda.amazonaws.com") }).allowed,
        true,
      );
      const refused = decide(request({ principal }), { ...none, resource: to("sns.amazonaws.com") });
      assert.deepEqual(refused, { allowed: false, kind: "resource" });
      const account = [policy("resource", { ...allow, Principal: { AWS: ACCOUNT } })];
      assert.equal(decide(request({ principal }), { ...none, resource: account }).allowed, false);
    });

    it("must allow or delegate to the account where that is required, as for a key", () => {
      const identity = [policy("identity", allow)];
      const key = (Principal?: unknown): ApplicablePolicies => ({
        identity,
        resource: [policy("resource", { ...allow, Principal: Principal ?? { AWS: `${ROLE}2` } })],
        resourceMustAllow: true,
      });
      assert.deepEqual(decide(request(), key()), { allowed: false, kind: "resource" });
      assert.equal(decide(request(), key({ AWS: ROLE })).allowed, true);
      const delegated = decide(request(), key({ AWS: `arn:aws:iam::${ACCOUNT}:root` }));
      assert.deepEqual(delegated.allowed && delegated.by.map(({ kind }) => kind), ["identity", "resource"]);
      const without = { ...key({ AWS: ACCOUNT }), identity: [] };
      assert.deepEqual(decide(request(), without), { allowed: false, kind: "identity" });
    });
  });

  it("matches a pattern of many wildcards in reasonable time", () => {
    const Resource = `arn:aws:s3:::${"*a".repeat(200)}b`;
    const started = performance.now();
    assert.equal(allows({ Action: "*", Resource }, { resource: `arn:aws:s3:::${"a".repeat(2000)}` }), false);
    assert.ok(performance.now() - started < 1000);
  });
});
