import assert from "node:assert/strict";
import { SFNClient, StartExecutionCommand } from "@aws-sdk/client-sfn";
import { TaskTokens } from "../../../../../packages/local-cloud/services/stepFunctions/integrations";
import { requirementsOf } from "../../../../../packages/local-cloud/services/stepFunctions/requirements";
import {
  ACCOUNT,
  allow,
  executionArn,
  failsWith,
  machineArn,
  PASS,
  ROLE,
  type TestCloud,
  testCloud,
} from "./support";

describe("what IAM must allow", () => {
  const place = { region: "us-east-1", accountId: ACCOUNT };
  const tokens = new TaskTokens();
  tokens.open("token", machineArn("m"), new AbortController().signal, () => {});
  const requirements = (operation: string, input: Record<string, unknown>) =>
    requirementsOf({ operation, input }, place, tokens);

  it("is the operation on the resource", () => {
    assert.deepEqual(requirements("StartExecution", { stateMachineArn: machineArn("m") }), [
      { action: "states:StartExecution", resource: machineArn("m") },
    ]);
    assert.deepEqual(requirements("StopExecution", { executionArn: executionArn("m", "e") }), [
      { action: "states:StopExecution", resource: executionArn("m", "e") },
    ]);
    assert.deepEqual(requirements("ListStateMachines", {}), [
      { action: "states:ListStateMachines", resource: "*" },
    ]);
  });

  it("identifies a version or an alias by a condition key", () => {
    assert.deepEqual(requirements("StartExecution", { stateMachineArn: `${machineArn("m")}:live` }), [
      {
        action: "states:StartExecution",
        resource: machineArn("m"),
        context: { "states:StateMachineQualifier": "live" },
      },
    ]);
  });

  it("is the token's state machine for an answer", () => {
    assert.equal(requirements("SendTaskSuccess", { taskToken: "token" })[0]?.resource, machineArn("m"));
    assert.equal(requirements("SendTaskSuccess", { taskToken: "other" })[0]?.resource, "*");
  });

  it("includes passing the role, tagging and publishing", () => {
    const input = { name: "m", roleArn: ROLE, publish: true, tags: [{ key: "a", value: "b" }] };
    const found = requirements("CreateStateMachine", input);
    assert.deepEqual(
      found.map(({ action, resource }) => `${action} ${resource}`),
      [
        `states:CreateStateMachine ${machineArn("m")}`,
        `states:TagResource ${machineArn("m")}`,
        `states:PublishStateMachineVersion ${machineArn("m")}`,
        `iam:PassRole ${ROLE}`,
      ],
    );
    assert.deepEqual(found[3]?.context, { "iam:PassedToService": "states.amazonaws.com" });
  });
});

