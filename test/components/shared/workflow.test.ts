import assert from "node:assert/strict";
import { type Operations, Workflow } from "../../../components";
import type { StateMachineDefinition } from "../../../states";
import { ACCOUNT, only, REGION, register, resolved } from "../registrations";

const definition: StateMachineDefinition = {
  QueryLanguage: "JSONata",
  StartAt: "Done",
  States: { Done: { Type: "Succeed" } },
};

const KEY = `arn:aws:kms:${REGION}:${ACCOUNT}:key/k`;
const TOPIC = `arn:aws:sns:${REGION}:${ACCOUNT}:alarms`;
const guarded: Operations = {
  logLevel: "ERROR",
  includeExecutionData: false,
  logRetentionInDays: 365,
  liveAlias: true,
  rollout: { type: "ALL_AT_ONCE" },
  dashboards: false,
  protect: true,
  alarmTopicArn: TOPIC,
  kmsKeyArn: KEY,
};

/** What is logged while `action` runs: without an engine, Pulumi's log is the console. */
async function loggedDuring(action: () => Promise<unknown>): Promise<string[]> {
  const { warn } = console;
  const logged: string[] = [];
  console.warn = (line: unknown) => void logged.push(String(line));
  try {
    await action();
  } finally {
    console.warn = warn;
  }
  return logged;
}

const create = (operations?: Partial<Operations>) =>
  register(() => new Workflow("flow", { definition, operations }));

