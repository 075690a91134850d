import type { LocalServices, PolicyDocument } from "../../local-cloud";
import type { Resource } from "../program/evaluation";
import type { Deployer } from "./deployer";
import { json, Properties, text } from "./properties";

/** The name under which a policy of the secret itself is kept, apart from one of a `SecretPolicy`. */
const OWN_POLICY = "Secret";

const secret: Deployer = {
  create(resource, services) {
    const inputs = Properties.inputsOf(resource);
    const description = inputs.optionalText("description");
    const kmsKeyId = inputs.optionalText("kmsKeyId");
    const arn = text(resource, "arn");
    services.secretsManager.create({
      name: text(resource, "name"),
      arn,
      ...(description !== undefined && { description }),
      ...(kmsKeyId !== undefined && { kmsKeyId }),
    });
    if (inputs.has("policy"))
      services.cloud.iam.registry.putResourcePolicy(
        arn,
        json<PolicyDocument>(resource, "policy"),
        OWN_POLICY,
      );
  },
  delete(resource, { cloud, secretsManager: { secrets } }) {
    cloud.iam.registry.deleteResourcePolicy(text(resource, "arn"), OWN_POLICY);
    const found = secrets.find(text(resource, "arn"));
    // A program may delete its own secret.
    if (found) secrets.delete(found);
  },
};

const putVersion = (resource: Resource, { secretsManager: { secrets } }: LocalServices) => {
  const inputs = Properties.inputsOf(resource);
  const SecretString = inputs.optionalText("secretString");
  const SecretBinary = inputs.optionalText("secretBinary");
  const stages = inputs.texts("versionStages");
  secrets.put(
    secrets.get(text(resource, "secretId")),
    {
      ...(SecretString !== undefined && { SecretString }),
      ...(SecretBinary !== undefined && { SecretBinary }),
    },
    stages.length > 0 ? { stages } : {},
  );
};

/** A version goes with its secret: the deletion of the current one is not possible on AWS either. */
const secretVersion: Deployer = {
  create: putVersion,
  update: (resource, _before, services) => putVersion(resource, services),
  delete() {},
};

const secretPolicy: Deployer = {
  create(resource, { cloud, secretsManager }) {
    const { arn } = secretsManager.secrets.get(text(resource, "secretArn"));
    cloud.iam.registry.putResourcePolicy(arn, json<PolicyDocument>(resource, "policy"));
  },
  delete: (resource, { cloud }) =>
    cloud.iam.registry.deleteResourcePolicy(text(resource, "secretArn"), "Policy"),
};

export const secretsManager: Record<string, Deployer> = {
  "aws:secretsmanager/secret:Secret": secret,
  "aws:secretsmanager/secretVersion:SecretVersion": secretVersion,
  "aws:secretsmanager/secretPolicy:SecretPolicy": secretPolicy,
};