describe("IAM in front of the API", () => {
  let test: TestCloud;
  before(async () => {
    test = await testCloud();
    await test.create("m", PASS);
  });
  after(() => test.close());

  it("rejects a role that may not start executions", async () => {
    const role = test.putRole("starter", [allow("states:DescribeExecution")], {
      Version: "2012-10-17",
      Statement: [
        { Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" },
      ],
    });
    const { credentials } = test.cloud.assumeRole(role, {
      principal: { service: "lambda.amazonaws.com" },
      sessionName: "s",
    });
    const client = new SFNClient({
      endpoint: test.cloud.endpoint,
      region: "us-east-1",
      credentials,
      maxAttempts: 1,
    });
    await assert.rejects(
      client.send(new StartExecutionCommand({ stateMachineArn: machineArn("m") })),
      failsWith("AccessDeniedException", /starter.*states:StartExecution.*stateMachine:m/s),
    );
    client.destroy();
  });
});

describe("what a state machine's role is checked for when it is created", () => {
  let test: TestCloud;
  before(async () => {
    test = await testCloud();
  });
  after(() => test.close());

  const nested = {
    StartAt: "Child",
    States: {
      Child: {
        Type: "Task",
        Resource: "arn:aws:states:::states:startExecution.sync:2",
        Parameters: { StateMachineArn: machineArn("child") },
        End: true,
      },
    },
  };
  const rule = `arn:aws:events:us-east-1:${ACCOUNT}:rule/StepFunctionsGetEventsForStepFunctionsExecutionRule`;
  const key = `arn:aws:kms:us-east-1:${ACCOUNT}:key/k`;
  const destinations = [
    {
      cloudWatchLogsLogGroup: {
        logGroupArn: `arn:aws:logs:us-east-1:${ACCOUNT}:log-group:/aws/vendedlogs/states/m:*`,
      },
    },
  ];

  const checks: {
    name: string;
    definition?: object;
    extra?: object;
    resource: string;
    actions: string[];
    sentence: string;
  }[] = [
    {
      name: "log delivery",
      extra: { loggingConfiguration: { level: "ALL", destinations } },
      resource: "*",
      actions: [
        "logs:CreateLogDelivery",
        "logs:GetLogDelivery",
        "logs:UpdateLogDelivery",
        "logs:DeleteLogDelivery",
        "logs:ListLogDeliveries",
        "logs:PutResourcePolicy",
        "logs:DescribeResourcePolicies",
        "logs:DescribeLogGroups",
      ],
      sentence: "The state machine IAM Role is not authorized to access the Log Destination",
    },
    {
      name: "tracing",
      extra: { tracingConfiguration: { enabled: true } },
      resource: "*",
      actions: [
        "xray:PutTraceSegments",
        "xray:PutTelemetryRecords",
        "xray:GetSamplingRules",
        "xray:GetSamplingTargets",
      ],
      sentence: "The state machine IAM Role is not authorized to send traces to X-Ray",
    },
    {
      name: "the managed rule",
      definition: nested,
      resource: rule,
      actions: ["events:PutTargets", "events:PutRule", "events:DescribeRule"],
      sentence: `'arn:aws:iam::${ACCOUNT}:role/checked' is not authorized to create managed-rule.`,
    },
    {
      name: "the key",
      extra: { encryptionConfiguration: { type: "CUSTOMER_MANAGED_KMS_KEY", kmsKeyId: key } },
      resource: key,
      actions: ["kms:Decrypt", "kms:GenerateDataKey"],
      sentence: "The state machine IAM Role is not authorized to use the KMS key",
    },
  ];
  for (const { name, definition = PASS, extra = {}, resource, actions, sentence } of checks) {
    it(`rejects a role without any one action for ${name}, naming role, action and resource`, async () => {
      const input = { roleArn: `arn:aws:iam::${ACCOUNT}:role/checked`, ...extra };
      for (const missing of actions) {
        test.putRole("checked", [
          allow(actions.filter((action) => action !== missing).concat("sqs:Nothing"), resource),
        ]);
        await assert.rejects(test.create("checked", definition, input), (error: Error) => {
          assert.ok(error.message.startsWith(sentence), error.message);
          for (const part of ["role/checked", missing, resource])
            assert.ok(error.message.includes(part), error.message);
          return failsWith("AccessDeniedException", /./)(error);
        });
      }
      test.putRole("checked", [allow(actions, resource)]);
      await test.create("checked", definition, input);
      await test.call("DeleteStateMachine", { stateMachineArn: machineArn("checked") });
    });
  }

  it("rejects a role that does not trust Step Functions, or only another state machine", async () => {
    const trust = (Condition: object, Service = "states.amazonaws.com") => ({
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Principal: { Service }, Action: "sts:AssumeRole", Condition }],
    });
    const roleArn = `arn:aws:iam::${ACCOUNT}:role/trust`;
    const refused = failsWith(
      "AccessDeniedException",
      /^Neither the global service principal states\.amazonaws\.com, nor the regional one is authorized to assume the provided role\. .*role\/trust/,
    );
    test.putRole("trust", [], trust({}, "lambda.amazonaws.com"));
    await assert.rejects(test.create("trusted", PASS, { roleArn }), refused);
    test.putRole("trust", [], trust({ ArnLike: { "aws:SourceArn": machineArn("other") } }));
    await assert.rejects(test.create("trusted", PASS, { roleArn }), refused);
    test.putRole(
      "trust",
      [],
      trust({
        StringEquals: { "aws:SourceAccount": ACCOUNT },
        ArnLike: { "aws:SourceArn": machineArn("trusted") },
      }),
    );
    await test.create("trusted", PASS, { roleArn });
  });

  it("checks an update too, and leaves the state machine as it was", async () => {
    await test.create("updated", PASS);
    const roleArn = test.putRole("poor", []);
    await assert.rejects(
      test.call("UpdateStateMachine", {
        stateMachineArn: machineArn("updated"),
        roleArn,
        tracingConfiguration: { enabled: true },
      }),
      failsWith("AccessDeniedException", /xray:PutTraceSegments/),
    );
    assert.equal(
      (await test.call("DescribeStateMachine", { stateMachineArn: machineArn("updated") })).roleArn,
      ROLE,
    );
  });
});

