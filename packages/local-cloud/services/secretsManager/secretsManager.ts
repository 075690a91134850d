import { randomUUID } from "node:crypto";
import { pageOf } from "../../aws/pages";
import type { PolicyDocument } from "../../aws/policyDocument";
import { awsJson } from "../../aws/protocols/awsJson";
import { type ResourcePolicies, UnenforcedPolicies } from "../../aws/resourcePolicies";
import {
  AwsError,
  type Caller,
  type Cloud,
  type Requirement,
  type Service,
  type ServiceCall,
} from "../../aws/service";
import { withoutNulls } from "../inputShape";
import { decryptingVia } from "../kms";
import { describe, describeVersion, listed, valueEntry } from "./descriptions";
import { readFilters } from "./filters";
import {
  checkInput,
  hasValue,
  type Input,
  invalidParameter,
  invalidRequest,
  OPERATIONS,
  type OperationName,
  secretValueOf,
} from "./inputs";
import { randomPassword } from "./randomPassword";
import { type Secret, Secrets, type SecretValue } from "./secrets";

type Operation = (input: Input) => Record<string, unknown>;

interface Tag {
  Key: string;
  Value: string;
}

/** A secret as a deployment creates it. */
export interface SecretDefinition extends SecretValue {
  name: string;
  /** Default: its name with six characters, as AWS makes it. */
  arn?: string;
  description?: string;
  kmsKeyId?: string;
}

const PAGE_SIZE = 100;
const DAY_MS = 86_400_000;

/**
 * AWS Secrets Manager ({@link https://docs.aws.amazon.com/secretsmanager/latest/apireference/Welcome.html}) in memory: secrets
 * with versions, stages, tags, policies and a recovery window on the clock, without rotation and replication.
 */
