import assert from "node:assert/strict";
import type { Caller } from "../../../../packages/local-cloud/aws/service";
import { sign } from "../gateway/signer";
import { ACCOUNT, ADMINISTRATOR, closeClouds, type RunningCloud, send, startCloud } from "../gateway/support";

const TRUST = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { AWS: ACCOUNT }, Action: "sts:AssumeRole" }],
});
const policy = (Action: string, more: object = {}) =>
  JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Action, Resource: "*", ...more }] });
const POLICY_ARN = `arn:aws:iam::${ACCOUNT}:policy/p`;
const BASIC = "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole";

describe("IAM's API", () => {
  let running: RunningCloud;
  beforeEach(async () => {
    running = await startCloud([]);
  });
  afterEach(closeClouds);

  // biome-ignore lint/suspicious/noExplicitAny: outputs of every operation
  const call = (operation: string, input: object = {}, caller?: Caller): Promise<any> => {
    const { cloud } = running;
    return cloud.call(caller ?? cloud.administrator, "iam", operation, input);
  };
  const createRole = (more: object = {}) =>
    call("CreateRole", { RoleName: "r", AssumeRolePolicyDocument: TRUST, ...more });
  const createPolicy = (more: object = {}) =>
    call("CreatePolicy", { PolicyName: "p", PolicyDocument: policy("sqs:*"), ...more });
  const session = () =>
    running.cloud.assumeRole(`arn:aws:iam::${ACCOUNT}:role/r`, {
      principal: { aws: `arn:aws:iam::${ACCOUNT}:role/r` },
      sessionName: "s",
    }).caller;
  /** Whether the role may do something now. */
  const may = (action: string) =>
    running.cloud.iam.decide(
      { arn: "session", accountId: ACCOUNT, roleArn: `arn:aws:iam::${ACCOUNT}:role/r` },
      { action, resource: "*" },
    ).allowed;

  it("creates a role as it was given", async () => {
    const { Role } = await createRole({
      Path: "/app/",
      Description: "d",
      MaxSessionDuration: "7200",
      Tags: [{ Key: "team", Value: "a" }],
    });
    const { RoleId, CreateDate, ...rest } = Role;
    assert.match(RoleId, /^AROA[0-9A-F]{17}$/);
    assert.ok(CreateDate instanceof Date);
    assert.deepEqual(rest, {
      Path: "/app/",
      RoleName: "r",
      Arn: `arn:aws:iam::${ACCOUNT}:role/app/r`,
      AssumeRolePolicyDocument: encodeURIComponent(TRUST),
      Description: "d",
      MaxSessionDuration: 7200,
      Tags: [{ Key: "team", Value: "a" }],
      RoleLastUsed: {},
    });
    assert.deepEqual((await call("GetRole", { RoleName: "r" })).Role, Role);
    assert.deepEqual((await call("ListRoles", { PathPrefix: "/other/" })).Roles, []);
    assert.equal((await call("ListRoles", { PathPrefix: "/app/" })).Roles.length, 1);
  });

  it("puts, shows and deletes inline policies, which decide at once", async () => {
    await createRole();
    const inline = { RoleName: "r", PolicyName: "inline" };
    assert.equal(may("sqs:SendMessage"), false);
    await call("PutRolePolicy", { ...inline, PolicyDocument: policy("sqs:SendMessage") });
    assert.equal(may("sqs:SendMessage"), true);
    assert.deepEqual(await call("GetRolePolicy", inline), {
      ...inline,
      PolicyDocument: encodeURIComponent(policy("sqs:SendMessage")),
    });
    assert.deepEqual((await call("ListRolePolicies", inline)).PolicyNames, ["inline"]);
    await assert.rejects(call("DeleteRole", { RoleName: "r" }), { code: "DeleteConflict", status: 409 });
    await call("DeleteRolePolicy", inline);
    assert.equal(may("sqs:SendMessage"), false);
    await call("DeleteRole", { RoleName: "r" });
    await assert.rejects(call("GetRole", { RoleName: "r" }), { code: "NoSuchEntity", status: 404 });
  });

  it("attaches managed policies, of which the default version decides", async () => {
    await createRole();
    const { Policy } = await createPolicy({ Description: "d" });
    assert.deepEqual([Policy.Arn, Policy.DefaultVersionId, Policy.AttachmentCount], [POLICY_ARN, "v1", 0]);
    const attachment = { RoleName: "r", PolicyArn: POLICY_ARN };
    await call("AttachRolePolicy", attachment);
    assert.deepEqual((await call("ListAttachedRolePolicies", attachment)).AttachedPolicies, [
      { PolicyName: "p", PolicyArn: POLICY_ARN },
    ]);
    assert.deepEqual((await call("ListEntitiesForPolicy", attachment)).PolicyRoles.length, 1);
    assert.deepEqual([may("sqs:SendMessage"), may("sns:Publish")], [true, false]);
    const version = { PolicyArn: POLICY_ARN, PolicyDocument: policy("sns:*") };
    await call("CreatePolicyVersion", version);
    assert.equal(may("sns:Publish"), false);
    await call("SetDefaultPolicyVersion", { PolicyArn: POLICY_ARN, VersionId: "v2" });
    assert.deepEqual([may("sqs:SendMessage"), may("sns:Publish")], [false, true]);
    await assert.rejects(call("DeletePolicyVersion", { PolicyArn: POLICY_ARN, VersionId: "v2" }), {
      code: "DeleteConflict",
    });
    await assert.rejects(call("DeletePolicy", { PolicyArn: POLICY_ARN }), /more than one version/);
    await call("DeletePolicyVersion", { PolicyArn: POLICY_ARN, VersionId: "v1" });
    for (let count = 1; count < 5; count++) await call("CreatePolicyVersion", version);
    await assert.rejects(call("CreatePolicyVersion", version), { code: "LimitExceeded" });
    const { Versions } = await call("ListPolicyVersions", { PolicyArn: POLICY_ARN });
    const ids = Versions.map(({ VersionId }: { VersionId: string }) => VersionId);
    assert.deepEqual(ids, ["v6", "v5", "v4", "v3", "v2"]);
    for (const VersionId of ids.slice(0, 4))
      await call("DeletePolicyVersion", { PolicyArn: POLICY_ARN, VersionId });
    await assert.rejects(call("DeletePolicy", { PolicyArn: POLICY_ARN }), /attached to entities/);
    await call("DetachRolePolicy", attachment);
    await assert.rejects(call("DetachRolePolicy", attachment), { code: "NoSuchEntity" });
    await call("DeletePolicy", { PolicyArn: POLICY_ARN });
    await assert.rejects(call("GetPolicy", { PolicyArn: POLICY_ARN }), /was not found/);
  });

  it("knows policies that AWS manages, which cannot be changed", async () => {
    await createRole();
    await call("AttachRolePolicy", { RoleName: "r", PolicyArn: BASIC });
    assert.equal(may("logs:CreateLogStream"), true);
    const { Policy } = await call("GetPolicy", { PolicyArn: BASIC });
    const VersionId = Policy.DefaultVersionId;
    const { PolicyVersion } = await call("GetPolicyVersion", { PolicyArn: BASIC, VersionId });
    assert.match(decodeURIComponent(PolicyVersion.Document), /logs:CreateLogStream/);
    await assert.rejects(call("CreatePolicyVersion", { PolicyArn: BASIC, PolicyDocument: policy("*") }), {
      code: "AccessDenied",
    });
    const unknown = "arn:aws:iam::aws:policy/AmazonUnknownFullAccess";
    await assert.rejects(call("AttachRolePolicy", { RoleName: "r", PolicyArn: unknown }), {
      code: "NoSuchEntity",
      message: /not attachable. Not all policies that AWS manages are on this machine/,
    });
    const attached = (await call("ListPolicies", { OnlyAttached: "true" })).Policies;
    assert.deepEqual(
      attached.map(({ Arn }: { Arn: string }) => Arn),
      [BASIC],
    );
    await createPolicy();
    assert.equal((await call("ListPolicies", { Scope: "Local" })).Policies.length, 1);
    const first = await call("ListPolicies", { MaxItems: "2" });
    assert.deepEqual([first.Policies.length, first.IsTruncated], [2, true]);
    const second = await call("ListPolicies", { MaxItems: "2", Marker: first.Marker });
    assert.notEqual(second.Policies[0].Arn, first.Policies[1].Arn);
  });

  it("changes trust, duration, boundary and tags of a role", async () => {
    await createRole();
    await call("PutRolePolicy", { RoleName: "r", PolicyName: "all", PolicyDocument: policy("*") });
    session();
    const stranger = TRUST.replace(ACCOUNT, "111122223333");
    await call("UpdateAssumeRolePolicy", { RoleName: "r", PolicyDocument: stranger });
    assert.throws(session, { code: "AccessDenied" });
    await createPolicy();
    await call("PutRolePermissionsBoundary", { RoleName: "r", PermissionsBoundary: POLICY_ARN });
    assert.deepEqual([may("sqs:SendMessage"), may("sns:Publish")], [true, false]);
    assert.equal(
      (await call("GetRole", { RoleName: "r" })).Role.PermissionsBoundary.PermissionsBoundaryArn,
      POLICY_ARN,
    );
    await call("DeleteRolePermissionsBoundary", { RoleName: "r" });
    assert.equal(may("sns:Publish"), true);
    await call("UpdateRole", { RoleName: "r", Description: "new", MaxSessionDuration: 43_200 });
    await assert.rejects(call("UpdateRole", { RoleName: "r", MaxSessionDuration: 60 }), {
      code: "ValidationError",
    });
    await call("TagRole", {
      RoleName: "r",
      Tags: [
        { Key: "a", Value: "1" },
        { Key: "b", Value: "2" },
      ],
    });
    await call("UntagRole", { RoleName: "r", TagKeys: ["a"] });
    assert.deepEqual((await call("ListRoleTags", { RoleName: "r" })).Tags, [{ Key: "b", Value: "2" }]);
  });

  const refused: [operation: string, input: object, error: object][] = [
    ["CreateRole", { RoleName: "a b", AssumeRolePolicyDocument: TRUST }, { message: /'a b' at 'roleName'/ }],
    ["CreateRole", { RoleName: "a" }, { message: /null at 'assumeRolePolicyDocument'/ }],
    ["CreateRole", { RoleName: "a", AssumeRolePolicyDocument: "{" }, { code: "MalformedPolicyDocument" }],
    [
      "CreateRole",
      { RoleName: "a", AssumeRolePolicyDocument: TRUST, PermissionsBoundary: POLICY_ARN },
      { code: "InvalidInput" },
    ],
    ["CreatePolicy", { PolicyName: "a", PolicyDocument: "{}" }, { code: "MalformedPolicyDocument" }],
    ["ListPolicies", { Scope: "Mine" }, { message: /enum value set: \[All, AWS, Local\]/ }],
    ["ListRoles", { Marker: "?" }, { code: "ValidationError" }],
    ["GetUser", { UserName: "ann" }, { code: "NoSuchEntity" }],
    [
      "CreateUser",
      { UserName: "ann" },
      { code: "InvalidAction", message: /CreateUser is not served; served are/ },
    ],
    [
      "SimulatePrincipalPolicy",
      { PolicySourceArn: `arn:aws:iam::${ACCOUNT}:user/local`, ActionNames: ["a:b"] },
      { code: "InvalidInput" },
    ],
  ];
  for (const [operation, input, error] of refused) {
    it(`refuses ${operation} of ${JSON.stringify(input).slice(0, 60)}`, () =>
      assert.rejects(call(operation, input), { name: "AwsError", ...error }));
  }

  it("refuses a role or a policy that exists", async () => {
    await createRole();
    await assert.rejects(createRole(), { code: "EntityAlreadyExists", status: 409 });
    await createPolicy();
    await assert.rejects(createPolicy(), { code: "EntityAlreadyExists", status: 409 });
  });

  it("is decided by IAM itself", async () => {
    await createRole();
    const { caller } = running.cloud.iam.openSession(`arn:aws:iam::${ACCOUNT}:role/r`, "s");
    await assert.rejects(call("GetRole", { RoleName: "r" }, caller), { code: "AccessDenied", status: 403 });
    const Resource = `arn:aws:iam::${ACCOUNT}:role/r`;
    const PolicyDocument = policy("iam:AttachRolePolicy", {
      Resource,
      Condition: { ArnEquals: { "iam:PolicyARN": BASIC } },
    });
    await call("PutRolePolicy", { RoleName: "r", PolicyName: "own", PolicyDocument });
    await call("AttachRolePolicy", { RoleName: "r", PolicyArn: BASIC }, caller);
    await createPolicy();
    await assert.rejects(call("AttachRolePolicy", { RoleName: "r", PolicyArn: POLICY_ARN }, caller), {
      code: "AccessDenied",
    });
    await assert.rejects(call("GetUser", {}, caller), { code: "AccessDenied" });
    assert.equal((await call("GetUser")).User.UserName, "local");
  });

  it("simulates what a role may do", async () => {
    await createRole();
    const PolicyDocument = JSON.stringify({
      Version: "2012-10-17",
      Statement: [
        { Effect: "Allow", Action: "sqs:*", Resource: "*" },
        { Effect: "Deny", Action: "sqs:DeleteQueue", Resource: "*" },
        {
          Effect: "Allow",
          Action: "s3:GetObject",
          Resource: "arn:aws:s3:::b/*",
          Condition: { StringEquals: { "aws:RequestedRegion": "eu-west-1" } },
        },
      ],
    });
    await call("PutRolePolicy", { RoleName: "r", PolicyName: "inline", PolicyDocument });
    const PolicySourceArn = `arn:aws:iam::${ACCOUNT}:role/r`;
    const decisions = async (input: object) =>
      (await call("SimulatePrincipalPolicy", { PolicySourceArn, ...input })).EvaluationResults.map(
        ({ EvalDecision }: { EvalDecision: string }) => EvalDecision,
      );
    const ActionNames = ["sqs:SendMessage", "sqs:DeleteQueue", "sns:Publish"];
    assert.deepEqual(await decisions({ ActionNames }), ["allowed", "explicitDeny", "implicitDeny"]);
    const read = { ActionNames: ["s3:GetObject"], ResourceArns: ["arn:aws:s3:::b/k", "arn:aws:s3:::c/k"] };
    assert.deepEqual(await decisions(read), ["implicitDeny", "implicitDeny"]);
    const ContextEntries = [
      { ContextKeyName: "aws:RequestedRegion", ContextKeyValues: ["eu-west-1"], ContextKeyType: "string" },
    ];
    assert.deepEqual(await decisions({ ...read, ContextEntries }), ["allowed", "implicitDeny"]);
    const { EvaluationResults } = await call("SimulatePrincipalPolicy", {
      PolicySourceArn,
      ActionNames: ["sqs:SendMessage"],
      PermissionsBoundaryPolicyInputList: [policy("sns:*")],
    });
    assert.deepEqual(EvaluationResults, [
      {
        EvalActionName: "sqs:SendMessage",
        EvalResourceName: "*",
        EvalDecision: "implicitDeny",
        MatchedStatements: [],
        MissingContextValues: ["aws:RequestedRegion"],
        PermissionsBoundaryDecisionDetail: { AllowedByPermissionsBoundary: false },
      },
    ]);
    const { ContextKeyNames } = await call("GetContextKeysForPrincipalPolicy", { PolicySourceArn });
    assert.deepEqual(ContextKeyNames, ["aws:RequestedRegion"]);
  });

  it("simulates policies that are nowhere, and a resource's own", async () => {
    const PolicyInputList = [policy("sqs:SendMessage")];
    const [result] = (
      await call("SimulateCustomPolicy", { PolicyInputList, ActionNames: ["sqs:SendMessage"] })
    ).EvaluationResults;
    assert.equal(result.EvalDecision, "allowed");
    assert.deepEqual(result.MatchedStatements, [
      { SourcePolicyId: "PolicyInputList.1", SourcePolicyType: "none" },
    ]);
    const denying = policy("sqs:*", { Effect: "Deny", Principal: "*" });
    const given = { PolicyInputList, ActionNames: ["sqs:SendMessage"], ResourcePolicy: denying };
    await assert.rejects(call("SimulateCustomPolicy", given), /CallerArn is required/);
    const CallerArn = `arn:aws:iam::${ACCOUNT}:user/ann`;
    const denied = await call("SimulateCustomPolicy", { ...given, CallerArn });
    assert.equal(denied.EvaluationResults[0].EvalDecision, "explicitDeny");
    await assert.rejects(call("SimulateCustomPolicy", { PolicyInputList, ActionNames: ["send"] }), {
      code: "InvalidInput",
    });
  });

  it("speaks the query protocol", async () => {
    const form = {
      Action: "CreateRole",
      Version: "2010-05-08",
      RoleName: "r",
      AssumeRolePolicyDocument: TRUST,
      "Tags.member.1.Key": "team",
      "Tags.member.1.Value": "a",
    };
    const { endpoint } = running;
    const headers = { "content-type": "application/x-www-form-urlencoded" };
    const body = new URLSearchParams(form).toString();
    const signed = sign({ endpoint, service: "iam", keys: ADMINISTRATOR, headers, body });
    const response = await send(endpoint, { headers: signed, body });
    assert.equal(response.status, 200);
    assert.match(response.body, /<CreateRoleResult><Role><Path>\/<\/Path><RoleName>r<\/RoleName>/);
    assert.match(response.body, /<Tags><member><Key>team<\/Key><Value>a<\/Value><\/member><\/Tags>/);
  });
});
