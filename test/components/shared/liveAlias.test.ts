import assert from "node:assert/strict";
import * as vm from "node:vm";
import { type GradualRollout, InlineFunction, type Operations, Workflow } from "../../../components";
import type { StateMachineDefinition } from "../../../states";
import { lambdaInvoke } from "../../../states";
import { ACCOUNT, only, REGION, type Registration, register, resolved } from "../registrations";

const STACK = "aws:cloudformation/stack:Stack";
const ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm";
const GROUP = "aws:codedeploy/deploymentGroup:DeploymentGroup";
const TOPIC = `arn:aws:sns:${REGION}:${ACCOUNT}:alarms`;
const FUNCTION = `arn:aws:lambda:${REGION}:${ACCOUNT}:function:work-function`;
const MACHINE = `arn:aws:states:${REGION}:${ACCOUNT}:stateMachine:flow-machine`;

const canary: GradualRollout = { type: "CANARY", percentage: 10, intervalMinutes: 5 };
const gradual = (rollout: GradualRollout = canary): Partial<Operations> => ({ liveAlias: true, rollout });

const definition: StateMachineDefinition = {
  QueryLanguage: "JSONata",
  StartAt: "Done",
  States: { Done: { Type: "Succeed" } },
};
const workflow = (operations: Partial<Operations>) =>
  register(() => new Workflow("flow", { definition, operations }));

type Callers = "ANY" | "STATE_MACHINES";
const work = async (event: unknown) => event;
const lambda = (operations: Partial<Operations>, callers?: Callers) =>
  register(() => new InlineFunction("work", { callback: work, operations, callers }));

const templateOf = (registrations: Registration[]) =>
  JSON.parse(only(registrations, STACK).inputs.templateBody as string);
const typesOf = (registrations: Registration[], service: string) =>
  registrations.map(({ type }) => type).filter((type) => type.startsWith(`aws:${service}/`));

/** The metrics of an alarm by id: `newTotal: AWS/Lambda Invocations`, with their dimensions. */
function metricsOf({ inputs }: Registration): Record<string, unknown> {
  const queries = inputs.metricQueries as { id: string; metric?: Record<string, unknown> }[];
  return Object.fromEntries(
    queries.flatMap(({ id, metric }) => {
      if (!metric) return [];
      assert.deepEqual([metric.period, metric.stat], [300, "Sum"]);
      return [[id, [`${metric.namespace} ${metric.metricName}`, metric.dimensions]]];
    }),
  );
}

