import type { PolicyDocument } from "../../local-cloud";
import { type Deployer, noopDeployer } from "./deployer";
import { json, Properties, text } from "./properties";

const logGroup: Deployer = {
  async create(resource, { cloud }) {
    await cloud.call(cloud.administrator, "logs", "CreateLogGroup", { logGroupName: text(resource, "name") });
  },
  update() {},
  async delete(resource, { cloud }) {
    await cloud.call(cloud.administrator, "logs", "DeleteLogGroup", { logGroupName: text(resource, "name") });
  },
};

/** The policy of a key without one: https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html */
const defaultKeyPolicy = (accountId: string): PolicyDocument => ({
  Version: "2012-10-17",
  Statement: [
    { Effect: "Allow", Principal: { AWS: `arn:aws:iam::${accountId}:root` }, Action: "kms:*", Resource: "*" },
  ],
});

const key: Deployer = {
  create(resource, { cloud }) {
    const policy = Properties.inputsOf(resource).has("policy")
      ? json<PolicyDocument>(resource, "policy")
      : defaultKeyPolicy(cloud.accountId);
    cloud.iam.registry.putResourcePolicy(text(resource, "arn"), policy);
  },
  update: (resource, _before, services) => key.create(resource, services),
  delete: (resource, { cloud }) => cloud.iam.registry.deleteResourcePolicy(text(resource, "arn")),
};

export const operations: Record<string, Deployer> = {
  "aws:codedeploy/application:Application": noopDeployer,
  "aws:codedeploy/deploymentConfig:DeploymentConfig": noopDeployer,
  "aws:codedeploy/deploymentGroup:DeploymentGroup": noopDeployer,
  "aws:cloudwatch/logGroup:LogGroup": logGroup,
  "aws:cloudwatch/dashboard:Dashboard": noopDeployer,
  "aws:cloudwatch/metricAlarm:MetricAlarm": noopDeployer,
  "aws:kms/key:Key": key,
};
