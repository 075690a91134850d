import { AwsError } from "../../aws/service";
import type { PersistedValues } from "../../data/persistedValues";

/** A document in members, or the text of a policy. */
type Value = Record<string, unknown> | string;

/** A setting of a bucket that is stored as it was put. */
export interface BucketSetting {
  /** What follows `Get` and `Put` in its operations' names. */
  name: string;
  /** The operation that removes it; absent if there is none. */
  remove?: string;
  /**
   * What follows `s3:Get` and `s3:Put` in its actions' names; removing requires the action of putting unless
   * `removeAction` is set.
   */
  action: string;
  removeAction?: string;
  /** The member of the input of putting it. */
  payload: string;
  /** Whether getting it returns that member, and not the members of it. */
  isPayload?: true;
  /** The error, or the default, that is returned if it was never put. */
  missing: { code: string; message: string } | { value: Value };
}

/** Encryption that every bucket has since January 2023. */
const ENCRYPTED_BY_S3 = {
  Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: "AES256" }, BucketKeyEnabled: false }],
};

/** By their query parameter. */
export const BUCKET_SETTINGS: Readonly<Record<string, BucketSetting>> = {
  encryption: {
    name: "BucketEncryption",
    remove: "DeleteBucketEncryption",
    action: "EncryptionConfiguration",
    payload: "ServerSideEncryptionConfiguration",
    isPayload: true,
    missing: { value: ENCRYPTED_BY_S3 },
  },
  lifecycle: {
    name: "BucketLifecycleConfiguration",
    remove: "DeleteBucketLifecycle",
    action: "LifecycleConfiguration",
    payload: "LifecycleConfiguration",
    missing: { code: "NoSuchLifecycleConfiguration", message: "The lifecycle configuration does not exist" },
  },
  ownershipControls: {
    name: "BucketOwnershipControls",
    remove: "DeleteBucketOwnershipControls",
    action: "BucketOwnershipControls",
    payload: "OwnershipControls",
    isPayload: true,
    missing: {
      code: "OwnershipControlsNotFoundError",
      message: "The bucket ownership controls were not found",
    },
  },
  policy: {
    name: "BucketPolicy",
    remove: "DeleteBucketPolicy",
    action: "BucketPolicy",
    removeAction: "DeleteBucketPolicy",
    payload: "Policy",
    isPayload: true,
    missing: { code: "NoSuchBucketPolicy", message: "The bucket policy does not exist" },
  },
  publicAccessBlock: {
    name: "PublicAccessBlock",
    remove: "DeletePublicAccessBlock",
    action: "BucketPublicAccessBlock",
    payload: "PublicAccessBlockConfiguration",
    isPayload: true,
    missing: {
      code: "NoSuchPublicAccessBlockConfiguration",
      message: "The public access block configuration was not found",
    },
  },
  tagging: {
    name: "BucketTagging",
    remove: "DeleteBucketTagging",
    action: "BucketTagging",
    payload: "Tagging",
    missing: { code: "NoSuchTagSet", message: "The TagSet does not exist" },
  },
  versioning: {
    name: "BucketVersioning",
    action: "BucketVersioning",
    payload: "VersioningConfiguration",
    missing: { value: {} },
  },
};

/** The setting that an operation reads or changes, and which of these it does. */
export function settingOf(
  operation: string,
): { setting: BucketSetting; verb: "get" | "put" | "remove" } | undefined {
  for (const setting of Object.values(BUCKET_SETTINGS)) {
    if (operation === `Get${setting.name}`) return { setting, verb: "get" };
    if (operation === `Put${setting.name}`) return { setting, verb: "put" };
    if (operation === setting.remove) return { setting, verb: "remove" };
  }
  return undefined;
}

/** How the objects of a bucket are encrypted by default. */
export interface Encryption {
  /** `AES256`, `aws:kms` */
  algorithm: string;
  /** As given: id, alias or ARN. Absent if S3 manages the key. */
  keyId?: string;
  bucketKey: boolean;
}

/** Whether versions of a bucket's objects are kept: never asked for, or as it was put. */
export type Versioning = "Enabled" | "Suspended" | undefined;

/** The settings of the buckets, as they were put. */
export class BucketSettings {
  /** By bucket, then by the setting's name. */
  private readonly values = new Map<string, Record<string, Value>>();

  /** @param stored where they are stored, by bucket. Default: in memory only. */
  constructor(private readonly stored?: PersistedValues<Record<string, Value>>) {
    for (const [bucket, settings] of stored?.entries() ?? []) this.values.set(bucket, settings);
  }

  put(bucket: string, { name }: BucketSetting, value: Value): void {
    this.replace(bucket, { ...this.values.get(bucket), [name]: value });
  }

  remove(bucket: string, { name }: BucketSetting): void {
    const { [name]: _, ...left } = this.values.get(bucket) ?? {};
    this.replace(bucket, left);
  }

  deleteBucket(bucket: string): void {
    this.values.delete(bucket);
    this.stored?.delete(bucket);
  }

  /** Throws the API's error if it was never put. */
  get(bucket: string, { name, missing }: BucketSetting): Value {
    const value = this.values.get(bucket)?.[name];
    if (value !== undefined) return value;
    if ("value" in missing) return missing.value;
    throw new AwsError(missing.code, missing.message, 404, { BucketName: bucket });
  }

  encryption(bucket: string): Encryption {
    const { Rules: [rule] = [] } = (this.values.get(bucket)?.BucketEncryption ?? {}) as EncryptionRules;
    const { SSEAlgorithm = "AES256", KMSMasterKeyID } = rule?.ApplyServerSideEncryptionByDefault ?? {};
    return {
      algorithm: SSEAlgorithm,
      ...(KMSMasterKeyID && { keyId: KMSMasterKeyID }),
      bucketKey: rule?.BucketKeyEnabled ?? false,
    };
  }

  versioning(bucket: string): Versioning {
    const { Status } = (this.values.get(bucket)?.BucketVersioning ?? {}) as { Status?: Versioning };
    return Status;
  }

  /** The policies of the buckets that have one. */
  policies(): [bucket: string, policy: string][] {
    return [...this.values].flatMap(([bucket, { BucketPolicy: policy }]): [string, string][] =>
      typeof policy === "string" ? [[bucket, policy]] : [],
    );
  }

  blocksPublicPolicies(bucket: string): boolean {
    const block = (this.values.get(bucket)?.PublicAccessBlock ?? {}) as { BlockPublicPolicy?: boolean };
    return block.BlockPublicPolicy ?? false;
  }

  private replace(bucket: string, settings: Record<string, Value>): void {
    this.values.set(bucket, settings);
    this.stored?.set(bucket, settings);
  }
}

interface EncryptionRules {
  Rules?: {
    ApplyServerSideEncryptionByDefault?: { SSEAlgorithm?: string; KMSMasterKeyID?: string };
    BucketKeyEnabled?: boolean;
  }[];
}