describe("components: the alias of a state machine that moves gradually", () => {
  for (const rollout of [canary, { type: "LINEAR", percentage: 20, intervalMinutes: 3 }] as const) {
    it(`is moved by CloudFormation, which watches an alarm of its own: ${rollout.type}`, async () => {
      const { registrations, result } = await workflow(gradual(rollout));
      assert.deepEqual(templateOf(registrations), {
        Resources: {
          Live: {
            Type: "AWS::StepFunctions::StateMachineAlias",
            Properties: {
              Name: "live",
              DeploymentPreference: {
                StateMachineVersionArn: `${MACHINE}:1`,
                Type: rollout.type,
                Percentage: rollout.percentage,
                Interval: rollout.intervalMinutes,
                Alarms: ["flow-rollout"],
              },
            },
          },
        },
      });
      assert.equal(only(registrations, STACK).inputs.onFailure, "DELETE");
      assert.equal(await resolved(result.arn), `${MACHINE}:live`);
      assert.equal(result.alias, undefined);
      assert.deepEqual(typesOf(registrations, "sfn"), ["aws:sfn/stateMachine:StateMachine"]);
      assert.deepEqual(typesOf(registrations, "codedeploy"), []);
    });
  }

  it("compares the executions of the new version with the others", async () => {
    const { registrations } = await workflow({ ...gradual(), alarmTopicArn: TOPIC });
    const alarm = only(registrations, ALARM, "flow-rollout");
    const all = { StateMachineArn: MACHINE };
    const newest = { ...all, Version: "1" };
    assert.deepEqual(metricsOf(alarm), {
      newTotal: ["AWS/States ExecutionsStarted", newest],
      allTotal: ["AWS/States ExecutionsStarted", all],
      newFailed0: ["AWS/States ExecutionsFailed", newest],
      newFailed1: ["AWS/States ExecutionsTimedOut", newest],
      allFailed0: ["AWS/States ExecutionsFailed", all],
      allFailed1: ["AWS/States ExecutionsTimedOut", all],
    });
    const { metricQueries, ...settings } = alarm.inputs;
    const expressions = (
      metricQueries as { id: string; expression?: string; returnData?: boolean }[]
    ).flatMap(({ id, expression, returnData }) =>
      expression ? [[id, expression, returnData === true] as const] : [],
    );
    assert.deepEqual(expressions, [
      ["newFailures", "SUM([newFailed0, newFailed1])", false],
      ["allFailures", "SUM([allFailed0, allFailed1])", false],
      ["newShare", "newFailures / newTotal", false],
      ["oldShare", "(allFailures - newFailures) / (allTotal - newTotal)", false],
      ["share", "allFailures / allTotal", false],
      ["standardError", "SQRT(share * (1 - share) * (1 / newTotal + 1 / (allTotal - newTotal)))", false],
      ["excess", "IF(newFailures >= 5, (newShare - oldShare) / standardError, 0)", true],
    ]);
    assert.deepEqual(settings, {
      alarmDescription:
        "Executions of a new version of flow fail more often than those of the version before.",
      comparisonOperator: "GreaterThanOrEqualToThreshold",
      threshold: 3,
      evaluationPeriods: 1,
      treatMissingData: "notBreaching",
      alarmActions: [TOPIC],
      okActions: [TOPIC],
    });
  });

  const comparisons: [old: [failed: number, of: number], newest: [failed: number, of: number], z: number][] =
    [
      [[450, 900], [55, 100], 0.9],
      [[450, 900], [70, 100], 3.8],
      [[9, 900], [6, 100], 3.9],
      [[0, 45], [5, 5], 7.1],
      [[0, 45], [4, 4], 0],
      [[45, 45], [5, 5], Number.NaN],
      [[0, 0], [5, 10], Number.NaN],
    ];
  for (const [old, newest, z] of comparisons) {
    it(`finds ${newest.join(" of ")}, with ${old.join(" of ")} before, ${z} standard errors worse`, async () => {
      const { registrations } = await lambda(gradual());
      const queries = only(registrations, ALARM).inputs.metricQueries as {
        id: string;
        expression?: string;
      }[];
      const known: Record<string, unknown> = {
        SUM: ([only]: number[]) => only,
        SQRT: Math.sqrt,
        IF: (condition: boolean, yes: number, no: number) => (condition ? yes : no),
        newTotal: newest[1],
        allTotal: old[1] + newest[1],
        newFailed0: newest[0],
        allFailed0: old[0] + newest[0],
      };
      for (const { id, expression } of queries) {
        if (expression) known[id] = vm.runInNewContext(expression, known);
      }
      assert.equal(Math.round(Number(known.excess) * 10) / 10, z);
    });
  }

  it("notifies no one of the alarm where there is no topic", async () => {
    const { registrations } = await workflow(gradual());
    const { alarmActions, okActions } = only(registrations, ALARM).inputs;
    assert.deepEqual([alarmActions, okActions], [undefined, undefined]);
  });

  it("is not made where there are no aliases", async () => {
    const { registrations } = await workflow({ rollout: canary });
    assert.deepEqual(typesOf(registrations, "cloudformation"), []);
    assert.deepEqual(typesOf(registrations, "cloudwatch"), ["aws:cloudwatch/logGroup:LogGroup"]);
  });
});

