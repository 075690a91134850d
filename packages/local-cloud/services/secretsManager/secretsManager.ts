import { randomUUID } from "node:crypto";
import { awsJson, type Codec } from "../../aws/protocols/awsJson";
import {
  AwsError,
  type Caller,
  type Cloud,
  type Requirement,
  type Service,
  type ServiceCall,
} from "../../aws/service";
import { checkShape, list, structure, withoutNulls } from "../inputShape";
import { decryptingVia } from "../kms";
import { type Secret, Secrets, type SecretValue, type SecretVersion } from "./secrets";

type Input = Record<string, unknown>;

const OPERATIONS = new Set([
  "BatchGetSecretValue",
  "CreateSecret",
  "DeleteSecret",
  "DescribeSecret",
  "GetSecretValue",
  "ListSecrets",
  "PutSecretValue",
]);
const CODES = { wrongType: "InvalidParameterException", missing: "InvalidParameterException" };
/** Every member of the operations' inputs; a member has the same type in all of them. */
const MEMBERS = structure({
  ClientRequestToken: "string",
  Description: "string",
  ForceDeleteWithoutRecovery: "boolean",
  KmsKeyId: "string",
  MaxResults: "number",
  Name: "string",
  SecretBinary: "string",
  SecretId: "string",
  SecretIdList: list("string"),
  SecretString: "string",
  VersionId: "string",
  VersionStage: "string",
  VersionStages: list("string"),
});
const REQUIRED: Readonly<Record<string, readonly string[]>> = {
  BatchGetSecretValue: ["SecretIdList"],
  CreateSecret: ["Name"],
  ListSecrets: [],
};

/** A secret as a deployment creates it. */
export interface SecretDefinition extends SecretValue {
  name: string;
  /** Default: its name with six characters, as AWS makes it. */
  arn?: string;
  description?: string;
  kmsKeyId?: string;
}

/**
 * AWS Secrets Manager ({@link https://docs.aws.amazon.com/secretsmanager/latest/apireference/Welcome.html}) in memory: secrets
 * with versions and stages, without rotation, replication and recovery. A deleted secret is gone at once.
 */
export class SecretsManagerService implements Service {
  readonly signingName = "secretsmanager";
  readonly operationNames = OPERATIONS;
  readonly secrets: Secrets;
  private readonly codec: Codec = awsJson({
    version: "1.1",
    targetPrefix: "secretsmanager",
    operations: OPERATIONS,
  });
  readonly decode = this.codec.decode;
  readonly encode = this.codec.encode;
  readonly encodeError = this.codec.encodeError;

  constructor(
    private readonly cloud: Pick<Cloud, "accountId" | "region">,
    /** Milliseconds since the epoch. */
    now: () => number,
  ) {
    this.secrets = new Secrets(now);
  }

  /** {@link https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssecretsmanager.html} */
  requirements({ operation, input }: ServiceCall): Requirement[] {
    checkShape(input, MEMBERS, CODES);
    switch (operation) {
      case "ListSecrets":
        return [{ action: "secretsmanager:ListSecrets", resource: "*" }];
      case "CreateSecret":
        return [{ action: "secretsmanager:CreateSecret", resource: this.arnOf(String(input.Name ?? "")) }];
      case "BatchGetSecretValue":
        return [
          { action: "secretsmanager:BatchGetSecretValue", resource: "*" },
          ...((input.SecretIdList as string[] | undefined) ?? []).flatMap((id) => this.reading(id, {})),
        ];
      case "GetSecretValue":
        return this.reading(String(input.SecretId ?? ""), input);
      default:
        return [
          { action: `secretsmanager:${operation}`, resource: this.arnOf(String(input.SecretId ?? "")) },
        ];
    }
  }

  async invoke({ operation, input: given }: ServiceCall, _caller: Caller): Promise<Record<string, unknown>> {
    const input = withoutNulls(given);
    checkShape(input, structure({}, ...(REQUIRED[operation] ?? ["SecretId"])), CODES);
    switch (operation) {
      case "CreateSecret":
        return this.createSecret(input);
      case "DeleteSecret":
        return this.deleteSecret(input);
      case "DescribeSecret":
        return describe(this.secrets.get(String(input.SecretId)));
      case "GetSecretValue":
        return this.getSecretValue(input);
      case "BatchGetSecretValue":
        return this.batchGetSecretValue(input.SecretIdList as string[]);
      case "PutSecretValue":
        return this.putSecretValue(input);
      default:
        return { SecretList: this.secrets.list().map(listed) };
    }
  }

  /** Creates a secret, with a version if it has a value. @throws AwsError */
  create({ name, arn, description, kmsKeyId, ...value }: SecretDefinition): Secret {
    const secret = this.secrets.create({
      name,
      arn: arn ?? `${this.arnOf(name)}-${randomUUID().replaceAll("-", "").slice(0, 6)}`,
      ...(description !== undefined && { description }),
      ...(kmsKeyId !== undefined && { kmsKeyId }),
    });
    if (value.SecretString !== undefined || value.SecretBinary !== undefined) this.secrets.put(secret, value);
    return secret;
  }

