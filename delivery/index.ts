import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { policyDocument } from "../states";
import { ACCESS, type AccessTable } from "./access";
import { type EnvironmentName, readSettings } from "./config";
import { DeliveryRole } from "./deliveryRole";
import { guard } from "./guard";
import { smokeTest } from "./smokeTest";
import { readState, writeState } from "./state";
import { type Place, statementsOf } from "./statements";
import { AUDIENCE, ISSUER } from "./trust";

const settings = readSettings();
const { repository, branch, environments } = settings;

const place: pulumi.Output<Place> = pulumi.output({
  partition: aws.getPartitionOutput().partition,
  region: aws.getRegionOutput().region,
  accountId: aws.getCallerIdentityOutput().accountId,
});

const identityProviderArn =
  settings.identityProviderArn ??
  new aws.iam.OpenIdConnectProvider("delivery-github", {
    url: `https://${ISSUER}`,
    clientIdLists: [AUDIENCE],
  }).arn;

const policiesOf = (kind: "read" | "write") => {
  const create = (title: string, table: AccessTable) =>
    new aws.iam.Policy(`delivery-${kind}-${title}`, {
      policy: place.apply((here) => policyDocument(statementsOf(table, kind, here))),
    });
  return Object.fromEntries(Object.entries(ACCESS).map(([title, table]) => [title, create(title, table)]));
};
const readPolicies = policiesOf("read");
const writePolicies = policiesOf("write");

const ref = `refs/heads/${branch}`;
const looking = {
  identityProviderArn,
  policies: readPolicies,
  statements: place.apply(({ partition }) => readState(partition, settings, environments)),
};
const preview = new DeliveryRole("delivery-preview", {
  ...looking,
  description: "Previews pull requests; changes nothing.",
  jobs: { subjects: [`repo:${repository}:pull_request`, `repo:${repository}:ref:${ref}`] },
});
const drift = new DeliveryRole("delivery-drift", {
  ...looking,
  description: "Compares the deployed program with the resources in AWS; changes nothing.",
  jobs: { subjects: [`repo:${repository}:ref:${ref}`], ref },
});

const deploy = (environment: EnvironmentName) =>
  new DeliveryRole(`delivery-deploy-${environment}`, {
    identityProviderArn,
    description: `Deploys the stack ${environment}.`,
    jobs: { subjects: [`repo:${repository}:environment:${environment}`], ref },
    policies: writePolicies,
    statements: place.apply((here) => [
      ...readState(here.partition, settings, [environment]),
      writeState(here.partition, settings, environment),
      ...smokeTest(here),
      ...guard(here, settings),
    ]),
    // A gradual rollout takes longer than an hour.
    maxSessionSeconds: 7_200,
  });

/** ARNs for the repository's variables: `DEV_PREVIEW_ROLE`, … */
export const previewRoleArn = preview.role.arn;
export const driftRoleArn = drift.role.arn;
export const deployRoleArns = Object.fromEntries(
  environments.map((environment) => [environment, deploy(environment).role.arn]),
);