describe("components: the alias of a function that moves gradually", () => {
  it("is moved by CodeDeploy, which watches an alarm of its own", async () => {
    const codeDeploy = { applicationName: "shared", deploymentConfigName: "slowly" };
    const { registrations, result } = await lambda({ ...gradual(), codeDeploy });
    assert.deepEqual(templateOf(registrations), {
      Resources: {
        Live: {
          Type: "AWS::Lambda::Alias",
          Properties: { FunctionName: "work-function", FunctionVersion: "1", Name: "live" },
          UpdatePolicy: {
            CodeDeployLambdaAliasUpdate: {
              ApplicationName: "shared",
              DeploymentGroupName: "work-rollout-role",
            },
          },
        },
      },
    });
    assert.deepEqual(only(registrations, GROUP).inputs, {
      appName: "shared",
      deploymentGroupName: "work-rollout-role",
      deploymentConfigName: "slowly",
      deploymentStyle: { deploymentType: "BLUE_GREEN", deploymentOption: "WITH_TRAFFIC_CONTROL" },
      serviceRoleArn: `arn:aws:iam::${ACCOUNT}:role/work-rollout-role`,
      alarmConfiguration: { enabled: true, alarms: ["work-rollout"] },
      autoRollbackConfiguration: {
        enabled: true,
        events: ["DEPLOYMENT_FAILURE", "DEPLOYMENT_STOP_ON_ALARM", "DEPLOYMENT_STOP_ON_REQUEST"],
      },
    });
    assert.equal(await resolved(result.arn), `${FUNCTION}:live`);
    assert.equal(await resolved(result.qualifier!), "live");
    assert.match(await resolved(result.invokeArn), /function:work-function:live\/invocations$/);
    assert.deepEqual(typesOf(registrations, "codedeploy"), [GROUP]);
    assert.deepEqual(typesOf(registrations, "lambda"), ["aws:lambda/function:Function"]);
  });

  it("compares the invocations of the new version, through the alias, with the others", async () => {
    const { registrations } = await lambda(gradual());
    const all = { FunctionName: "work-function", Resource: "work-function:live" };
    assert.deepEqual(metricsOf(only(registrations, ALARM)), {
      newTotal: ["AWS/Lambda Invocations", { ...all, ExecutedVersion: "1" }],
      allTotal: ["AWS/Lambda Invocations", all],
      newFailed0: ["AWS/Lambda Errors", { ...all, ExecutedVersion: "1" }],
      allFailed0: ["AWS/Lambda Errors", all],
    });
  });

  it("gives CodeDeploy, of this account alone, a role for this alias alone", async () => {
    const { registrations } = await lambda(gradual());
    const role = only(registrations, "aws:iam/role:Role", "work-rollout-role").inputs;
    const [trust] = JSON.parse(role.assumeRolePolicy as string).Statement;
    assert.deepEqual(trust.Principal, { Service: "codedeploy.amazonaws.com" });
    assert.deepEqual(trust.Condition, {
      StringEquals: { "aws:SourceAccount": ACCOUNT },
      ArnLike: { "aws:SourceArn": `arn:aws:codedeploy:${REGION}:${ACCOUNT}:deploymentgroup:*` },
    });
    const { policy } = only(registrations, "aws:iam/rolePolicy:RolePolicy", "work-rollout-policy").inputs;
    assert.deepEqual(JSON.parse(policy as string).Statement, [
      {
        Sid: "MoveAlias",
        Effect: "Allow",
        Action: ["lambda:GetAlias", "lambda:UpdateAlias", "lambda:GetProvisionedConcurrencyConfig"],
        Resource: [FUNCTION, `${FUNCTION}:live`],
      },
      {
        Sid: "WatchAlarms",
        Effect: "Allow",
        Action: ["cloudwatch:DescribeAlarms"],
        Resource: [`arn:aws:cloudwatch:${REGION}:${ACCOUNT}:alarm:*`],
      },
    ]);
  });

  it("makes what it needs of CodeDeploy itself where the stack has none", async () => {
    const { registrations } = await lambda(gradual());
    assert.deepEqual(only(registrations, "aws:codedeploy/deploymentConfig:DeploymentConfig").inputs, {
      computePlatform: "Lambda",
      trafficRoutingConfig: { type: "TimeBasedCanary", timeBasedCanary: { percentage: 10, interval: 5 } },
    });
    assert.equal(only(registrations, GROUP).inputs.appName, "work-rollouts");
  });

  it("is not made for a function that only state machines call", async () => {
    const { registrations, result } = await lambda(gradual(), "STATE_MACHINES");
    assert.deepEqual(typesOf(registrations, "cloudformation"), []);
    assert.deepEqual(typesOf(registrations, "codedeploy"), []);
    assert.equal(only(registrations, "aws:lambda/function:Function").inputs.publish, true);
    assert.equal(await resolved(result.arn), FUNCTION);
    assert.equal(result.qualifier, undefined);
  });

  it("moves at once, whatever calls it, where all aliases do", async () => {
    for (const callers of ["ANY", "STATE_MACHINES"] as const) {
      const { registrations, result } = await lambda({ liveAlias: true }, callers);
      only(registrations, "aws:lambda/alias:Alias", "work-live");
      assert.equal(await resolved(result.qualifier!), "live");
      assert.deepEqual(typesOf(registrations, "cloudformation"), []);
    }
  });
});

