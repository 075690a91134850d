import type { Secret, SecretVersion } from "./secrets";

/** As `GetSecretValue` returns it. */
export const valueEntry = ({ arn, name }: Secret, { id, value, stages, createdAt }: SecretVersion) => ({
  ARN: arn,
  Name: name,
  VersionId: id,
  ...value,
  VersionStages: [...stages],
  CreatedDate: createdAt / 1000,
});

/** As `DescribeSecret` returns it. */
export const describe = (secret: Secret) => ({ ...metadata(secret), VersionIdsToStages: stagesOf(secret) });

/** As `ListSecrets` returns it. */
export const listed = (secret: Secret) => ({ ...metadata(secret), SecretVersionsToStages: stagesOf(secret) });

/** As `ListSecretVersionIds` returns it. */
export const describeVersion = ({ id, stages, createdAt }: SecretVersion) => ({
  VersionId: id,
  VersionStages: [...stages],
  CreatedDate: createdAt / 1000,
});

const stagesOf = ({ versions }: Secret) =>
  Object.fromEntries(versions.map(({ id, stages }) => [id, [...stages]]));

const metadata = (secret: Secret) => ({
  ARN: secret.arn,
  Name: secret.name,
  ...(secret.description !== undefined && { Description: secret.description }),
  ...(secret.kmsKeyId !== undefined && { KmsKeyId: secret.kmsKeyId }),
  CreatedDate: secret.createdAt / 1000,
  LastChangedDate: secret.changedAt / 1000,
  ...(secret.deletionAt !== undefined && { DeletedDate: secret.deletionAt / 1000 }),
  Tags: [...secret.tags].map(([Key, Value]) => ({ Key, Value })),
});
