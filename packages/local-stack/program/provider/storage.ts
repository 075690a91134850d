import type * as aws from "@pulumi/aws";
import { type Creation, DEPLOYED_AT, type Model, type Models, model } from "./model";
import { type Naming, plainName } from "./naming";

export const dynamodb: Models = {
  "aws:dynamodb/table:Table": model<aws.dynamodb.Table, aws.dynamodb.TableArgs>({
    naming: plainName(255, "-_.", { pattern: /^[A-Za-z0-9_.-]{3,}$/ }),
    create: ({ arn, name, inputs }) => {
      const tableArn = arn("dynamodb", `table/${name}`);
      const label = DEPLOYED_AT.replace("Z", ".000");
      const streams = inputs.flag("streamEnabled");
      return {
        id: name,
        arn: tableArn,
        attributes: [],
        billingMode: "PROVISIONED",
        deletionProtectionEnabled: false,
        globalSecondaryIndexes: [],
        globalTableWitness: undefined,
        hashKey: undefined,
        pointInTimeRecovery: { enabled: false, recoveryPeriodInDays: 0 },
        readCapacity: 0,
        serverSideEncryption: undefined,
        streamArn: streams ? `${tableArn}/stream/${label}` : "",
        streamLabel: streams ? label : "",
        streamViewType: "",
        tableClass: "STANDARD",
        ttl: undefined,
        warmThroughput: undefined,
        writeCapacity: 0,
      };
    },
  }),
  "aws:dynamodb/tableItem:TableItem": model<aws.dynamodb.TableItem, aws.dynamodb.TableItemArgs>({
    create: ({ inputs }) => {
      const keys = [inputs.text("hashKey"), inputs.text("rangeKey")];
      const [hashKeyValue = "", rangeKeyValue = ""] = keys.map((key) => keyValue(inputs.text("item"), key));
      const id = [inputs.text("tableName"), inputs.text("hashKey"), hashKeyValue, rangeKeyValue];
      return { id: id.filter(Boolean).join("|"), hashKeyValue, rangeKeyValue };
    },
  }),
};

/** The value of a key attribute of an item in DynamoDB JSON: `{"id": {"S": "a"}}`. */
function keyValue(item: string, key: string): string {
  const attributes = JSON.parse(item) as Record<string, Record<string, string>>;
  return Object.values(attributes[key] ?? {})[0] ?? "";
}

/** {@link https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html} */
const bucketNaming: Naming = {
  property: "bucket",
  maxLength: 63,
  pattern: /^(?!\d+\.\d+\.\d+\.\d+$)(?!.*\.\.)[a-z0-9][a-z0-9.-]+[a-z0-9]$/,
  allowed: "lower-case letters, digits, - and ., with a letter or digit at both ends",
  transform: (name) => name.toLowerCase(),
};

function createBucket({ name, region, partition }: Creation) {
  return {
    id: name,
    accelerationStatus: undefined,
    acl: undefined,
    arn: `arn:${partition}:s3:::${name}`,
    bucket: name,
    bucketDomainName: `${name}.s3.amazonaws.com`,
    bucketNamespace: undefined,
    bucketPrefix: "",
    bucketRegion: region,
    bucketRegionalDomainName: `${name}.s3.${region}.amazonaws.com`,
    corsRules: [],
    forceDestroy: false,
    grants: [],
    hostedZoneId: undefined,
    lifecycleRules: [],
    objectLockConfiguration: undefined,
    objectLockEnabled: false,
    policy: undefined,
    replicationConfiguration: undefined,
    requestPayer: "BucketOwner",
    websiteDomain: undefined,
    websiteEndpoint: undefined,
  };
}

const ENCRYPTED_BY_S3 = {
  applyServerSideEncryptionByDefault: { kmsMasterKeyId: "", sseAlgorithm: "AES256" },
  blockedEncryptionTypes: [],
  bucketKeyEnabled: false,
};

/** A setting of a bucket, whose id is the bucket's name. */
const ofBucket: Model = { create: ({ inputs }) => ({ id: inputs.text("bucket") }) };

const object: Model = {
  create: ({ partition, inputs, unique }) => {
    const key = inputs.text("key");
    return {
      id: key,
      arn: `arn:${partition}:s3:::${inputs.text("bucket")}/${key}`,
      contentType: "application/octet-stream",
      etag: unique(32, "etag"),
      serverSideEncryption: "AES256",
      storageClass: "STANDARD",
      versionId: "",
    };
  },
};

const lifecycle: Model = {
  create: ({ inputs }) => ({
    id: inputs.text("bucket"),
    expectedBucketOwner: "",
    transitionDefaultMinimumObjectSize: "all_storage_classes_128K",
  }),
};

export const s3: Models = {
  "aws:s3/bucket:Bucket": model<aws.s3.Bucket, aws.s3.BucketArgs>({
    naming: bucketNaming,
    create: (creation) => ({
      ...createBucket(creation),
      logging: undefined,
      serverSideEncryptionConfiguration: { rule: ENCRYPTED_BY_S3 },
      versioning: { enabled: false, mfaDelete: false },
      website: undefined,
    }),
  }),
  "aws:s3/bucketV2:BucketV2": {
    naming: bucketNaming,
    create: (creation) => ({
      ...createBucket(creation),
      serverSideEncryptionConfigurations: [{ rules: [ENCRYPTED_BY_S3] }],
      versionings: [{ enabled: false, mfaDelete: false }],
    }),
  },
  "aws:s3/bucketPolicy:BucketPolicy": ofBucket,
  "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": {
    create: ({ inputs }) => ({
      id: inputs.text("bucket"),
      blockPublicAcls: false,
      blockPublicPolicy: false,
      ignorePublicAcls: false,
      restrictPublicBuckets: false,
    }),
  },
  "aws:s3/bucketVersioning:BucketVersioning": ofBucket,
  "aws:s3/bucketVersioningV2:BucketVersioningV2": ofBucket,
  "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": ofBucket,
  "aws:s3/bucketServerSideEncryptionConfigurationV2:BucketServerSideEncryptionConfigurationV2": ofBucket,
  "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": lifecycle,
  "aws:s3/bucketLifecycleConfigurationV2:BucketLifecycleConfigurationV2": lifecycle,
  "aws:s3/bucketOwnershipControls:BucketOwnershipControls": ofBucket,
  "aws:s3/bucketNotification:BucketNotification": ofBucket,
  "aws:s3/bucketCorsConfiguration:BucketCorsConfiguration": ofBucket,
  "aws:s3/bucketCorsConfigurationV2:BucketCorsConfigurationV2": ofBucket,
  "aws:s3/bucketLogging:BucketLogging": ofBucket,
  "aws:s3/bucketLoggingV2:BucketLoggingV2": ofBucket,
  "aws:s3/bucketAclV2:BucketAclV2": ofBucket,
  "aws:s3/bucketObject:BucketObject": object,
  "aws:s3/bucketObjectv2:BucketObjectv2": object,
};
