import type { Cloud, Requirement } from "../../aws/service";
import { type KeyAliases, keyArn, viaService } from "../kms";
import type { BucketSettings, Encryption } from "./bucketSettings";
import { bucketArn, objectArn, type S3Request } from "./request";
import { copySource } from "./requirements";

const ALGORITHM = "x-amz-server-side-encryption";
const KEY_ID = `${ALGORITHM}-aws-kms-key-id`;
const BUCKET_KEY = `${ALGORITHM}-bucket-key-enabled`;

/** The actions that writing with a key requires, by operation; parts are decrypted to be joined. */
const WRITES: Readonly<Record<string, readonly string[]>> = {
  CompleteMultipartUpload: ["Decrypt"],
  CopyObject: ["GenerateDataKey"],
  CreateMultipartUpload: ["GenerateDataKey"],
  PutObject: ["GenerateDataKey"],
  UploadPart: ["GenerateDataKey", "Decrypt"],
};
const READS = new Set(["GetObject", "HeadObject", "GetObjectAttributes"]);

/** The keys that objects are encrypted with, and the permissions that readers and writers need. */
export class ObjectEncryption {
  constructor(
    private readonly cloud: Pick<Cloud, "accountId" | "region">,
    private readonly settings: BucketSettings,
    private readonly resolveAlias: KeyAliases | undefined,
    private readonly stored: (bucket: string, key: string) => Encryption | undefined,
  ) {}

  /**
   * How the object that the request writes will be encrypted: as the request specifies, or as the bucket does by
   * default.
   */
  wanted({ bucket, headers }: S3Request): Encryption {
    const algorithm = headers[ALGORITHM];
    if (algorithm === undefined) return this.settings.encryption(bucket);
    const keyId = headers[KEY_ID];
    return { algorithm, ...(keyId && { keyId }), bucketKey: headers[BUCKET_KEY] === "true" };
  }

  /** Headers of the response to a write or a read. */
  headers({ algorithm, keyId, bucketKey }: Encryption): Record<string, string> {
    return {
      [ALGORITHM]: algorithm,
      ...(keyId && algorithm.startsWith("aws:kms") && { [KEY_ID]: this.arn(keyId) }),
      ...(bucketKey && { [BUCKET_KEY]: "true" }),
    };
  }

  /** {@link https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html} */
  requirements(operation: string, request: S3Request): Requirement[] {
    const { bucket, key, headers } = request;
    const source = operation === "CopyObject" ? copySource(headers["x-amz-copy-source"] ?? "") : undefined;
    return [
      ...(source
        ? this.needs(["Decrypt"], source.bucket, source.key, this.stored(source.bucket, source.key))
        : []),
      ...(READS.has(operation) ? this.needs(["Decrypt"], bucket, key, this.stored(bucket, key)) : []),
      ...this.needs(WRITES[operation] ?? [], bucket, key, this.wanted(request)),
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
