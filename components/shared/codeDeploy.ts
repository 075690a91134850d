import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Account } from "./account";
import type { CodeDeploySettings, GradualRollout } from "./operations";
import { createServiceRole } from "./serviceRole";

/** Creates the application and the configuration that gradual rollouts of functions share. */
export function createCodeDeploy(
  name: string,
  rollout: GradualRollout,
  parent: pulumi.Resource,
): CodeDeploySettings {
  const { percentage, intervalMinutes: interval } = rollout;
  const computePlatform = "Lambda";
  const application = new aws.codedeploy.Application(`${name}-rollouts`, { computePlatform }, { parent });
  const config = new aws.codedeploy.DeploymentConfig(
    `${name}-rollout`,
    {
      computePlatform,
      trafficRoutingConfig:
        rollout.type === "CANARY"
          ? { type: "TimeBasedCanary", timeBasedCanary: { percentage, interval } }
          : { type: "TimeBasedLinear", timeBasedLinear: { percentage, interval } },
    },
    { parent },
  );
  return { applicationName: application.name, deploymentConfigName: config.deploymentConfigName };
}

export interface DeploymentGroupArgs {
  codeDeploy: CodeDeploySettings;
  /** Unqualified. */
  functionArn: pulumi.Input<string>;
  aliasName: string;
  /** Name of the alarm that rolls back. */
  alarmName: pulumi.Input<string>;
  account: Account;
}

/**
 * Creates the deployment group of one function, which rolls back on the alarm, on a failure and when it is stopped. Its role may
 * move this function's alias and read alarms: a subset of the managed policy AWSCodeDeployRoleForLambdaLimited.
 */
export function createDeploymentGroup(
  name: string,
  { codeDeploy, functionArn, aliasName, alarmName, account }: DeploymentGroupArgs,
  parent: pulumi.Resource,
): aws.codedeploy.DeploymentGroup {
  const { partition, region, accountId } = account;
  const { role, policy } = createServiceRole(
    `${name}-rollout`,
    {
      service: "codedeploy.amazonaws.com",
      source: { service: "codedeploy", resource: "deploymentgroup:*" },
    },
    [
      {
        Sid: "MoveAlias",
        Effect: "Allow",
        Action: ["lambda:GetAlias", "lambda:UpdateAlias", "lambda:GetProvisionedConcurrencyConfig"],
        Resource: [functionArn, pulumi.interpolate`${functionArn}:${aliasName}`],
      },
      {
        // All alarms, as AWS's own policy for CodeDeploy has it: DescribeAlarms is not documented to work for one alone.
        Sid: "WatchAlarms",
        Effect: "Allow",
        Action: ["cloudwatch:DescribeAlarms"],
        Resource: [pulumi.interpolate`arn:${partition}:cloudwatch:${region}:${accountId}:alarm:*`],
      },
    ],
    account,
    parent,
  );
  return new aws.codedeploy.DeploymentGroup(
    `${name}-rollout`,
    {
      appName: codeDeploy.applicationName,
      // Pulumi does not generate a name for a group; the role's is unique.
      deploymentGroupName: role.name,
      deploymentConfigName: codeDeploy.deploymentConfigName,
      deploymentStyle: { deploymentType: "BLUE_GREEN", deploymentOption: "WITH_TRAFFIC_CONTROL" },
      serviceRoleArn: role.arn,
      alarmConfiguration: { enabled: true, alarms: [alarmName] },
      autoRollbackConfiguration: {
        enabled: true,
        events: ["DEPLOYMENT_FAILURE", "DEPLOYMENT_STOP_ON_ALARM", "DEPLOYMENT_STOP_ON_REQUEST"],
      },
    },
    { parent, dependsOn: [policy] },
  );
}
