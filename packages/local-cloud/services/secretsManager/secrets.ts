import { randomUUID } from "node:crypto";
import { AwsError } from "../../aws/service";

export interface SecretValue {
  SecretString?: string;
  /** Base64. */
  SecretBinary?: string;
}

export interface SecretVersion {
  id: string;
  value: SecretValue;
  stages: Set<string>;
  /** Milliseconds since the epoch. */
  createdAt: number;
}

export interface Secret {
  arn: string;
  name: string;
  description?: string;
  kmsKeyId?: string;
  createdAt: number;
  changedAt: number;
  /** When it is deleted, once that is planned. */
  deletionAt?: number;
  tags: Map<string, string>;
  versions: SecretVersion[];
}

const CURRENT = "AWSCURRENT";
const PREVIOUS = "AWSPREVIOUS";

/** The secrets of the account, each with its versions. */
export class Secrets {
  private readonly byName = new Map<string, Secret>();

  constructor(private readonly now: () => number) {}

  /** Those whose deletion is planned too. */
  list(): Secret[] {
    this.deleteDue();
    return [...this.byName.values()];
  }

  /** @param id the name, the ARN, or the ARN without its last six characters */
  find(id: string): Secret | undefined {
    this.deleteDue();
    return this.byName.get(id) ?? this.list().find(({ arn }) => arn === id || arn.slice(0, -7) === id);
  }

  /** @throws AwsError `ResourceNotFoundException` */
  get(id: string): Secret {
    const secret = this.find(id);
    if (!secret)
      throw new AwsError("ResourceNotFoundException", "Secrets Manager can't find the specified secret.");
    return secret;
  }

  /**
   * One whose deletion is not planned.
   *
   * @throws AwsError `ResourceNotFoundException` or `InvalidRequestException`
   */
  getActive(id: string): Secret {
    const secret = this.get(id);
    if (secret.deletionAt === undefined) return secret;
    throw new AwsError(
      "InvalidRequestException",
      "You can't perform this operation on the secret because it was marked for deletion.",
    );
  }

  /** @throws AwsError `ResourceExistsException`, or `InvalidRequestException` for one whose deletion is planned */
  create(definition: Pick<Secret, "arn" | "name" | "description" | "kmsKeyId">): Secret {
    const { name } = definition;
    const existing = this.find(name);
    if (existing?.deletionAt !== undefined) {
      throw new AwsError(
        "InvalidRequestException",
        "You can't create this secret because a secret with this name is already scheduled for deletion.",
      );
    }
    if (existing) {
      throw new AwsError(
        "ResourceExistsException",
        `The operation failed because the secret ${name} already exists.`,
      );
    }
    const createdAt = this.now();
    const secret: Secret = { ...definition, createdAt, changedAt: createdAt, tags: new Map(), versions: [] };
    this.byName.set(name, secret);
    return secret;
  }

  delete(secret: Secret): void {
    this.byName.delete(secret.name);
  }

  /** Moves a stage from one version to another, or attaches or removes it. @throws AwsError `InvalidParameterException` */
  moveStage(secret: Secret, stage: string, from: string | undefined, to: string | undefined): void {
    const holder = secret.versions.find(({ stages }) => stages.has(stage));
    const target = to === undefined ? undefined : this.version(secret, { id: to });
    if (from !== undefined && holder?.id !== from)
      throw invalidParameter(`The staging label ${stage} is not attached to version ${from}.`);
    if (target && holder && from === undefined) {
      throw invalidParameter(
        `The parameter RemoveFromVersionId can't be empty. Staging label ${stage} is currently attached to version ${holder.id}, so you must explicitly reference that version in RemoveFromVersionId.`,
      );
    }
    if (!target && stage === CURRENT) {
      throw invalidParameter(
        `You can only move staging label ${CURRENT} to a different secret version. It can’t be completely removed.`,
      );
    }
    holder?.stages.delete(stage);
    target?.stages.add(stage);
    if (stage === CURRENT && holder && holder !== target) {
      for (const { stages } of secret.versions) stages.delete(PREVIOUS);
      holder.stages.add(PREVIOUS);
    }
    secret.changedAt = this.now();
  }

  /** Adds a version, which gets the stages from those that had them. The one that was current becomes the previous one. */
  put(
    secret: Secret,
    value: SecretValue,
    { id = randomUUID(), stages = [CURRENT] }: { id?: string; stages?: string[] } = {},
  ): SecretVersion {
    const existing = secret.versions.find((version) => version.id === id);
    if (existing && JSON.stringify(existing.value) !== JSON.stringify(value)) {
      throw new AwsError(
        "ResourceExistsException",
        `A resource with the ID you requested already exists: version ${id} of ${secret.name} has another value.`,
      );
    }
    if (existing) return existing;
    const current = secret.versions.find((version) => version.stages.has(CURRENT));
    for (const { stages: theirs } of secret.versions) {
      for (const stage of stages) theirs.delete(stage);
      if (stages.includes(CURRENT)) theirs.delete(PREVIOUS);
    }
    if (stages.includes(CURRENT)) current?.stages.add(PREVIOUS);
    const version = { id, value, stages: new Set(stages), createdAt: this.now() };
    // Versions without a stage are deprecated, and AWS deletes them.
    secret.versions = [...secret.versions.filter((each) => each.stages.size > 0), version];
    secret.changedAt = version.createdAt;
    return version;
  }

  private deleteDue(): void {
    const now = this.now();
    for (const { name, deletionAt } of this.byName.values())
      if (deletionAt !== undefined && deletionAt <= now) this.byName.delete(name);
  }

  /**
   * The version with the id, or with the stage.
   *
   * @throws AwsError `ResourceNotFoundException`
   */
  version(secret: Secret, { id, stage }: { id?: string; stage?: string }): SecretVersion {
    const wanted = stage ?? (id === undefined ? CURRENT : undefined);
    const found = secret.versions.find(
      (version) =>
        (id === undefined || version.id === id) && (wanted === undefined || version.stages.has(wanted)),
    );
    if (found) return found;
    const what = id === undefined ? `staging label: ${wanted}` : `VersionId: ${id}`;
    throw new AwsError(
      "ResourceNotFoundException",
      `Secrets Manager can't find the specified secret value for ${what}`,
    );
  }
}

const invalidParameter = (message: string) => new AwsError("InvalidParameterException", message);
