import assert from "node:assert/strict";
import { findingsOf, type Justification, permissionText } from "../../../checks/iam/findings";
import { Ledger, type RoleUsage } from "../../../checks/iam/ledger";
import { ResourceNames } from "../../../checks/iam/names";
import type { Part } from "../../../checks/iam/part";
import { usedPermissions } from "../../../checks/iam/proof";
import { type Permission, without } from "../../../checks/iam/removePermission";
import { problemsOf, proofTable, summaryText, usageText } from "../../../checks/iam/render";
import { statementName } from "../../../packages/cli";
import { Iam, ManualClock } from "../../../packages/local-cloud";
import type { Evaluation, Resource } from "../../../packages/local-stack";

const ACCOUNT = "123456789012";
const ROLE = `arn:aws:iam::${ACCOUNT}:role/worker-role-1a2b3c4`;
const QUEUE = `arn:aws:sqs:us-east-1:${ACCOUNT}:work-5d6e7f8`;
const TABLE = `arn:aws:dynamodb:us-east-1:${ACCOUNT}:table/items-9a8b7c6`;
const MANAGED = "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole";

const TRUST = {
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" }],
};
const POLICY = {
  Version: "2012-10-17",
  Statement: [
    {
      Sid: "Receive",
      Effect: "Allow",
      Action: ["sqs:ReceiveMessage", "sqs:DeleteMessage"],
      Resource: [QUEUE],
    },
    {
      Sid: "Read",
      Effect: "Allow",
      Action: ["dynamodb:Get*", "dynamodb:Scan"],
      Resource: [TABLE, `${TABLE}/index/*`],
    },
    { Sid: "Never", Effect: "Deny", Action: ["s3:*"], Resource: ["*"] },
  ],
};

const resource = (type: string, name: string, inputs: object, outputs: object = {}): Resource => ({
  urn: `urn:pulumi:dev::test::${type}::${name}`,
  type,
  name,
  custom: true,
  remote: false,
  id: name,
  inputs: { ...inputs },
  outputs: { ...outputs },
  secretInputs: [],
  dependencies: [],
  propertyDependencies: {},
  protect: false,
  retainOnDelete: false,
  ignoreChanges: [],
  aliases: [],
});

const EVALUATION: Evaluation = {
  project: "test",
  stack: "dev",
  resources: [
    resource(
      "aws:iam/role:Role",
      "worker-role",
      { assumeRolePolicy: JSON.stringify(TRUST), managedPolicyArns: [MANAGED] },
      { arn: ROLE },
    ),
    resource(
      "aws:iam/rolePolicy:RolePolicy",
      "worker-policy",
      { role: "worker-role-1a2b3c4", policy: JSON.stringify(POLICY) },
      { name: "worker-policy-0f0f0f0" },
    ),
    resource("aws:sqs/queue:Queue", "work", {}, { arn: QUEUE }),
    resource("aws:dynamodb/table:Table", "items", {}, { arn: TABLE }),
    { ...resource("sfn-workflows:index:X", "component", {}, { arn: QUEUE }), custom: false },
  ],
  outputs: {},
  secretOutputs: [],
  logs: [],
  durationMs: 0,
};

const part = (title: string, durationMs = 0): Part => ({ title, evaluation: EVALUATION, durationMs });

/** What the ledger says after two parts: one receives from the queue and writes a log, the other reads an item of the table. */
function used(): RoleUsage[] {
  const clock = new ManualClock();
  const iam = new Iam({ accountId: ACCOUNT, region: "us-east-1", clock });
  iam.registry.putRole({
    name: "worker-role-1a2b3c4",
    assumeRolePolicy: TRUST,
    inlinePolicies: { "worker-policy-0f0f0f0": POLICY },
    managedPolicyArns: [MANAGED],
  });
  const ledger = new Ledger(iam);
  const { caller } = iam.assumeRole(ROLE, {
    principal: { service: "lambda.amazonaws.com" },
    sessionName: "worker",
  });
  const call = (action: string, on: string) => iam.check(caller, [{ action, resource: on }], action);
  call("sqs:ReceiveMessage", QUEUE);
  call("sqs:receivemessage", QUEUE);
  call("logs:PutLogEvents", `arn:aws:logs:us-east-1:${ACCOUNT}:log-group:/aws/lambda/worker:log-stream:a`);
  ledger.close({
    ...part("receives", 40),
    scenario: { workflow: "", title: "", config: {}, run: () => assert.fail() },
  });
  assert.ok(call("s3:GetObject", "arn:aws:s3:::bucket/key"), "it is refused");
  call("dynamodb:GetItem", TABLE);
  ledger.close(part("reads"));
  const roles = ledger.end();
  call("dynamodb:Scan", TABLE);
  return roles;
}

