import assert from "node:assert/strict";
import { resource, TestDeployment } from "./deploymentSupport";

const ACCOUNT = "123456789012";
const QUEUES = "arn:aws:iam::aws:policy/AmazonSQSFullAccess";
const TOPICS = "arn:aws:iam::aws:policy/AmazonSNSFullAccess";
const UNKNOWN = "arn:aws:iam::aws:policy/job-function/Anything";
const OWN = `arn:aws:iam::${ACCOUNT}:policy/own`;

const allow = (Action: string) => ({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action, Resource: "*" }],
});

const role = (name = "r", inputs: object = {}) => {
  const trust = { Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" };
  return resource("aws:iam/role:Role", "role", {
    name,
    assumeRolePolicy: { Version: "2012-10-17", Statement: [trust] },
    ...inputs,
  });
};

const needing = (type: string, name: string, inputs: Record<string, unknown>) => ({
  ...resource(type, name, inputs),
  dependencies: [role().urn],
});

const ownPolicy = (action = "s3:GetObject") =>
  resource("aws:iam/policy:Policy", "own", { name: "own", policy: allow(action) }, { arn: OWN });
const attachment = (policyArn: string, roleName = "r", name = "attachment") =>
  needing("aws:iam/rolePolicyAttachment:RolePolicyAttachment", name, { role: roleName, policyArn });
const toMany = (inputs: object) =>
  needing("aws:iam/policyAttachment:PolicyAttachment", "many", { name: "many", ...inputs });
const inline = (name: string, action: string, roleName = "r") =>
  needing("aws:iam/rolePolicy:RolePolicy", "inline", { role: roleName, name, policy: allow(action) });

describe("deployed roles and policies", () => {
  let running: TestDeployment;
  beforeEach(async () => {
    running = await TestDeployment.start();
  });
  afterEach(() => running.close());

  /** Those of the actions that the role may do. */
  const allowed = (roleName = "r") => {
    const { iam } = running.services.cloud;
    const roleArn = `arn:aws:iam::${ACCOUNT}:role/${roleName}`;
    const caller = { arn: roleArn, accountId: ACCOUNT, roleArn };
    return ["sqs:SendMessage", "sns:Publish", "s3:GetObject", "s3:PutObject"].filter(
      (action) => iam.decide(caller, { action, resource: "*" }).allowed,
    );
  };

  it("have the inline and managed policies of the role's own properties, and those that are attached", async () => {
    const own = {
      managedPolicyArns: [QUEUES],
      inlinePolicies: [{ name: "i", policy: JSON.stringify(allow("s3:*")) }],
    };
    await running.apply(role("r", own), attachment(TOPICS));
    assert.deepEqual(allowed(), ["sqs:SendMessage", "sns:Publish", "s3:GetObject", "s3:PutObject"]);
    await running.apply(role("r", { inlinePolicies: [{}] }), attachment(TOPICS));
    assert.deepEqual(allowed(), ["sns:Publish"]);
    await running.apply(role());
    assert.deepEqual(allowed(), []);
  });

  it("follow a change of an attachment, of what is attached, and of the role's name", async () => {
    await running.apply(role(), attachment(OWN), ownPolicy());
    assert.deepEqual(allowed(), ["s3:GetObject"]);
    await running.apply(role(), attachment(OWN), ownPolicy("s3:PutObject"));
    assert.deepEqual(allowed(), ["s3:PutObject"]);
    await running.apply(role(), attachment(QUEUES), ownPolicy());
    assert.deepEqual(allowed(), ["sqs:SendMessage"]);
    await running.apply(role("other"), attachment(QUEUES, "other"));
    assert.deepEqual([allowed("other"), allowed("r")], [["sqs:SendMessage"], []]);
    await running.apply();
    assert.deepEqual(running.services.cloud.iam.registry.listRoles(), []);
  });

  it("follow a change of an inline policy and of its name", async () => {
    await running.apply(role(), inline("a", "s3:GetObject"));
    await running.apply(role(), inline("b", "s3:PutObject"));
    assert.deepEqual(allowed(), ["s3:PutObject"]);
    await running.apply(role());
    assert.deepEqual(allowed(), []);
  });

  it("attach a policy to many roles; users and groups are named", async () => {
    const second = resource("aws:iam/role:Role", "second", { ...role("s").inputs });
    const many = (roles: string[]) => ({
      ...toMany({ policyArn: OWN, roles, users: ["ann"], groups: ["staff"] }),
      dependencies: [role().urn, second.urn],
    });
    const { notes } = await running.apply(many(["r", "s"]), ownPolicy(), role(), second);
    assert.deepEqual([allowed("r"), allowed("s")], [["s3:GetObject"], ["s3:GetObject"]]);
    assert.deepEqual(notes, [
      "aws:iam/policyAttachment:PolicyAttachment 'many': users and groups are not run on this machine: ann, staff",
    ]);
    await running.apply(many(["s"]), ownPolicy(), role(), second);
    assert.deepEqual([allowed("r"), allowed("s")], [[], ["s3:GetObject"]]);
    await running.apply(ownPolicy(), role(), second);
    assert.deepEqual(allowed("s"), []);
  });

  it("have exactly the policies of an exclusive list", async () => {
    const attachments = (policyArns: string[]) => ({
      ...needing("aws:iam/rolePolicyAttachmentsExclusive:RolePolicyAttachmentsExclusive", "only", {
        roleName: "r",
        policyArns,
      }),
      dependencies: [attachment(QUEUES).urn],
    });
    const policies = (policyNames: string[]) => ({
      ...needing("aws:iam/rolePoliciesExclusive:RolePoliciesExclusive", "only", {
        roleName: "r",
        policyNames,
      }),
      dependencies: [inline("i", "x").urn],
    });
    const rest = [role(), attachment(QUEUES), inline("i", "s3:GetObject")];
    await running.apply(...rest, attachments([TOPICS]), policies([]));
    assert.deepEqual(allowed(), ["sns:Publish"]);
    await running.apply(...rest, attachments([QUEUES]), policies([]));
    assert.deepEqual(allowed(), ["sqs:SendMessage"]);
    // What the lists removed is not there to be deleted, which is no error.
    await running.apply(role());
    assert.deepEqual(
      allowed(),
      ["sqs:SendMessage"].filter(() => false),
    );
  });

  it("name a managed policy that is not known, which allows nothing", async () => {
    const { notes, unsupported } = await running.apply(
      role("r", { managedPolicyArns: [UNKNOWN], permissionsBoundary: OWN }),
      attachment(TOPICS),
    );
    assert.deepEqual(notes, [
      `${OWN} is not known on this machine, and allows nothing here`,
      `${UNKNOWN} is not known on this machine, and allows nothing here`,
    ]);
    assert.deepEqual([allowed(), unsupported], [[], []]);
    const { notes: now } = await running.apply(
      role("r", { permissionsBoundary: OWN }),
      attachment(TOPICS),
      ownPolicy("sns:*"),
    );
    assert.deepEqual([allowed(), now], [["sns:Publish"], []]);
  });

  it("refuse a managed policy that AWS has under another path", async () => {
    await assert.rejects(
      running.apply(role(), attachment("arn:aws:iam::aws:policy/AWSLambdaRole")),
      /'attachment' could not be created: NoSuchEntity: .* There is arn:aws:iam::aws:policy\/service-role\/AWSLambdaRole\.$/,
    );
  });
});