describe("what callers need for data that a customer-managed key encrypts", () => {
  let test: TestCloud;
  const key = `arn:aws:kms:us-east-1:${ACCOUNT}:key/k`;
  const encryptionConfiguration = { type: "CUSTOMER_MANAGED_KMS_KEY", kmsKeyId: key };

  before(async () => {
    test = await testCloud();
    await test.create("sealed", PASS, { encryptionConfiguration, publish: true });
    await test.create("open", PASS);
    for (const name of ["sealed", "open"]) {
      await test.call("StartExecution", { stateMachineArn: machineArn(name), name: "e" });
    }
  });
  after(() => test.close());

  const required = (operation: string, input: Record<string, unknown>) =>
    test.service.requirements({ operation, input }).filter(({ action }) => action.startsWith("kms:"));
  const decrypt = [
    {
      action: "kms:Decrypt",
      resource: key,
      context: {
        "kms:ViaService": "states.us-east-1.amazonaws.com",
        "kms:EncryptionContext:aws:states:stateMachineArn": machineArn("sealed"),
      },
    },
  ];

  const reads: [operation: string, input: (machine: string) => Record<string, unknown>, without: object][] = [
    [
      "DescribeExecution",
      (machine) => ({ executionArn: executionArn(machine, "e") }),
      { includedData: "METADATA_ONLY" },
    ],
    [
      "DescribeStateMachineForExecution",
      (machine) => ({ executionArn: executionArn(machine, "e") }),
      { includedData: "METADATA_ONLY" },
    ],
    [
      "DescribeStateMachine",
      (machine) => ({ stateMachineArn: machineArn(machine) }),
      { includedData: "METADATA_ONLY" },
    ],
    [
      "GetExecutionHistory",
      (machine) => ({ executionArn: executionArn(machine, "e") }),
      { includeExecutionData: false },
    ],
  ];
  for (const [operation, input, without] of reads) {
    it(`is kms:Decrypt for ${operation}, unless it asks for no data`, () => {
      assert.deepEqual(required(operation, input("sealed")), decrypt);
      assert.deepEqual(required(operation, { ...input("sealed"), ...without }), []);
      assert.deepEqual(required(operation, input("open")), []);
      assert.deepEqual(required(operation, input("absent")), []);
    });
  }

  it("is the same for a version", () => {
    assert.deepEqual(
      required("DescribeStateMachine", { stateMachineArn: `${machineArn("sealed")}:1` }),
      decrypt,
    );
  });

  it("is nothing for what has no encrypted data", () => {
    for (const operation of ["StartExecution", "ListExecutions", "UpdateStateMachine"]) {
      assert.deepEqual(required(operation, { stateMachineArn: machineArn("sealed") }), []);
    }
    assert.deepEqual(required("StopExecution", { executionArn: executionArn("sealed", "e") }), []);
  });

  it("is checked", async () => {
    const trust = {
      Version: "2012-10-17",
      Statement: [
        { Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" },
      ],
    };
    const describe = (statements: Parameters<TestCloud["putRole"]>[1]) => {
      const role = test.putRole("reader", statements, trust);
      const { caller } = test.cloud.assumeRole(role, {
        principal: { service: "lambda.amazonaws.com" },
        sessionName: "s",
      });
      return test.cloud.call(caller, "states", "DescribeExecution", {
        executionArn: executionArn("sealed", "e"),
      });
    };
    const read = allow("states:DescribeExecution");
    await assert.rejects(
      describe([read]),
      failsWith("AccessDeniedException", /reader.*kms:Decrypt.*key\/k/s),
    );
    assert.equal((await describe([read, allow("kms:Decrypt", key)])).name, "e");
  });
});