const counts = (role: RoleUsage) =>
  role.statements.map(({ statement, count, actions, resources, usedBy }) => [
    statement,
    count,
    Object.fromEntries([...actions, ...resources].map(({ pattern, count }) => [pattern, count])),
    [...usedBy].map(({ title }) => title),
  ]);

describe("the usage of roles", () => {
  it("is counted by statement, action, resource and part of the run", () => {
    const [role, ...others] = used();
    assert.deepEqual(others, []);
    assert.equal(role?.role, "worker-role");
    const logs = { "logs:CreateLogGroup": 0, "logs:CreateLogStream": 0, "logs:PutLogEvents": 1, "*": 1 };
    assert.deepEqual(counts(role), [
      ["trust", 1, { "sts:AssumeRole": 1 }, ["receives"]],
      ["Receive", 2, { "sqs:ReceiveMessage": 2, "sqs:DeleteMessage": 0, work: 2 }, ["receives"]],
      ["Read", 1, { "dynamodb:Get*": 1, "dynamodb:Scan": 0, items: 1, "items/index/*": 0 }, ["reads"]],
      ["AWSLambdaBasicExecutionRole", 1, logs, ["receives"]],
    ]);
  });

  it("names what was called, refused calls and those after the end not among them", () => {
    assert.deepEqual(
      used()[0]?.calls.map(({ action, resource: on, count }) => `${action} ${on} ${count}`),
      [
        "dynamodb:GetItem items 1",
        "logs:PutLogEvents logs:log-group:/aws/lambda/worker:log-stream:a 1",
        "sqs:ReceiveMessage work 1",
        "sqs:receivemessage work 1",
      ],
    );
  });

  it("lists what was used for removal: action by action, a managed policy as a whole", () => {
    const permissions = usedPermissions(used());
    assert.deepEqual(
      permissions.map(({ statement, actions }) => [statement, ...actions]),
      [
        ["trust", "sts:AssumeRole"],
        ["Receive", "sqs:ReceiveMessage"],
        ["Read", "dynamodb:Get*"],
        ["AWSLambdaBasicExecutionRole", "logs:PutLogEvents"],
      ],
    );
  });

  it("has patterns as they are written", () => {
    const iam = new Iam({ accountId: ACCOUNT, region: "us-east-1", clock: new ManualClock() });
    const Action = ["s3:Get?bject*"];
    const variable = (text: string) => `$\{${text}}`;
    const Resource = [
      `arn:aws:s3:::${variable("aws:PrincipalAccount")}-files/*`,
      `arn:aws:s3:::${variable("aws:PrincipalTag/team, 'none'")}/*`,
      "*",
    ];
    iam.registry.putRole({
      name: "reader",
      assumeRolePolicy: TRUST,
      inlinePolicies: { read: { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action, Resource }] } },
    });
    const [, read] = iam.usage.ofRoles();
    assert.deepEqual(
      [...read!.actions, ...read!.resources].map(({ pattern }) => pattern),
      [...Action, ...Resource],
    );
  });

  for (const [given, name] of [
    [["queue", 0, "Send"], "Send"],
    [["queue", 0], "statement"],
    [["queue", 2], "statement 2"],
    [["trust", 0], "trust"],
    [["trust", 1], "trust 1"],
    [[MANAGED, 0], "AWSLambdaBasicExecutionRole"],
  ] as const) {
    it(`calls a statement ${name}`, () => {
      const [policy, index, sid] = given;
      assert.equal(statementName(policy, index, sid), name);
    });
  }
});

