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
  versions: SecretVersion[];
}

const CURRENT = "AWSCURRENT";
const PREVIOUS = "AWSPREVIOUS";

/** The secrets of the account, each with its versions. */
export class Secrets {
  private readonly byName = new Map<string, Secret>();

  constructor(private readonly now: () => number) {}

  list(): Secret[] {
    return [...this.byName.values()];
  }

  /** @param id the name, the ARN, or the ARN without its last six characters */
  find(id: string): Secret | undefined {
    return this.byName.get(id) ?? this.list().find(({ arn }) => arn === id || arn.slice(0, -7) === id);
  }

  /** @throws AwsError `ResourceNotFoundException` */
  get(id: string): Secret {
    const secret = this.find(id);
    if (!secret)
      throw new AwsError("ResourceNotFoundException", "Secrets Manager can't find the specified secret.");
    return secret;
  }

  /** @throws AwsError `ResourceExistsException` */
  create(definition: Pick<Secret, "arn" | "name" | "description" | "kmsKeyId">): Secret {
    const { name } = definition;
    if (this.byName.has(name)) {
      throw new AwsError(
        "ResourceExistsException",
        `The operation failed because the secret ${name} already exists.`,
      );
    }
    const createdAt = this.now();
    const secret: Secret = { ...definition, createdAt, changedAt: createdAt, versions: [] };
    this.byName.set(name, secret);
    return secret;
  }

  delete(secret: Secret): void {
    this.byName.delete(secret.name);
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
