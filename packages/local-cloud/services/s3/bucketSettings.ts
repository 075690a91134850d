import { AwsError } from "../../aws/service";
import type { PersistedValues } from "../../data/persistedValues";

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
  /** The member of the operation's input, and the root of its XML. */
  payload: string;
  /** The error, or the default document, that is returned if it was never put. */
  missing: { code: string; message: string } | { document: string };
}

const NAMESPACE = "http://s3.amazonaws.com/doc/2006-03-01/";

export const document = (root: string, content: string) =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<${root} xmlns="${NAMESPACE}">${content}</${root}>`;

/** Encryption that every bucket has since January 2023. */
const ENCRYPTED_BY_S3 =
  "<Rule><ApplyServerSideEncryptionByDefault><SSEAlgorithm>AES256</SSEAlgorithm></ApplyServerSideEncryptionByDefault>" +
  "<BucketKeyEnabled>false</BucketKeyEnabled></Rule>";

/** By their query parameter. */
export const BUCKET_SETTINGS: Readonly<Record<string, BucketSetting>> = {
  encryption: {
    name: "BucketEncryption",
    remove: "DeleteBucketEncryption",
    action: "EncryptionConfiguration",
    payload: "ServerSideEncryptionConfiguration",
    missing: { document: document("ServerSideEncryptionConfiguration", ENCRYPTED_BY_S3) },
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
    missing: { code: "NoSuchBucketPolicy", message: "The bucket policy does not exist" },
  },
  publicAccessBlock: {
    name: "PublicAccessBlock",
    remove: "DeletePublicAccessBlock",
    action: "BucketPublicAccessBlock",
    payload: "PublicAccessBlockConfiguration",
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
    missing: { document: document("VersioningConfiguration", "") },
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

/** The text of an XML document's first element of that name. */
export function element(xml: string, name: string): string | undefined {
  return new RegExp(`<${name}>\\s*([^<]*?)\\s*</${name}>`).exec(xml)?.[1];
}

/** How the objects of a bucket are encrypted by default. */
export interface Encryption {
  /** `AES256`, `aws:kms` */
  algorithm: string;
  /** As given: id, alias or ARN. Absent if S3 manages the key. */
  keyId?: string;
  bucketKey: boolean;
}

/** The settings of the buckets, as they were put. */
export class BucketSettings {
  /** By bucket, then by the setting's name. */
  private readonly documents = new Map<string, Map<string, string>>();

  /** @param stored where they are stored, by bucket. Default: in memory only. */
  constructor(private readonly stored?: PersistedValues<Record<string, string>>) {
    for (const [bucket, settings] of stored?.entries() ?? []) {
      this.documents.set(bucket, new Map(Object.entries(settings)));
    }
  }

  put(bucket: string, { name }: BucketSetting, text: string): void {
    const settings = this.documents.get(bucket) ?? new Map<string, string>();
    this.documents.set(bucket, settings.set(name, text));
    this.keep(bucket);
  }

  remove(bucket: string, { name }: BucketSetting): void {
    this.documents.get(bucket)?.delete(name);
    this.keep(bucket);
  }

  deleteBucket(bucket: string): void {
    this.documents.delete(bucket);
    this.stored?.delete(bucket);
  }

  /** Throws the API's error if it was never put. */
  get(bucket: string, { name, missing }: BucketSetting): string {
    const text = this.documents.get(bucket)?.get(name);
    if (text !== undefined) return text;
    if ("document" in missing) return missing.document;
    throw new AwsError(missing.code, missing.message, 404, { BucketName: bucket });
  }

  private keep(bucket: string): void {
    this.stored?.set(bucket, Object.fromEntries(this.documents.get(bucket) ?? []));
  }

  encryption(bucket: string): Encryption {
    const xml = this.documents.get(bucket)?.get("BucketEncryption") ?? "";
    const keyId = element(xml, "KMSMasterKeyID");
    return {
      algorithm: element(xml, "SSEAlgorithm") ?? "AES256",
      ...(keyId && { keyId }),
      bucketKey: element(xml, "BucketKeyEnabled") === "true",
    };
  }

  /** The policies of the buckets that have one. */
  policies(): [bucket: string, policy: string][] {
    return [...this.documents].flatMap(([bucket, settings]): [string, string][] => {
      const policy = settings.get("BucketPolicy");
      return policy === undefined ? [] : [[bucket, policy]];
    });
  }

  blocksPublicPolicies(bucket: string): boolean {
    const xml = this.documents.get(bucket)?.get("PublicAccessBlock") ?? "";
    return element(xml, "BlockPublicPolicy") === "true";
  }
}
