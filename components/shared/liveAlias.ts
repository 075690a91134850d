import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Account } from "./account";
import { createCodeDeploy, createDeploymentGroup } from "./codeDeploy";
import type { GradualRollout, Operations } from "./operations";
import { checkRollout, minutesOf } from "./rollout";
import { createRolloutAlarm, executionsOf, invocationsOf } from "./rolloutAlarm";

/** The name of the alias that callers use. */
const LIVE = "live";

/** An alias and the stack that contains it. */
export interface LiveAlias<Alias> {
  /** The alias, where it moves at once. */
  alias?: Alias;
  /** The CloudFormation stack that has and moves the alias, where it moves gradually. */
  aliasStack?: aws.cloudformation.Stack;
  /** The alias's. */
  arn: pulumi.Output<string>;
  /** The alias's, once there is an alias. */
  name: pulumi.Output<string>;
}

/** An alias of a function, and what API Gateway calls. */
export interface LiveFunctionAlias extends LiveAlias<aws.lambda.Alias> {
  invokeArn: pulumi.Output<string>;
}

/** The alias of a state machine. It moves to the version published last: at once, or gradually, by CloudFormation. */
export function createStateMachineAlias(
  name: string,
  stateMachine: aws.sfn.StateMachine,
  { rollout, alarmTopicArn }: Operations,
  parent: pulumi.Resource,
): LiveAlias<aws.sfn.Alias> {
  const versionArn = stateMachine.stateMachineVersionArn;
  if (rollout.type === "ALL_AT_ONCE") {
    const alias = new aws.sfn.Alias(
      `${name}-live`,
      { name: LIVE, routingConfigurations: [{ stateMachineVersionArn: versionArn, weight: 100 }] },
      { parent },
    );
    return { alias, arn: alias.arn, name: alias.name };
  }
  checkRollout(`Workflow '${name}'`, rollout);
  const alarm = createRolloutAlarm(
    `${name}-rollout`,
    executionsOf(name, stateMachine),
    alarmTopicArn,
    parent,
  );
  // https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-stepfunctions-statemachinealias-deploymentpreference.html
  const properties = {
    Name: LIVE,
    DeploymentPreference: {
      StateMachineVersionArn: versionArn,
      Type: rollout.type,
      Percentage: rollout.percentage,
      Interval: rollout.intervalMinutes,
      Alarms: [alarm.name],
    },
  };
  return aliasInStack(
    name,
    stateMachine.arn,
    { Type: "AWS::StepFunctions::StateMachineAlias", Properties: properties },
    { rollout, parent },
  );
}

/** The alias of a function. It moves to the version published last: at once, or gradually, by CodeDeploy. */
export function createFunctionAlias(
  name: string,
  lambdaFunction: aws.lambda.Function,
  { rollout, alarmTopicArn, codeDeploy }: Operations,
  account: Account,
  parent: pulumi.Resource,
): LiveFunctionAlias {
  const { arn: functionArn, name: functionName, version } = lambdaFunction;
  if (rollout.type === "ALL_AT_ONCE") {
    const alias = new aws.lambda.Alias(
      `${name}-live`,
      { name: LIVE, functionName, functionVersion: version },
      { parent },
    );
    return { alias, arn: alias.arn, name: alias.name, invokeArn: alias.invokeArn };
  }
  checkRollout(`InlineFunction '${name}'`, rollout);
  const alarm = createRolloutAlarm(
    `${name}-rollout`,
    invocationsOf(name, lambdaFunction, LIVE),
    alarmTopicArn,
    parent,
  );
  const group = createDeploymentGroup(
    name,
    {
      codeDeploy: codeDeploy ?? createCodeDeploy(name, rollout, parent),
      functionArn,
      aliasName: LIVE,
      alarmName: alarm.name,
      account,
    },
    parent,
  );
  const live = aliasInStack(
    name,
    functionArn,
    {
      Type: "AWS::Lambda::Alias",
      Properties: { FunctionName: functionName, FunctionVersion: version, Name: LIVE },
      // https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-updatepolicy.html
      UpdatePolicy: {
        CodeDeployLambdaAliasUpdate: {
          ApplicationName: group.appName,
          DeploymentGroupName: group.deploymentGroupName,
        },
      },
    },
    { rollout, parent },
  );
  const invokeArn = pulumi
    .all([lambdaFunction.invokeArn, functionArn, live.arn])
    .apply(([uri, unqualified, qualified]) => uri.replace(unqualified, qualified));
  return { ...live, invokeArn };
}

/** Creates a stack that contains only an alias; `target` is the ARN that it is an alias of. */
function aliasInStack(
  name: string,
  target: pulumi.Output<string>,
  alias: object,
  { rollout, parent }: { rollout: GradualRollout; parent: pulumi.Resource },
): Required<Pick<LiveAlias<never>, "aliasStack" | "arn" | "name">> {
  const minutes = `${minutesOf(rollout) + SPARE_MINUTES}m`;
  const aliasStack = new aws.cloudformation.Stack(
    `${name}-live`,
    // A stack that could not be created would have to be deleted by hand before the next attempt.
    { templateBody: pulumi.jsonStringify({ Resources: { Live: alias } }), onFailure: "DELETE" },
    { parent, customTimeouts: { create: minutes, update: minutes } },
  );
  // Not an output of the stack: in a preview none is known once the template changes, and every caller would seem to change.
  return {
    aliasStack,
    arn: pulumi.all([target, aliasStack.id]).apply(([arn]) => `${arn}:${LIVE}`),
    name: aliasStack.id.apply(() => LIVE),
  };
}

/** What CloudFormation needs in addition to the rollout. */
const SPARE_MINUTES = 30;