describe("components: the functions of a state machine", () => {
  const call = (operations: Partial<Operations>, pattern = lambdaInvoke) =>
    register(() => {
      const called = new InlineFunction("work", { callback: work, operations, callers: "STATE_MACHINES" });
      const States = { Call: pattern({ FunctionName: called, Payload: {} }, { End: true }) };
      return new Workflow("flow", {
        definition: { QueryLanguage: "JSONata", StartAt: "Call", States },
        operations,
      });
    });
  const calledBy = (registrations: Registration[]) => {
    const { definition: text } = only(registrations, "aws:sfn/stateMachine:StateMachine").inputs;
    const { policy } = only(registrations, "aws:iam/rolePolicy:RolePolicy", "flow-policy").inputs;
    const [statement] = JSON.parse(policy as string).Statement;
    assert.deepEqual(statement.Action, ["lambda:InvokeFunction"]);
    return [JSON.parse(text as string).States.Call.Arguments, statement.Resource];
  };

  for (const [what, operations] of [
    ["gradually", gradual()],
    ["at once", { liveAlias: true }],
  ] as const) {
    it(`are called by version where aliases move ${what}, and all versions may be called`, async () => {
      const { registrations } = await call(operations);
      assert.deepEqual(calledBy(registrations), [
        { FunctionName: FUNCTION, Qualifier: "1", Payload: {} },
        [`${FUNCTION}:*`],
      ]);
    });
  }

  it("are called as they are where nothing is published", async () => {
    const { registrations } = await call({});
    assert.deepEqual(calledBy(registrations), [{ FunctionName: FUNCTION, Payload: {} }, [FUNCTION]]);
  });
});

describe("components: a rollout that AWS would refuse", () => {
  const bad: [rollout: GradualRollout, message: RegExp][] = [
    [{ ...canary, percentage: 0 }, /rollout\.percentage must be a whole number from 1 to 99; given: 0$/],
    [{ ...canary, percentage: 12.5 }, /percentage .* given: 12\.5$/],
    [{ ...canary, intervalMinutes: 2101 }, /rollout\.intervalMinutes .* from 1 to 2100; given: 2101$/],
    [
      { type: "LINEAR", percentage: 1, intervalMinutes: 30 },
      /a rollout may take 2100 minutes; 1 percent every 30 minutes takes 2970$/,
    ],
  ];
  for (const [rollout, message] of bad) {
    const { type, percentage, intervalMinutes } = rollout;
    it(`is an error: ${type}, ${percentage} percent, ${intervalMinutes} minutes`, async () => {
      await assert.rejects(workflow(gradual(rollout)), message);
      await assert.rejects(workflow(gradual(rollout)), /^Error: Workflow 'flow': /);
      await assert.rejects(lambda(gradual(rollout)), /^Error: InlineFunction 'work': /);
    });
  }
});
