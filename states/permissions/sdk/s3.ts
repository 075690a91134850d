import { bucketArn } from "../arns";
import { allOf, on, onAny, passRole } from "../rules";
import {
  bucketRule,
  copyObject,
  deleteObjects,
  objectRule,
  putObject,
  readSource,
  versionRule,
} from "./shared";
import { always, type Entry, type RuleOf } from "./table";

/** On the bucket itself, under the name of the call or another. */
const bucket =
  (...actions: string[]): RuleOf =>
  (own) =>
    bucketRule(...(actions.length > 0 ? actions : own));

const object =
  (...actions: string[]): RuleOf =>
  (own) =>
    objectRule(...(actions.length > 0 ? actions : own));

/** On the object, or the version that `VersionId` names, which has an action of its own. */
const version =
  (action: string, versioned = `${action}Version`): RuleOf =>
  () =>
    versionRule(action, versioned);

/**
 * Amazon S3, most of whose actions have other names than its calls.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html
 */
export const s3: readonly Entry[] = [
  ["getObject headObject selectObjectContent getObjectTorrent", version("s3:GetObject")],
  [
    "getObjectAttributes",
    () =>
      allOf(
        versionRule("s3:GetObject", "s3:GetObjectVersion"),
        versionRule("s3:GetObjectAttributes", "s3:GetObjectVersionAttributes"),
      ),
  ],
  ["getObjectTagging", version("s3:GetObjectTagging", "s3:GetObjectVersionTagging")],
  ["putObjectTagging", version("s3:PutObjectTagging", "s3:PutObjectVersionTagging")],
  ["deleteObjectTagging", version("s3:DeleteObjectTagging", "s3:DeleteObjectVersionTagging")],
  ["getObjectAcl", version("s3:GetObjectAcl", "s3:GetObjectVersionAcl")],
  ["putObjectAcl", version("s3:PutObjectAcl", "s3:PutObjectVersionAcl")],
  ["deleteObject", version("s3:DeleteObject")],
  ["deleteObjects", always(deleteObjects)],
  ["putObject createMultipartUpload", always(putObject)],
  ["copyObject", always(copyObject)],
  ["uploadPartCopy", always(allOf(objectRule("s3:PutObject"), readSource))],
  ["uploadPart completeMultipartUpload", object("s3:PutObject")],
  ["listParts", object("s3:ListMultipartUploadParts")],
  [
    "abortMultipartUpload restoreObject getObjectRetention putObjectRetention getObjectLegalHold putObjectLegalHold",
    object(),
  ],
  ["listBuckets", always(onAny("s3:ListAllMyBuckets"))],
  ["headBucket listObjects listObjectsV2", bucket("s3:ListBucket")],
  ["listObjectVersions", bucket("s3:ListBucketVersions")],
  ["listMultipartUploads", bucket("s3:ListBucketMultipartUploads")],
  ["getBucketLifecycleConfiguration", bucket("s3:GetLifecycleConfiguration")],
  ["putBucketLifecycleConfiguration deleteBucketLifecycle", bucket("s3:PutLifecycleConfiguration")],
  ["getBucketNotificationConfiguration", bucket("s3:GetBucketNotification")],
  ["putBucketNotificationConfiguration", bucket("s3:PutBucketNotification")],
  ["getBucketEncryption", bucket("s3:GetEncryptionConfiguration")],
  ["putBucketEncryption deleteBucketEncryption", bucket("s3:PutEncryptionConfiguration")],
  ["getBucketReplication", bucket("s3:GetReplicationConfiguration")],
  [
    "putBucketReplication",
    always(
      allOf(
        on(["s3:PutReplicationConfiguration"], "Bucket", bucketArn),
        passRole("ReplicationConfiguration.Role", "s3"),
      ),
    ),
  ],
  ["deleteBucketReplication", bucket("s3:PutReplicationConfiguration")],
  ["getBucketCors", bucket("s3:GetBucketCORS")],
  ["putBucketCors deleteBucketCors", bucket("s3:PutBucketCORS")],
  ["deleteBucketTagging", bucket("s3:PutBucketTagging")],
  ["deleteBucketOwnershipControls", bucket("s3:PutBucketOwnershipControls")],
  ["getPublicAccessBlock", bucket("s3:GetBucketPublicAccessBlock")],
  ["putPublicAccessBlock deletePublicAccessBlock", bucket("s3:PutBucketPublicAccessBlock")],
  ["getBucketAccelerateConfiguration", bucket("s3:GetAccelerateConfiguration")],
  ["putBucketAccelerateConfiguration", bucket("s3:PutAccelerateConfiguration")],
  [
    "getBucketAnalyticsConfiguration listBucketAnalyticsConfigurations",
    bucket("s3:GetAnalyticsConfiguration"),
  ],
  [
    "putBucketAnalyticsConfiguration deleteBucketAnalyticsConfiguration",
    bucket("s3:PutAnalyticsConfiguration"),
  ],
  [
    "getBucketInventoryConfiguration listBucketInventoryConfigurations",
    bucket("s3:GetInventoryConfiguration"),
  ],
  [
    "putBucketInventoryConfiguration deleteBucketInventoryConfiguration",
    bucket("s3:PutInventoryConfiguration"),
  ],
  ["getBucketMetricsConfiguration listBucketMetricsConfigurations", bucket("s3:GetMetricsConfiguration")],
  ["putBucketMetricsConfiguration deleteBucketMetricsConfiguration", bucket("s3:PutMetricsConfiguration")],
  [
    "getBucketIntelligentTieringConfiguration listBucketIntelligentTieringConfigurations",
    bucket("s3:GetIntelligentTieringConfiguration"),
  ],
  [
    "putBucketIntelligentTieringConfiguration deleteBucketIntelligentTieringConfiguration",
    bucket("s3:PutIntelligentTieringConfiguration"),
  ],
  ["getObjectLockConfiguration", bucket("s3:GetBucketObjectLockConfiguration")],
  ["putObjectLockConfiguration", bucket("s3:PutBucketObjectLockConfiguration")],
  [
    "createBucket deleteBucket getBucketLocation getBucketPolicy putBucketPolicy deleteBucketPolicy getBucketPolicyStatus getBucketTagging putBucketTagging getBucketVersioning putBucketVersioning getBucketAcl putBucketAcl getBucketLogging putBucketLogging getBucketWebsite putBucketWebsite deleteBucketWebsite getBucketOwnershipControls putBucketOwnershipControls getBucketRequestPayment putBucketRequestPayment",
    bucket(),
  ],
];