export class SecretsManagerService implements Service {
  readonly signingName = "secretsmanager";
  readonly operationNames = OPERATIONS;
  readonly secrets: Secrets;
  private readonly codec = awsJson({
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
    private readonly now: () => number,
    /** Where the policies of secrets are. Default: they have no effect. */
    private readonly policies: ResourcePolicies = new UnenforcedPolicies(),
  ) {
    this.secrets = new Secrets(now);
  }

  /** {@link https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssecretsmanager.html} */
  requirements({ operation, input }: ServiceCall): Requirement[] {
    checkInput(operation, input);
    const action = `secretsmanager:${operation}`;
    const ids = (input.SecretIdList as string[] | undefined) ?? [];
    switch (operation) {
      case "GetRandomPassword":
      case "ListSecrets":
        return [{ action, resource: "*" }];
      case "CreateSecret":
        return [{ action, resource: this.arnOf(String(input.Name)) }];
      case "BatchGetSecretValue":
        return [{ action, resource: "*" }, ...ids.flatMap((id) => this.reading(id, {}))];
      case "GetSecretValue":
        return this.reading(String(input.SecretId), input);
      default:
        return [{ action, resource: input.SecretId ? this.arnOf(String(input.SecretId)) : "*" }];
    }
  }

  async invoke({ operation, input }: ServiceCall, _caller: Caller): Promise<Record<string, unknown>> {
    return this.operations[operation as OperationName](withoutNulls(input));
  }

  /** Creates a secret, with a version if it has a value. @throws AwsError */
  create({ name, arn, description, kmsKeyId, ...value }: SecretDefinition, versionId?: string): Secret {
    const secret = this.secrets.create({
      name,
      arn: arn ?? `${this.arnOf(name)}-${randomUUID().replaceAll("-", "").slice(0, 6)}`,
      ...(description !== undefined && { description }),
      ...(kmsKeyId !== undefined && { kmsKeyId }),
    });
    if (hasValue(value)) this.secrets.put(secret, value, versionId === undefined ? {} : { id: versionId });
    return secret;
  }

  private readonly operations: Readonly<Record<OperationName, Operation>> = {
    CreateSecret: (input) => this.createSecret(input),
    UpdateSecret: (input) => this.updateSecret(input),
    DeleteSecret: (input) => this.deleteSecret(input),
    RestoreSecret: ({ SecretId }) => {
      const secret = this.secrets.get(String(SecretId));
      delete secret.deletionAt;
      return identity(secret);
    },
    DescribeSecret: ({ SecretId }) => describe(this.secrets.get(String(SecretId))),
    ListSecrets: (input) => {
      const found = this.secrets
        .list()
        .filter(({ deletionAt }) => deletionAt === undefined || input.IncludePlannedDeletion === true)
        .filter(readFilters((input.Filters ?? []) as []));
      if (input.SortOrder === "desc") found.reverse();
      const { items, next } = page(found, ({ arn }) => arn, input);
      return { SecretList: items.map(listed), ...next };
    },
    GetSecretValue: (input) => this.getSecretValue(input),
    BatchGetSecretValue: (input) => this.batchGetSecretValue(input),
    PutSecretValue: (input) => {
      const secret = this.active(input);
      const value = secretValueOf(input);
      if (!hasValue(value)) throw invalidRequest("You must provide either SecretString or SecretBinary.");
      const { id, stages } = this.secrets.put(secret, value, {
        ...(input.ClientRequestToken !== undefined && { id: String(input.ClientRequestToken) }),
        ...(input.VersionStages !== undefined && { stages: input.VersionStages as string[] }),
      });
      return { ...identity(secret), VersionId: id, VersionStages: [...stages] };
    },
    ListSecretVersionIds: (input) => {
      const secret = this.secrets.get(String(input.SecretId));
      const versions = secret.versions.filter(
        ({ stages }) => stages.size > 0 || input.IncludeDeprecated === true,
      );
      const { items, next } = page(versions, ({ id }) => id, input);
      return { ...identity(secret), Versions: items.map(describeVersion), ...next };
    },
    UpdateSecretVersionStage: (input) => {
      const secret = this.active(input);
      const [from, to] = [input.RemoveFromVersionId, input.MoveToVersionId].map((id) =>
        id === undefined ? undefined : String(id),
      );
      this.secrets.moveStage(secret, String(input.VersionStage), from, to);
      return identity(secret);
    },
    GetRandomPassword: (input) => ({ RandomPassword: randomPassword(input) }),
    PutResourcePolicy: (input) => {
      const secret = this.active(input);
      this.putPolicy(secret, String(input.ResourcePolicy));
      return identity(secret);
    },
    GetResourcePolicy: ({ SecretId }) => {
      const secret = this.secrets.get(String(SecretId));
      const [document] = this.policies.resourceDocuments(secret.arn).values();
      const text = typeof document === "object" ? JSON.stringify(document) : document;
      return { ...identity(secret), ...(text !== undefined && { ResourcePolicy: text }) };
    },
    DeleteResourcePolicy: (input) => {
      const secret = this.active(input);
      this.policies.deleteResourcePolicy(secret.arn);
      return identity(secret);
    },
    ValidateResourcePolicy: ({ ResourcePolicy }) => {
      const scratch = `${this.arnOf("validated")}-${randomUUID()}`;
      const problem = this.policyProblem(scratch, String(ResourcePolicy));
      this.policies.deleteResourcePolicy(scratch);
      const errors = problem ? [{ CheckName: problem.code, ErrorMessage: problem.message }] : [];
      return { PolicyValidationPassed: errors.length === 0, ValidationErrors: errors };
    },
    TagResource: (input) => {
      const { tags } = this.active(input);
      for (const { Key, Value } of input.Tags as Tag[]) tags.set(Key, Value);
      return {};
    },
    UntagResource: (input) => {
      const { tags } = this.active(input);
      for (const key of input.TagKeys as string[]) tags.delete(key);
      return {};
    },
  };

  private createSecret(input: Input): Record<string, unknown> {
    const name = String(input.Name);
    if (!/^[\w/+=.@!-]{1,512}$/.test(name)) {
      throw new AwsError(
        "ValidationException",
        "Invalid name. Must be a valid name containing alphanumeric characters, or any of the following: -/_+=.@!",
      );
    }
    const token = input.ClientRequestToken === undefined ? undefined : String(input.ClientRequestToken);
    const secret = this.create(
      {
        name,
        ...(input.Description !== undefined && { description: String(input.Description) }),
        ...(input.KmsKeyId !== undefined && { kmsKeyId: String(input.KmsKeyId) }),
        ...secretValueOf(input),
      },
      token,
    );
    for (const { Key, Value } of (input.Tags ?? []) as Tag[]) secret.tags.set(Key, Value);
    const [version] = secret.versions;
    return { ...identity(secret), ...(version && { VersionId: version.id }) };
  }

  private updateSecret(input: Input): Record<string, unknown> {
    const secret = this.active(input);
    const value = secretValueOf(input);
    if (input.Description !== undefined) secret.description = String(input.Description);
    if (input.KmsKeyId !== undefined) secret.kmsKeyId = String(input.KmsKeyId);
    secret.changedAt = this.now();
    if (!hasValue(value)) return identity(secret);
    const token = input.ClientRequestToken;
    const { id } = this.secrets.put(secret, value, token === undefined ? {} : { id: String(token) });
    return { ...identity(secret), VersionId: id };
  }

  private deleteSecret(input: Input): Record<string, unknown> {
    const { ForceDeleteWithoutRecovery, RecoveryWindowInDays } = input;
    if (ForceDeleteWithoutRecovery === true) {
      if (RecoveryWindowInDays !== undefined) {
        throw invalidParameter(
          "You can't use ForceDeleteWithoutRecovery in conjunction with RecoveryWindowInDays.",
        );
      }
      const secret = this.secrets.get(String(input.SecretId));
      this.secrets.delete(secret);
      this.policies.deleteResourcePolicy(secret.arn);
      return { ...identity(secret), DeletionDate: this.now() / 1000 };
    }
    const days = Number(RecoveryWindowInDays ?? 30);
    if (!(days >= 7 && days <= 30)) {
      throw invalidParameter("The RecoveryWindowInDays value must be between 7 and 30 days (inclusive).");
    }
    const secret = this.active(input);
    secret.deletionAt = this.now() + days * DAY_MS;
    return { ...identity(secret), DeletionDate: secret.deletionAt / 1000 };
  }

  private getSecretValue(input: Input): Record<string, unknown> {
    const secret = this.active(input);
    const { VersionId, VersionStage } = input;
    const version = this.secrets.version(secret, {
      ...(VersionId !== undefined && { id: String(VersionId) }),
      ...(VersionStage !== undefined && { stage: String(VersionStage) }),
    });
    return valueEntry(secret, version);
  }

  private batchGetSecretValue({ SecretIdList, Filters, ...input }: Input): Record<string, unknown> {
    if ((SecretIdList === undefined) === (Filters === undefined))
      throw invalidParameter("Either 'SecretIdList' or 'Filters' must be provided, but not both.");
    const ids =
      Filters === undefined
        ? (SecretIdList as string[])
        : this.secrets
            .list()
            .filter(readFilters(Filters as []))
            .map(({ arn }) => arn);
    const { items, next } = page(ids, (id) => id, input);
    const SecretValues: object[] = [];
    const Errors: object[] = [];
    for (const id of items) {
      try {
        SecretValues.push(this.getSecretValue({ SecretId: id }));
      } catch (error) {
        if (!(error instanceof AwsError)) throw error;
        Errors.push({ SecretId: id, ErrorCode: error.code, Message: error.message });
      }
    }
    return { SecretValues, Errors, ...next };
  }

  private putPolicy({ arn }: Secret, document: PolicyDocument): void {
    const problem = this.policyProblem(arn, document);
    if (problem) throw problem;
  }

  /** Puts a policy; returns what is wrong with it. */
  private policyProblem(arn: string, document: PolicyDocument): AwsError | undefined {
    try {
      this.policies.putResourcePolicy(arn, document);
      return undefined;
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      return new AwsError("MalformedPolicyDocumentException", error.message);
    }
  }

  private active({ SecretId }: Input): Secret {
    return this.secrets.getActive(String(SecretId));
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

const identity = ({ arn, name }: Secret) => ({ ARN: arn, Name: name });

function page<T>(all: T[], keyOf: (item: T) => string, { MaxResults, NextToken }: Input) {
  const { items, nextToken } = pageOf(
    all,
    keyOf,
    { limit: MaxResults, nextToken: NextToken },
    PAGE_SIZE,
    () => new AwsError("InvalidNextTokenException", "The NextToken value is invalid."),
  );
  return { items, next: nextToken === undefined ? {} : { NextToken: nextToken } };
}