describe("components: Workflow", () => {
  it("warns of what AWS reads in another way than it looks", async () => {
    const surprising: StateMachineDefinition = {
      StartAt: "Pick",
      States: { Pick: { Type: "Pass", OutputPath: `$.a[?(@.b == "x")]`, End: true } },
    };
    const logged = await loggedDuring(() => register(() => new Workflow("flow", { definition: surprising })));
    assert.equal(logged.length, 1, logged.join("\n"));
    assert.match(
      logged[0]!,
      /warning.*state "Pick", field OutputPath: In the path .* write 'x' in single quotes/s,
    );
    assert.deepEqual(await loggedDuring(() => create()), []);
  });

  it("is secure without any setting", async () => {
    const { registrations } = await create();
    assert.deepEqual(only(registrations, "aws:sfn/stateMachine:StateMachine").inputs, {
      definition: JSON.stringify(definition),
      type: "STANDARD",
      roleArn: `arn:aws:iam::${ACCOUNT}:role/flow-role`,
      loggingConfiguration: {
        level: "ERROR",
        includeExecutionData: false,
        logDestination: `arn:aws:logs:${REGION}:${ACCOUNT}:log-group:/aws/vendedlogs/states/flow-1:*`,
      },
      tracingConfiguration: { enabled: true },
      publish: false,
    });
    assert.deepEqual(only(registrations, "aws:cloudwatch/logGroup:LogGroup").inputs, {
      namePrefix: "/aws/vendedlogs/states/flow-",
      retentionInDays: 30,
    });
    assert.deepEqual(
      registrations.map(({ type }) => type).sort(),
      [
        "aws:cloudwatch/logGroup:LogGroup",
        "aws:iam/role:Role",
        "aws:iam/rolePolicy:RolePolicy",
        "aws:sfn/stateMachine:StateMachine",
        "sfn-workflows:index:Workflow",
      ],
      "no alias, no alarm, no key",
    );
  });

  it("lets only Step Functions of this account and region assume its role", async () => {
    const { registrations } = await create();
    const { assumeRolePolicy } = only(registrations, "aws:iam/role:Role").inputs;
    assert.deepEqual(JSON.parse(assumeRolePolicy as string).Statement, [
      {
        Effect: "Allow",
        Principal: { Service: "states.amazonaws.com" },
        Action: "sts:AssumeRole",
        Condition: {
          StringEquals: { "aws:SourceAccount": ACCOUNT },
          ArnLike: { "aws:SourceArn": `arn:aws:states:${REGION}:${ACCOUNT}:stateMachine:*` },
        },
      },
    ]);
  });

  it("allows what the definition calls, what is asked for, and the delivery of logs and traces", async () => {
    const { registrations } = await register(
      () =>
        new Workflow("flow", {
          definition: {
            StartAt: "Call",
            States: {
              Call: {
                Type: "Task",
                Resource: "arn:aws:states:::lambda:invoke",
                Parameters: {
                  FunctionName: `arn:aws:lambda:${REGION}:${ACCOUNT}:function:f`,
                  "Payload.$": "$",
                },
                End: true,
              },
            },
          },
          permissions: [
            { Sid: "Own", Effect: "Allow", Action: ["s3:GetObject"], Resource: ["arn:aws:s3:::b/*"] },
          ],
        }),
    );
    const { Statement } = JSON.parse(
      only(registrations, "aws:iam/rolePolicy:RolePolicy").inputs.policy as string,
    );
    assert.deepEqual(
      Statement.map(({ Sid, Resource }: { Sid: string; Resource: string[] }) => [Sid, ...Resource]),
      [
        ["LambdaInvokeFunction", `arn:aws:lambda:${REGION}:${ACCOUNT}:function:f`],
        ["Own", "arn:aws:s3:::b/*"],
        ["DeliverLogs", "*"],
        ["SendTraces", "*"],
      ],
    );
    const machine = JSON.parse(
      only(registrations, "aws:sfn/stateMachine:StateMachine").inputs.definition as string,
    );
    assert.equal(machine.States.Call.TimeoutSeconds, 910, "task defaults are applied");
    assert.equal(machine.States.Call.Retry.length, 2);
  });

  it("logs nothing, and needs no permission to, at level OFF", async () => {
    const { registrations } = await create({ logLevel: "OFF" });
    const machine = only(registrations, "aws:sfn/stateMachine:StateMachine").inputs;
    assert.deepEqual(machine.loggingConfiguration, { level: "OFF" });
    assert.doesNotMatch(
      only(registrations, "aws:iam/rolePolicy:RolePolicy").inputs.policy as string,
      /DeliverLogs/,
    );
  });

  it("is guarded where the stack's operations say so", async () => {
    const { registrations, result } = await create(guarded);
    const machine = only(registrations, "aws:sfn/stateMachine:StateMachine").inputs;
    assert.equal(machine.publish, true);
    assert.deepEqual(machine.encryptionConfiguration, {
      type: "CUSTOMER_MANAGED_KMS_KEY",
      kmsKeyId: KEY,
      kmsDataKeyReusePeriodSeconds: 300,
    });
    assert.deepEqual(only(registrations, "aws:sfn/alias:Alias").inputs, {
      name: "live",
      routingConfigurations: [
        {
          stateMachineVersionArn: `arn:aws:states:${REGION}:${ACCOUNT}:stateMachine:flow-machine:1`,
          weight: 100,
        },
      ],
    });
    assert.equal(
      await resolved(result.arn),
      `arn:aws:states:${REGION}:${ACCOUNT}:stateMachine:flow-machine:live`,
    );
    assert.equal(only(registrations, "aws:cloudwatch/logGroup:LogGroup").inputs.kmsKeyId, KEY);
    const { Statement } = JSON.parse(
      only(registrations, "aws:iam/rolePolicy:RolePolicy").inputs.policy as string,
    );
    assert.deepEqual(Statement.at(-1), {
      Sid: "UseEncryptionKey",
      Effect: "Allow",
      Action: ["kms:Decrypt", "kms:GenerateDataKey"],
      Resource: [KEY],
    });
    const alarms = registrations.filter(({ type }) => type === "aws:cloudwatch/metricAlarm:MetricAlarm");
    assert.deepEqual(
      alarms.map(({ name }) => name),
      [
        "flow-ExecutionsFailed",
        "flow-ExecutionsTimedOut",
        "flow-ExecutionsAborted",
        "flow-ExecutionThrottled",
      ],
    );
    assert.deepEqual(alarms[0]!.inputs, {
      namespace: "AWS/States",
      metricName: "ExecutionsFailed",
      dimensions: { StateMachineArn: `arn:aws:states:${REGION}:${ACCOUNT}:stateMachine:flow-machine` },
      statistic: "Sum",
      alarmDescription: "Executions of flow failed.",
      comparisonOperator: "GreaterThanOrEqualToThreshold",
      threshold: 1,
      period: 60,
      evaluationPeriods: 1,
      treatMissingData: "notBreaching",
      alarmActions: [TOPIC],
      okActions: [TOPIC],
    });
  });

  it("may start itself, with a policy that comes after it", async () => {
    const { registrations } = await register(
      () =>
        new Workflow("flow", {
          definition: {
            QueryLanguage: "JSONata",
            StartAt: "Again",
            States: {
              Again: {
                Type: "Task",
                Resource: "arn:aws:states:::states:startExecution",
                Arguments: { StateMachineArn: "{% $states.context.StateMachine.Id %}" },
                Next: "Spread",
              },
              Spread: {
                Type: "Map",
                Items: [1],
                ItemProcessor: {
                  ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "STANDARD" },
                  StartAt: "Item",
                  States: { Item: { Type: "Pass", End: true } },
                },
                End: true,
              },
            },
          },
        }),
    );
    const statements = (policy: string) =>
      JSON.parse(only(registrations, "aws:iam/rolePolicy:RolePolicy", policy).inputs.policy as string)
        .Statement;
    const arn = `arn:aws:states:${REGION}:${ACCOUNT}`;
    assert.deepEqual(
      statements("flow-self-policy").flatMap(
        ({ Action, Resource }: { Action: string[]; Resource: string[] }) =>
          Action.map((action) => [action, ...Resource]),
      ),
      [
        ["states:StartExecution", `${arn}:stateMachine:flow-machine`],
        ["states:DescribeExecution", `${arn}:execution:flow-machine:*`],
        ["states:StopExecution", `${arn}:execution:flow-machine:*`],
        ["states:RedriveExecution", `${arn}:execution:flow-machine/*`],
      ],
    );
    assert.doesNotMatch(JSON.stringify(statements("flow-policy")), /ITSELF|flow-machine/);
  });

  it("lets an HTTP Task call its endpoint, which is checked on the machine itself", async () => {
    const { registrations } = await register(
      () =>
        new Workflow("flow", {
          definition: {
            QueryLanguage: "JSONata",
            StartAt: "Call",
            States: {
              Call: {
                Type: "Task",
                Resource: "arn:aws:states:::http:invoke",
                Arguments: {
                  ApiEndpoint: "https://example.com/pay",
                  Method: "POST",
                  Authentication: { ConnectionArn: `arn:aws:events:${REGION}:${ACCOUNT}:connection/pay/1a` },
                },
                End: true,
              },
            },
          },
        }),
    );
    const policy = only(registrations, "aws:iam/rolePolicy:RolePolicy", "flow-self-policy").inputs.policy;
    assert.deepEqual(JSON.parse(policy as string).Statement, [
      {
        Sid: "StatesInvokeHTTPEndpoint",
        Effect: "Allow",
        Action: ["states:InvokeHTTPEndpoint"],
        Resource: [`arn:aws:states:${REGION}:${ACCOUNT}:stateMachine:flow-machine`],
        Condition: {
          StringEquals: {
            "states:HTTPMethod": "POST",
            "states:HTTPEndpoint": "https://example.com/pay",
          },
        },
      },
    ]);
  });

  it("refuses an invalid definition at construction, by component, state and field", async () => {
    const dangling = { StartAt: "A", States: { A: { Type: "Pass", Next: "B" } } } as StateMachineDefinition;
    await assert.rejects(
      register(() => new Workflow("flow", { definition: dangling })),
      (error: Error) =>
        error.name === "DefinitionError" &&
        /Workflow/.test(error.message) &&
        /flow/.test(error.message) &&
        /A/.test(error.message) &&
        /Next/.test(error.message) &&
        /B/.test(error.message),
    );
  });
});
