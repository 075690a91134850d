import type { Cloud, Requirement } from "../../aws/service";
import { type KeyAliases, keyArn, viaService } from "../kms";
import type { BucketSettings, Encryption } from "./bucketSettings";
import { copySource } from "./copySource";
import type { Members, S3Input } from "./input";
import { bucketArn, objectArn } from "./request";

/** The actions that writing with a key requires, by operation; parts are decrypted to be joined. */
const WRITES: Readonly<Record<string, readonly string[]>> = {
  CompleteMultipartUpload: ["Decrypt"],
  CopyObject: ["GenerateDataKey"],
  CreateMultipartUpload: ["GenerateDataKey"],
  PutObject: ["GenerateDataKey"],
  UploadPart: ["GenerateDataKey", "Decrypt"],
  UploadPartCopy: ["GenerateDataKey", "Decrypt"],
};
const READS = new Set(["GetObject", "HeadObject", "GetObjectAttributes"]);

/** The keys that objects are encrypted with, and the permissions that readers and writers need. */
export class ObjectEncryption {
  constructor(
    private readonly cloud: Pick<Cloud, "accountId" | "region">,
    private readonly settings: BucketSettings,
    private readonly resolveAlias: KeyAliases | undefined,
    private readonly stored: (bucket: string, key: string, versionId?: string) => Encryption | undefined,
  ) {}

  /** How the object that a call writes will be encrypted: as the call says, or as the bucket does by default. */
  wanted({ Bucket = "", ServerSideEncryption, SSEKMSKeyId, BucketKeyEnabled = false }: S3Input): Encryption {
    if (ServerSideEncryption === undefined) return this.settings.encryption(Bucket);
    return {
      algorithm: ServerSideEncryption,
      ...(SSEKMSKeyId && { keyId: SSEKMSKeyId }),
      bucketKey: BucketKeyEnabled,
    };
  }

  /** The members of the output of a write or a read. */
  members({ algorithm, keyId, bucketKey }: Encryption): Members {
    return {
      ServerSideEncryption: algorithm,
      ...(keyId && algorithm.startsWith("aws:kms") && { SSEKMSKeyId: this.arn(keyId) }),
      ...(bucketKey && { BucketKeyEnabled: true }),
    };
  }

  /** {@link https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html} */
  requirements(operation: string, input: S3Input): Requirement[] {
    const { Bucket = "", Key = "", VersionId, CopySource } = input;
    const source = CopySource === undefined ? undefined : copySource(CopySource);
    return [
      ...(source
        ? this.needs(
            ["Decrypt"],
            source.bucket,
            source.key,
            this.stored(source.bucket, source.key, source.versionId),
          )
        : []),
      ...(READS.has(operation)
        ? this.needs(["Decrypt"], Bucket, Key, this.stored(Bucket, Key, VersionId))
        : []),
      ...this.needs(WRITES[operation] ?? [], Bucket, Key, this.wanted(input)),
    ];
  }

  /** Undefined if S3 manages the key: everyone in the account may use that. */
  private needs(
    actions: readonly string[],
    bucket: string,
    key: string,
    encryption: Encryption | undefined,
  ): Requirement[] {
    if (!encryption?.algorithm.startsWith("aws:kms") || !encryption.keyId) return [];
    if (encryption.keyId.endsWith("alias/aws/s3")) return [];
    const arn = encryption.bucketKey ? bucketArn(bucket) : objectArn(bucket, key);
    const service = `s3.${this.cloud.region}.amazonaws.com`;
    return viaService(actions, this.arn(encryption.keyId), service, { "aws:s3:arn": arn });
  }

  private arn(keyId: string): string {
    return keyArn(keyId, this.cloud, this.resolveAlias);
  }
}