  private createSecret(input: Input): Record<string, unknown> {
    const name = String(input.Name);
    if (!/^[\w/+=.@-]{1,512}$/.test(name)) {
      throw new AwsError(
        "ValidationException",
        "Invalid name. Must be a valid name containing alphanumeric characters, or any of the following: -/_+=.@!",
      );
    }
    const { arn, versions } = this.create({
      name,
      ...(input.Description !== undefined && { description: String(input.Description) }),
      ...(input.KmsKeyId !== undefined && { kmsKeyId: String(input.KmsKeyId) }),
      ...secretValueOf(input),
    });
    return { ARN: arn, Name: name, ...(versions[0] && { VersionId: versions[0].id }) };
  }

  private deleteSecret({ SecretId }: Input): Record<string, unknown> {
    const secret = this.secrets.get(String(SecretId));
    this.secrets.delete(secret);
    return { ARN: secret.arn, Name: secret.name, DeletionDate: secret.changedAt / 1000 };
  }

  private getSecretValue({ SecretId, VersionId, VersionStage }: Input): Record<string, unknown> {
    const secret = this.secrets.get(String(SecretId));
    const version = this.secrets.version(secret, {
      ...(VersionId !== undefined && { id: String(VersionId) }),
      ...(VersionStage !== undefined && { stage: String(VersionStage) }),
    });
    return valueEntry(secret, version);
  }

  private batchGetSecretValue(ids: string[]): Record<string, unknown> {
    const SecretValues: object[] = [];
    const Errors: object[] = [];
    for (const id of ids) {
      try {
        SecretValues.push(this.getSecretValue({ SecretId: id }));
      } catch (error) {
        if (!(error instanceof AwsError)) throw error;
        Errors.push({ SecretId: id, ErrorCode: error.code, Message: error.message });
      }
    }
    return { SecretValues, Errors };
  }

  private putSecretValue(input: Input): Record<string, unknown> {
    const secret = this.secrets.get(String(input.SecretId));
    const value = secretValueOf(input);
    if (Object.keys(value).length === 0) {
      throw new AwsError("InvalidRequestException", "You must provide either SecretString or SecretBinary.");
    }
    const { id, stages } = this.secrets.put(secret, value, {
      ...(input.ClientRequestToken !== undefined && { id: String(input.ClientRequestToken) }),
      ...(input.VersionStages !== undefined && { stages: input.VersionStages as string[] }),
    });
    return { ARN: secret.arn, Name: secret.name, VersionId: id, VersionStages: [...stages] };
  }

  private reading(id: string, { VersionId, VersionStage }: Input): Requirement[] {
    const resource = this.arnOf(id);
    const context = {
      ...(VersionId !== undefined && { "secretsmanager:VersionId": String(VersionId) }),
      "secretsmanager:VersionStage": String(VersionStage ?? "AWSCURRENT"),
    };
    const kmsKeyId = this.secrets.find(id)?.kmsKeyId;
    return [
      { action: "secretsmanager:GetSecretValue", resource, context },
      ...decryptingVia(kmsKeyId, this.cloud, "secretsmanager", { SecretARN: resource }),
    ];
  }

  /** The ARN of a secret; of one that does not exist, without the six characters that AWS would add. */
  private arnOf(id: string): string {
    const found = this.secrets.find(id)?.arn;
    if (found !== undefined || id.startsWith("arn:")) return found ?? id;
    return `arn:aws:secretsmanager:${this.cloud.region}:${this.cloud.accountId}:secret:${id}`;
  }
}

function secretValueOf({ SecretString, SecretBinary }: Input): SecretValue {
  if (SecretString !== undefined && SecretBinary !== undefined) {
    throw new AwsError(
      "InvalidParameterException",
      "You can't specify both a binary secret value and a string secret value in the same secret.",
    );
  }
  return {
    ...(SecretString !== undefined && { SecretString: String(SecretString) }),
    ...(SecretBinary !== undefined && { SecretBinary: String(SecretBinary) }),
  };
}

const valueEntry = ({ arn, name }: Secret, { id, value, stages, createdAt }: SecretVersion) => ({
  ARN: arn,
  Name: name,
  VersionId: id,
  ...value,
  VersionStages: [...stages],
  CreatedDate: createdAt / 1000,
});

const describe = (secret: Secret) => ({ ...metadata(secret), VersionIdsToStages: stagesOf(secret) });

const listed = (secret: Secret) => ({ ...metadata(secret), SecretVersionsToStages: stagesOf(secret) });

const stagesOf = ({ versions }: Secret) =>
  Object.fromEntries(versions.map(({ id, stages }) => [id, [...stages]]));

const metadata = ({ arn, name, description, kmsKeyId, createdAt, changedAt }: Secret) => ({
  ARN: arn,
  Name: name,
  ...(description !== undefined && { Description: description }),
  ...(kmsKeyId !== undefined && { KmsKeyId: kmsKeyId }),
  CreatedDate: createdAt / 1000,
  LastChangedDate: changedAt / 1000,
});