describe("names of resources", () => {
  const names = new ResourceNames();
  names.add({
    resources: [
      resource(
        "aws:sfn/stateMachine:StateMachine",
        "pump",
        {},
        { arn: `arn:aws:states:us-east-1:${ACCOUNT}:stateMachine:pump-1` },
      ),
      resource("aws:s3/bucket:Bucket", "files", {}, { arn: "arn:aws:s3:::files-1" }),
      resource(
        "aws:lambda/function:Function",
        "scan",
        {},
        { arn: `arn:aws:lambda:us-east-1:${ACCOUNT}:function:scan-1` },
      ),
    ],
  });
  for (const [arn, name] of [
    [`arn:aws:states:us-east-1:${ACCOUNT}:stateMachine:pump-1:live`, "pump"],
    [`arn:aws:states:us-east-1:${ACCOUNT}:execution:pump-1:0f`, "pump"],
    [`arn:aws:states:us-east-1:${ACCOUNT}:express:pump-1:0f:1`, "pump"],
    [`arn:aws:states:us-east-1:${ACCOUNT}:stateMachine:pump-12`, "states:stateMachine:pump-12"],
    ["arn:aws:s3:::files-1/2026/a.json", "files"],
    [`arn:aws:lambda:us-east-1:${ACCOUNT}:function:scan-1:3`, "scan"],
    [`arn:aws:lambda:us-east-1:${ACCOUNT}:function:scan-1:*`, "scan"],
    [`arn:aws:events:us-east-1:${ACCOUNT}:rule/Managed`, "events:rule/Managed"],
    ["*", "*"],
  ] as const) {
    it(`${arn} is ${name}`, () => assert.equal(names.of(arn), name));
  }

  for (const [arn, pattern] of [
    [`arn:aws:states:us-east-1:${ACCOUNT}:stateMachine:pump-1`, "pump"],
    [`arn:aws:states:us-east-1:${ACCOUNT}:execution:pump-1:*`, "execution:pump:*"],
    ["arn:aws:s3:::files-1/*", "files/*"],
    [`arn:aws:lambda:us-east-1:${ACCOUNT}:function:scan-1:*`, "scan:*"],
    [`arn:aws:logs:us-east-1:${ACCOUNT}:log-group:/aws/*`, "logs:log-group:/aws/*"],
    ["*", "*"],
  ] as const) {
    it(`${arn} is ${pattern} in a policy`, () => assert.equal(names.inPattern(arn), pattern));
  }
});

