import type * as aws from "@pulumi/aws";
import { DEPLOYED_AT, type Models, model } from "./model";
import { anyName, plainName } from "./naming";

export const kms: Models = {
  "aws:kms/key:Key": model<aws.kms.Key, aws.kms.KeyArgs>({
    create: ({ arn, uuid }) => {
      const keyId = uuid();
      return {
        id: keyId,
        arn: arn("kms", `key/${keyId}`),
        customerMasterKeySpec: "SYMMETRIC_DEFAULT",
        description: "",
        enableKeyRotation: false,
        isEnabled: true,
        keyId,
        keyUsage: "ENCRYPT_DECRYPT",
        multiRegion: false,
        policy: undefined,
        rotationPeriodInDays: undefined,
      };
    },
  }),
  "aws:kms/alias:Alias": model<aws.kms.Alias, aws.kms.AliasArgs>({
    naming: plainName(256, "/_-", {
      pattern: /^alias\/(?!aws\/)[A-Za-z0-9/_-]+$/,
      allowed: "alias/ and then letters, digits, / _ -",
      transform: (name) => (name.startsWith("alias/") ? name : `alias/${name}`),
    }),
    create: ({ arn, name, inputs }) => {
      const target = inputs.text("targetKeyId");
      return {
        id: name,
        arn: arn("kms", name),
        namePrefix: "",
        targetKeyArn: target.startsWith("arn:") ? target : arn("kms", `key/${target}`),
      };
    },
  }),
  "aws:kms/keyPolicy:KeyPolicy": model<aws.kms.KeyPolicy, aws.kms.KeyPolicyArgs>({
    create: ({ inputs }) => ({ id: inputs.text("keyId") }),
  }),
};

export const scheduler: Models = {
  "aws:scheduler/schedule:Schedule": model<aws.scheduler.Schedule, aws.scheduler.ScheduleArgs>({
    naming: plainName(64, "_.-"),
    create: ({ arn, name, inputs }) => {
      const path = `${inputs.text("groupName", "default")}/${name}`;
      return {
        id: path,
        actionAfterCompletion: "NONE",
        arn: arn("scheduler", `schedule/${path}`),
        groupName: "default",
        namePrefix: "",
        scheduleExpressionTimezone: "UTC",
        state: "ENABLED",
      };
    },
  }),
  "aws:scheduler/scheduleGroup:ScheduleGroup": model<
    aws.scheduler.ScheduleGroup,
    aws.scheduler.ScheduleGroupArgs
  >({
    naming: plainName(64, "_.-"),
    create: ({ arn, name }) => ({
      id: name,
      arn: arn("scheduler", `schedule-group/${name}`),
      creationDate: DEPLOYED_AT,
      lastModificationDate: DEPLOYED_AT,
      namePrefix: "",
      state: "ACTIVE",
    }),
  }),
};

export const cloudtrail: Models = {
  "aws:cloudtrail/trail:Trail": model<aws.cloudtrail.Trail, aws.cloudtrail.TrailArgs>({
    naming: plainName(128, "._-", { pattern: /^[A-Za-z0-9][A-Za-z0-9._-]+[A-Za-z0-9]$/ }),
    create: ({ arn, name, region }) => {
      const trailArn = arn("cloudtrail", `trail/${name}`);
      return {
        id: trailArn,
        arn: trailArn,
        enableLogging: true,
        homeRegion: region,
        includeGlobalServiceEvents: true,
        isMultiRegionTrail: false,
        snsTopicArn: "",
      };
    },
  }),
};

export const codedeploy: Models = {
  "aws:codedeploy/application:Application": model<aws.codedeploy.Application, aws.codedeploy.ApplicationArgs>(
    {
      naming: anyName(100),
      create: ({ arn, name, uuid }) => ({
        id: `${uuid()}:${name}`,
        applicationId: uuid(),
        arn: arn("codedeploy", `application:${name}`),
        computePlatform: "Server",
        githubAccountName: "",
        linkedToGithub: false,
      }),
    },
  ),
  "aws:codedeploy/deploymentGroup:DeploymentGroup": model<
    aws.codedeploy.DeploymentGroup,
    aws.codedeploy.DeploymentGroupArgs
  >({
    naming: anyName(100, { property: "deploymentGroupName" }),
    create: ({ arn, inputs, name, uuid, find }) => {
      const app = inputs.text("appName");
      const application = find("aws:codedeploy/application:Application", "name", app);
      return {
        id: uuid(),
        arn: arn("codedeploy", `deploymentgroup:${app}/${name}`),
        blueGreenDeploymentConfig: undefined,
        computePlatform: String(application?.computePlatform ?? "Server"),
        deploymentConfigName: "CodeDeployDefault.OneAtATime",
        deploymentGroupId: uuid(),
      };
    },
  }),
  "aws:codedeploy/deploymentConfig:DeploymentConfig": model<
    aws.codedeploy.DeploymentConfig,
    aws.codedeploy.DeploymentConfigArgs
  >({
    naming: plainName(100, "._+=,@-", { property: "deploymentConfigName" }),
    create: ({ arn, name, uuid }) => ({
      id: name,
      arn: arn("codedeploy", `deploymentconfig:${name}`),
      computePlatform: "Server",
      deploymentConfigId: uuid(),
      deploymentConfigName: name,
    }),
  }),
};

export const xray: Models = {
  "aws:xray/group:Group": model<aws.xray.Group, aws.xray.GroupArgs>({
    create: ({ arn, inputs, unique }) => {
      const groupArn = arn("xray", `group/${inputs.text("groupName")}/${unique(26).toUpperCase()}`);
      return {
        id: groupArn,
        arn: groupArn,
        insightsConfiguration: { insightsEnabled: false, notificationsEnabled: false },
      };
    },
  }),
};

export const parameters: Models = {
  "aws:ssm/parameter:Parameter": model<aws.ssm.Parameter, aws.ssm.ParameterArgs>({
    naming: plainName(1011, "_.-/"),
    create: ({ arn, name }) => ({
      id: name,
      arn: arn("ssm", `parameter/${name.replace(/^\//, "")}`),
      dataType: "text",
      hasValueWo: false,
      insecureValue: undefined,
      keyId: "",
      tier: "Standard",
      value: undefined,
      version: 1,
    }),
  }),
  "aws:secretsmanager/secret:Secret": model<aws.secretsmanager.Secret, aws.secretsmanager.SecretArgs>({
    naming: plainName(512, "/_+=.@-"),
    create: ({ arn, name, unique }) => {
      const secretArn = arn("secretsmanager", `secret:${name}-${unique(6)}`);
      return { id: secretArn, arn: secretArn, namePrefix: "", policy: undefined, recoveryWindowInDays: 30 };
    },
  }),
  "aws:secretsmanager/secretVersion:SecretVersion": model<
    aws.secretsmanager.SecretVersion,
    aws.secretsmanager.SecretVersionArgs
  >({
    create: ({ inputs, uuid }) => {
      const secretArn = inputs.text("secretId");
      return {
        id: `${secretArn}|${uuid()}`,
        arn: secretArn,
        hasSecretStringWo: false,
        secretArn,
        versionId: uuid(),
        versionStages: ["AWSCURRENT"],
      };
    },
  }),
};
