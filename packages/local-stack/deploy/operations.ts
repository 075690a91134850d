import type { LocalServices, PolicyDocument } from "../../local-cloud";
import type { Resource } from "../program/evaluation";
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

/** What services may do with the account's log groups ({@link https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutResourcePolicy.html}). */
const logResourcePolicy: Deployer = {
  create(resource, { cloud }) {
    const document = json<PolicyDocument>(resource, "policyDocument");
    cloud.iam.registry.putResourcePolicy(logsArn(cloud), document, policyName(resource));
  },
  delete: (resource, { cloud }) =>
    cloud.iam.registry.deleteResourcePolicy(logsArn(cloud), policyName(resource)),
};

const logsArn = ({ region, accountId }: LocalServices["cloud"]) => `arn:aws:logs:${region}:${accountId}`;

/** A policy of a single log group has no name. */
const policyName = (resource: Resource) => Properties.of(resource).optionalText("policyName") ?? resource.urn;

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
  "aws:cloudwatch/logResourcePolicy:LogResourcePolicy": logResourcePolicy,
  "aws:cloudwatch/dashboard:Dashboard": noopDeployer,
  "aws:cloudwatch/metricAlarm:MetricAlarm": noopDeployer,
  "aws:kms/key:Key": key,
};