describe("findings about roles", () => {
  const deleting = { role: "worker-role", statement: "Receive", part: "sqs:DeleteMessage" };
  const scanning = { role: "worker-role", statement: "Read", part: "dynamodb:Scan" };
  const indexes = { ...scanning, part: "items/index/*" };
  const logging: Justification = {
    role: "worker-role",
    statement: "AWSLambdaBasicExecutionRole",
    parts: ["logs:CreateLogGroup", "logs:CreateLogStream"],
    reason: "AWS's own",
  };

  it("want every action that was not used justified", () => {
    const { justified, unjustified, stale } = findingsOf(used(), [logging], "dev");
    assert.deepEqual(unjustified, [deleting, scanning, indexes]);
    assert.deepEqual(stale, []);
    assert.equal(justified.length, 2);
    assert.equal(justified[0]?.reason, "AWS's own");
  });

  it("want a statement that was not used at all justified once", () => {
    const roles = used().map((role) => ({
      ...role,
      statements: role.statements.map((each) => ({ ...each, count: 0 })),
    }));
    const whole = { role: "worker-role", statement: "Read", reason: "for the auditors" };
    const { justified, unjustified } = findingsOf(roles, [whole], "dev");
    assert.deepEqual(justified, [whole]);
    assert.deepEqual(unjustified.map(permissionText), [
      "worker-role, trust",
      "worker-role, Receive",
      "worker-role, AWSLambdaBasicExecutionRole",
    ]);
  });

  it("take one justification for roles of one pattern, in its stacks", () => {
    const [role] = used();
    const roles = [role!, { ...role!, role: "other-role" }];
    const justification = {
      role: "*-role",
      statement: "Receive",
      parts: ["sqs:DeleteMessage"],
      stacks: ["prod"],
      reason: "",
    };
    const unjustified = (stack: string) =>
      findingsOf(roles, [justification], stack).unjustified.filter(
        ({ statement }) => statement === "Receive",
      );
    assert.deepEqual(unjustified("prod"), []);
    assert.deepEqual(unjustified("dev"), [deleting, { ...deleting, role: "other-role" }]);
    assert.deepEqual(findingsOf(roles, [justification], "dev").stale, []);
  });

  for (const [what, stale] of [
    ["of what was used", { role: "worker-role", statement: "Receive", part: "sqs:ReceiveMessage" }],
    ["of a whole statement that was used", { role: "worker-role", statement: "Receive" }],
    ["of an action that is not there", { role: "worker-role", statement: "Receive", part: "sqs:PurgeQueue" }],
    ["of a role that does not exist", { role: "gone-role", statement: "Receive" }],
  ] as const) {
    it(`require a justification ${what} to be removed`, () => {
      const { role, statement, ...rest } = stale;
      const parts = "part" in rest ? { parts: [rest.part] } : {};
      assert.deepEqual(findingsOf(used(), [{ role, statement, ...parts, reason: "" }], "dev").stale, [stale]);
    });
  }

  it("are printed as text", () => {
    const roles = used();
    const findings = findingsOf(roles, [logging, { role: "gone-role", statement: "X", reason: "" }], "dev");
    const text = usageText(roles, findings);
    assert.match(text, /^worker-role\n {4}dynamodb:GetItem items × 1\n/);
    assert.match(text, /\n {4}Receive × 2\n {6}never sqs:DeleteMessage: NOT JUSTIFIED\n/);
    assert.match(text, /\n {6}never logs:CreateLogGroup: AWS's own\n/);
    assert.equal(
      summaryText(roles, findings),
      "1 roles, 4 statements, 5 permissions never used, 2 of them justified",
    );
    const problems = [...problemsOf(findings)];
    assert.equal(problems.length, 4);
    assert.match(problems[0]!, /^worker-role, Receive, sqs:DeleteMessage: never used;/);
    assert.match(problems[3]!, /^gone-role, X: justified .* but used or nonexistent$/);
  });

  it("show which scenario missed the permission", () => {
    const [trusted, received] = usedPermissions(used());
    const rows = proofTable([
      { ...trusted!, missedBy: part("deployment"), durationMs: 20 },
      { ...received!, durationMs: 1500 },
    ]).split("\n");
    assert.match(rows[2]!, /^worker-role +trust +sts:AssumeRole +deployment +20 ms$/);
    assert.match(rows[3]!, /^worker-role +Receive +sqs:ReceiveMessage +NOTHING +1\.5 s$/);
  });
});

describe("taking a permission away", () => {
  const INLINE = { owner: ROLE, policy: "worker-policy-0f0f0f0" };
  const written = (permission: Permission) => {
    const [role, policy] = without(EVALUATION, permission).resources;
    return { role: role!.inputs, policy: policy!.type.endsWith("RolePolicy") ? policy!.inputs : undefined };
  };
  const statements = (inputs: Record<string, unknown> | undefined) =>
    JSON.parse(String(inputs?.policy)).Statement;

  it("leaves a statement its other actions", () => {
    const { policy } = written({ ...INLINE, statement: "Receive", actions: ["sqs:DeleteMessage"] });
    const [receive, ...others] = POLICY.Statement;
    assert.deepEqual(statements(policy), [{ ...receive, Action: ["sqs:ReceiveMessage"] }, ...others]);
  });

  it("removes a statement without actions", () => {
    const { policy } = written({ ...INLINE, statement: "Read", actions: ["dynamodb:Get*", "dynamodb:Scan"] });
    assert.deepEqual(
      statements(policy).map(({ Sid }: { Sid: string }) => Sid),
      ["Receive", "Never"],
    );
  });

  it("removes a policy without statements", () => {
    const [role, policy, ...rest] = EVALUATION.resources;
    const single = { ...POLICY, Statement: [POLICY.Statement[0]] };
    const evaluation = {
      ...EVALUATION,
      resources: [
        role!,
        { ...policy!, inputs: { ...policy!.inputs, policy: JSON.stringify(single) } },
        ...rest,
      ],
    };
    const actions = ["sqs:ReceiveMessage", "sqs:DeleteMessage"];
    assert.deepEqual(without(evaluation, { ...INLINE, statement: "Receive", actions }).resources, [
      role,
      ...rest,
    ]);
  });

  it("allows no one to assume the role", () => {
    const { role } = written({
      owner: ROLE,
      policy: "trust",
      statement: "trust",
      actions: ["sts:AssumeRole"],
    });
    assert.deepEqual(JSON.parse(String(role.assumeRolePolicy)).Statement, [
      { ...TRUST.Statement[0], Action: ["sts:TagSession"] },
    ]);
  });

  it("detaches a managed policy, however it is attached", () => {
    const permission = {
      owner: ROLE,
      policy: MANAGED,
      statement: "AWSLambdaBasicExecutionRole",
      actions: [],
    };
    assert.deepEqual(written(permission).role.managedPolicyArns, []);
    const [role, ...rest] = EVALUATION.resources;
    const unattached = { ...role!, inputs: { assumeRolePolicy: role!.inputs.assumeRolePolicy } };
    const attachment = resource("aws:iam/rolePolicyAttachment:RolePolicyAttachment", "attached", {
      role: "worker-role-1a2b3c4",
      policyArn: MANAGED,
    });
    const evaluation = { ...EVALUATION, resources: [unattached, attachment, ...rest] };
    assert.deepEqual(without(evaluation, permission).resources, [unattached, ...rest]);
  });

  it("leaves what was evaluated as it is", () => {
    const before = JSON.stringify(EVALUATION);
    without(EVALUATION, { ...INLINE, statement: "Receive", actions: ["sqs:ReceiveMessage"] });
    assert.equal(JSON.stringify(EVALUATION), before);
  });

  it("says that there is no such permission", () => {
    assert.throws(
      () =>
        without(EVALUATION, {
          owner: ROLE,
          policy: "gone",
          statement: "Receive",
          actions: ["sqs:ReceiveMessage"],
        }),
      { message: `0 resources grant ${ROLE} sqs:ReceiveMessage by Receive of gone` },
    );
  });
});
